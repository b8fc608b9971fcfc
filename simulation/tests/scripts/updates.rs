//! Updates of the extension, and what is kept on disk, by this version or an older one.

use voice_client_core::protocol::FromPage;
use voice_client_core::{Intent, Status};
use voice_client_simulation::{FarEndState, World};

use super::{headset, on_call, ready};

#[test]
fn an_update_that_comes_between_calls_is_taken_at_once_and_once() {
    let mut world = ready();
    world.offer_update();
    world.seconds(2);
    assert_eq!((world.reloads, world.view().status), (1, Status::Ready));
    let call = world.place_call("+15550100");
    world.seconds(60);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.reloads, 1);
}

#[test]
fn an_update_waits_until_no_call_is_on_or_rings() {
    let (mut world, first) = on_call();
    world.place_call("+15550101");
    world.offer_update();
    world.seconds(60);
    world.kill_worker();
    world.crash_offscreen();
    world.seconds(60);
    assert_eq!(world.reloads, 0);
    assert_eq!(world.far_end(&first).state, FarEndState::Active);

    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&first).state, FarEndState::EndedByAgent);
    assert_eq!((world.reloads, world.view().status), (0, Status::Ready), "Twilio may not know");
    world.seconds(20);
    assert_eq!((world.reloads, world.view().status), (1, Status::Ready));
}

#[test]
fn an_update_waits_for_a_call_that_rings_after_the_one_that_is_on() {
    let (mut world, _) = on_call();
    let second = world.place_call("+15550101");
    world.offer_update();
    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&second).state, FarEndState::Active);
    assert_eq!(world.reloads, 0);
    world.customer_hangs_up(&second);
    world.seconds(20);
    assert_eq!((world.reloads, world.view().status), (1, Status::Ready));
}

#[test]
fn an_update_is_put_off_once_more_for_a_call_that_comes_while_the_extension_reloads() {
    for seed in 0..20 {
        let mut world = World::new(seed);
        world.open_flex("a", 1);
        world.seconds(2);
        world.offer_update();
        let call = world.place_call("+15550100");
        world.seconds(2);
        if world.reloads == 1 {
            continue; // It was not quick enough: the call finds the new version.
        }
        assert_eq!(world.far_end(&call).state, FarEndState::Active);
        world.wants(Intent::HangUp);
        world.seconds(1);
        assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
        assert_eq!(world.reloads, 0, "Twilio may not know");
        world.seconds(20);
        assert_eq!(world.reloads, 1);
    }
}

#[test]
fn an_update_leaves_a_deployed_plugin_as_ready_as_it_was() {
    let mut world = World::new(7);
    let tab = world.open_flex("a", 1);
    world.seconds(2);
    let before = world.view().clone();
    assert_eq!(before.status, Status::Ready);

    world.update_extension();
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
    let silence = world.now().since(world.tab(tab).unwrap().heartbeat_at.unwrap());
    assert!(silence.as_secs() <= 2, "{silence:?} of silence");
    assert!(before.revision < world.view().revision, "a page would take it for an old state");
    let call = world.place_call("+15550100");
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn after_an_update_the_account_is_that_of_the_tab_that_is_there_first() {
    let mut world = ready();
    let known = world.tabs()[0].id;
    world.freeze(known);
    world.update_extension();
    let other = world.open_flex("b", 1);
    world.seconds(30);
    world.thaw(known);
    world.seconds(2);
    assert!(!world.tab(other).unwrap().rejected);
    assert!(world.tab(known).unwrap().rejected);
}

#[test]
fn what_is_remembered_of_a_document_is_of_no_use_to_another() {
    let mut world = ready();
    let tab = world.tabs()[0].id;
    world.navigate(tab);
    world.update_extension();
    world.seconds(2);
    world.page_says(tab, FromPage::HangUpCall { call_sid: None });
    assert_eq!(world.view().status, Status::WaitingForFlex);
    assert_eq!(world.view().account, None);
}

#[test]
fn what_takes_a_call_up_is_kept_on_disk_for_as_long_as_the_call_lives() {
    let (mut world, call) = on_call();
    assert!(world.kept().to_string().contains("connect-secret"));
    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert!(!world.kept().to_string().contains("secret"));
    world.crash_extension();
    world.start_extension();
    world.seconds(3);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn what_an_older_version_kept_is_taken_over() {
    let mut world = ready();
    // Before calls were kept, and before they were kept with their account.
    let devices = r#"{ "devices": { "input": "Headset" }, "unheardOf": [1] }"#;
    let call = format!(
        r#"{{ "call": {{ "call_sid": "CA{}", "caller": {{ "from": "+15550100" }}, "mic": "muted",
            "ticket": {{ "connectToken": "t", "edge": "roaming" }}, "started_at": 1000 }} }}"#,
        "1".repeat(32)
    );
    world.corrupt_kept(devices);
    world.update_extension();
    world.seconds(2);
    assert_eq!(world.view().chosen_devices.input, headset().input);

    world.corrupt_kept(&call);
    world.update_extension();
    assert!(world.view().call.as_ref().is_some_and(|it| it.muted));
}

#[test]
fn what_was_kept_and_can_not_be_read_is_begun_without() {
    for text in ["", "null", "7", "[]", "{\"tabs\":{}}", "{\"call\":{\"account\":1}}", "☎"] {
        let mut world = ready();
        world.corrupt_kept(text);
        world.update_extension();
        world.open_flex("a", 2);
        world.seconds(2);
        assert_eq!(world.view().status, Status::Ready, "{text}");
    }
}
