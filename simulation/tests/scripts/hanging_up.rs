//! Hanging up, whatever state the call is in, and how Twilio hears of it.

use voice_client_core::protocol::FromPage;
use voice_client_core::{CallSid, CallState, EndReason, Intent, Shortcut, Status, VoiceEvent};
use voice_client_simulation::{FarEndState, Function, World};

use super::{let_in, on_call, ready};

/// A call that comes in the first moment in which it would be answered.
fn call_as_soon_as_ready(world: &mut World) -> CallSid {
    loop {
        world.millis(10);
        if world.view().status == Status::Ready {
            return world.place_call("+15550101");
        }
    }
}

#[test]
fn a_call_that_is_hung_up_before_a_document_has_it_rings_no_longer() {
    let mut world = ready();
    world.crash_offscreen();
    let call = world.place_call("+15550100");
    world.millis(20);
    assert_eq!(world.far_end(&call).state, FarEndState::Ringing);
    world.wants(Intent::HangUp);
    world.millis(5);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    world.seconds(1);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_that_is_hung_up_on_the_way_to_the_document_rings_no_longer() {
    let mut world = ready();
    let call = world.place_call("+15550100");
    world.millis(20);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Connecting);
    world.wants(Intent::HangUp);
    world.millis(5);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    world.seconds(1);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::Agent);
}

#[test]
fn a_call_that_rang_when_the_worker_was_killed_can_be_hung_up_all_the_same() {
    let mut world = ready();
    world.crash_offscreen();
    let call = world.place_call("+15550100");
    world.millis(20);
    world.kill_worker();
    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_that_is_about_to_be_tried_again_can_be_hung_up() {
    let mut world = ready();
    world.refuses_with = Some(53000);
    let call = world.place_call("+15550100");
    world.seconds(5);
    world.wants(Intent::HangUp);
    world.seconds(4);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::Agent);
}

#[test]
fn a_call_without_a_document_can_be_hung_up() {
    let (mut world, call) = on_call();
    world.crash_offscreen();
    world.millis(10);
    world.wants(Intent::HangUp);
    world.seconds(4);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_that_can_not_be_taken_up_can_be_hung_up() {
    let (mut world, call) = on_call();
    world.refuses_with = Some(53000);
    world.crash_offscreen();
    world.millis(3_500);
    world.refuses_with = None;
    world.wants(Intent::HangUp);
    world.seconds(4);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::Agent);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_hang_up_that_names_no_call_does_not_touch_the_next_one_at_once() {
    let (mut world, first) = on_call();
    let second = world.place_call("+15550101");
    world.seconds(1);
    // A double press, and one that comes as the caller hangs up.
    world.presses(Shortcut::HangUp);
    world.millis(300);
    world.presses(Shortcut::HangUp);
    let tab = world.tabs()[0].id;
    world.page_says(tab, FromPage::HangUpCall { call_sid: None });
    world.seconds(2);
    assert_eq!(world.far_end(&first).state, FarEndState::EndedByAgent);
    assert_eq!(world.far_end(&second).state, FarEndState::Active);
    world.presses(Shortcut::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&second).state, FarEndState::EndedByAgent);
}

#[test]
fn twilio_hears_of_a_hang_up_as_soon_as_the_connection_is_back() {
    let (mut world, call) = on_call();
    world.lose_network();
    world.seconds(2);
    world.wants(Intent::HangUp);
    world.seconds(10);
    let shown = world.view().call.clone().unwrap();
    assert_eq!(shown.state, CallState::Ending);
    assert!(shown.reconnect_until.is_some(), "for how long it is tried");
    assert!(world.far_end(&call).muted, "whoever has hung up is not heard");
    world.kill_worker();
    world.seconds(2);
    world.restore_network();
    world.seconds(2);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::Agent);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_hang_up_is_told_as_soon_as_there_is_signalling_however_the_media_are() {
    let (mut world, call) = on_call();
    world.cut_media();
    world.seconds(1);
    world.lose_network();
    world.seconds(2);
    world.wants(Intent::HangUp);
    world.seconds(2);
    assert_eq!(world.far_end(&call).state, FarEndState::Active, "nobody could tell Twilio");
    world.restore_network();
    world.seconds(3);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().last_call.as_ref().unwrap().reason, EndReason::Agent);
}

#[test]
fn a_hang_up_without_media_is_heard_at_once() {
    let (mut world, call) = on_call();
    world.cut_media();
    world.seconds(1);
    world.wants(Intent::HangUp);
    assert_eq!(world.view().call.as_ref().unwrap().reconnect_until, None);
    world.seconds(1);
    assert_eq!(world.view().call, None);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
}

#[test]
fn a_hang_up_that_was_said_into_a_dead_socket_is_said_again() {
    let (mut world, call) = on_call();
    world.kill_socket();
    world.wants(Intent::HangUp);
    world.seconds(2);
    let ended_at = world.view().last_call.unwrap().ended_at;
    assert_eq!(world.far_end(&call).state, FarEndState::Active, "Twilio knows nothing of it");
    world.lose_network();
    world.seconds(5);
    world.restore_network();
    world.seconds(4);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().last_call.unwrap().ended_at, ended_at, "for the agent it was over");
    assert_eq!(world.view().status, Status::Ready);
    let next = world.place_call("+15550101");
    world.seconds(2);
    assert_eq!(world.far_end(&next).state, FarEndState::Active);
}

#[test]
fn a_call_that_comes_while_one_is_hung_up_again_is_answered_after_it() {
    let (mut world, call) = on_call();
    world.kill_socket();
    world.wants(Intent::HangUp);
    world.seconds(1);
    world.lose_network();
    world.restore_network();
    let next = call_as_soon_as_ready(&mut world);
    world.seconds(4);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.far_end(&next).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn a_hang_up_of_a_while_ago_is_not_said_again() {
    let (mut world, call) = on_call();
    world.wants(Intent::HangUp);
    world.seconds(30);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    world.lose_network();
    world.seconds(1);
    world.restore_network();
    world.log.clear();
    world.seconds(5);
    assert_eq!(world.log, []);
    assert_eq!(world.accepts, 1);
}

#[test]
fn a_hang_up_that_twilio_never_hears_of_keeps_nobody_waiting_for_ever() {
    let (mut world, call) = on_call();
    world.lose_network();
    world.wants(Intent::HangUp);
    world.seconds(40);
    assert_eq!(world.far_end(&call).state, FarEndState::Lost);
    assert_eq!(world.view().call, None);
    world.restore_network();
    world.seconds(20);
    assert_eq!(world.view().status, Status::Ready);
    let next = world.place_call("+15550101");
    world.seconds(2);
    assert_eq!(world.far_end(&next).state, FarEndState::Active);
}

#[test]
fn a_hang_up_while_there_is_nothing_to_take_the_call_up_with_is_said_later() {
    let (mut world, call) = on_call();
    world.function = Function::Status(503);
    world.device_says(VoiceEvent::Failed { code: 20104 });
    world.crash_offscreen();
    world.seconds(2);
    world.wants(Intent::HangUp);
    world.seconds(5);
    assert_eq!(world.view().call, None);
    assert_eq!(world.far_end(&call).state, FarEndState::Active, "nobody could tell Twilio");
    world.function = Function::Well;
    world.wants(Intent::TryAgain);
    world.seconds(4);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_hang_up_that_a_crash_has_overtaken_is_made_up_for() {
    let (mut world, call) = on_call();
    world.wants(Intent::HangUp);
    world.crash_extension();
    world.seconds(5);
    assert_eq!(world.far_end(&call).state, FarEndState::Active, "nobody has told Twilio");
    world.start_extension();
    assert_eq!(world.view().call.as_ref().map(|it| it.state), Some(CallState::Ending));
    assert!(!world.view().controls.hang_up && !world.view().controls.mute);
    world.seconds(2);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.view().last_call.map(|it| it.reason), Some(EndReason::Agent));
    assert!(!world.kept().to_string().contains("secret"));
}

#[test]
fn a_hang_up_that_twilio_may_not_know_of_outlives_an_update() {
    let (mut world, call) = on_call();
    world.offer_update();
    world.kill_socket();
    world.wants(Intent::HangUp);
    world.seconds(5);
    world.lose_network();
    world.seconds(1);
    world.restore_network();
    world.seconds(4);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    world.seconds(30);
    assert_eq!((world.reloads, world.view().status), (1, Status::Ready));
}

#[test]
fn a_restart_that_ends_a_call_into_a_dead_socket_ends_it_again() {
    let (mut world, call) = on_call();
    world.kill_socket();
    world.wants(Intent::Restart { end_call: true });
    world.millis(100);
    assert_eq!(world.far_end(&call).state, FarEndState::Active, "Twilio knows nothing of it");
    world.seconds(5);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_hang_up_into_a_dead_socket_is_said_again_though_the_workers_own_is_a_new_one() {
    for has_noticed in [true, false] {
        let (mut world, call) = on_call();
        world.kill_socket();
        if has_noticed {
            world.device_says(VoiceEvent::Unregistered);
            world.seconds(5);
            assert!(world.is_registered());
        }
        world.wants(Intent::HangUp);
        world.millis(5);
        assert_eq!(world.far_end(&call).state, FarEndState::Active);
        if !has_noticed {
            world.seconds(1);
            world.kill_worker();
        }
        world.seconds(10);
        assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    }
}

#[test]
fn a_call_that_was_let_in_and_never_heard_can_be_hung_up_without_a_connection() {
    let losses: [fn(&mut World); 2] = [World::kill_socket, World::lose_network];
    for (n, loss) in losses.into_iter().enumerate() {
        let (mut world, call) = let_in();
        loss(&mut world);
        world.seconds(1);
        world.wants(Intent::HangUp);
        world.seconds(2);
        world.lose_network();
        world.seconds(5);
        world.restore_network();
        world.seconds(4);
        assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent, "{n}");
    }
}

#[test]
fn who_restarts_while_a_hang_up_is_made_up_for_has_hung_up_all_the_same() {
    let (mut world, call) = on_call();
    world.wants(Intent::HangUp);
    world.crash_extension();
    world.seconds(2);
    world.function = Function::Silent;
    world.start_extension();
    world.seconds(1);
    assert_eq!(world.view().call.as_ref().map(|it| it.state), Some(CallState::Ending));
    world.function = Function::Well;
    world.wants(Intent::Restart { end_call: true });
    world.seconds(10);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
}

#[test]
fn a_hang_up_that_fails_again_is_said_once_more() {
    let (mut world, call) = on_call();
    world.kill_socket();
    world.wants(Intent::HangUp);
    world.seconds(1);
    let before = world.accepts;
    world.lose_network();
    world.restore_network();
    while world.accepts == before {
        world.millis(10);
    }
    // It is on its way to end the call.
    world.lose_network();
    world.seconds(4);
    world.restore_network();
    world.seconds(10);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
}

#[test]
fn a_hang_up_that_twilio_refuses_to_hear_is_said_until_it_does_and_not_too_often() {
    let (mut world, call) = on_call();
    world.kill_socket();
    world.wants(Intent::HangUp);
    world.seconds(1);
    world.refuses_with = Some(53000);
    world.lose_network();
    world.restore_network();
    world.seconds(5);
    world.refuses_with = None;
    world.seconds(10);
    assert!(world.accepts < 10, "{}", world.accepts);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
}

#[test]
fn a_hang_up_is_waited_for_no_longer_because_another_one_was_said_again_before() {
    let (mut world, _) = on_call();
    world.kill_socket();
    world.wants(Intent::HangUp);
    world.seconds(2);
    world.lose_network();
    world.restore_network();
    // The first call is being taken up to be ended; the next one rings meanwhile.
    let next = call_as_soon_as_ready(&mut world);
    world.millis(10);
    // There is no token any more to take it with.
    world.function = Function::Status(503);
    world.device_says(VoiceEvent::Failed { code: 20104 });
    world.wants(Intent::HangUp);
    world.seconds(20);
    assert_eq!(world.view().call, None, "{:?}", world.far_end(&next).state);
    world.function = Function::Well;
    world.wants(Intent::TryAgain);
    world.seconds(20);
    assert_eq!(world.view().status, Status::Ready);
    let call = world.place_call("+15550102");
    world.seconds(2);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}
