//! Workers that die, what wakes the next one, and what it finds: the saved state, and a call.

use voice_client_core::leg::{Holds, Report};
use voice_client_core::{
    CallSid, CallState, Icon, Intent, LegCall, Mic, Microphone, Secret, Status, Ticket,
};
use voice_client_simulation::{FarEndState, World};

use super::{on_call, ready};

/// A document turns out to hold this call, of which nobody knows.
fn find_call(world: &mut World, call_sid: CallSid, state: CallState) {
    let call = LegCall {
        call_sid,
        state,
        mic: Mic::Open,
        started_at: Some(world.now()),
        signalling_until: None,
        media_until: None,
        quality: vec![],
        speaking_while_muted: false,
        wants_token: false,
        ticket: Ticket { connect_token: Secret::new("connect".into()), edge: "roaming".into() },
    };
    let holds = Holds::Call(call);
    world.offscreen_says(Report::Hello { holds, microphone: Microphone::Granted, devices: None });
}

#[test]
fn a_killed_idle_worker_is_registered_again_within_a_second() {
    let mut world = ready();
    world.kill_worker();
    assert!(!world.is_registered());
    world.seconds(1);
    assert!(world.is_registered());
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.function_requests, 1, "the voice token that was saved still serves");
}

#[test]
fn a_worker_killed_while_it_rings_still_answers() {
    for millis in [0, 1, 5, 50, 120] {
        let mut world = ready();
        let call = world.place_call("+15550100");
        world.millis(millis);
        world.kill_worker();
        world.seconds(2);
        assert_eq!(world.far_end(&call).state, FarEndState::Active, "killed after {millis} ms");
    }
}

#[test]
fn a_call_outlives_the_worker_and_can_be_steered_at_once() {
    let (mut world, call) = on_call();
    world.wants(Intent::SetMuted { muted: true });
    world.millis(10);
    world.kill_worker();
    world.seconds(1);
    let shown = world.view().call.clone().unwrap();
    assert_eq!((shown.state, shown.muted), (CallState::Active, true));
    assert!(world.far_end(&call).muted);
    assert_eq!(world.badge().unwrap().icon, Icon::Muted);

    world.wants(Intent::SetMuted { muted: false });
    world.millis(10);
    assert!(!world.far_end(&call).muted);
    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
}

#[test]
fn a_call_that_has_come_back_while_the_worker_was_dead_goes_on() {
    let (mut world, call) = on_call();
    world.lose_network();
    world.seconds(1);
    world.kill_worker();
    world.restore_network();
    // Nobody wakes the worker: it comes late, and its document has more to say than the time.
    world.trap_worker();
    world.seconds(35);
    world.kill_worker();
    world.seconds(5);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn worker_and_document_gone_together_are_both_back() {
    let (mut world, call) = on_call();
    world.crash_offscreen();
    world.kill_worker();
    world.seconds(5);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().status, Status::OnCall);
}

#[test]
fn with_no_page_left_an_alarm_brings_both_back() {
    let (mut world, call) = on_call();
    world.close_flex(world.tabs()[0].id);
    world.crash_offscreen();
    world.kill_worker();
    world.seconds(29);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn an_idle_worker_is_woken_by_the_alarm_alone_and_flex_hears_of_it_in_time() {
    let mut world = World::new(1);
    world.voice_token_life = 24 * 3_600;
    for _ in 0..2 {
        world.open_flex("a", 2);
    }
    world.seconds(120);
    assert_eq!(world.view().status, Status::Ready);
    let before = world.ticks;
    for _ in 0..600 {
        world.seconds(1);
        for tab in world.tabs() {
            let silence = world.now().since(tab.heartbeat_at.unwrap());
            // A plugin calls the extension dead after 45 s.
            assert!(silence.as_secs() <= 31, "{silence:?} of silence");
        }
    }
    let ticks = world.ticks - before;
    assert!(ticks <= 20, "woken {ticks} times in ten minutes");
}

#[test]
fn a_saved_state_that_can_not_be_read_costs_a_registration() {
    for text in ["", "{}", "null", "[1]", "{\"revision\":\"x\"}"] {
        let mut world = ready();
        world.corrupt_storage(text);
        world.kill_worker();
        world.seconds(2);
        assert_eq!(world.view().status, Status::Ready);
        assert_eq!(world.function_requests, 2);
    }
}

#[test]
fn a_call_is_found_again_when_the_saved_state_is_lost() {
    let (mut world, call) = on_call();
    world.corrupt_storage("");
    world.kill_worker();
    world.seconds(1);
    assert_eq!(world.view().call.as_ref().unwrap().call_sid, call);
    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
}

#[test]
fn a_call_that_was_found_is_taken_up_like_any_other() {
    let (mut world, call) = on_call();
    world.corrupt_storage("");
    world.kill_worker();
    world.seconds(1);
    world.crash_offscreen();
    world.seconds(2);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn a_call_that_is_found_does_not_end_with_the_patience_for_the_one_that_was_known() {
    let mut world = ready();
    world.place_call("+15550100");
    let found = CallSid::parse(format!("CA{:032x}", 99)).unwrap();
    find_call(&mut world, found.clone(), CallState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().call_sid, found);
    assert_eq!(world.view().waiting_calls.len(), 1);
    world.seconds(70);
    assert_eq!(world.view().call.as_ref().unwrap().call_sid, found);
}

#[test]
fn a_call_that_its_document_never_ends_is_ended_without_it() {
    let mut world = ready();
    // What a document says that the client has not told to hang up.
    find_call(&mut world, CallSid::parse(format!("CA{:032x}", 1)).unwrap(), CallState::Ending);
    assert_eq!(world.view().status, Status::OnCall);
    world.seconds(10);
    assert_eq!(world.view().status, Status::Ready);
}
