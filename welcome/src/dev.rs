//! The dev page: the welcome page beside a panel that puts it into each state. The microphone
//! behind its own buttons is the browser's.

use leptos::prelude::*;
use voice_client_ui::MicrophoneState;
use wasm_bindgen::JsCast;

use crate::check::Check;

/// Shows the panel.
pub(crate) fn mount_panel(check: Check) {
    if let Some(place) = document().get_element_by_id("panel") {
        mount_to(place.unchecked_into(), move || view! { <Panel check/> }).forget();
    }
}

#[component]
fn Panel(check: Check) -> impl IntoView {
    let choice = |name: &'static str, state: MicrophoneState| {
        view! {
            <button
                type="button"
                class="button secondary"
                on:click=move |_| {
                    check.stop();
                    check.set(state.clone());
                }
            >
                {name}
            </button>
        }
    };
    let testing = MicrophoneState::Testing { label: "Simulated headset".to_owned() };
    view! {
        <h2>"Microphone"</h2>
        <div class="choices">
            {choice("Checking", MicrophoneState::Checking)}
            {choice("Not asked", MicrophoneState::NotAsked)}
            {choice("Asking", MicrophoneState::Asking)}
            {choice("Granted", MicrophoneState::Granted)}
            {choice("Testing", testing)}
            {choice("Dismissed", MicrophoneState::Dismissed)}
            {choice("Denied", MicrophoneState::Denied)}
            {choice("Denied by system", MicrophoneState::DeniedBySystem)}
            {choice("Missing", MicrophoneState::Missing)}
            {choice("Unusable", MicrophoneState::Unusable)}
        </div>
        <h2>"Level"</h2>
        <input
            type="range"
            aria-label="Level"
            min="0"
            max="100"
            value="0"
            on:input:target=move |event| {
                check.set_level(event.target().value().parse().unwrap_or_default());
            }
        />
    }
}
