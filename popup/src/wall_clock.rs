//! The clock on the wall, and what changes with it.

use std::time::Duration;

use leptos_dom::helpers::set_interval_with_handle;
use reactive_graph::owner::on_cleanup;
use reactive_graph::prelude::*;
use reactive_graph::signal::{ReadSignal, signal};

/// Four times a second, so that each second is shown for about as long as it lasts.
const TICK: Duration = Duration::from_millis(250);

/// A text that changes as time passes.
pub(crate) fn ticking(text: impl Fn() -> String + 'static) -> ReadSignal<String> {
    let (shown, set_shown) = signal(text());
    if let Ok(ticking) = set_interval_with_handle(
        move || {
            let text = text();
            if shown.with_untracked(|shown| *shown != text) {
                set_shown.set(text);
            }
        },
        TICK,
    ) {
        on_cleanup(move || ticking.clear());
    }
    shown
}
