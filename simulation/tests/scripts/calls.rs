//! A call from its ring to its end, those that wait behind it, and what the agent does in it.

use voice_client_core::protocol::FromPage;
use voice_client_core::{CallState, Caller, EndReason, Icon, Intent, Shortcut, Status};
use voice_client_simulation::{Delivery, FarEndState, World};

use super::{on_call, ready};

#[test]
fn a_call_that_comes_before_the_sdk_says_that_it_is_registered_is_answered() {
    let mut world = World::new(7);
    world.open_flex("a", 2);
    while !world.is_registered() {
        world.millis(1);
    }
    assert_eq!(world.view().status, Status::Connecting);
    let call = world.place_call("+15550100");
    world.seconds(2);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn a_call_is_answered_and_outlives_its_tabs() {
    let (mut world, call) = on_call();
    assert_eq!(world.view().status, Status::OnCall);
    world.close_flex(world.tabs()[0].id);
    world.seconds(60);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().flex_tabs, 0);

    let tab = world.open_flex("a", 1);
    world.seconds(1);
    world.page_says(tab, FromPage::HangUpCall { call_sid: None });
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::Agent);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_that_rings_is_answered_by_whom_it_is_for() {
    let mut world = ready();
    world.crash_offscreen();
    let call = world.place_call("+15550100");
    world.rename_agent("ext_another_40example_2Ecom");
    let (tab, now) = (world.tabs()[0].id, world.now());
    let token = world.tab(tab).unwrap().renewed_token(now);
    world.page_says(tab, token);
    world.seconds(4);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().identity.as_ref().unwrap().as_str(), "ext_agent_40example_2Ecom");
    world.wants(Intent::HangUp);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.view().identity.as_ref().unwrap().as_str(), "ext_another_40example_2Ecom");
}

#[test]
fn the_caller_can_hang_up_and_the_next_call_is_answered() {
    let (mut world, call) = on_call();
    world.customer_hangs_up(&call);
    world.seconds(1);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::FarEnd);
    let next = world.place_call("+15550101");
    world.seconds(1);
    assert_eq!(world.far_end(&next).state, FarEndState::Active);
}

#[test]
fn a_caller_who_gave_up_while_there_was_no_worker_is_not_waited_for() {
    let mut world = ready();
    world.crash_offscreen();
    let call = world.place_call("+15550100");
    world.millis(20);
    world.kill_worker();
    world.customer_hangs_up(&call);
    world.seconds(1);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::FarEnd);
}

#[test]
fn a_second_call_does_not_touch_the_first_and_is_answered_after_it() {
    let (mut world, first) = on_call();
    let second = world.place_call("+15550101");
    world.seconds(5);
    assert_eq!(world.far_end(&first).state, FarEndState::Active);
    assert_eq!(world.far_end(&second).state, FarEndState::Ringing);
    assert_eq!(world.view().waiting_calls.len(), 1);

    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&first).state, FarEndState::EndedByAgent);
    assert_eq!(world.far_end(&second).state, FarEndState::Active);
    assert!(world.view().waiting_calls.is_empty());
}

#[test]
fn a_second_call_that_gives_up_is_not_noted_any_more() {
    let (mut world, _) = on_call();
    let second = world.place_call("+15550101");
    world.seconds(1);
    world.customer_hangs_up(&second);
    assert!(world.view().waiting_calls.is_empty());
}

#[test]
fn a_call_that_waits_is_noted_and_answered_whatever_becomes_of_the_worker() {
    let (mut world, first) = on_call();
    let second = world.place_call("+15550101");
    world.seconds(1);
    world.kill_worker();
    world.seconds(2);
    assert_eq!(world.view().waiting_calls.len(), 1);
    world.customer_hangs_up(&first);
    world.seconds(2);
    assert_eq!(world.far_end(&second).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().caller, Caller::new("+15550101"));
    assert!(world.view().waiting_calls.is_empty());
}

#[test]
fn a_call_that_waited_and_is_over_does_not_keep_the_next_one_waiting() {
    let (mut world, first) = on_call();
    let second = world.place_call("+15550101");
    world.seconds(1);
    world.kill_worker();
    world.seconds(1);
    world.customer_hangs_up(&second);
    let third = world.place_call("+15550102");
    world.customer_hangs_up(&first);
    world.seconds(2);
    assert_eq!(world.far_end(&third).state, FarEndState::Active);
}

#[test]
fn a_call_that_waits_and_of_which_nothing_is_heard_is_noted_for_as_long_as_it_may_ring() {
    let (mut world, _) = on_call();
    let second = world.place_call("+15550101");
    world.seconds(1);
    world.kill_worker();
    world.customer_hangs_up(&second);
    world.seconds(58);
    assert_eq!(world.view().waiting_calls.len(), 1);
    world.seconds(2);
    assert!(world.view().waiting_calls.is_empty());
}

#[test]
fn a_restart_forgets_the_calls_that_wait() {
    let (mut world, _) = on_call();
    world.place_call("+15550101");
    world.seconds(1);
    world.kill_worker();
    world.seconds(1);
    world.wants(Intent::Restart { end_call: true });
    world.seconds(3);
    assert!(world.view().waiting_calls.is_empty());
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_restart_during_a_call_needs_consent() {
    let (mut world, call) = on_call();
    world.wants(Intent::Restart { end_call: false });
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);

    world.wants(Intent::Restart { end_call: true });
    world.seconds(2);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn keys_mute_unmute_and_hang_up() {
    let (mut world, call) = on_call();
    for muted in [true, false, true] {
        world.presses(Shortcut::Mute);
        world.seconds(1);
        assert_eq!(world.far_end(&call).muted, muted);
    }
    // Pressed twice before the document has heard of it.
    world.presses(Shortcut::Mute);
    world.presses(Shortcut::Mute);
    world.seconds(1);
    assert!(world.far_end(&call).muted);
    world.kill_worker();
    world.presses(Shortcut::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    // Without a call they do nothing.
    world.presses(Shortcut::Mute);
    world.presses(Shortcut::HangUp);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_press_that_was_meant_for_one_call_does_not_touch_the_next() {
    let (mut world, first) = on_call();
    let second = world.place_call("+15550101");
    world.seconds(1);
    let meant = |intent: Intent| intent.for_call(first.clone());
    world.wants(meant(Intent::SetMuted { muted: true }));
    world.seconds(1);
    assert!(world.view().call.as_ref().unwrap().muted);
    world.customer_hangs_up(&first);
    world.seconds(3);
    assert_eq!(world.view().call.as_ref().unwrap().call_sid, second);
    world.wants(meant(Intent::HangUp));
    world.wants(meant(Intent::SetMuted { muted: true }));
    let tab = world.tabs()[0].id;
    world.page_says(tab, FromPage::HangUpCall { call_sid: Some(first) });
    world.seconds(3);
    assert_eq!(world.far_end(&second).state, FarEndState::Active);
    assert!(!world.view().call.as_ref().unwrap().muted);
    world.page_says(tab, FromPage::HangUpCall { call_sid: Some(second.clone()) });
    world.seconds(3);
    assert_eq!(world.far_end(&second).state, FarEndState::EndedByAgent);
}

#[test]
fn a_press_in_the_popup_that_comes_late_does_not_touch_the_next_call() {
    for press in [
        Intent::HangUp,
        Intent::Restart { end_call: true },
        Intent::SetMuted { muted: true },
        Intent::SendDigits { digits: World::digits("1") },
    ] {
        let (mut world, first) = on_call();
        world.set_delivery(Delivery::Late);
        world.wants(press);
        world.set_delivery(Delivery::Prompt);
        world.customer_hangs_up(&first);
        let next = world.place_call("+15550101");
        world.seconds(1);
        assert_eq!(world.far_end(&next).state, FarEndState::Active);
        let before = world.far_end(&next).clone();
        world.seconds(5);
        assert_eq!(world.far_end(&next), &before);
    }
}

#[test]
fn a_press_in_the_popup_that_arrives_twice_ends_one_call_only() {
    let (mut world, first) = on_call();
    let next = world.place_call("+15550101");
    world.set_delivery(Delivery::Twice);
    world.wants(Intent::HangUp);
    world.seconds(5);
    assert_eq!(world.far_end(&first).state, FarEndState::EndedByAgent);
    assert_eq!(world.far_end(&next).state, FarEndState::Active);
    world.wants(Intent::SetMuted { muted: true });
    world.seconds(1);
    assert!(world.far_end(&next).muted && world.view().call.as_ref().unwrap().muted);
}

#[test]
fn a_press_that_no_worker_has_heard_is_heard_by_the_next_and_digits_are_not_sent_later() {
    for dies in [true, false] {
        let (mut world, call) = on_call();
        world.set_delivery(if dies { Delivery::Late } else { Delivery::Lost });
        world.wants(Intent::SetMuted { muted: true });
        world.wants(Intent::SendDigits { digits: World::digits("1") });
        world.seconds(1);
        assert!(!world.far_end(&call).muted);
        world.set_delivery(Delivery::Prompt);
        if dies {
            world.kill_worker();
        }
        world.seconds(3);
        assert!(world.far_end(&call).muted && world.view().call.as_ref().unwrap().muted);
        assert_eq!(world.far_end(&call).digits, "");
    }
}

#[test]
fn an_agent_who_speaks_while_muted_is_told() {
    let (mut world, _) = on_call();
    let speaks = |world: &World| world.view().call.as_ref().unwrap().speaking_while_muted;
    world.agent_speaks(5_000);
    assert!(!speaks(&world));
    world.wants(Intent::SetMuted { muted: true });
    world.agent_speaks(5_000);
    assert!(speaks(&world));
    world.kill_worker();
    world.seconds(1);
    assert!(speaks(&world), "the next worker knows");
    world.wants(Intent::SetMuted { muted: false });
    world.seconds(1);
    assert!(!speaks(&world));
}

#[test]
fn digits_reach_the_far_end_once() {
    let (mut world, call) = on_call();
    world.wants(Intent::SendDigits { digits: World::digits("12*#") });
    world.millis(10);
    assert_eq!(world.far_end(&call).digits, "12*#");
}

#[test]
fn digits_that_are_pressed_while_a_call_is_taken_up_are_sent_after_it() {
    let (mut world, call) = on_call();
    world.crash_offscreen();
    world.millis(20);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    for key in ["1", "2"] {
        world.wants(Intent::SendDigits { digits: World::digits(key) });
    }
    world.seconds(5);
    assert_eq!(world.far_end(&call).digits, "12");
}

#[test]
fn digits_that_are_pressed_while_nothing_is_heard_are_sent_when_it_is() {
    for seconds in [2, 40] {
        let (mut world, call) = on_call();
        world.cut_media();
        world.seconds(1);
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
        for key in ["1", "2"] {
            world.wants(Intent::SendDigits { digits: World::digits(key) });
        }
        world.seconds(seconds);
        assert_eq!(world.far_end(&call).digits, "");
        world.restore_media();
        world.seconds(10);
        assert_eq!(world.far_end(&call).digits, "12", "after {seconds} s");
    }
}

#[test]
fn the_badge_counts_the_minutes_of_a_call() {
    let (mut world, call) = on_call();
    assert_eq!(world.badge().unwrap().text, "0m");
    for minutes in 1..5 {
        // Nobody wakes for it: it comes with the next heartbeat, or Chrome's alarm.
        world.seconds(if minutes == 1 { 90 } else { 60 });
        assert_eq!(world.badge().unwrap().text, format!("{minutes}m"));
    }
    world.wants(Intent::SetMuted { muted: true });
    world.seconds(60);
    // The picture of a muted microphone, with nothing over it.
    let badge = world.badge().unwrap();
    assert_eq!((badge.icon, badge.text.as_str()), (Icon::Muted, ""));
    world.customer_hangs_up(&call);
    world.seconds(1);
    assert_eq!(world.badge().unwrap().text, "");
}
