//! The popup: shows the worker's view of things, and tells the worker what the agent wants.

use leptos_dom::helpers::document;
use voice_client_ui::dom;

mod app;
mod button;
mod call;
mod details;
mod focus;
mod last_look;
mod shown;
mod sound;
mod summary_card;
mod wall_clock;
// On the dev page the popup speaks with a simulated world instead.
#[cfg_attr(feature = "dev", path = "dev/mod.rs")]
mod worker;

/// Draws it, if this is its page.
pub fn mount() {
    let Some(place) = document().get_element_by_id("popup") else { return };
    let (shown, send) = worker::connect();
    dom::mount(place, move || app::app(shown, send));
}
