//! How long the call has lasted.

use std::time::Duration;

use leptos::prelude::*;
use voice_client_core::Time;
use voice_client_ui::call_timer;

/// Four times a second, so that each second is shown for about as long as it lasts.
const TICK: Duration = Duration::from_millis(250);

/// Counts from the moment when agent and caller could hear each other.
#[component]
pub(crate) fn CallClock(
    /// That moment.
    started_at: Time,
) -> impl IntoView {
    let lasted = move || call_timer(now().since(started_at));
    let (text, set_text) = signal(lasted());
    if let Ok(ticking) = set_interval_with_handle(
        move || {
            let lasted = lasted();
            if text.with_untracked(|text| *text != lasted) {
                set_text.set(lasted);
            }
        },
        TICK,
    ) {
        on_cleanup(move || ticking.clear());
    }
    view! { <span class="timer" role="timer" aria-label="Duration of the call">{text}</span> }
}

/// The clock on the wall.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since 1970 are whole, positive, and far below 2^53"
)]
pub(crate) fn now() -> Time {
    Time::from_millis(js_sys::Date::now() as u64)
}
