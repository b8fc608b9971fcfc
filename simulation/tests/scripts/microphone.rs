//! A microphone that is denied, missing or another program's.

use voice_client_core::{CallState, Intent, Microphone, ProblemCode, Remedy, Status};
use voice_client_simulation::{FarEndState, World};

use super::{HOUR, on_call, problem, ready};

/// What keeps the call from being taken up again.
fn waits_for(world: &World) -> Option<ProblemCode> {
    Some(world.view().call.as_ref()?.waits_for?.code)
}

#[test]
fn ready_means_that_the_microphone_may_be_used() {
    let mut world = ready();
    for (microphone, code) in [
        (Microphone::Denied, ProblemCode::MicrophoneDenied),
        (Microphone::NotAsked, ProblemCode::MicrophoneNotAllowed),
        (Microphone::Missing, ProblemCode::MicrophoneMissing),
    ] {
        world.set_microphone(microphone);
        world.millis(10);
        assert_eq!(world.view().status, Status::Problem);
        assert_eq!(problem(&world), Some((code, Remedy::OpenWelcome)));
    }
    world.set_microphone(Microphone::Granted);
    world.millis(10);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn after_a_call_that_another_program_kept_from_the_microphone_none_comes_until_it_is_free() {
    let mut world = ready();
    world.occupy_microphone(true);
    world.place_call("+15550100");
    world.seconds(2);
    let expected = Some((ProblemCode::MicrophoneBusy, Remedy::ChooseMicrophone));
    assert_eq!(problem(&world), expected);
    world.kill_worker();
    world.seconds(30);
    assert_eq!(problem(&world), expected, "as long as it lasts, and whoever wakes");

    world.occupy_microphone(false);
    world.seconds(4);
    assert_eq!(world.view().status, Status::Ready);
    let call = world.place_call("+15550100");
    world.seconds(2);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn a_microphone_that_stays_away_brings_up_the_page_that_helps_once() {
    let mut world = ready();
    world.set_microphone(Microphone::Missing);
    world.seconds(9);
    world.set_microphone(Microphone::Granted);
    world.seconds(20);
    assert_eq!(world.welcomes, 0, "a headset that was plugged over");

    world.set_microphone(Microphone::Missing);
    world.seconds(11);
    assert_eq!(world.welcomes, 1);
    world.kill_worker();
    world.seconds(HOUR);
    assert_eq!(world.welcomes, 1, "once is enough");

    world.set_microphone(Microphone::Granted);
    world.seconds(1);
    world.set_microphone(Microphone::Denied);
    world.seconds(11);
    assert_eq!(world.welcomes, 2);
}

#[test]
fn no_page_gets_in_the_way_of_a_call() {
    let (mut world, call) = on_call();
    world.set_microphone(Microphone::Denied);
    world.seconds(60);
    assert_eq!(world.welcomes, 0);
    world.wants(Intent::HangUp);
    world.seconds(11);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.welcomes, 1);
}

#[test]
fn a_call_is_taken_up_again_when_there_is_a_microphone_again() {
    let (mut world, call) = on_call();
    world.set_microphone(Microphone::Denied);
    world.crash_offscreen();
    world.seconds(10);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    assert_eq!(problem(&world), Some((ProblemCode::MicrophoneDenied, Remedy::OpenWelcome)));
    assert_eq!(waits_for(&world), Some(ProblemCode::MicrophoneDenied));
    world.set_microphone(Microphone::Granted);
    world.seconds(1);
    assert_eq!(waits_for(&world), None);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn a_call_is_not_taken_up_before_it_is_known_whether_there_is_a_microphone() {
    let (mut world, call) = on_call();
    world.looks_late = true;
    world.set_microphone(Microphone::Missing);
    world.crash_offscreen();
    world.seconds(10);
    assert_eq!(world.accepts, 1);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    world.set_microphone(Microphone::Granted);
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn a_call_is_taken_up_again_when_no_other_program_holds_the_microphone_any_more() {
    let (mut world, call) = on_call();
    world.occupy_microphone(true);
    world.crash_offscreen();
    world.seconds(10);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    assert_eq!(problem(&world).unwrap().0, ProblemCode::MicrophoneBusy);
    assert_eq!(waits_for(&world), Some(ProblemCode::MicrophoneBusy));
    world.occupy_microphone(false);
    world.seconds(5);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}
