//! What of a turn leaves the extension, or is written down for people.

use std::fmt::Debug;

use serde::Serialize;
use voice_client_core::recorder::{Recorder, Report};
use voice_client_core::{Client, Effect};

/// All that pages, popup, console and report get to see.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outside {
    seen: Vec<String>,
}

impl Outside {
    /// What comes of an event.
    pub fn see(&mut self, client: &Client, effects: &[Effect]) {
        for effect in effects {
            self.seen.push(format!("{effect:?}"));
            if let Effect::ToFlex { port, message } = effect {
                self.seen.push(format!("{} {}", port.0, json(message)));
            }
        }
        self.seen.push(json(&client.view()));
        self.seen.push(format!("{client:?}"));
    }

    /// A value that is written for people.
    pub fn print(&mut self, value: &impl Debug) {
        self.seen.push(format!("{value:?}"));
    }

    /// What support is handed.
    pub fn report(&mut self, recorder: &mut Recorder) {
        let chapters = recorder.take_unsaved().into_iter().map(|(_, chapter)| chapter);
        let report = Report::new("1.0.0", "a browser", chapters);
        self.seen.push(without_marks(&report.json()));
        self.seen.push(without_marks(&report.text()));
    }
}

/// Tokens stand in a report as marks, which tell one from another.
fn without_marks(report: &str) -> String {
    let mut parts = report.split('…');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_mark =
            part.as_bytes().get(..4).is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit));
        text.push('…');
        text.push_str(if is_mark { &part[4..] } else { part });
    }
    text
}

fn json(value: &impl Serialize) -> String {
    // What has no JSON reaches nobody.
    serde_json::to_string(value).unwrap_or_default()
}

/// Bytes as a text, as they come out of a storage: one character for each.
pub fn text_of(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
