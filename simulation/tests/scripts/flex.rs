//! Flex tabs, their accounts, who signs in and out, and what the plugins are told.

use voice_client_core::protocol::FromPage;
use voice_client_core::{Icon, Intent, Status};
use voice_client_simulation::{FarEndState, Function, World};

use super::{on_call, ready};

#[test]
fn the_first_flex_tab_makes_the_client_ready() {
    let world = ready();
    let view = world.view();
    assert_eq!(view.identity.as_ref().unwrap().as_str(), "ext_agent_40example_2Ecom");
    assert_eq!((view.flex_tabs, view.flex_tabs_with_plugin), (1, 1));
    assert_eq!(world.badge().unwrap().icon, Icon::Ready);
}

#[test]
fn another_account_is_turned_away_until_a_restart_without_the_first() {
    let mut world = ready();
    let first = world.tabs()[0].id;
    let other = world.open_flex("b", 1);
    world.seconds(1);
    assert!(world.tab(other).unwrap().rejected);
    assert_eq!(world.view().flex_tabs_of_other_accounts, 1);
    assert_eq!(world.view().status, Status::Ready);

    world.close_flex(first);
    world.wants(Intent::Restart { end_call: false });
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.view().account, Some(world.tabs()[0].account.clone()));
}

#[test]
fn a_tab_that_was_turned_away_can_not_hang_up() {
    let (mut world, call) = on_call();
    let other = world.open_flex("b", 2);
    world.page_says(other, FromPage::HangUpCall { call_sid: None });
    world.seconds(2);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn a_tab_that_was_turned_away_can_not_sign_anybody_out() {
    let mut world = ready();
    let other = world.open_flex("b", 2);
    world.page_says(other, FromPage::SignedOut);
    world.seconds(2);
    assert!(world.is_registered());
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn who_signs_out_is_called_no_more() {
    let mut world = ready();
    let tab = world.tabs()[0].id;
    world.page_says(tab, FromPage::SignedOut);
    world.seconds(1);
    assert!(!world.is_registered());
    assert_eq!(world.view().status, Status::WaitingForFlex);
    assert_eq!((world.view().account.clone(), world.view().identity.clone()), (None, None));
    // Whoever signs in next is served, of whatever account.
    world.navigate(tab);
    world.open_flex("b", 2);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_outlives_the_sign_out_and_the_registration_does_not_outlive_the_call() {
    let (mut world, call) = on_call();
    let tab = world.tabs()[0].id;
    world.page_says(tab, FromPage::SignedOut);
    world.seconds(5);
    world.kill_worker();
    // The voice token is renewed meanwhile.
    world.seconds(3_000);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    world.customer_hangs_up(&call);
    world.seconds(2);
    assert!(!world.is_registered());
    assert_eq!(world.view().status, Status::WaitingForFlex);
}

#[test]
fn who_signs_in_during_the_call_of_somebody_who_has_signed_out_stays_registered_after_it() {
    let (mut world, call) = on_call();
    let tab = world.tabs()[0].id;
    world.page_says(tab, FromPage::SignedOut);
    world.seconds(5);
    world.open_flex("a", 2);
    world.seconds(5);
    world.customer_hangs_up(&call);
    world.seconds(5);
    assert!(world.is_registered());
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn another_tab_that_is_signed_in_keeps_the_agent_reachable() {
    let mut world = ready();
    let (first, second) = (world.tabs()[0].id, world.open_flex("a", 2));
    world.seconds(2);
    world.page_says(first, FromPage::SignedOut);
    for _ in 0..50 {
        world.millis(100);
        assert_eq!(world.view().status, Status::Ready);
    }
    world.page_says(second, FromPage::SignedOut);
    world.seconds(1);
    assert!(!world.is_registered());
}

#[test]
fn another_tab_whose_session_has_ended_too_keeps_nobody_registered() {
    let mut world = ready();
    world.open_flex("a", 2);
    world.seconds(2);
    world.function = Function::Status(401);
    let tab = world.tabs()[0].id;
    world.page_says(tab, FromPage::SignedOut);
    world.seconds(5);
    assert!(!world.is_registered());
    assert_ne!(world.view().status, Status::Ready);
}

#[test]
fn plugins_old_and_new_agree_with_the_popup() {
    let mut world = ready();
    let new = world.tabs()[0].id;
    let old = world.open_flex("a", 1);
    world.place_call("+15550100");
    world.seconds(1);
    world.wants(Intent::SetMuted { muted: true });
    world.millis(10);
    let heartbeat = world.tab(new).unwrap().heartbeat.clone().unwrap();
    let state = heartbeat.state.unwrap();
    assert!(state.call.unwrap().muted);
    assert_eq!(state.revision, world.view().revision);
    let heartbeat = world.tab(old).unwrap().heartbeat.clone().unwrap();
    assert_eq!((heartbeat.error, heartbeat.state), (false, None));
}

#[test]
fn a_deployed_plugin_never_waits_five_seconds_for_a_heartbeat() {
    let mut world = World::new(11);
    let tab = world.open_flex("a", 1);
    world.seconds(2);
    for step in 0..600 {
        if step % 50 == 0 {
            world.kill_worker();
        }
        world.millis(500);
        let silence = world.now().since(world.tabs()[0].heartbeat_at.unwrap());
        assert!(silence.as_millis() < 4_500, "{silence:?} of silence for {tab:?}");
    }
}

#[test]
fn a_plugin_that_configures_once_is_heard_again_however_long_its_document_was_away() {
    let mut world = World::new(7);
    let tab = world.open_flex("a", 1);
    world.seconds(2);
    let call = world.place_call("+15550100");
    world.seconds(1);
    world.freeze(tab);
    world.kill_worker();
    world.seconds(120);
    assert_eq!(world.view().flex_tabs, 0);
    world.thaw(tab);
    world.seconds(3);
    let silence = world.now().since(world.tab(tab).unwrap().heartbeat_at.unwrap());
    assert!(silence.as_secs() <= 2, "{silence:?} of silence");
    world.page_says(tab, FromPage::HangUpCall { call_sid: None });
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
}
