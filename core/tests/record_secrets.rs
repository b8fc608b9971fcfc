//! Feeds every secret through every path that it can take, and looks for it in the record, in what
//! pages and popup are told, and in whatever is written for people.

// What a day is made of is well-formed, or the test is wrong.
#![expect(clippy::unwrap_used)]
// Of the effects a test looks at those that it is about.
#![expect(clippy::wildcard_enum_match_arm)]

use std::collections::HashMap;
use std::fmt::Debug;

use serde_json::{Value, json};
use voice_client_core::leg::{self, Ended, Holds, Leg, Order, Report as Said, SdkEvent};
use voice_client_core::protocol::FromPage;
use voice_client_core::recorder::{Recorder, Report};
use voice_client_core::{
    Attempt, CallSid, CallState, Caller, Client, Digits, DocumentId, Effect, EndReason, Event,
    FlexTabEvent, Intent, Kept, LegCall, Memory, Mic, Microphone, Moment, Notification, Offer,
    OffscreenEvent, PortId, Saved, Secret, TabId, Ticket, Time, TokenError, TokenReply, TokenUrl,
    VoiceEvent, wire,
};

const FLEX: PortId = PortId(1);
const OFFSCREEN: PortId = PortId(2);
const DIGITS: &str = "4929123412341234";
const CALLERS: [&str; 2] = ["+4915550102030", "client:somebody_40example_2Ecom"];
const AGENT: &str = "ext_agent";
const NAME: &str = "Ada Augusta King";
/// What is long enough to be told from anything else, in characters.
const PIECE: usize = 8;

/// A token as Twilio's are: three parts, of which none is in any other.
fn token(of: &str, n: u32) -> String {
    format!("eyJ{of}Head{n}.{of}Claims{n}QmFzZTY0.{of}Signature{n}dXJs")
}

/// A worker after the other, with one record.
struct Extension {
    client: Client,
    leg: Leg,
    recorder: Recorder,
    kept: Vec<(&'static str, String)>,
    saved: Option<Box<Saved>>,
    on_disk: Kept,
    /// Whatever was saved, and whatever was on disk.
    stored: Vec<String>,
    /// The numbers of the last request and of the last `Device`.
    fetch: Attempt,
    device: Attempt,
    secrets: Vec<String>,
    now: u64,
    /// Whatever Rust prints of a value: a log, a panic, an error.
    printed: Vec<String>,
    /// What Flex pages are told.
    told: Vec<String>,
    /// What popup, toolbar and desktop show.
    shown: Vec<String>,
}

impl Extension {
    fn tell(&mut self, event: Event) {
        self.now += 10;
        self.print(&event);
        for effect in self.recorder.handle(&mut self.client, event, Moment::at(self.now)) {
            self.print(&effect);
            match effect {
                Effect::Save(saved) => {
                    self.stored.extend(wire::to_text(&saved));
                    self.saved = Some(saved);
                }
                Effect::Keep(kept) => {
                    self.stored.push(serde_json::to_string(&kept).unwrap());
                    self.on_disk = kept;
                }
                Effect::FetchVoiceToken { attempt, .. } => self.fetch = attempt,
                Effect::Register { attempt, .. } => self.device = attempt,
                Effect::Notify(Notification::CallAnswered(caller)) => {
                    self.shown.push(serde_json::to_string(&caller).unwrap());
                }
                Effect::ToFlex { message, .. } => {
                    self.told.push(serde_json::to_string(&message).unwrap());
                }
                Effect::ToOffscreen { order, .. } => self.document_hears(order),
                Effect::ShowView(view) => self.shown.push(serde_json::to_string(&view).unwrap()),
                _ => {}
            }
        }
        let printed = format!("{:?}", self.client);
        self.printed.push(printed);
        for (key, text) in self.recorder.take_unsaved() {
            self.kept.retain(|(it, _)| *it != key);
            self.kept.push((key, text));
        }
    }

    fn print(&mut self, value: &impl Debug) {
        self.printed.push(format!("{value:?}"));
    }

    /// The document has a machine of its own.
    fn document_hears(&mut self, order: Order) {
        let now = Time::from_millis(self.now);
        let connect_token = Secret::new(self.secret("renewed"));
        let events = [
            leg::Event::Ordered(order),
            leg::Event::Sdk(SdkEvent::Accepted),
            leg::Event::Sdk(SdkEvent::ConnectToken(connect_token)),
            leg::Event::PortOpened,
        ];
        for event in events {
            self.print(&event);
            let effects = self.leg.handle(event, now);
            self.print(&effects);
            let printed = format!("{:?}", self.leg);
            self.printed.push(printed);
        }
    }

    fn secret(&mut self, of: &str) -> String {
        let secret = token(of, u32::try_from(self.secrets.len()).unwrap());
        self.secrets.push(secret.clone());
        secret
    }

    fn page_says(&mut self, message: Value) {
        let message = serde_json::from_value::<FromPage>(message).unwrap();
        self.tell(Event::Flex { port: FLEX, event: FlexTabEvent::Said(message) });
    }

    fn flex_opens(&mut self) {
        let document = DocumentId::parse("D1").unwrap();
        let hello = FlexTabEvent::Hello { tab: TabId(1), document };
        self.tell(Event::Flex { port: FLEX, event: hello });
    }

    fn configures(&mut self) {
        let key = self.secret("url");
        let message = json!({
            "type": "VOICE_CLIENT_EXTENSION_CONFIGURE",
            "payload": {
                "voiceClientTokenGeneratorUrl":
                    format!("https://tokens.example.com/{key}?key={key}#{key}"),
                "accountSid": account(),
            },
        });
        self.page_says(message);
    }

    fn flex_token(&mut self) {
        let token = self.secret("flex");
        let minutes = 60 + self.secrets.len();
        self.page_says(json!({
            "type": "VOICE_CLIENT_EXTENSION_FLEX_TOKEN",
            "payload": {
                "token": token,
                "accountSid": account(),
                "expiration": format!("1970-01-01T{:02}:{:02}:00Z", minutes / 60, minutes % 60),
            },
        }));
    }

    fn voice_token(&mut self, attempt: Attempt, identity: &str) {
        let token = Secret::new(self.secret("voice"));
        let reply = TokenReply { identity: identity.into(), token, lifetime: Some(3_600) };
        self.tell(Event::VoiceToken { attempt, result: Ok(reply) });
    }

    fn device_says(&mut self, event: VoiceEvent) {
        self.tell(Event::Voice { attempt: self.device, event });
    }

    fn incoming(&mut self, attempt: Attempt, call: u8) {
        let connect_token = Secret::new(self.secret("connect"));
        let call_sid = call_sid(call);
        let caller = Caller::new(CALLERS[usize::from(call) % 2]).named(NAME);
        let ticket = Ticket { connect_token, edge: "roaming".into() };
        let offer = Offer { call_sid, ticket, caller };
        self.tell(Event::Voice { attempt, event: VoiceEvent::Incoming(offer) });
    }

    fn document_says(&mut self, said: Said) {
        self.tell(Event::Offscreen { port: OFFSCREEN, event: OffscreenEvent::Reported(said) });
    }

    fn document_opens(&mut self, holds: Holds) {
        self.document_says(Said::Hello { holds, microphone: Microphone::Granted, devices: None });
    }

    /// A call that agent and caller hear. Another document that takes it up would need the token of
    /// the last reconnection.
    fn active(&mut self, call: u8, of: &str, wants_token: bool) -> LegCall {
        let connect_token = Secret::new(self.secret(of));
        LegCall {
            call_sid: call_sid(call),
            state: CallState::Active,
            mic: Mic::Open,
            started_at: Some(Time::from_millis(self.now)),
            signalling_until: None,
            media_until: None,
            quality: vec![],
            speaking_while_muted: false,
            wants_token,
            ticket: Ticket { connect_token, edge: "roaming".into() },
        }
    }

    fn dies(&mut self) {
        let saved = self.saved.clone().unwrap();
        self.wakes(Memory::Saved(saved));
    }

    /// What was saved can't be read.
    fn forgets(&mut self) {
        let kept = self.on_disk.clone();
        self.wakes(Memory::Kept(kept));
    }

    fn wakes(&mut self, memory: Memory) {
        let open = self.kept.iter().find(|(key, _)| *key == "record").map(|it| it.1.clone());
        self.client = Client::new("1.0.0");
        self.recorder = Recorder::after(open);
        self.tell(Event::Woke(memory));
    }

    fn report(&self) -> Report {
        Report::new("1.0.0", "a browser", self.kept.iter().map(|it| it.1.clone()))
    }
}

fn call_sid(call: u8) -> CallSid {
    CallSid::parse(format!("CA{call:032x}")).unwrap()
}

fn account() -> String {
    format!("AC{}", "0".repeat(32))
}

/// Everything that a secret can be in: events, effects, the saved state, what is on disk.
fn a_day_of_secrets() -> Extension {
    let mut it = Extension {
        client: Client::new("1.0.0"),
        leg: Leg::default(),
        recorder: Recorder::default(),
        kept: vec![],
        saved: None,
        on_disk: Kept::default(),
        stored: vec![],
        fetch: Attempt(0),
        device: Attempt(0),
        secrets: vec![],
        now: 1_000,
        printed: vec![],
        told: vec![],
        shown: vec![],
    };
    it.tell(Event::Woke(Memory::Kept(Kept::default())));
    it.flex_opens();
    // Nobody has asked for it yet.
    it.flex_token();
    it.configures();
    it.flex_token();
    // Nobody waits for this one.
    it.voice_token(Attempt(77), AGENT);
    it.voice_token(it.fetch, AGENT);
    it.device_says(VoiceEvent::Registered);
    it.document_opens(Holds::Nothing);
    // A Flex token that is renewed, and the voice token with it.
    it.flex_token();
    it.voice_token(it.fetch, AGENT);
    it.incoming(it.device, 0);
    it.incoming(it.device, 1);
    let call = it.active(0, "regained", false);
    it.document_says(Said::Call(call));
    let digits = Intent::SendDigits { digits: Digits::parse(DIGITS).unwrap() };
    it.tell(Event::Intent(digits.clone()));
    it.tell(Event::Intent(digits.for_call(call_sid(0))));
    it.page_says(json!({
        "type": "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS", "payload": { "digits": DIGITS },
    }));
    // Of another `Device` than there is.
    it.incoming(Attempt(99), 2);
    it.dies();
    it.flex_opens();
    it.document_opens(Holds::Nothing);
    // So many events that a chapter begins with the state.
    for n in 0..80 {
        it.tell(Event::Intent(Intent::SetMuted { muted: n % 2 == 0 }));
    }
    // A worker finds the call, whose signalling waits for another voice token.
    it.dies();
    it.flex_opens();
    let call = it.active(0, "held", true);
    it.document_opens(Holds::Call(call));
    // A voice token of somebody else has to wait until the call is over.
    it.flex_token();
    it.voice_token(it.fetch, "ext_other");
    it.dies();
    // The call is known from the disk alone.
    it.forgets();
    it.flex_opens();
    it.configures();
    it.flex_token();
    it.voice_token(it.fetch, AGENT);
    it.device_says(VoiceEvent::Registered);
    it.document_opens(Holds::Nothing);
    // The agent hangs up, into a socket that is dead: the call is to be ended once more.
    it.tell(Event::Intent(Intent::HangUp));
    it.document_says(Said::Ended(Ended { call_sid: call_sid(0), reason: EndReason::Agent }));
    it.dies();
    it.flex_opens();
    it.document_opens(Holds::Nothing);
    it.device_says(VoiceEvent::Registered);
    it.device_says(VoiceEvent::Unregistered);
    it.device_says(VoiceEvent::Registered);
    it
}

/// Looks for a piece of any of them; shorter ones could be anything.
fn look_for<'s>(secrets: impl IntoIterator<Item = &'s str>, place: &str, texts: &[String]) {
    let pieces: HashMap<&[u8], &str> = secrets
        .into_iter()
        .flat_map(|secret| secret.as_bytes().windows(PIECE).map(move |piece| (piece, secret)))
        .collect();
    assert!(!texts.is_empty() && !pieces.is_empty(), "there is nothing {place}");
    for text in texts {
        let found = text.as_bytes().windows(PIECE).find_map(|piece| pieces.get(piece));
        assert!(found.is_none(), "a piece of {} is {place}: {text}", found.unwrap());
    }
}

#[test]
fn no_piece_of_a_secret_is_in_a_report() {
    let day = a_day_of_secrets();
    let report = day.report();
    let hidden = || day.secrets.iter().map(String::as_str).chain(CALLERS).chain([NAME, DIGITS]);
    look_for(hidden(), "in the JSON", &[report.json()]);
    look_for(hidden(), "in the text", &[report.text()]);
    look_for(hidden(), "in what is printed of a report", &[format!("{report:?}")]);
    // The day was one of secrets: those of the call and of the tab are kept for the next worker.
    let stored = day.stored.join("");
    for of in ["flex", "voice", "connect", "regained", "held", "url"] {
        assert!(stored.contains(&format!("{of}Signature")), "{of} went nowhere");
    }
    let on_disk = day.stored.iter().any(|it| it.starts_with('{') && it.contains("heldSignature"));
    assert!(on_disk, "there was no call on disk");
}

#[test]
fn no_piece_of_a_secret_is_printed() {
    let mut day = a_day_of_secrets();
    let saved = day.saved.clone();
    day.print(&saved);
    let recorder = format!("{:?}", day.recorder);
    day.print(&recorder);
    let hidden = day.secrets.iter().map(String::as_str).chain(CALLERS).chain([NAME, DIGITS]);
    look_for(hidden, "printed", &day.printed);
    let of_all = day.printed.join("");
    for value in [
        "FetchVoiceToken",
        "Register {",
        "Accept",
        "SendDigits",
        "Configure",
        "Offer",
        "UseToken {",
        "ForCall {",
        "Hello { holds: Call(",
        "Notify(CallAnswered(",
        "next_voice_token: Some(",
        "parting: Some(",
        "Woke(Kept(Kept {",
        "call: Some(KeptCall {",
    ] {
        assert!(of_all.contains(value), "no {value} was printed");
    }
}

#[test]
fn no_piece_of_a_secret_is_told_or_shown() {
    let day = a_day_of_secrets();
    let tokens = || day.secrets.iter().map(String::as_str).chain([DIGITS]);
    look_for(tokens().chain(CALLERS).chain([NAME]), "told to a page", &day.told);
    // Who calls is the popup's to show, and nobody else's.
    look_for(tokens(), "shown", &day.shown);
    assert!(day.shown.join("").contains(CALLERS[0]));
}

#[test]
fn no_piece_of_a_secret_is_in_an_error() {
    let secret = token("error", 1);
    let mut errors = vec![];
    for (head, tail) in
        [("{\"identity\":1,\"token\":\"", "\"}"), ("", ""), ("[\"", "\"]"), ("{\"", "")]
    {
        let error = TokenReply::parse(format!("{head}{secret}{tail}").as_bytes()).unwrap_err();
        assert_eq!(error, TokenError::Garbled);
        errors.push(format!("{error:?}"));
    }
    errors.push(format!("{0} {0:?}", CallSid::parse(secret.as_str()).unwrap_err()));
    errors.push(format!("{0} {0:?}", Digits::parse(secret.as_str()).unwrap_err()));
    errors.push(format!("{0} {0:?}", TokenUrl::parse(secret.as_str()).unwrap_err()));
    // A value that is too long or not one of ours is not repeated either.
    for message in [
        json!({ "type": "VOICE_CLIENT_EXTENSION_CONFIGURE", "payload": {
            "voiceClientTokenGeneratorUrl": format!("http://example.com/{secret}"),
            "accountSid": account(),
        } }),
        json!({ "type": "VOICE_CLIENT_EXTENSION_FLEX_TOKEN", "payload": {
            "token": secret.repeat(1_000), "accountSid": account(), "expiration": "soon",
        } }),
        json!({ "type": "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS", "payload": { "digits": secret } }),
    ] {
        errors.push(serde_json::from_value::<FromPage>(message).unwrap_err().to_string());
    }
    look_for([secret.as_str()], "in an error", &errors);
}

#[test]
fn every_path_of_a_secret_is_recorded() {
    let json = a_day_of_secrets().report().json();
    for path in [
        "VOICE_CLIENT_EXTENSION_CONFIGURE",
        "VOICE_CLIENT_EXTENSION_FLEX_TOKEN",
        "fetch a voice token",
        "voiceToken",
        "register (",
        "update the voice token",
        "incoming",
        "accept",
        "connectToken",
        "sendDigits",
        "SEND_DTMF_DIGITS",
        "\"woke\":{\"saved\"",
        "\"state\":{\"revision\"",
        "\"woke\":{\"kept\"",
        "\"hello\":{\"holds\":{\"call\"",
        "\"forCall\"",
        "use another voice token",
        "\"next_voice_token\":{",
        "\"parting\":{",
        "tell of the call",
    ] {
        assert!(json.contains(path), "nothing of {path}");
    }
    // What support needs of them is there.
    assert!(json.contains("https://tokens.example.com\""));
    assert!(json.contains("…30"));
}
