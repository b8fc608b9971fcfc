//! What a page in an allowed origin can not do, whatever it says.

// What is made up here is well-formed, or the test is wrong.
#![expect(clippy::unwrap_used)]
// Of the effects a test looks at those that it is about.
#![expect(clippy::wildcard_enum_match_arm)]

use serde_json::json;
use voice_client_core::leg::{Holds, Order, Report};
use voice_client_core::protocol::{FromPage, ToPage};
use voice_client_core::{
    Attempt, CallSid, CallState, Caller, Client, DocumentId, Effect, Event, FlexTabEvent, Kept,
    LegCall, Memory, Mic, Microphone, Moment, Offer, OffscreenEvent, PortId, Secret, TabId, Ticket,
    TokenReply, VoiceEvent, wire,
};

const AGENT: PortId = PortId(1);
const HOSTILE: PortId = PortId(2);
const DOCUMENT: PortId = PortId(3);
const OURS: &str = "0";
const THEIRS: &str = "f";
const OUR_URL: &str = "https://ours.twil.io/generateToken";
const THEIR_URL: &str = "https://theirs.example/generateToken";

struct Extension {
    client: Client,
    now: u64,
    kept: Option<Kept>,
    saved_bytes: usize,
}

impl Extension {
    fn new() -> Self {
        let mut it = Self::asleep(None);
        it.tell(Event::Woke(Memory::Kept(Kept::default())));
        it
    }

    fn asleep(kept: Option<Kept>) -> Self {
        Self { client: Client::new("1.0.0"), now: 1_000_000, kept, saved_bytes: 0 }
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.now += 10;
        let effects = self.client.handle(event, Moment::at(self.now));
        for effect in &effects {
            match effect {
                Effect::Save(saved) => self.saved_bytes = wire::to_text(saved).unwrap().len(),
                Effect::Keep(kept) => self.kept = Some(kept.clone()),
                _ => {}
            }
        }
        effects
    }

    fn opens(&mut self, port: PortId, document: &str) -> Vec<Effect> {
        let hello = FlexTabEvent::Hello {
            tab: TabId(port.0),
            document: DocumentId::parse(document).unwrap(),
        };
        self.tell(Event::Flex { port, event: hello })
    }

    fn says(&mut self, port: PortId, message: serde_json::Value) -> Vec<Effect> {
        let message = serde_json::from_value::<FromPage>(message).unwrap();
        self.tell(Event::Flex { port, event: FlexTabEvent::Said(message) })
    }

    fn configures(&mut self, port: PortId, account: &str, url: &str) -> Vec<Effect> {
        self.says(
            port,
            json!({
                "type": "VOICE_CLIENT_EXTENSION_CONFIGURE",
                "payload": { "voiceClientTokenGeneratorUrl": url, "accountSid": sid(account) },
            }),
        )
    }

    fn sends_token(&mut self, port: PortId, account: &str, token: &str) -> Vec<Effect> {
        self.says(
            port,
            json!({
                "type": "VOICE_CLIENT_EXTENSION_FLEX_TOKEN",
                "payload": {
                    "token": token, "accountSid": sid(account),
                    "expiration": "1970-01-01T10:00:00Z",
                },
            }),
        )
    }

    fn hangs_up(&mut self, port: PortId) -> Vec<Effect> {
        self.says(port, json!({ "type": "VOICE_CLIENT_EXTENSION_HANGUP_CALL" }))
    }

    /// The agent's page has configured the client, and there is a call.
    fn on_a_call() -> Self {
        let mut it = Self::new();
        it.opens(AGENT, "D1");
        it.configures(AGENT, OURS, OUR_URL);
        it.sends_token(AGENT, OURS, "flex-token");
        let token = Secret::new("voice-token".to_owned());
        let reply = TokenReply { identity: "agent".into(), token, lifetime: None };
        it.tell(Event::VoiceToken { attempt: Attempt(1), result: Ok(reply) });
        it.voice(VoiceEvent::Registered);
        it.document_says(Report::Hello {
            holds: Holds::Nothing,
            microphone: Microphone::Granted,
            devices: None,
        });
        it.voice(VoiceEvent::Incoming(Offer {
            call_sid: call(),
            ticket: Ticket {
                connect_token: Secret::new("connect-token".to_owned()),
                edge: "roaming".into(),
            },
            caller: Caller::new("+15550100"),
        }));
        it.document_says(Report::Call(leg()));
        assert!(it.has_call());
        it
    }

    fn voice(&mut self, event: VoiceEvent) {
        self.tell(Event::Voice { attempt: Attempt(2), event });
    }

    fn document_says(&mut self, report: Report) {
        let event = OffscreenEvent::Reported(report);
        self.tell(Event::Offscreen { port: DOCUMENT, event });
    }

    fn has_call(&self) -> bool {
        self.client.view().call.is_some_and(|it| it.state == CallState::Active)
    }
}

fn sid(digit: &str) -> String {
    format!("AC{}", digit.repeat(32))
}

fn call() -> CallSid {
    CallSid::parse(format!("CA{}", "1".repeat(32))).unwrap()
}

fn leg() -> LegCall {
    LegCall {
        call_sid: call(),
        state: CallState::Active,
        mic: Mic::Open,
        started_at: None,
        signalling_until: None,
        media_until: None,
        quality: vec![],
        speaking_while_muted: false,
        wants_token: false,
        ticket: Ticket {
            connect_token: Secret::new("connect-token".into()),
            edge: "roaming".into(),
        },
    }
}

fn ends_a_call(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Reject { .. }
            | Effect::CloseOffscreen
            | Effect::OpenOffscreen { .. }
            | Effect::ToOffscreen { order: Order::HangUp, .. }
    )
}

#[test]
fn a_page_of_another_account_has_no_say() {
    let mut it = Extension::on_a_call();
    it.opens(HOSTILE, "D2");
    let answer = it.configures(HOSTILE, THEIRS, THEIR_URL);
    let said: Vec<_> =
        answer.iter().filter(|it| matches!(it, Effect::ToFlex { port: HOSTILE, .. })).collect();
    assert!(
        matches!(said[..], [Effect::ToFlex { message: ToPage::ConfigRejected, .. }]),
        "it is told that it is rejected, and nothing of the account or the call: {said:?}"
    );
    it.sends_token(HOSTILE, THEIRS, "another-token");
    let payloads = [
        json!({ "type": "VOICE_CLIENT_EXTENSION_HANGUP_CALL" }),
        json!({ "type": "VOICE_CLIENT_EXTENSION_SET_MUTED", "payload": { "muted": true } }),
        json!({ "type": "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS", "payload": { "digits": "1" } }),
    ];
    for payload in payloads {
        let effects = it.says(HOSTILE, payload);
        assert!(effects.iter().all(|it| matches!(it, Effect::Log(_))), "{effects:?}");
    }
    assert!(it.has_call());
}

#[test]
fn a_page_of_another_account_that_comes_first_after_a_crash_does_not_get_the_call() {
    let before = Extension::on_a_call();
    let mut it = Extension::asleep(None);
    it.tell(Event::Woke(Memory::Kept(before.kept.unwrap())));

    it.opens(HOSTILE, "D2");
    it.configures(HOSTILE, THEIRS, THEIR_URL);
    it.document_says(Report::Hello {
        holds: Holds::Call(leg()),
        microphone: Microphone::Granted,
        devices: None,
    });
    assert!(it.has_call());
    let effects = it.hangs_up(HOSTILE);
    assert!(!effects.iter().any(ends_a_call), "{effects:?}");

    it.opens(AGENT, "D1");
    let effects = it.hangs_up(AGENT);
    assert!(effects.iter().any(ends_a_call), "the agent's page can: {effects:?}");
}

#[test]
fn each_token_goes_to_the_function_that_its_own_page_named() {
    let mut it = Extension::new();
    it.opens(AGENT, "D1");
    it.configures(AGENT, OURS, OUR_URL);
    it.opens(HOSTILE, "D2");
    it.configures(HOSTILE, OURS, THEIR_URL);
    let asked = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::FetchVoiceToken { url, flex_token, .. } => {
                Some((url.as_str().to_owned(), flex_token.expose().clone()))
            }
            _ => None,
        })
    };
    let ours = it.sends_token(AGENT, OURS, "our-token");
    assert_eq!(asked(&ours), Some((OUR_URL.to_owned(), "our-token".to_owned())));
    // Another page, and the same one once it has said something else.
    let theirs = it.sends_token(HOSTILE, OURS, "their-token");
    assert_eq!(asked(&theirs), Some((THEIR_URL.to_owned(), "their-token".to_owned())));
    it.configures(HOSTILE, OURS, OUR_URL);
    it.configures(AGENT, OURS, OUR_URL);
    let ours = it.sends_token(AGENT, OURS, "our-next-token");
    assert_eq!(asked(&ours), Some((OUR_URL.to_owned(), "our-next-token".to_owned())));
}

#[test]
fn a_page_that_loads_itself_without_end_leaves_little_behind() {
    let mut it = Extension::on_a_call();
    let long = format!("https://theirs.example/{}", "x".repeat(2_000));
    for n in 0..300 {
        it.opens(HOSTILE, &format!("hostile {n}"));
        it.configures(HOSTILE, if n % 2 == 0 { OURS } else { THEIRS }, &long);
        it.tell(Event::Flex { port: HOSTILE, event: FlexTabEvent::Gone });
    }
    assert!(it.saved_bytes < 128 * 1024, "{} bytes", it.saved_bytes);
    let effects = it.hangs_up(AGENT);
    assert!(effects.iter().any(ends_a_call), "the agent's page is known: {effects:?}");
}
