//! Flex token and voice token, the Function between them, and the token that a call needs.

use voice_client_core::{CallState, Intent, ProblemCode, Remedy, Status, VoiceEvent};
use voice_client_simulation::{FarEndState, Function, World};

use super::{HOUR, on_call, problem, ready};

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
fn the_voice_token_is_renewed_by_80_percent_of_its_life() {
    let mut world = ready();
    world.seconds(HOUR * 55 / 100);
    assert_eq!(world.function_requests, 1);
    world.seconds(HOUR * 26 / 100);
    assert_eq!(world.function_requests, 2);
    assert_eq!(world.view().status, Status::Ready);
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
fn a_voice_token_that_twilio_refuses_is_replaced() {
    let mut world = ready();
    world.device_says(VoiceEvent::Failed { code: 20104 });
    assert_eq!(problem(&world).map(|it| it.0), Some(ProblemCode::VoiceTokenRefused));
    world.seconds(3);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.function_requests, 2);
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
    // The longest pause between two tries by then, and a try.
    world.seconds(8);
    assert_eq!(world.view().call.as_ref().unwrap().state, CallState::Active);
    assert!(world.far_end(&call).has_agent());
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
fn flex_tokens_that_live_a_minute_do_not_make_the_client_ask_without_end() {
    let mut world = World::new(7);
    world.flex_token_life = 60_000;
    world.open_flex("a", 2);
    for second in 1..600 {
        world.seconds(1);
        assert_eq!(world.view().status, Status::Ready, "after {second} s");
    }
    assert!(world.function_requests < 30, "{} requests in 10 min", world.function_requests);
}

#[test]
fn a_function_that_has_too_much_to_do_is_left_in_peace_but_for_a_person() {
    for status in [429, 503] {
        let mut world = World::new(7);
        world.function = Function::Status(status);
        world.open_flex("a", 2);
        world.seconds(1_800);
        assert!((6..30).contains(&world.function_requests), "{} requests", world.function_requests);

        world.function = Function::Well;
        let mut hurried = world;
        hurried.wants(Intent::TryAgain);
        hurried.seconds(1);
        assert_eq!(hurried.view().status, Status::Ready);
    }
}

#[test]
fn a_function_that_is_well_again_is_asked_within_five_minutes() {
    let mut world = World::new(7);
    world.function = Function::Status(503);
    world.open_flex("a", 2);
    world.seconds(600);
    world.function = Function::Well;
    world.seconds(301);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn who_asks_for_another_try_sees_that_it_is_under_way() {
    let mut world = World::new(7);
    world.function = Function::Status(503);
    world.open_flex("a", 2);
    world.seconds(2);
    assert_eq!(problem(&world), Some((ProblemCode::TokenFunctionFailing, Remedy::TryAgain)));
    assert!(!world.view().is_trying);

    world.function = Function::Silent;
    world.wants(Intent::TryAgain);
    assert!(world.view().is_trying);
    world.seconds(30);
    assert!(!world.view().is_trying, "it has not helped");
    // What the client tries by itself is nobody's news.
    world.function = Function::Status(503);
    world.seconds(600);
    assert!(!world.view().is_trying);

    world.function = Function::Well;
    world.wants(Intent::TryAgain);
    assert!(world.view().is_trying);
    world.seconds(2);
    assert_eq!((world.view().status, world.view().is_trying), (Status::Ready, false));
}
