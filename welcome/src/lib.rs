//! The page that sets the voice client up, step by step, and checks the equipment afterwards.
//!
//! It asks for the microphone too: an offscreen document can't, and a popup closes as soon as
//! Chrome's question has the focus.
//!
//! [`state`] and `steps` are pure; `equipment` carries out what is pressed and notes what comes of
//! it; `page` draws.

#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, unused_imports, reason = "only the words are tested natively")
)]

mod state;
mod steps;

#[cfg(target_arch = "wasm32")]
// On the dev page there is no extension behind it.
#[cfg_attr(feature = "dev", path = "dev/extension.rs")]
mod extension;

#[cfg(all(target_arch = "wasm32", feature = "dev"))]
mod dev;
#[cfg(target_arch = "wasm32")]
mod equipment;
#[cfg(target_arch = "wasm32")]
// On the dev page there is no network.
#[cfg_attr(feature = "dev", path = "dev/network.rs")]
mod network;
#[cfg(target_arch = "wasm32")]
mod page;

/// Draws it, if this is its page.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    use leptos_dom::helpers::document;
    use voice_client_ui::dom;

    let Some(place) = document().get_element_by_id("welcome") else { return };
    dom::mount(place, || {
        // Here there is an executor for what takes a while.
        let equipment = equipment::Equipment::begin();
        #[cfg(feature = "dev")]
        dev::mount_panel(equipment);
        page::page(equipment)
    });
}
