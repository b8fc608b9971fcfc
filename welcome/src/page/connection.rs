//! What was found about the two ways that a call needs.

use voice_client_ui::Tone;
use voice_client_ui::dom::{Element, el};

use crate::state::{Reach, State};
use crate::steps::{Finding, findings};

/// A line for either way, once it is looked for.
pub(super) fn list(state: &State) -> Option<Element> {
    let line = |Finding { reach, words }| {
        let tone = match reach {
            Reach::Checking => Tone::Busy,
            Reach::Open => Tone::Good,
            Reach::Unsure => Tone::Warning,
            Reach::Shut => Tone::Bad,
        };
        el("li").attr("data-tone", tone.name()).child(words)
    };
    findings(state).map(|both| el("ul").class("findings").children(both.map(line)))
}
