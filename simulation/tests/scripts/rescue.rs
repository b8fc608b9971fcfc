//! Documents that die with a call or can't take one: it is taken up again, by the next one.

use voice_client_core::{CallState, EndReason, Intent, LogEntry, ProblemCode, Remedy, Status};
use voice_client_simulation::{FarEndState, World};

use super::{HOUR, let_in, on_call, problem, ready};

#[test]
fn a_call_is_taken_up_again_when_its_document_crashes() {
    let (mut world, call) = on_call();
    let started_at = world.view().call.as_ref().unwrap().started_at;
    world.wants(Intent::SetMuted { muted: true });
    world.millis(10);
    world.crash_offscreen();
    world.seconds(5);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert!(world.far_end(&call).muted);
    let shown = world.view().call.clone().unwrap();
    assert_eq!((shown.state, shown.muted), (CallState::Active, true));
    assert_eq!(shown.started_at, started_at);
    assert!(world.log.contains(&LogEntry::CallRescue(call)));
}

#[test]
fn while_a_call_is_taken_up_again_it_is_shown_as_such() {
    let (mut world, _) = on_call();
    let tab = world.tabs()[0].id;
    let shown = |world: &mut World| {
        let heartbeat = world.tab(tab).unwrap().heartbeat.clone().unwrap();
        let in_flex = heartbeat.state.unwrap().call.unwrap().state;
        (world.view().call.as_ref().unwrap().state, in_flex)
    };
    world.crash_offscreen();
    let (mut in_popup, mut in_flex) = (vec![], vec![]);
    for _ in 0..100 {
        world.millis(10);
        let (popup, flex) = shown(&mut world);
        in_popup.push(popup);
        in_flex.push(flex);
    }
    in_popup.dedup();
    in_flex.dedup();
    assert_eq!(in_popup, [CallState::Reconnecting, CallState::Active]);
    assert!(in_flex.ends_with(&in_popup), "{in_flex:?}");
}

#[test]
fn what_the_agent_wants_of_the_microphone_outlives_the_document() {
    // Before the document could hear of it, while there is none, and while the next one connects.
    for (before, after) in [(true, 0), (false, 5), (false, 60), (false, 200)] {
        for muted in [true, false] {
            let (mut world, call) = on_call();
            world.wants(Intent::SetMuted { muted: !muted });
            world.seconds(1);
            if before {
                world.wants(Intent::SetMuted { muted });
                world.crash_offscreen();
            } else {
                world.crash_offscreen();
                world.millis(after);
                world.wants(Intent::SetMuted { muted });
            }
            world.seconds(2);
            assert_eq!(world.far_end(&call).state, FarEndState::Active);
            assert_eq!(world.far_end(&call).muted, muted, "{after} ms after the crash");
            assert_eq!(world.view().call.as_ref().unwrap().muted, muted);
        }
    }
}

#[test]
fn a_call_is_taken_up_again_as_often_as_it_takes() {
    let (mut world, call) = on_call();
    for n in 0..5 {
        world.crash_offscreen();
        if n % 2 == 1 {
            world.kill_worker();
        }
        world.seconds(2);
        assert_eq!(world.far_end(&call).state, FarEndState::Active, "crash {n}");
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    }
    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
}

#[test]
fn a_call_that_can_not_be_taken_up_at_once_is_tried_again() {
    let (mut world, call) = on_call();
    world.refuses_with = Some(53000);
    world.crash_offscreen();
    world.seconds(20);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    assert!(world.log.contains(&LogEntry::Voice { code: 53000 }));
    world.refuses_with = None;
    world.seconds(5);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn few_documents_try_to_take_a_call_up_while_nobody_answers_and_one_does_once_somebody_does() {
    for lost in 1..=27 {
        let (mut world, call) = on_call();
        world.lose_network();
        world.crash_offscreen();
        world.seconds(lost);
        let tries = world.accepts - 1;
        assert!(u64::from(tries) <= 2 + lost / 8, "{tries} in {lost} s");
        // Chrome makes those wait that come after many that failed.
        let sockets = world.sockets_in_vain;
        assert!(u64::from(sockets) <= 4 + lost / 8, "{sockets} sockets in {lost} s");
        world.restore_network();
        world.seconds(2);
        assert_eq!(world.far_end(&call).state, FarEndState::Active, "after {lost} s");
        assert!(world.far_end(&call).has_agent(), "after {lost} s");
    }
}

#[test]
fn a_call_whose_customer_hung_up_meanwhile_ends_cleanly() {
    let (mut world, call) = on_call();
    world.crash_offscreen();
    world.millis(10);
    world.customer_hangs_up(&call);
    world.seconds(1);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::FarEnd);
    assert_eq!(world.view().status, Status::Ready);
    let next = world.place_call("+15550101");
    world.seconds(1);
    assert_eq!(world.far_end(&next).state, FarEndState::Active);
}

#[test]
fn a_call_that_no_document_can_take_up_is_said_to_be_lost() {
    let (mut world, call) = on_call();
    world.opens_documents = false;
    world.crash_offscreen();
    world.seconds(10);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    assert_eq!(problem(&world), Some((ProblemCode::CallPageFailing, Remedy::TryAgain)));
    world.seconds(40);
    assert_eq!(world.far_end(&call).state, FarEndState::Lost);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::Lost);
    assert_eq!(problem(&world), Some((ProblemCode::CallPageFailing, Remedy::TryAgain)));

    world.opens_documents = true;
    world.seconds(5);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_that_was_let_in_and_never_heard_is_said_to_be_lost_too() {
    let (mut world, _) = let_in();
    world.occupy_microphone(true);
    world.crash_offscreen();
    world.seconds(80);
    assert_eq!(world.view().last_call.as_ref().map(|it| it.reason), Some(EndReason::Lost));
}

#[test]
fn a_call_that_twilio_has_given_up_is_said_to_be_lost() {
    let (mut world, call) = on_call();
    world.opens_documents = false;
    world.crash_offscreen();
    world.seconds(32);
    assert_eq!(world.far_end(&call).state, FarEndState::Lost);
    world.opens_documents = true;
    world.seconds(5);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::Lost);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_that_rings_is_tried_again_until_it_is_answered() {
    for code in [53000, 31005, 20104] {
        let mut world = ready();
        world.refuses_with = Some(code);
        let call = world.place_call("+15550100");
        world.seconds(15);
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Connecting, "{code}");
        assert_eq!(world.far_end(&call).state, FarEndState::Ringing);
        world.refuses_with = None;
        world.seconds(4);
        assert_eq!(world.far_end(&call).state, FarEndState::Active, "{code}");
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    }
}

#[test]
fn a_document_that_twilio_never_answers_is_not_waited_for_until_the_call_is_given_up() {
    let mut world = ready();
    world.fall_silent(true);
    let call = world.place_call("+15550100");
    world.seconds(3);
    world.fall_silent(false);
    world.seconds(13);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn a_call_that_rings_in_vain_is_given_up_in_the_end() {
    let mut world = ready();
    world.refuses_with = Some(53000);
    let call = world.place_call("+15550100");
    world.seconds(61);
    assert_eq!(world.far_end(&call).state, FarEndState::Ringing, "it may ring elsewhere");
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::Failed { code: 0 });
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_caller_who_gives_up_between_two_tries_is_not_waited_for() {
    let mut world = ready();
    world.refuses_with = Some(53000);
    let call = world.place_call("+15550100");
    world.seconds(5);
    world.customer_hangs_up(&call);
    world.seconds(3);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::FarEnd);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_is_taken_up_again_when_the_whole_extension_crashes() {
    for muted in [true, false] {
        let (mut world, call) = on_call();
        let before = world.view().call.clone().unwrap();
        world.wants(Intent::SetMuted { muted });
        world.millis(10);
        world.crash_extension();
        world.start_extension();
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
        world.seconds(3);
        assert_eq!(world.far_end(&call).state, FarEndState::Active);
        assert_eq!(world.far_end(&call).muted, muted);
        let after = world.view().call.clone().unwrap();
        assert_eq!((after.state, after.muted), (CallState::Active, muted));
        assert_eq!((after.caller, after.started_at), (before.caller, before.started_at));
    }
}

#[test]
fn a_browser_that_is_started_again_in_time_has_its_call() {
    for (talked, away) in [(0, 5), (50, 25), (55, 20), (55, 25), (3_000, 25)] {
        let (mut world, call) = on_call();
        world.wants(Intent::SetMuted { muted: true });
        world.seconds(talked);
        world.close_browser();
        world.seconds(away);
        world.start_browser();
        world.open_flex("a", 2);
        world.seconds(5);
        assert_eq!(world.view().status, Status::OnCall, "{away} s after {talked} s");
        let far_end = world.far_end(&call);
        assert_eq!((far_end.state, far_end.muted), (FarEndState::Active, true));
    }
}

#[test]
fn who_starts_the_browser_too_late_is_not_told_of_the_call() {
    let (mut world, _) = on_call();
    // However long the call was.
    world.seconds(10 * 60);
    world.close_browser();
    world.seconds(110);
    world.start_browser();
    assert_eq!(world.view().status, Status::WaitingForFlex);
    assert_eq!(world.view().call, None);
    assert!(!world.kept().to_string().contains("secret"));
    world.open_flex("a", 2);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_call_that_only_flex_can_bring_back_says_so() {
    let (mut world, call) = on_call();
    let tab = world.tabs()[0].id;
    world.close_flex(tab);
    world.seconds(2 * HOUR);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert!(!world.view().needs_flex, "its document has it");
    world.crash_offscreen();
    world.seconds(2);
    let shown = world.view();
    assert_eq!(shown.call.as_ref().unwrap().state, CallState::Reconnecting);
    assert!(shown.needs_flex && shown.identity.is_some());

    world.open_flex("a", 2);
    world.seconds(4);
    assert!(!world.view().needs_flex);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn a_call_that_kills_each_document_keeps_nobody_busy() {
    for is_heard in [true, false] {
        let (mut world, call) = on_call();
        if !is_heard {
            world.cut_media();
            world.seconds(28);
        }
        let before = world.accepts;
        for _ in 0..6_000 {
            world.millis(10);
            if world.far_end(&call).has_agent() {
                world.crash_offscreen();
            }
        }
        assert!(world.accepts - before < 80, "{} in a minute", world.accepts - before);
    }
}

#[test]
fn a_document_that_takes_long_to_load_is_waited_for() {
    let mut world = World::new(7);
    world.document_takes = 2_500;
    world.open_flex("a", 2);
    world.seconds(60);
    assert_eq!((world.view().status, world.documents), (Status::Ready, 1));
    let call = world.place_call("+15550100");
    world.seconds(10);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}
