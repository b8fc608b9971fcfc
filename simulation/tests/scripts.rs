//! What the client promises, as scripts under the virtual clock.

use std::time::Duration;

use voice_client_core::leg::{Holds, Report, SdkEvent};
use voice_client_core::protocol::FromPage;
use voice_client_core::{
    CallSid, CallState, Caller, ChosenDevices, ConnectionSample, DeviceKind, EndReason, Icon,
    Intent, LegCall, LogEntry, Mic, Microphone, Notification, ProblemCode, QualityWarning, Remedy,
    Secret, Settings, Shortcut, Status, Ticket, Topic, VoiceEvent,
};
use voice_client_simulation::{FarEndState, Function, World};

const HOUR: u64 = 3_600;

fn ready() -> World {
    let mut world = World::new(7);
    world.open_flex("a", 2);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
    world
}

fn on_call() -> (World, CallSid) {
    let mut world = ready();
    let call = world.place_call("+15550100");
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    (world, call)
}

fn problem(world: &World) -> Option<(ProblemCode, Remedy)> {
    world.view().problem.map(|it| (it.code, it.remedy))
}

/// What keeps the call from being taken up again.
fn waits_for(world: &World) -> Option<ProblemCode> {
    Some(world.view().call.as_ref()?.waits_for?.code)
}

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
fn a_call_without_a_voice_token_of_its_own_waits_for_one() {
    let (mut world, call) = on_call();
    world.rename_agent("ext_another_40example_2Ecom");
    world.device_says(VoiceEvent::Failed { code: 20104 });
    world.crash_offscreen();
    world.seconds(15);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    assert!(world.function_requests < 10, "it is not hammered");
    world.rename_agent("ext_agent_40example_2Ecom");
    world.seconds(6);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
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
fn digits_reach_the_far_end_once() {
    let (mut world, call) = on_call();
    world.wants(Intent::SendDigits { digits: World::digits("12*#") });
    world.millis(10);
    assert_eq!(world.far_end(&call).digits, "12*#");
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
fn a_call_that_stays_without_its_connection_is_told_until_it_is_back() {
    let (mut world, _) = on_call();
    world.notifications.clear();
    for seconds in [2, 10] {
        world.lose_network();
        world.seconds(seconds);
        let told = (seconds == 10).then_some(&Notification::CallReconnecting);
        assert_eq!(world.notifications.get(&Topic::Call), told, "{seconds} s");
        world.come_online();
        world.seconds(10);
        assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
        assert!(world.notifications.is_empty(), "taken back");
    }
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

#[test]
fn the_next_renewals_are_shown() {
    let mut world = ready();
    let shown = world.view().renewals;
    let (voice, flex) = (shown.voice_token.unwrap(), shown.flex_token_ends.unwrap());
    assert!((HOUR / 2..HOUR).contains(&voice.since(world.now()).as_secs()));
    assert!(flex > world.now());
    world.seconds(voice.since(world.now()).as_secs() + 2);
    assert!(world.view().renewals.voice_token.unwrap() > voice);
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
fn the_voice_token_is_renewed_by_80_percent_of_its_life() {
    let mut world = ready();
    world.seconds(HOUR * 55 / 100);
    assert_eq!(world.function_requests, 1);
    world.seconds(HOUR * 26 / 100);
    assert_eq!(world.function_requests, 2);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn each_renewal_of_the_flex_token_is_taken() {
    let mut world = ready();
    for hour in 1..6 {
        world.seconds(HOUR);
        assert_eq!(world.view().status, Status::Ready, "after {hour} h");
    }
}

#[test]
fn without_a_live_flex_token_the_client_waits_for_flex_but_never_during_a_call() {
    let mut world = ready();
    let tab = world.tabs()[0].id;
    world.tab(tab).unwrap().renews = false;
    let call = world.place_call("+15550100");
    world.seconds(2 * HOUR);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().status, Status::OnCall);

    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
    assert_eq!(world.view().status, Status::WaitingForFlex);
    assert!(!world.is_registered());

    world.tab(tab).unwrap().renews = true;
    world.seconds(60);
    assert_eq!(world.view().status, Status::Ready, "the plugin is asked again");
}

#[test]
fn with_all_tabs_closed_the_client_serves_until_the_flex_token_ends() {
    let mut world = ready();
    world.close_flex(world.tabs()[0].id);
    world.seconds(HOUR - 60);
    assert_eq!(world.view().status, Status::Ready);
    world.seconds(120);
    assert_eq!(world.view().status, Status::WaitingForFlex);
    assert_eq!(world.view().account, None, "another account may come now");
}

#[test]
fn a_failing_function_is_asked_for_ever_with_back_off() {
    let mut world = World::new(3);
    world.function = Function::Status(500);
    world.open_flex("a", 2);
    world.seconds(600);
    let expected = Some((ProblemCode::TokenFunctionFailing, Remedy::TryAgain));
    assert_eq!(problem(&world), expected);
    assert_eq!(world.view().problem.unwrap().detail, Some(500));
    assert!((10..30).contains(&world.function_requests), "{}", world.function_requests);
    world.function = Function::Well;
    world.seconds(61);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_refusing_function_is_not_hammered_and_flex_is_asked() {
    let mut world = World::new(3);
    world.function = Function::Status(403);
    world.open_flex("a", 1);
    world.seconds(600);
    let expected = Some((ProblemCode::FlexTokenRefused, Remedy::OpenFlex));
    assert_eq!(problem(&world), expected);
    assert!((2..8).contains(&world.function_requests), "{}", world.function_requests);
    world.function = Function::Well;
    world.seconds(601);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_flex_token_that_flex_renews_after_refusals_is_tried_soon() {
    let mut world = World::new(3);
    world.function = Function::Status(403);
    let tab = world.open_flex("a", 1);
    world.seconds(120);
    world.function = Function::Well;
    let asked = world.function_requests;
    let now = world.now();
    let renewed = world.tab(tab).unwrap().renewed_token(now);
    world.page_says(tab, renewed);
    world.seconds(6);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.function_requests, asked + 1);
}

#[test]
fn a_page_that_sends_one_token_after_the_other_does_not_have_each_of_them_tried() {
    let mut world = World::new(3);
    world.function = Function::Status(403);
    let tab = world.open_flex("a", 1);
    world.seconds(30);
    // Nobody says whether the next one is any good.
    world.function = Function::Silent;
    let asked = world.function_requests;
    for _ in 0..120 {
        let now = world.now();
        let renewed = world.tab(tab).unwrap().renewed_token(now);
        world.page_says(tab, renewed);
        world.millis(100);
    }
    assert!(world.function_requests <= asked + 2, "{}", world.function_requests - asked);
    world.function = Function::Well;
    world.seconds(30);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn what_the_function_gets_wrong_is_told_apart() {
    for (function, code) in [
        (Function::Garbled, ProblemCode::TokenFunctionGarbled),
        (Function::Silent, ProblemCode::TokenFunctionUnreachable),
        (Function::Status(429), ProblemCode::TokenFunctionFailing),
        (Function::Status(401), ProblemCode::FlexTokenRefused),
    ] {
        let mut world = World::new(3);
        world.function = function;
        world.open_flex("a", 2);
        world.seconds(20);
        assert_eq!(problem(&world).map(|it| it.0), Some(code), "{function:?}");
        world.function = Function::Well;
        world.wants(Intent::TryAgain);
        world.seconds(20);
        assert_eq!(world.view().status, Status::Ready, "{function:?}");
    }
}

#[test]
fn a_voice_token_that_twilio_refuses_is_replaced() {
    let mut world = ready();
    world.device_says(VoiceEvent::Failed { code: 20104 });
    assert_eq!(problem(&world).map(|it| it.0), Some(ProblemCode::VoiceTokenRefused));
    world.seconds(3);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.function_requests, 2);
}

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
fn another_microphone_is_tried_as_soon_as_it_is_chosen() {
    let mut world = ready();
    world.occupy_microphone(true);
    world.place_call("+15550100");
    world.seconds(1);
    world.occupy_microphone(false);
    choose(&mut world, DeviceKind::Input, "Headset");
    world.millis(200);
    assert_eq!(world.view().status, Status::Ready);
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
        world.restore_network();
        world.seconds(2);
        assert_eq!(world.far_end(&call).state, FarEndState::Active, "after {lost} s");
        assert!(world.far_end(&call).has_agent(), "after {lost} s");
    }
}

#[test]
fn a_call_that_outlives_its_voice_token_outlives_a_lost_socket_too() {
    let (mut world, call) = on_call();
    let documents = world.accepts;
    world.seconds(2 * 3_600);
    world.lose_network();
    world.seconds(1);
    world.restore_network();
    world.seconds(3);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    world.seconds(60);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.accepts, documents, "the same document has it");
}

#[test]
fn a_call_that_is_let_in_with_no_token_is_taken_up_when_there_is_one_again() {
    let (mut world, call) = on_call();
    world.lose_network();
    world.seconds(1);
    world.refuse_voice_tokens(20104);
    world.restore_network();
    world.seconds(6);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    world.welcome_devices();
    world.seconds(6);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert!(world.far_end(&call).has_agent());
}

#[test]
fn who_needs_a_token_for_a_call_does_not_wait_for_it_with_everybody() {
    let (mut world, call) = on_call();
    world.function = Function::Status(503);
    world.refuse_voice_tokens(20104);
    world.crash_offscreen();
    world.seconds(10);
    world.welcome_devices();
    world.function = Function::Well;
    world.seconds(12);
    assert!(world.far_end(&call).has_agent());
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
}

#[test]
fn a_function_that_has_failed_is_asked_soon_once_a_call_needs_the_token() {
    let (mut world, call) = on_call();
    // The token ends while nobody needs it.
    world.function = Function::Status(503);
    world.seconds(3_700);
    world.function = Function::Well;
    world.lose_network();
    world.seconds(1);
    world.restore_network();
    world.seconds(10);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert!(world.far_end(&call).has_agent());
}

#[test]
fn two_tabs_of_which_one_is_refused_make_no_loop() {
    let mut world = World::new(3);
    world.function = Function::Status(403);
    let tabs = [world.open_flex("a", 1), world.open_flex("a", 1)];
    world.seconds(1);
    world.function = Function::Slow(500);
    for tab in tabs {
        let now = world.now();
        let renewed = world.tab(tab).unwrap().renewed_token(now);
        world.page_says(tab, renewed);
        world.millis(50);
    }
    world.seconds(10);
    assert_eq!(world.view().status, Status::Ready);
    let asked = world.function_requests;
    world.seconds(120);
    assert_eq!(world.function_requests, asked);
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
    let next = loop {
        world.millis(10);
        if world.view().status == Status::Ready {
            break world.place_call("+15550101");
        }
    };
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
fn a_call_is_taken_up_with_a_voice_token_that_lives() {
    let (mut world, call) = on_call();
    world.function = Function::Status(503);
    world.device_says(VoiceEvent::Failed { code: 20104 });
    world.crash_offscreen();
    world.seconds(5);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    world.function = Function::Well;
    world.seconds(10);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
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
fn a_browser_that_is_started_again_in_time_has_its_call() {
    let (mut world, call) = on_call();
    world.wants(Intent::SetMuted { muted: true });
    world.close_browser();
    world.seconds(5);
    world.start_browser();
    world.open_flex("a", 2);
    world.seconds(5);
    assert_eq!(world.view().status, Status::OnCall);
    let far_end = world.far_end(&call);
    assert_eq!((far_end.state, far_end.muted), (FarEndState::Active, true));
}

#[test]
fn who_starts_the_browser_too_late_is_not_told_of_the_call() {
    let (mut world, _) = on_call();
    // However long the call was.
    world.seconds(10 * 60);
    world.close_browser();
    world.seconds(80);
    world.start_browser();
    assert_eq!(world.view().status, Status::WaitingForFlex);
    assert_eq!(world.view().call, None);
    assert!(!world.kept().to_string().contains("secret"));
    world.open_flex("a", 2);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
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
fn worker_and_document_gone_together_are_both_back() {
    let (mut world, call) = on_call();
    world.crash_offscreen();
    world.kill_worker();
    world.seconds(5);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.view().status, Status::OnCall);
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

fn choose(world: &mut World, kind: DeviceKind, label: &str) {
    let tab = world.tabs()[0].id;
    let label = (!label.is_empty()).then(|| World::device(label));
    world.page_says(tab, FromPage::SetAudioDevice { kind, label });
    world.millis(10);
}

fn headset() -> ChosenDevices {
    ChosenDevices { input: Some(World::device("Headset")), output: None }
}

#[test]
fn a_device_is_chosen_in_flex_during_a_call_and_for_the_next_one() {
    let (mut world, call) = on_call();
    choose(&mut world, DeviceKind::Input, "Headset");
    assert_eq!(world.in_use(), Some(&headset()));
    let heartbeat = world.tabs()[0].heartbeat.clone().unwrap();
    let devices = heartbeat.state.unwrap().devices.unwrap();
    assert_eq!((devices.input, devices.output), (headset().input, None));
    assert_eq!(devices.inputs.len(), 2);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);

    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.in_use(), Some(&headset()), "the fresh document was told");
    choose(&mut world, DeviceKind::Input, "");
    assert_eq!(world.in_use(), Some(&ChosenDevices::default()));
}

#[test]
fn a_chosen_device_outlives_worker_update_and_browser() {
    let mut world = ready();
    choose(&mut world, DeviceKind::Input, "Headset");
    world.kill_worker();
    world.seconds(1);
    assert_eq!(world.in_use(), Some(&headset()));
    world.update_extension();
    world.seconds(2);
    assert_eq!(world.in_use(), Some(&headset()));
    world.close_browser();
    world.start_browser();
    world.open_flex("b", 2);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.in_use(), Some(&headset()));
}

#[test]
fn an_unplugged_device_costs_no_call_and_is_taken_again() {
    let (mut world, call) = on_call();
    choose(&mut world, DeviceKind::Input, "Headset");
    world.plug(&["Built-in"]);
    world.millis(10);
    assert_eq!(world.in_use(), Some(&ChosenDevices::default()));
    let devices = world.view().devices.clone().unwrap();
    assert_eq!(devices.input, headset().input, "the choice is kept");
    assert_eq!(devices.inputs, [World::device("Built-in")]);

    world.plug(&["Built-in", "Headset"]);
    world.millis(10);
    assert_eq!(world.in_use(), Some(&headset()));
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn what_is_chosen_before_flex_is_open_holds_for_the_first_call() {
    let mut world = World::new(7);
    let wish = Intent::SetAudioDevice { kind: DeviceKind::Input, label: headset().input };
    world.wants(wish);
    assert_eq!(world.view().chosen_devices, headset());
    assert_eq!(world.view().devices, None, "nobody has looked yet");
    world.open_flex("a", 2);
    world.seconds(2);
    let call = world.place_call("+15550100");
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.in_use(), Some(&headset()));
}

#[test]
fn a_page_can_not_choose_a_device_that_is_not_offered() {
    let (mut world, call) = on_call();
    let before = world.view().clone();
    choose(&mut world, DeviceKind::Output, "Nothing of the kind");
    assert_eq!(*world.view(), before);
    assert_eq!(world.in_use(), Some(&ChosenDevices::default()));
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
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
fn one_tabs_token_never_goes_to_another_tabs_function() {
    use voice_client_core::{Client, Effect, Event, FlexTabEvent, Kept, Memory, Moment, PortId};
    let mut client = Client::new("1.0.0");
    client.handle(Event::Woke(Memory::Kept(Kept::default())), Moment::at(0));
    let mut urls = vec![];
    let said = |port: u32, message: serde_json::Value| Event::Flex {
        port: PortId(port),
        event: FlexTabEvent::Said(serde_json::from_value(message).unwrap()),
    };
    let account = format!("AC{}", "0".repeat(32));
    for (port, url) in [(1, "https://good.example.com/"), (2, "https://evil.example.com/")] {
        let document = voice_client_core::DocumentId::parse(format!("d{port}")).unwrap();
        let hello = FlexTabEvent::Hello { tab: voice_client_core::TabId(port), document };
        client.handle(Event::Flex { port: PortId(port), event: hello }, Moment::at(0));
        let configure = serde_json::json!({
            "type": "VOICE_CLIENT_EXTENSION_CONFIGURE",
            "payload": { "voiceClientTokenGeneratorUrl": url, "accountSid": account },
        });
        client.handle(said(port, configure), Moment::at(0));
    }
    let token = serde_json::json!({
        "type": "VOICE_CLIENT_EXTENSION_FLEX_TOKEN",
        "payload": {
            "token": "t", "accountSid": account, "expiration": "1970-01-01T01:00:00Z",
        },
    });
    for effect in client.handle(said(1, token), Moment::at(0)) {
        if let Effect::FetchVoiceToken { url, .. } = effect {
            urls.push(url.to_string());
        }
    }
    assert_eq!(urls, ["https://good.example.com/"]);
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
fn whom_nobody_has_heard_for_too_long_is_not_left_alone_with_silence() {
    let (mut world, call) = on_call();
    world.cut_media();
    world.seconds(69);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Reconnecting);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    world.seconds(6);
    assert_eq!(world.view().call, None);
    assert_eq!(world.view().last_call.map(|it| it.reason), Some(EndReason::Lost));
    assert_eq!(world.far_end(&call).state, FarEndState::EndedByAgent);
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
