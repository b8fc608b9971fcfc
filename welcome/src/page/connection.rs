//! What was found about the two ways that a call needs.

use leptos::prelude::*;
use voice_client_ui::Tone;

use crate::state::{Reach, State};
use crate::steps::{Finding, findings};

/// A line for either way.
pub(super) fn list(state: RwSignal<State>) -> AnyView {
    let lines = move || {
        let line = |Finding { reach, words }| {
            let tone = match reach {
                Reach::Checking => Tone::Busy,
                Reach::Open => Tone::Good,
                Reach::Shut => Tone::Bad,
            };
            view! { <li data-tone=tone.name()>{words.text()}</li> }
        };
        state.with(findings).map(line).into_iter().collect_view()
    };
    view! { <ul class="findings">{lines}</ul> }.into_any()
}
