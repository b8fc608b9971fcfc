//! The dev page: the popup in a simulated world, beside a panel that moves that world. The client
//! in it is the real one.

mod panel;
mod running;
mod situations;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use voice_client_core::Intent;

use crate::shown::Shown;
use running::Running;

/// What the simulated client says, and how to tell it what the agent wants.
pub(crate) fn connect() -> (ReadSignal<Shown>, Callback<Intent>) {
    let running = Running::begin();
    if let Some(place) = document().get_element_by_id("panel") {
        mount_to(place.unchecked_into(), move || view! { <panel::Panel running/> }).forget();
    }
    (running.shown, Callback::new(move |intent| running.wants(intent)))
}
