//! How long the call has lasted, and how long it may still come back.

use reactive_graph::prelude::*;
use voice_client_browser::now;
use voice_client_core::Time;
use voice_client_texts as texts;
use voice_client_ui::call_timer;
use voice_client_ui::dom::{Element, el};

use crate::wall_clock::ticking;

/// Counts from the moment when agent and caller could hear each other.
pub(super) fn call_clock(started_at: Time) -> Element {
    let text = ticking(move || call_timer(now().since(started_at)));
    el("span")
        .class("timer")
        .attr("role", "timer")
        .attr("aria-label", texts::CALL_DURATION)
        .child(move || text.get())
}

/// Counts down to the moment when a lost call is given up.
pub(crate) fn time_left(until: Time) -> Element {
    let text = ticking(move || texts::time_left(&call_timer(until.since(now()))));
    el("p").class("time-left").attr("role", "timer").child(move || text.get())
}
