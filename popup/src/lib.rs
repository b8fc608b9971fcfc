//! The popup: shows the worker's view of things, and tells the worker what the agent wants.

#![expect(unreachable_pub, reason = "Leptos makes the types of components' properties public")]

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

mod app;
mod call_clock;
mod controls;
mod details;
mod save_report;
mod shown;
mod summary_card;
// On the dev page the popup speaks with a simulated world instead.
#[cfg_attr(feature = "dev", path = "dev/mod.rs")]
mod worker;

/// Draws it, if this is its page.
pub fn mount() {
    let Some(place) = document().get_element_by_id("popup") else { return };
    // The page's own markup has done its part.
    place.set_inner_html("");
    let (shown, send) = worker::connect();
    mount_to(place.unchecked_into(), move || view! { <app::App shown send/> }).forget();
}
