//! What a client may rely on when it talks to the sandbox as to Twilio.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::time::{Duration, Instant};

use common::{ACCOUNT, Cloud, TakenOverCall, Telephone};
use serde_json::json;
use tokio::time::{interval, sleep, timeout};

mod calls {
    use super::*;

    #[tokio::test]
    async fn a_call_is_taken_over_and_heard_both_ways() {
        let cloud = Cloud::start().await;
        let TakenOverCall { sid, invite, mut worker, mut document, telephone, .. } =
            cloud.taken_over_call("anna").await;
        assert_eq!(invite["callsid"], *sid);
        assert_eq!(worker.hear("cancel").await["callsid"], *sid);

        telephone.hears().await;
        let call = cloud.call(&sid, "audible").await;
        assert_eq!((&call["state"], &call["takeovers"]), (&json!("active"), &json!(1)));
        assert!(call["answeredAt"].as_u64() >= call["invitedAt"].as_u64());
        assert!(call["media"]["packetsSent"].as_u64() > Some(0));
        assert_eq!(call["media"]["packetsLost"], 0);

        document.say("hangup", json!({ "callsid": sid })).await;
        assert_eq!(cloud.call(&sid, "ended").await["endedBy"], "agent");
    }

    #[tokio::test]
    async fn a_client_that_answers_itself_is_heard_both_ways() {
        let cloud = Cloud::start().await;
        let mut client = cloud.registered(&cloud.voice_token("anna").await).await;
        let sid = cloud.place_call("ext_anna").await;
        let invite = client.hear("invite").await;
        let telephone = Telephone::answering(invite["sdp"].as_str().unwrap());
        client.say("answer", json!({ "callsid": sid, "sdp": telephone.sdp })).await;
        telephone.hears().await;
        cloud.call(&sid, "audible").await;

        cloud.control("POST", &format!("/calls/{sid}/hangup"), json!({})).await;
        assert_eq!(client.hear("hangup").await["callsid"], *sid);
        assert_eq!(cloud.call(&sid, "ended").await["endedBy"], "caller");
    }

    #[tokio::test]
    async fn a_caller_who_gives_up_and_an_agent_who_rejects_both_end_a_ringing_call() {
        let cloud = Cloud::start().await;
        let mut client = cloud.registered(&cloud.voice_token("anna").await).await;
        let given_up = cloud.place_call("ext_anna").await;
        client.hear("invite").await;
        cloud.control("POST", &format!("/calls/{given_up}/hangup"), json!({})).await;
        assert_eq!(client.hear("cancel").await["callsid"], *given_up);

        let rejected = cloud.place_call("ext_anna").await;
        client.hear("invite").await;
        client.say("reject", json!({ "callsid": rejected })).await;
        assert_eq!(cloud.call(&rejected, "ended").await["endedBy"], "agent");
    }

    #[tokio::test]
    async fn a_call_outlives_its_socket_and_its_media_does_not_notice() {
        let cloud = Cloud::start().await;
        let TakenOverCall { token, sid, invite, worker: _worker, document, telephone } =
            cloud.taken_over_call("anna").await;
        cloud.call(&sid, "audible").await;

        let dropped = cloud.control("POST", "/sockets/drop", json!({})).await;
        assert_eq!(dropped["dropped"], 2);
        document.closed().await;
        let mut document = cloud.listener(&token).await;
        document.say("invite", telephone.invite(&invite)).await;
        let answer = document.hear("answer").await;
        assert_eq!((&answer["callsid"], &answer["sdp"]), (&json!(sid), &json!(null)));
        let call = cloud.call(&sid, "audible").await;
        assert_eq!((&call["signallingConnected"], &call["takeovers"]), (&json!(true), &json!(1)));
        assert_eq!(call["media"]["packetsLost"], 0);
    }

    #[tokio::test]
    async fn a_call_whose_client_died_is_rescued_by_another_one() {
        let cloud = Cloud::start().await;
        let TakenOverCall { token, sid, invite, worker: _worker, document, telephone } =
            cloud.taken_over_call("anna").await;
        drop((document, telephone));

        let mut next_document = cloud.listener(&token).await;
        let mut next_telephone = Telephone::offering();
        next_telephone.take_over(&mut next_document, &invite).await;
        next_telephone.hears().await;
        let call = cloud.call(&sid, "audible").await;
        assert_eq!((&call["state"], &call["takeovers"]), (&json!("active"), &json!(2)));
    }

    #[tokio::test]
    async fn digits_by_signalling_are_recorded_without_their_pauses() {
        let cloud = Cloud::start().await;
        let TakenOverCall { sid, mut document, .. } = cloud.taken_over_call("anna").await;
        document.say("dtmf", json!({ "callsid": sid, "dtmf": "1w2#" })).await;
        document.say("hangup", json!({ "callsid": sid })).await;
        assert_eq!(cloud.call(&sid, "ended").await["digits"], "12#");
    }

    #[tokio::test]
    async fn nobody_takes_a_call_over_with_a_made_up_token() {
        let cloud = Cloud::start().await;
        let token = cloud.voice_token("anna").await;
        let mut worker = cloud.registered(&token).await;
        let sid = cloud.place_call("ext_anna").await;
        let mut invite = worker.hear("invite").await;
        invite["reconnect"] = json!("made up");
        let telephone = Telephone::offering();
        worker.say("invite", telephone.invite(&invite)).await;
        assert_eq!(worker.hear("hangup").await["error"]["code"], 31_404);
        let call = cloud.control("GET", &format!("/calls/{sid}"), json!({})).await;
        assert_eq!(call["state"], "ringing");
    }

    #[tokio::test]
    async fn nobody_is_called_who_is_not_registered() {
        let cloud = Cloud::start().await;
        let reply = cloud.try_control("POST", "/calls", json!({ "to": "ext_nobody" })).await;
        assert_eq!(reply.status, 409);
        assert_eq!(reply.json()["error"], "ext_nobody is not registered");
    }
}

mod tokens {
    use super::*;

    #[tokio::test]
    async fn a_voice_token_that_has_expired_or_is_none_is_refused_by_its_code() {
        let cloud = Cloud::start().await;
        let token = cloud.voice_token("anna").await;
        let mut client = cloud.registered(&token).await;
        cloud.control("POST", "/tokens/expire", json!({ "kind": "voice" })).await;
        assert_eq!(client.hear("error").await["error"]["code"], 20_104);

        client.say("listen", json!({ "token": token })).await;
        assert_eq!(client.hear("error").await["error"]["code"], 20_104);
        client.say("listen", json!({ "token": "made up" })).await;
        assert_eq!(client.hear("error").await["error"]["code"], 20_101);
        client.say("register", json!({ "media": { "audio": true } })).await;
        assert_eq!(client.hear("error").await["error"]["code"], 31_204);

        let renewed = cloud.voice_token("anna").await;
        client.say("listen", json!({ "token": renewed })).await;
        assert_eq!(client.hear("connected").await["token"]["identity"], "ext_anna");
        client.say("register", json!({ "media": { "audio": true } })).await;
        client.hear("ready").await;
    }

    #[tokio::test]
    async fn the_function_serves_who_has_a_living_flex_token() {
        let cloud = Cloud::start().await;
        let flex_token = cloud.flex_token("anna").await;
        let reply = cloud.generate_token(&flex_token).await;
        assert_eq!(reply.status, 200);
        assert!(reply.head.contains("access-control-allow-origin: *"), "{}", reply.head);
        assert_eq!(reply.json()["identity"], "ext_anna");
        assert_eq!(reply.json()["expiresIn"], 3_600);

        let by_get = format!("/generateToken?Token={flex_token}&VoiceClientPrefix=ext_");
        let reply = cloud.ask("GET", "voice-client.twil.io", &by_get, "text/plain", "").await;
        assert_eq!(reply.json()["identity"], "ext_anna");

        assert_eq!(cloud.generate_token("").await.status, 401);
        assert_eq!(cloud.generate_token("made up").await.status, 403);
        cloud.control("POST", "/tokens/expire", json!({ "kind": "flex" })).await;
        assert_eq!(cloud.generate_token(&flex_token).await.status, 403);
    }

    #[tokio::test]
    async fn the_function_fails_as_it_is_told_and_is_well_again() {
        let cloud = Cloud::start().await;
        let flex_token = cloud.flex_token("anna").await;
        for (mode, body) in [
            ("html", "<!doctype"),
            ("empty", "{}"),
            ("garbled", "{\"id"),
            ("nobody", "\"identity\":null"),
        ] {
            cloud.control("POST", "/function", json!({ "mode": mode })).await;
            let reply = cloud.generate_token(&flex_token).await;
            assert_eq!(reply.status, 200, "{mode}");
            assert!(reply.body.contains(body), "{mode}: {}", reply.body);
        }
        for (behaviour, status) in [
            (json!({ "mode": "redirect" }), 302),
            (json!({ "mode": "redirect", "status": 307 }), 307),
        ] {
            cloud.control("POST", "/function", behaviour).await;
            assert_eq!(cloud.generate_token(&flex_token).await.status, status);
        }
        cloud.control("POST", "/function", json!({ "mode": "huge" })).await;
        let huge = cloud.generate_token(&flex_token).await;
        assert!(huge.body.len() > 1_000_000 && huge.json()["identity"] == "ext_anna");
        let twice = json!({ "mode": "status", "status": 429, "times": 2 });
        cloud.control("POST", "/function", twice).await;
        for expected in [429, 429, 200] {
            assert_eq!(cloud.generate_token(&flex_token).await.status, expected);
        }
        cloud.control("POST", "/function", json!({ "lifetimeS": 60 })).await;
        assert_eq!(cloud.generate_token(&flex_token).await.json()["expiresIn"], 60);
        let state = cloud.control("GET", "/state", json!({})).await;
        assert_eq!(state["functionRequests"], 11);
    }

    #[tokio::test]
    async fn a_flex_token_is_valid_for_its_own_account_only() {
        let cloud = Cloud::start().await;
        let token = cloud.flex_token("anna").await;
        for (account, valid) in [(ACCOUNT, true), ("AC11111111111111111111111111111111", false)] {
            let reply = cloud.validate(&token, account, "sandbox-auth-token").await;
            assert_eq!(reply.json()["valid"], valid);
        }
    }

    #[tokio::test]
    async fn whoever_has_not_the_auth_token_is_told_nothing_of_a_flex_token() {
        let cloud = Cloud::start().await;
        let reply = cloud.validate(&cloud.flex_token("anna").await, ACCOUNT, "guessed").await;
        assert_eq!((reply.status, &reply.json()["code"]), (401, &json!(20_003)));
    }
}

mod faults {
    use super::*;

    #[tokio::test]
    async fn what_nobody_knows_is_reported_and_insights_are_not() {
        let cloud = Cloud::start().await;
        let event = "/v4/EndpointEvents";
        let reply =
            cloud.ask("POST", "eventgw.us1.twilio.com", event, "application/json", "{}").await;
        assert_eq!(reply.status, 200);
        let path = "/2010-04-01/Accounts.json?Page=1";
        assert_eq!(cloud.ask("GET", "api.twilio.com", path, "text/plain", "").await.status, 404);
        let state = cloud.control("GET", "/state", json!({})).await;
        let unknown =
            json!([{ "method": "GET", "target": "api.twilio.com/2010-04-01/Accounts.json" }]);
        assert_eq!(state["unknownRequests"], unknown);
    }

    #[tokio::test]
    async fn a_client_that_is_sent_away_is_told_for_how_long() {
        let cloud = Cloud::start().await;
        let token = cloud.voice_token("anna").await;
        cloud.control("POST", "/signalling", json!({ "retryAfter": 3 })).await;
        let mut client = cloud.signalling().await;
        client.say("listen", json!({ "token": token })).await;
        assert_eq!(client.hear("error").await["error"]["retryAfter"], 3);
        client.closed().await;
        cloud.control("POST", "/reset", json!({})).await;
        cloud.registered(&token).await;
    }

    #[tokio::test]
    async fn a_voice_token_is_refused_for_as_long_as_the_test_says() {
        let cloud = Cloud::start().await;
        let token = cloud.voice_token("anna").await;
        for (refusal, code) in [("invalid", 20_101), ("expired", 20_104)] {
            cloud.control("POST", "/signalling", json!({ "refuseToken": refusal })).await;
            let mut client = cloud.signalling().await;
            client.say("listen", json!({ "token": token })).await;
            assert_eq!(client.hear("error").await["error"]["code"], code);
            client.say("register", json!({ "media": { "audio": true } })).await;
            assert_eq!(client.hear("error").await["error"]["code"], 31_204);
        }
        cloud.control("POST", "/signalling", json!({})).await;
        cloud.registered(&token).await;
    }

    #[tokio::test]
    async fn media_that_are_cut_are_heard_by_nobody_until_they_are_mended() {
        let cloud = Cloud::start().await;
        let call = cloud.taken_over_call("anna").await;
        // What has never been heard can't be missed: the two sides begin at different moments.
        last_heard(&cloud, &call, |ms| ms < 200).await;
        cloud.control("POST", "/media", json!({ "cut": true })).await;
        last_heard(&cloud, &call, |ms| ms > 500).await;
        cloud.control("POST", "/media", json!({ "cut": false })).await;
        last_heard(&cloud, &call, |ms| ms < 200).await;
        assert_eq!(cloud.call(&call.sid, "active").await["state"], "active");
    }

    /// Waits until it is so long since either side has heard the other.
    async fn last_heard(cloud: &Cloud, call: &TakenOverCall, is_so: impl Fn(u64) -> bool) {
        let looked = async {
            let mut ticks = interval(Duration::from_millis(10));
            loop {
                ticks.tick().await;
                let near = call.telephone.report().last_packet_ago_ms;
                let far = cloud.control("GET", &format!("/calls/{}", call.sid), json!({})).await;
                let far = far["media"]["lastPacketAgoMs"].as_u64();
                if near.is_some_and(&is_so) && far.is_some_and(&is_so) {
                    return;
                }
            }
        };
        timeout(Duration::from_secs(10), looked).await.expect("it does not become so");
    }

    #[tokio::test]
    async fn a_client_is_answered_as_late_as_the_test_says() {
        let cloud = Cloud::start().await;
        let token = cloud.voice_token("anna").await;
        cloud.control("POST", "/signalling", json!({ "delayMs": 300 })).await;
        let asked = Instant::now();
        cloud.registered(&token).await;
        assert!(asked.elapsed() >= Duration::from_millis(300));
    }

    #[tokio::test]
    async fn a_client_that_waits_for_a_late_answer_has_it_once_it_is_released() {
        let cloud = Cloud::start().await;
        let token = cloud.voice_token("anna").await;
        cloud.control("POST", "/signalling", json!({ "delayMs": 60_000 })).await;
        let released = async {
            // Nobody says when it has begun to wait.
            let mut looks = interval(Duration::from_millis(50));
            loop {
                looks.tick().await;
                cloud.control("POST", "/release", json!({})).await;
            }
        };
        tokio::select! {
            _ = cloud.registered(&token) => {}
            () = released => {}
            () = sleep(Duration::from_secs(10)) => panic!("it is not answered"),
        }
    }

    #[tokio::test]
    async fn no_token_is_in_the_events() {
        let cloud = Cloud::start().await;
        let flex_token = cloud.flex_token("anna").await;
        let voice_token = cloud.generate_token(&flex_token).await.json()["token"].to_string();
        cloud.registered(voice_token.trim_matches('"')).await;
        let events = cloud.control("GET", "/events", json!({})).await.to_string();
        assert!(events.contains("registered"), "{events}");
        assert!(!events.contains(&flex_token) && !events.contains(voice_token.trim_matches('"')));
    }
}
