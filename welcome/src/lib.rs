//! The page that asks for the microphone: an offscreen document can't, and a popup closes as soon
//! as Chrome's question has the focus.

#![expect(unreachable_pub, reason = "Leptos makes the types of components' properties public")]

use leptos::prelude::*;
use wasm_bindgen::JsCast;

mod app;
mod capture;
mod check;
#[cfg(feature = "dev")]
mod dev;
mod microphone_card;

/// Draws it, if this is its page.
pub fn mount() {
    let Some(place) = document().get_element_by_id("welcome") else { return };
    // The page's own markup has done its part.
    place.set_inner_html("");
    let check = check::Check::begin();
    #[cfg(feature = "dev")]
    dev::mount_panel(check);
    mount_to(place.unchecked_into(), move || view! { <app::App check/> }).forget();
}
