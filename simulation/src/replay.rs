//! A report from the field, handled once more.

use serde::Deserialize;
use serde_json::Value;
use voice_client_core::recorder::{self, plain};
use voice_client_core::{Client, Event, Jitter, Moment, Saved, Time, View};

/// The end of the year 9999. Beside the end of all numbers nothing is later than anything else, and
/// what is to be in a while is due for ever.
const LAST: Time = Time::from_millis(253_402_300_799_999);

/// A report, as the popup saves it.
#[derive(Debug, Deserialize)]
pub struct Recording {
    /// The version of the extension that wrote it.
    pub version: String,
    /// The browser that it ran in.
    pub browser: String,
    chapters: Vec<Chapter>,
}

#[derive(Debug, Deserialize)]
struct Chapter {
    state: Value,
    entries: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    at: Time,
    jitter: Jitter,
    event: Value,
}

/// One event, handled once more.
#[derive(Debug)]
pub struct Step {
    /// When it was.
    pub at: Time,
    /// What was shown before; nothing at the beginning, and after a gap in the record.
    pub before: Option<View>,
    /// What was recorded: the event, its effects, and what was shown.
    pub recorded: Value,
    /// The same as it is now.
    pub replayed: Value,
    /// What is shown after it.
    pub after: View,
}

impl Step {
    /// Whether what comes of the event now is what came of it then.
    pub fn is_as_recorded(&self) -> bool {
        self.recorded == self.replayed
    }
}

impl Recording {
    /// Reads a report.
    pub fn read(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// Lets a client handle each event in turn. What this build can't read, or what was too long
    /// to be recorded, is left out, up to the next state that it can go on from.
    pub fn replay(&self) -> Vec<Step> {
        let mut client = None;
        let mut steps = vec![];
        for chapter in &self.chapters {
            // A chapter that begins with the worker's waking has no state: the event has it.
            if let Ok(state) = Saved::deserialize(&chapter.state) {
                client = Some(Client::in_state(&self.version, state));
            }
            for recorded in &chapter.entries {
                let step = step(recorded, &mut client, &self.version);
                if step.is_none() {
                    client = None;
                }
                steps.extend(step);
            }
        }
        steps
    }
}

fn step(recorded: &Value, client: &mut Option<Client>, version: &str) -> Option<Step> {
    let entry = Entry::deserialize(recorded).ok()?;
    if entry.at > LAST {
        return None;
    }
    let event = Event::deserialize(&entry.event).ok()?;
    if matches!(event, Event::Woke(_)) {
        *client = Some(Client::new(version));
    }
    let client = client.as_mut()?;
    let before = (!matches!(event, Event::Woke(_))).then(|| client.view());
    let at = Moment { now: entry.at, jitter: entry.jitter };
    let effects = client.handle(event, at);
    let replayed = recorder::entry(&entry.event.to_string(), at, &effects);
    Some(Step {
        at: entry.at,
        before,
        recorded: recorded.clone(),
        replayed: serde_json::from_str(&replayed).ok()?,
        after: client.view(),
    })
}

/// A part of an entry, to read.
pub fn part(entry: &Value, name: &str) -> String {
    entry.get(name).map(|it| plain(&it.to_string())).unwrap_or_default()
}
