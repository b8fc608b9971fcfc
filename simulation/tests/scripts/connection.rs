//! The way to Twilio: signalling or media that are lost and come back, and how good it is.

use std::time::Duration;

use voice_client_core::leg::SdkEvent;
use voice_client_core::{
    CallState, CallView, ConnectionSample, EndReason, Intent, Microphone, ProblemCode,
    QualityWarning, Remedy, Secret, Status, VoiceEvent,
};
use voice_client_simulation::{FarEndState, Function, World};

use super::{let_in, on_call, problem, ready};

#[test]
fn a_lost_connection_is_waited_for_and_then_made_anew() {
    let mut world = ready();
    world.device_says(VoiceEvent::Unregistered);
    assert_eq!(world.view().status, Status::Connecting);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Connecting, "the SDK may get it back");
    world.seconds(1);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_connection_that_twilio_has_ended_for_a_reason_is_left_to_the_sdk() {
    let mut world = ready();
    world.device_says(VoiceEvent::Failed { code: 53001 });
    world.device_says(VoiceEvent::Unregistered);
    world.seconds(29);
    assert_eq!(world.view().status, Status::Connecting);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_lost_connection_is_a_problem_after_half_a_minute() {
    let mut world = ready();
    world.lose_network();
    for _ in 0..29 {
        world.seconds(1);
        assert_eq!((world.view().status, problem(&world)), (Status::Connecting, None));
    }
    world.seconds(2);
    let expected = Some((ProblemCode::VoiceUnreachable, Remedy::TryAgain));
    assert_eq!(problem(&world), expected);
    world.restore_network();
    world.seconds(2);
    assert_eq!(problem(&world), None);
}

#[test]
fn who_was_without_a_network_is_ready_two_seconds_after_it_is_back() {
    for lost in [1, 5, 20, 60, 75] {
        let mut world = ready();
        world.lose_network();
        world.seconds(lost);
        world.restore_network();
        world.seconds(2);
        assert_eq!(world.view().status, Status::Ready, "after {lost} s");
        assert!(world.is_registered());
    }
}

#[test]
fn a_computer_that_is_online_again_waits_for_no_back_off() {
    for (seconds, function) in
        [(20, Function::Well), (90, Function::Well), (4_000, Function::Unreachable)]
    {
        let mut world = ready();
        world.lose_network();
        world.function = function;
        world.seconds(seconds);
        assert_ne!(world.view().status, Status::Ready);
        world.function = Function::Well;
        world.come_online();
        world.seconds(1);
        assert_eq!(world.view().status, Status::Ready, "offline for {seconds} s");
    }
}

#[test]
fn without_a_network_the_client_says_so_and_comes_back() {
    let mut world = World::new(5);
    world.network = false;
    world.open_flex("a", 2);
    world.seconds(60);
    let expected = Some((ProblemCode::VoiceUnreachable, Remedy::TryAgain));
    assert_eq!(problem(&world), expected);
    world.network = true;
    world.seconds(31);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_function_that_failed_for_want_of_a_network_is_asked_again_when_it_is_back() {
    let mut world = World::new(5);
    (world.network, world.function) = (false, Function::Unreachable);
    world.open_flex("a", 2);
    world.seconds(60);
    let asked = world.function_requests;
    (world.network, world.function) = (true, Function::Well);
    world.seconds(2);
    assert_eq!((world.view().status, world.function_requests), (Status::Ready, asked + 1));
}

#[test]
fn a_reconnecting_call_is_shown_as_such() {
    let (mut world, _) = on_call();
    world.sdk_says(SdkEvent::Reconnecting { code: 53405 });
    world.sdk_says(SdkEvent::Warning(QualityWarning::IceConnectivityLost));
    world.millis(10);
    let shown = world.view().call.clone().unwrap();
    assert_eq!(shown.state, CallState::Reconnecting);
    assert_eq!(shown.quality, [QualityWarning::IceConnectivityLost]);
    world.sdk_says(SdkEvent::Reconnected);
    world.millis(10);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn a_lost_connection_shows_how_long_it_may_take_and_so_does_a_rescue() {
    let until = |world: &World| world.view().call.as_ref().unwrap().reconnect_until;
    let (mut world, _) = on_call();
    assert_eq!(until(&world), None);
    let lost = world.now();
    world.lose_network();
    world.millis(10);
    assert_eq!(until(&world), Some(lost + Duration::from_secs(30)));
    world.restore_network();
    world.seconds(2);
    assert_eq!(until(&world), None);

    let lost = world.now();
    world.crash_offscreen();
    world.millis(10);
    let given_up = until(&world).unwrap();
    assert!((40..=45).contains(&given_up.since(lost).as_secs()), "{given_up}");
    world.seconds(5);
    assert_eq!(until(&world), None);
}

#[test]
fn a_call_whose_connection_does_not_return_is_over_when_the_count_down_is() {
    let (mut world, call) = on_call();
    world.lose_network();
    world.millis(10);
    let until = world.view().call.as_ref().unwrap().reconnect_until.unwrap();
    while world.view().call.is_some() {
        world.millis(100);
    }
    assert!(world.now().since(until) < Duration::from_secs(3), "{:?}", world.now().since(until));
    assert_eq!(world.far_end(&call).state, FarEndState::Lost);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::Lost);
    world.restore_network();
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_whose_media_stay_away_is_the_next_documents_before_the_sdk_would_end_it() {
    let (mut world, call) = on_call();
    world.cut_media();
    world.seconds(24);
    let back_at = world.view().call.as_ref().and_then(|it| it.reconnect_until);
    assert_eq!(back_at, Some(world.now() + Duration::from_secs(1 + 45)));
    world.seconds(26);
    let shown = world.view().call.clone().unwrap();
    assert_eq!((shown.call_sid, shown.state), (call.clone(), CallState::Reconnecting));
    assert_eq!(shown.reconnect_until, None, "Twilio keeps it");
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    world.restore_media();
    world.seconds(2);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn a_call_that_lost_signalling_and_media_outlives_media_that_come_back_last() {
    let losses: [fn(&mut World); 2] = [World::cut_media, World::lose_network];
    for order in [[0, 1], [1, 0]] {
        let (mut world, call) = on_call();
        for loss in order {
            losses[loss](&mut world);
            world.seconds(2);
        }
        world.seconds(8);
        world.restore_network();
        world.seconds(30);
        let shown = world.view().call.clone().unwrap();
        assert_eq!((shown.call_sid, shown.state), (call.clone(), CallState::Reconnecting));
        world.restore_media();
        world.seconds(2);
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
        assert_eq!(world.far_end(&call).state, FarEndState::Active);
    }
}

#[test]
fn a_call_whose_media_are_away_while_the_computer_sleeps_is_not_left_to_the_sdk() {
    let (mut world, call) = on_call();
    world.cut_media();
    world.seconds(1);
    world.sleep(29_000);
    world.seconds(20);
    world.restore_media();
    world.seconds(2);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn a_call_without_media_stays_with_its_document_while_no_other_could_take_it_up() {
    let (mut world, call) = on_call();
    world.renews_patience = true;
    world.function = Function::Status(503);
    world.device_says(VoiceEvent::Failed { code: 20104 });
    world.seconds(1);
    world.cut_media();
    world.seconds(60);
    world.restore_media();
    world.seconds(2);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.accepts, 1);
}

#[test]
fn a_call_without_media_goes_on_until_a_person_ends_it() {
    for back in [true, false] {
        let (mut world, call) = on_call();
        world.cut_media();
        world.seconds(900);
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
        assert_eq!(world.far_end(&call).state, FarEndState::Active);
        if back {
            world.restore_media();
            world.seconds(2);
            assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
        } else {
            world.wants(Intent::HangUp);
            world.seconds(3);
            assert_eq!(world.view().last_call.map(|it| it.reason), Some(EndReason::Agent));
            assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
        }
    }
}

#[test]
fn a_call_without_media_that_the_customer_ends_is_over() {
    let (mut world, call) = on_call();
    world.cut_media();
    world.seconds(90);
    world.customer_hangs_up(&call);
    world.seconds(20);
    assert_eq!(world.view().call, None);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_caller_who_was_let_in_is_waited_for_as_long_as_the_media_take() {
    let mut world = ready();
    world.cut_media();
    let call = world.place_call("+4912345");
    let shown = |world: &World| world.view().call.clone().map(|it| (it.state, it.quality));
    world.seconds(3);
    assert_eq!(shown(&world), Some((CallState::Connecting, vec![])), "most ways take a moment");
    world.seconds(300);
    let interrupted = vec![QualityWarning::IceConnectivityLost];
    assert_eq!(shown(&world), Some((CallState::Connecting, interrupted)));
    world.restore_media();
    world.seconds(3);
    assert_eq!(shown(&world), Some((CallState::Active, vec![])));
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn a_call_that_lost_its_media_and_the_microphone_stays_where_it_is() {
    for before in [0, 40] {
        let (mut world, call) = on_call();
        world.renews_patience = true;
        world.cut_media();
        world.seconds(before);
        world.set_microphone(Microphone::Missing);
        world.seconds(80);
        world.set_microphone(Microphone::Granted);
        world.restore_media();
        world.seconds(3);
        assert_eq!(world.far_end(&call).state, FarEndState::Active, "{before} s");
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    }
}

#[test]
fn a_call_without_media_stays_with_the_next_document_while_no_other_could_take_it_up() {
    let (mut world, call) = on_call();
    world.renews_patience = true;
    world.cut_media();
    world.seconds(40);
    world.function = Function::Status(503);
    world.refuse_voice_tokens(20104);
    world.seconds(90);
    world.welcome_devices();
    world.function = Function::Well;
    world.wants(Intent::TryAgain);
    world.restore_media();
    world.seconds(5);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn a_caller_who_was_let_in_is_not_cut_off_for_want_of_a_microphone() {
    let (mut world, call) = let_in();
    world.occupy_microphone(true);
    world.crash_offscreen();
    world.seconds(12);
    world.occupy_microphone(false);
    world.restore_media();
    world.seconds(6);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().map(|it| it.state), Some(CallState::Active));
}

#[test]
fn a_call_that_twilio_lets_nobody_have_any_more_has_a_time_to_come_back_by() {
    let (mut world, call) = on_call();
    world.cut_media();
    world.seconds(40);
    assert_eq!(world.view().call.as_ref().unwrap().reconnect_until, None);
    world.refuses_with = Some(53000);
    let mut without = 0;
    for _ in 0..60 {
        world.seconds(1);
        let has_time = |it: &CallView| it.reconnect_until.is_some();
        let is_without = world.view().call.as_ref().is_some_and(|it| !has_time(it));
        without += u32::from(is_without && !world.far_end(&call).has_agent());
    }
    assert!(without <= 5, "{without} s");
}

#[test]
fn a_call_that_waits_for_its_media_costs_no_write_each_second() {
    let (mut world, call) = on_call();
    world.cut_media();
    world.seconds(30);
    let mut writes = 0;
    for _ in 0..8 {
        let before = world.storage().map(str::to_owned);
        // It comes with each sample, and is the same as before.
        let token = Secret::new(format!("connect-secret-{call}-2"));
        world.sdk_says(SdkEvent::ConnectToken(token));
        world.millis(999);
        writes += usize::from(world.storage().map(str::to_owned) != before);
    }
    assert!(writes <= 1, "{writes} in 8 s");
}

#[test]
fn how_good_the_connection_is_is_shown_and_costs_no_write() {
    let (mut world, _) = on_call();
    let connection = |world: &World| world.view().call.as_ref().unwrap().connection;
    assert_eq!(connection(&world), None);
    let sample = |n: u16| ConnectionSample { mos: 440 - n, round_trip: 40 + n, jitter: 2, loss: 0 };
    let (saved, revision) = (world.storage().map(str::to_owned), world.view().revision);
    for n in [0, 100, 200] {
        world.sdk_says(SdkEvent::Sample(sample(n)));
        world.seconds(5);
        assert_eq!(connection(&world), Some(sample(n)));
    }
    assert_eq!(world.storage().map(str::to_owned), saved);
    assert!(world.view().revision > revision + 2);

    // A page takes no view that is older than the last one.
    let revision = world.view().revision;
    world.kill_worker();
    world.seconds(1);
    assert!(world.view().revision > revision);
    assert_eq!(connection(&world), None);
    world.sdk_says(SdkEvent::Sample(sample(0)));
    world.millis(10);
    assert_eq!(connection(&world), Some(sample(0)));
}

#[test]
fn a_clock_that_is_set_back_makes_no_lost_call_wait() {
    for kills in [false, true] {
        let (mut world, _) = on_call();
        world.lose_network();
        world.seconds(3);
        world.set_clock(-600_000);
        world.seconds(1);
        if kills {
            world.kill_worker();
        }
        world.seconds(35);
        assert_eq!(world.view().call, None);
        assert_eq!(world.view().last_call.as_ref().unwrap().reason, EndReason::Lost);
    }
}
