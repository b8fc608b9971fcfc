//! The flight recorder: what the client was told, what it ordered, and what it showed.
//!
//! A record is a row of chapters, so that a worker need write no more than the last one. Each
//! begins with the state that the client was in, or with its waking, which holds that state: a
//! chapter can be replayed by itself, and the oldest ones can go. What is in it is JSON without
//! secrets, see [`redacted`], a line for each event.

mod redacted;
mod report;

use serde::Serialize;

use crate::leg::{Order, Report as Said};
use crate::protocol::ToPage;
use crate::{CallState, Client, Effect, Event, Moment, OffscreenEvent, ProblemCode, Saved, Status};

pub use redacted::redacted;
pub use report::{Report, plain};

/// The keys of all chapters. Under the last one is the chapter that is being written; those before
/// it each take the place of the oldest.
pub const KEYS: [&str; 8] =
    ["record.0", "record.1", "record.2", "record.3", "record.4", "record.5", "record.6", OPEN];
/// The key of the chapter that is being written.
pub const OPEN: &str = "record";
/// How many chapters are kept beside it.
const CLOSED: usize = KEYS.len() - 1;

/// A chapter of so many entries is full.
const MOST_ENTRIES: usize = 64;
/// A chapter of so many bytes is full; with the last entry it has 32 KiB at most.
const FULL: usize = 20 * 1024;
/// A state or an event that takes more bytes is not written.
const LONGEST_EVENT: usize = 8 * 1024;
/// Effects of one event that take more bytes are not written.
const LONGEST_EFFECTS: usize = 3 * 1024;

/// Stands between the shell and the client, and writes down what passes.
#[derive(Debug, Default)]
pub struct Recorder {
    number: u32,
    open: String,
    entries: usize,
    /// Chapters that are full and not saved as such.
    closed: Vec<(u32, String)>,
    unsaved: bool,
    /// The moment that the client has seen last.
    seen: Option<Moment>,
    /// Whether the open chapter tells of it.
    seen_is_told: bool,
}

impl Recorder {
    /// Goes on after another worker, which has left this chapter under [`OPEN`].
    pub fn after(open: Option<String>) -> Self {
        let last = open.and_then(|text| Some((report::number_of(&text)?, text)));
        let number = last.as_ref().map_or(0, |(number, _)| number.wrapping_add(1));
        Self { number, closed: last.into_iter().collect(), ..Self::default() }
    }

    /// Lets the client handle an event, and notes both the event and what comes of it.
    pub fn handle(&mut self, client: &mut Client, event: Event, at: Moment) -> Vec<Effect> {
        if matches!(event, Event::Woke(_)) {
            self.seen = None;
            self.begin(None);
        } else if self.entries >= MOST_ENTRIES || self.open.len() >= FULL || self.open.is_empty() {
            self.begin(Some(client.saved()));
        }
        // How far a clock was set back only who knows the moment before can tell.
        if let Some(seen) = self.seen.replace(at).filter(|seen| seen.now > at.now)
            && !self.seen_is_told
        {
            self.write(&entry(&redacted(&Event::Tick), seen, &[]));
        }
        let is_fleeting = is_fleeting(&event);
        let said = within(LONGEST_EVENT, redacted(&event));
        let effects = client.handle(event, at);
        let saves = matches!(effects.first(), Some(Effect::Save(_)));
        self.seen_is_told = !is_fleeting || saves || effects.iter().any(|it| told(it).is_some());
        if self.seen_is_told {
            self.write(&entry(&said, at, &effects));
        }
        effects
    }

    /// Whether there is something that [`Self::take_unsaved`] would give.
    pub fn is_unsaved(&self) -> bool {
        self.unsaved
    }

    /// What is to be kept in `chrome.storage.session`, each text under its key.
    pub fn take_unsaved(&mut self) -> Vec<(&'static str, String)> {
        if !std::mem::take(&mut self.unsaved) {
            return vec![];
        }
        let slot = |number: u32| KEYS[number as usize % CLOSED];
        let closed = self.closed.drain(..).map(|(number, text)| (slot(number), text));
        closed.chain([(OPEN, self.open.clone())]).collect()
    }

    fn write(&mut self, entry: &str) {
        self.open.push_str(if self.entries == 0 { "\n" } else { ",\n" });
        self.open.push_str(entry);
        self.entries += 1;
        self.unsaved = true;
    }

    fn begin(&mut self, state: Option<Saved>) {
        if self.entries > 0 {
            if self.closed.len() == CLOSED {
                self.closed.remove(0);
            }
            self.closed.push((self.number, std::mem::take(&mut self.open)));
            self.number = self.number.wrapping_add(1);
        }
        let state = state.map_or_else(nothing, |state| within(LONGEST_EVENT, redacted(&state)));
        let (number, chapter, entries) = (self.number, report::CHAPTER, report::ENTRIES);
        self.open = format!("{chapter}{number},\"state\":{state}{entries}");
        self.entries = 0;
        self.seen_is_told = false;
    }
}

/// One entry: a moment, an event that is JSON already, its effects, and what is shown from then on
/// if that has changed.
pub fn entry(event: &str, at: Moment, effects: &[Effect]) -> String {
    let told: Vec<_> = effects.iter().filter_map(told).collect();
    let told = within(LONGEST_EFFECTS, redacted(&told));
    let (now, jitter) = (at.now.as_millis(), at.jitter.value());
    let shown = effects.iter().find_map(|effect| {
        let Effect::ShowView(view) = effect else { return None };
        Some(Shown {
            status: view.status,
            problem: view.problem.map(|it| it.code),
            call: view.call.as_ref().map(|it| it.state),
        })
    });
    let shown = shown.map(|it| format!(",\"state\":{}", redacted(&it))).unwrap_or_default();
    format!("{{\"at\":{now},\"jitter\":{jitter},\"event\":{event},\"effects\":{told}{shown}}}")
}

/// What is shown, in short.
#[derive(Serialize)]
struct Shown {
    status: Status,
    problem: Option<ProblemCode>,
    call: Option<CallState>,
}

/// Whether it happens all the time, and mostly nothing comes of it but a heartbeat.
fn is_fleeting(event: &Event) -> bool {
    let Event::Offscreen { event: OffscreenEvent::Reported(report), .. } = event else {
        return matches!(event, Event::Tick);
    };
    matches!(report, Said::Connection(_))
}

/// An effect in a few words, if it is worth a note. The rest follows from the state, or says only
/// that somebody is there.
fn told(effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::Save(_)
        | Effect::Keep(_)
        | Effect::KeepChoice(_)
        | Effect::ShowView(_)
        | Effect::ShowBadge(_)
        | Effect::WakeAt(_)
        | Effect::ToFlex { message: ToPage::Heartbeat(_), .. } => return None,
        Effect::ProbeNetwork { attempt } => format!("probe the network ({})", attempt.0),
        Effect::FetchVoiceToken { attempt, .. } => format!("fetch a voice token ({})", attempt.0),
        Effect::Register { attempt, .. } => format!("register ({})", attempt.0),
        Effect::UpdateVoiceToken { .. } => "update the voice token".to_owned(),
        Effect::Unregister => "unregister".to_owned(),
        Effect::Reject { call_sid } => format!("reject {call_sid}"),
        Effect::OpenOffscreen { fresh: false } => "open the document".to_owned(),
        Effect::OpenOffscreen { fresh: true } => "open a fresh document".to_owned(),
        Effect::CloseOffscreen => "close the document".to_owned(),
        Effect::ToOffscreen { port, order } => format!("document {}: {}", port.0, name(order)),
        Effect::ToFlex { port, message: ToPage::Configured } => {
            format!("page {}: configured", port.0)
        }
        Effect::ToFlex { port, .. } => format!("page {}: rejected", port.0),
        Effect::Notify(it) => format!("tell of the {}", it.topic().id()),
        Effect::Unnotify(topic) => format!("tell no more of the {}", topic.id()),
        Effect::OpenWelcome => "open the welcome page".to_owned(),
        Effect::OpenFlex { .. } => "open Flex".to_owned(),
        Effect::InjectContentScripts => "inject content scripts".to_owned(),
        Effect::Reload => "reload the extension".to_owned(),
        Effect::Log(entry) => format!("log: {}", plain(&redacted(entry))),
    })
}

fn name(order: &Order) -> &'static str {
    match order {
        Order::Accept(_) => "accept",
        Order::UseDevices(_) => "use devices",
        Order::TryMicrophone => "try the microphone",
        Order::UseToken { .. } => "use another voice token",
        Order::SetMuted { muted: true } => "mute",
        Order::SetMuted { muted: false } => "unmute",
        Order::SendDigits { .. } => "send digits",
        Order::HangUp => "hang up",
    }
}

fn within(most: usize, json: String) -> String {
    if json.len() <= most { json } else { nothing() }
}

fn nothing() -> String {
    "null".to_owned()
}
