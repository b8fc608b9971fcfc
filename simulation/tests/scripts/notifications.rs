//! What the desktop tells the agent, and the setting that keeps it quiet.

use voice_client_core::{
    CallState, Caller, ComesBack, DeviceKind, Intent, Microphone, Notification, ProblemCode,
    Settings, Status, Topic,
};
use voice_client_simulation::{Function, World};

use super::{HOUR, headset, on_call, ready};

#[test]
fn a_call_that_is_answered_is_told_by_the_desktop_until_it_is_over() {
    let mut world = ready();
    world.place_call("+15550142");
    world.millis(20);
    assert!(world.notifications.is_empty(), "it only rings");
    world.seconds(1);
    let told = Notification::CallAnswered(Caller::new("+15550142"));
    assert_eq!(world.notifications.remove(&Topic::Call), Some(told));
    // Nothing new about it, whoever dies.
    world.kill_worker();
    world.seconds(1);
    world.crash_offscreen();
    world.seconds(5);
    assert!(world.notifications.is_empty());
    world.wants(Intent::HangUp);
    world.seconds(1);
    let next = world.place_call("+15550143");
    world.seconds(1);
    world.customer_hangs_up(&next);
    world.seconds(1);
    assert!(world.notifications.is_empty(), "taken back");
}

#[test]
fn a_call_that_nobody_has_ended_is_told_by_the_desktop() {
    let (mut world, _) = on_call();
    world.lose_network();
    world.seconds(40);
    assert_eq!(world.notifications.get(&Topic::Call), Some(&Notification::CallLost));
}

#[test]
fn a_call_that_nobody_has_ended_is_told_though_the_next_one_is_there() {
    let (mut world, _) = on_call();
    let next = world.place_call("+15550101");
    world.lose_network();
    world.seconds(40);
    assert_eq!(world.view().call.as_ref().unwrap().call_sid, next);
    assert_eq!(world.notifications.get(&Topic::Call), Some(&Notification::CallLost));
}

#[test]
fn a_call_that_stays_without_its_connection_is_told_until_it_is_back() {
    let (mut world, _) = on_call();
    world.notifications.clear();
    for seconds in [2, 10] {
        world.lose_network();
        world.seconds(seconds);
        let told = Notification::CallReconnecting(ComesBack::ByItself);
        let told = (seconds == 10).then_some(&told);
        assert_eq!(world.notifications.get(&Topic::Call), told, "{seconds} s");
        world.come_online();
        world.seconds(10);
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
        assert!(world.notifications.is_empty(), "taken back");
    }
}

#[test]
fn a_call_that_somebody_has_to_help_back_is_told_with_what_helps() {
    let told = |comes_back| Some(Notification::CallReconnecting(comes_back));
    let (mut world, _) = on_call();
    world.notifications.clear();
    world.crash_offscreen();
    world.set_microphone(Microphone::Missing);
    world.seconds(4);
    assert!(world.notifications.is_empty(), "not yet");
    world.seconds(2);
    let microphone = told(ComesBack::WithMicrophone);
    assert_eq!(world.notifications.get(&Topic::Call), microphone.as_ref());
    let welcomes = world.welcomes;
    world.click_notification(Topic::Call);
    assert_eq!(world.welcomes, welcomes + 1, "there the microphone is seen to");
    assert!(world.notifications.is_empty());
    world.kill_worker();
    world.seconds(10);
    assert!(!world.notifications.contains_key(&Topic::Call), "once");
    world.set_microphone(Microphone::Granted);
    world.seconds(3);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert!(world.notifications.is_empty(), "taken back");

    world.lose_network();
    world.seconds(6);
    assert_eq!(world.notifications.get(&Topic::Call), told(ComesBack::ByItself).as_ref());
    world.crash_offscreen();
    world.set_microphone(Microphone::Missing);
    world.seconds(6);
    assert_eq!(world.notifications.get(&Topic::Call), microphone.as_ref(), "something else");
}

#[test]
fn a_call_that_was_there_before_the_browser_is_told_if_it_waits() {
    let (mut world, _) = on_call();
    world.notifications.clear();
    world.crash_extension();
    world.start_extension();
    world.seconds(10);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert!(world.notifications.is_empty(), "it was back at once");

    world.close_browser();
    world.start_browser();
    world.seconds(4);
    assert!(world.notifications.is_empty(), "not yet");
    world.seconds(2);
    let told = Notification::CallReconnecting(ComesBack::WithFlex);
    assert_eq!(world.notifications.get(&Topic::Call), Some(&told));
    world.open_flex("a", 2);
    world.seconds(3);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert!(world.notifications.is_empty(), "taken back");
}

#[test]
fn a_problem_that_stays_is_told_once_and_taken_back() {
    let mut world = ready();
    for _ in 0..5 {
        world.set_microphone(Microphone::Missing);
        world.seconds(5);
        world.set_microphone(Microphone::Granted);
        world.seconds(5);
    }
    assert!(world.notifications.is_empty(), "a flicker");
    world.set_microphone(Microphone::Missing);
    world.seconds(20);
    let told = Notification::Problem(ProblemCode::MicrophoneMissing);
    assert_eq!(world.notifications.remove(&Topic::Problem), Some(told));
    world.kill_worker();
    world.seconds(600);
    assert!(world.notifications.is_empty(), "it has been told");
    world.set_microphone(Microphone::Granted);
    world.seconds(1);
    world.set_microphone(Microphone::Denied);
    world.seconds(20);
    assert!(world.notifications.contains_key(&Topic::Problem), "another one");
    world.set_microphone(Microphone::Granted);
    world.seconds(1);
    assert!(world.notifications.is_empty(), "taken back");
}

#[test]
fn a_problem_that_becomes_another_one_is_told_anew_if_it_stays_so() {
    let told = |world: &mut World| world.notifications.remove(&Topic::Problem);
    let missing = Notification::Problem(ProblemCode::MicrophoneMissing);
    let denied = Notification::Problem(ProblemCode::MicrophoneDenied);
    let mut world = ready();
    world.set_microphone(Microphone::Missing);
    world.seconds(20);
    assert_eq!(told(&mut world), Some(missing.clone()));
    for _ in 0..20 {
        world.set_microphone(Microphone::Denied);
        world.seconds(10);
        world.kill_worker();
        world.set_microphone(Microphone::Missing);
        world.seconds(5);
    }
    assert_eq!(told(&mut world), None, "a flicker between the two");
    world.set_microphone(Microphone::Denied);
    world.seconds(14);
    assert_eq!(told(&mut world), None, "not yet");
    world.seconds(2);
    assert_eq!(told(&mut world), Some(denied));
    world.seconds(600);
    assert_eq!(told(&mut world), None, "once");
    world.set_microphone(Microphone::Missing);
    world.seconds(31);
    assert_eq!(world.notifications.get(&Topic::Problem), Some(&missing));
    world.set_microphone(Microphone::Granted);
    world.seconds(1);
    assert!(world.notifications.is_empty(), "taken back");
}

#[test]
fn problems_that_take_turns_are_told_more_and_more_seldom() {
    for lasts in [1, 20, 60, 300] {
        let mut world = ready();
        let microphones = [Microphone::Missing, Microphone::Denied, Microphone::NotAsked];
        let mut told = 0;
        for n in 0..HOUR {
            if n % lasts == 0 {
                world.set_microphone(microphones[usize::try_from(n / lasts).unwrap() % 3]);
            }
            world.seconds(1);
            told += u32::from(world.notifications.remove(&Topic::Problem).is_some());
        }
        assert!((1..=8).contains(&told), "{told} times in an hour, each {lasts} s");
    }
}

#[test]
fn what_is_wrong_from_the_start_is_told_by_no_notification() {
    let mut world = World::new(3);
    world.function = Function::Status(500);
    world.open_flex("a", 2);
    world.seconds(600);
    assert_eq!(world.view().status, Status::Problem);
    assert!(world.notifications.is_empty());
}

#[test]
fn an_agent_who_wants_no_notifications_gets_none() {
    let mut world = ready();
    world.wants(Intent::SetNotifications { on: false });
    world.place_call("+15550142");
    world.seconds(1);
    world.set_microphone(Microphone::Missing);
    world.lose_network();
    world.seconds(60);
    assert!(world.view().problem.is_some());
    assert!(world.notifications.is_empty());
}

#[test]
fn what_the_desktop_tells_is_taken_back_from_who_wants_no_notifications() {
    for by_policy in [false, true] {
        let mut world = ready();
        world.wants(Intent::SetAudioDevice { kind: DeviceKind::Input, label: headset().input });
        world.place_call("+15550142");
        world.seconds(1);
        world.plug(&["Built-in"]);
        world.set_microphone(Microphone::Missing);
        world.seconds(20);
        assert_eq!(world.notifications.len(), 3);
        if by_policy {
            world.policy.notifications = Some(false);
            world.settings_change();
        } else {
            world.wants(Intent::SetNotifications { on: false });
        }
        assert!(world.notifications.is_empty(), "by a policy: {by_policy}");
    }
}

#[test]
fn a_setting_is_kept_unless_a_policy_has_made_it() {
    let mut world = ready();
    assert_eq!(world.view().settings, Settings { notifications: true, managed: false });
    world.wants(Intent::SetNotifications { on: false });
    assert!(!world.view().settings.notifications);
    world.close_browser();
    world.start_browser();
    assert!(!world.view().settings.notifications, "after a start of the browser too");

    world.policy.notifications = Some(true);
    world.settings_change();
    let by_policy = Settings { notifications: true, managed: true };
    assert_eq!(world.view().settings, by_policy);
    world.wants(Intent::SetNotifications { on: false });
    assert_eq!(world.view().settings, by_policy);
}

#[test]
fn a_flex_session_that_ends_is_told_until_there_is_another() {
    let mut world = ready();
    let tab = world.tabs()[0].id;
    world.close_flex(tab);
    world.seconds(2 * HOUR);
    assert_eq!(world.view().status, Status::WaitingForFlex);
    let told = Some(&Notification::FlexSessionEnded);
    assert_eq!(world.notifications.get(&Topic::Problem), told);
    world.kill_worker();
    world.open_flex("flex", 2);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
    assert!(world.notifications.is_empty(), "taken back");
}

#[test]
fn a_headset_that_goes_during_a_call_is_told_until_it_is_back() {
    let mut world = ready();
    world.wants(Intent::SetAudioDevice { kind: DeviceKind::Input, label: headset().input });
    world.place_call("+15550142");
    world.seconds(1);
    world.notifications.clear();
    for _ in 0..2 {
        world.plug(&["Built-in"]);
        world.seconds(1);
        let told = Notification::DeviceGone(World::device("Headset"));
        assert_eq!(world.notifications.get(&Topic::Device), Some(&told));
        world.kill_worker();
        world.seconds(1);
        world.plug(&["Built-in", "Headset"]);
        world.seconds(1);
        assert!(world.notifications.is_empty(), "taken back");
    }
    world.plug(&["Built-in"]);
    world.seconds(1);
    world.wants(Intent::HangUp);
    world.seconds(2);
    assert!(world.notifications.is_empty(), "there is no call any more");
}

#[test]
fn of_two_devices_that_go_the_one_is_told_that_is_still_gone() {
    let mut world = ready();
    let devices = [(DeviceKind::Input, "Microphone"), (DeviceKind::Output, "Speaker")];
    world.plug(&["Built-in", "Microphone", "Speaker"]);
    for (kind, label) in devices {
        let label = Some(World::device(label));
        world.wants(Intent::SetAudioDevice { kind, label });
    }
    world.place_call("+15550142");
    world.seconds(1);
    for (there, told) in [
        (vec!["Built-in", "Microphone"], Some("Speaker")),
        (vec!["Built-in"], Some("Microphone")),
        (vec!["Built-in", "Microphone"], Some("Speaker")),
        (vec!["Built-in", "Speaker"], Some("Microphone")),
        (vec!["Built-in", "Microphone", "Speaker"], None),
    ] {
        world.plug(&there);
        world.seconds(1);
        let told = told.map(|it| Notification::DeviceGone(World::device(it)));
        assert_eq!(world.notifications.get(&Topic::Device), told.as_ref(), "{there:?}");
    }
}
