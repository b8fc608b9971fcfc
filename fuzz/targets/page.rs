//! Whatever pages in allowed origins say, in any order, and whatever their content scripts' Ports do.
//!
//! A line each: the first character says who, the rest what. `1` to `4` are four pages, which begin
//! with nothing, and say the rest of the line to the worker, as JSON; `h` and `g` with a page's number
//! let its document open a Port or close it, and `n` with a number loads another document there. `t`
//! lets time pass, `f` lets the token Function answer, `i` lets a call come in.
#![no_main]

use std::collections::{BTreeMap, BTreeSet};

use libfuzzer_sys::fuzz_target;
use voice_client_core::leg::{Holds, Order, Report};
use voice_client_core::protocol::{Configure, FromContent, FromPage, ToPage};
use voice_client_core::recorder::Recorder;
use voice_client_core::{
    AccountSid, Attempt, CallSid, CallState, Caller, Client, DocumentId, Effect, Event,
    FlexTabEvent, Kept, LegCall, Memory, Mic, Microphone, Moment, Offer, OfferedDevices,
    OffscreenEvent, PortId, Secret, TabId, Ticket, TokenReply, VoiceEvent, json,
};
use voice_client_fuzz::{Outside, Twin};

const OFFSCREEN: PortId = PortId(9);

fuzz_target!(|data: &[u8]| {
    let lines: Vec<_> = data.split(|byte| *byte == b'\n').take(64).collect();
    let first = Play::new(Twin::First).through(&lines);
    let second = Play::new(Twin::Second).through(&lines);
    assert_eq!(first, second, "something that can be seen goes by the letters of a secret");
});

struct Play {
    twin: Twin,
    client: Client,
    recorder: Recorder,
    outside: Outside,
    now: u64,
    calls: u8,
    /// The document in each tab.
    documents: BTreeMap<u32, u32>,
    open: BTreeSet<PortId>,
    /// What the page behind each open Port has configured.
    configured: BTreeMap<PortId, Configure>,
    /// The same by document, for when it opens another Port.
    by_document: BTreeMap<(u32, u32), Configure>,
    /// Which token came from a page that had named which Function.
    belong_together: BTreeSet<(String, String)>,
    attempt: Option<Attempt>,
    fetch: Option<Attempt>,
}

impl Play {
    fn new(twin: Twin) -> Self {
        let mut play = Self {
            twin,
            client: Client::new("1.0.0"),
            recorder: Recorder::default(),
            outside: Outside::default(),
            now: 1_000_000,
            calls: 0,
            documents: BTreeMap::new(),
            open: BTreeSet::new(),
            configured: BTreeMap::new(),
            by_document: BTreeMap::new(),
            belong_together: BTreeSet::new(),
            attempt: None,
            fetch: None,
        };
        play.tell(Event::Woke(Memory::Kept(Kept::default())));
        for tab in 1..=4 {
            play.opens(tab);
        }
        play
    }

    fn through(mut self, lines: &[&[u8]]) -> Outside {
        for line in lines {
            let Some((who, what)) = line.split_first() else { continue };
            let number = what.first().map_or(1, |byte| u32::from(byte.wrapping_sub(b'1') % 4) + 1);
            match who {
                b'1'..=b'4' => self.says(u32::from(who - b'0'), what),
                b'h' => self.opens(number),
                b'g' => self.closes(number),
                b'n' => {
                    self.closes(number);
                    *self.documents.entry(number).or_default() += 1;
                    self.opens(number);
                }
                b't' => {
                    self.now += u64::from(number).pow(12);
                    self.tell(Event::Tick);
                }
                b'f' => self.function_answers(),
                b'i' => self.call_comes(),
                _ => {}
            }
        }
        self.outside.report(&mut self.recorder);
        self.outside
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.now += 1;
        let before = self.client.view().account;
        let effects = self.recorder.handle(&mut self.client, event, Moment::at(self.now));
        let after = self.client.view().account;
        for effect in &effects {
            self.check(effect, [before.as_ref(), after.as_ref()]);
        }
        self.outside.see(&self.client, &effects);
        if effects.iter().any(|it| matches!(it, Effect::OpenOffscreen { .. })) {
            self.document_says(Report::Hello {
                holds: Holds::Nothing,
                microphone: Microphone::Granted,
                devices: Some(OfferedDevices::default()),
            });
        }
        effects
    }

    /// What may never happen, whatever was said. The account may change in a turn.
    fn check(&mut self, effect: &Effect, accounts: [Option<&AccountSid>; 2]) {
        match effect {
            Effect::FetchVoiceToken { attempt, url, flex_token, .. } => {
                let pair = (url.as_str().to_owned(), flex_token.expose().clone());
                assert!(self.belong_together.contains(&pair), "a token for another Function");
                self.fetch = Some(*attempt);
            }
            Effect::Register { attempt, .. } => self.attempt = Some(*attempt),
            Effect::ToFlex { port, message } => {
                let configured = self.configured.get(port);
                let account = &configured.expect("a page that has configured").account_sid;
                let ours = accounts.map(|it| it == Some(account));
                let rejected = matches!(message, ToPage::ConfigRejected);
                assert!(ours.contains(&!rejected), "a page of another account is told something");
            }
            Effect::OpenFlex { .. } | Effect::OpenWelcome | Effect::Reload => {
                panic!("a page has opened or reloaded something")
            }
            _ => {}
        }
    }

    fn is_accepted(&self, port: PortId) -> bool {
        let account = self.client.view().account;
        self.configured.get(&port).is_some_and(|it| Some(&it.account_sid) == account.as_ref())
    }

    fn opens(&mut self, tab: u32) {
        let number = *self.documents.entry(tab).or_default();
        let port = PortId(tab);
        // Chrome tells the end of a Port before another one begins in the same document.
        self.closes(tab);
        if let Some(configure) = self.by_document.get(&(tab, number)) {
            self.configured.insert(port, configure.clone());
        }
        let document = DocumentId::parse(format!("{tab}-{number}")).expect("a document id");
        self.open.insert(port);
        let event = FlexTabEvent::Hello { tab: TabId(tab), document };
        self.tell(Event::Flex { port, event });
    }

    fn closes(&mut self, tab: u32) {
        self.configured.remove(&PortId(tab));
        self.open.remove(&PortId(tab));
        self.tell(Event::Flex { port: PortId(tab), event: FlexTabEvent::Gone });
    }

    fn says(&mut self, tab: u32, text: &[u8]) {
        let message = match std::str::from_utf8(text).ok().and_then(json::from_text) {
            Some(FromContent::Page(message)) => message,
            Some(FromContent::Hello) => return self.opens(tab),
            None => return,
        };
        let (port, message) = (PortId(tab), self.twin.says(message));
        self.outside.print(&message);
        let had_call = self.client.view().call;
        let was_accepted = self.is_accepted(port);
        let is_open = self.open.contains(&port);
        match &message {
            _ if !is_open => {}
            FromPage::Configure(it) => {
                self.configured.insert(port, it.clone());
                let number = self.documents.get(&tab).copied().unwrap_or_default();
                self.by_document.insert((tab, number), it.clone());
            }
            FromPage::FlexToken(it) => {
                if let Some(configure) = self.configured.get(&port) {
                    let url = configure.voice_client_token_generator_url.as_str().to_owned();
                    self.belong_together.insert((url, it.token.expose().clone()));
                }
            }
            FromPage::SignedOut if was_accepted => {
                self.configured.remove(&port);
                let number = self.documents.get(&tab).copied().unwrap_or_default();
                self.by_document.remove(&(tab, number));
            }
            _ => {}
        }
        let configures = matches!(message, FromPage::Configure(_)) && is_open;
        let hangs_up = matches!(message, FromPage::HangUpCall { .. }) && was_accepted;
        let event = FlexTabEvent::Said(message);
        let effects = self.tell(Event::Flex { port, event });
        if !was_accepted && !configures {
            let harmless = |it: &Effect| matches!(it, Effect::Log(_));
            assert!(
                effects.iter().all(harmless),
                "a page without a say did something: {effects:?}"
            );
        }
        if !hangs_up {
            let ends = |it: &Effect| {
                let ordered = matches!(it, Effect::ToOffscreen { order: Order::HangUp, .. });
                // Whoever signs out closes the document, but not during a call.
                let closes = had_call.is_some() && matches!(it, Effect::CloseOffscreen);
                ordered || closes || matches!(it, Effect::Reject { .. })
            };
            assert!(!effects.iter().any(ends), "a call ends and nobody has hung up: {effects:?}");
            let call = self.client.view().call;
            assert_eq!(had_call.is_some(), call.is_some(), "a call goes or comes");
        }
    }

    fn function_answers(&mut self) {
        let Some(attempt) = self.fetch.take() else { return };
        let token = Secret::new(self.twin.secret("voice-token"));
        let reply = TokenReply { identity: "ext_agent".into(), token, lifetime: Some(3_600) };
        self.tell(Event::VoiceToken { attempt, result: Ok(reply) });
        if let Some(attempt) = self.attempt {
            let event = VoiceEvent::Registered;
            self.tell(Event::Voice { attempt, event });
        }
    }

    fn call_comes(&mut self) {
        let Some(attempt) = self.attempt else { return };
        self.calls = self.calls.wrapping_add(1);
        let call_sid = CallSid::parse(format!("CA{:032x}", self.calls)).expect("a SID");
        let connect_token = Secret::new(self.twin.secret("connect-token"));
        let caller = Caller::new("+15550100");
        let ticket = Ticket { connect_token, edge: "roaming".into() };
        let offer = Offer { call_sid: call_sid.clone(), ticket: ticket.clone(), caller };
        let taken = self.tell(Event::Voice { attempt, event: VoiceEvent::Incoming(offer) });
        let accepts =
            |it: &Effect| matches!(it, Effect::ToOffscreen { order: Order::Accept(_), .. });
        if taken.iter().any(accepts) {
            self.document_says(Report::Call(LegCall {
                call_sid,
                state: CallState::Active,
                mic: Mic::Open,
                started_at: None,
                signalling_until: None,
                media_until: None,
                quality: vec![],
                speaking_while_muted: false,
                wants_token: false,
                ticket,
            }));
        }
    }

    fn document_says(&mut self, report: Report) {
        let event = OffscreenEvent::Reported(report);
        self.tell(Event::Offscreen { port: OFFSCREEN, event });
    }
}
