//! How long the call has lasted, and how long it may still come back.

use leptos::prelude::*;
use voice_client_core::Time;
use voice_client_texts as texts;
use voice_client_ui::call_timer;

use crate::wall_clock::{now, ticking};

/// Counts from the moment when agent and caller could hear each other.
pub(super) fn call_clock(started_at: Time) -> AnyView {
    let text = ticking(move || call_timer(now().since(started_at)));
    let label = texts::CALL_DURATION.text();
    view! { <span class="timer" role="timer" aria-label=label>{text}</span> }.into_any()
}

/// Counts down to the moment when a lost call is given up.
pub(crate) fn time_left(until: Time) -> AnyView {
    let text = ticking(move || texts::time_left(&call_timer(until.since(now()))));
    view! { <p class="time-left" role="timer">{text}</p> }.into_any()
}
