//! The dev page: the popup in a simulated world, beside a panel that moves that world. The client
//! in it is the real one.

mod panel;
mod running;

use std::cell::OnceCell;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use voice_client_browser::{Error, Sound};
use voice_client_core::Intent;

use crate::shown::Shown;
use running::Running;

thread_local! {
    static RUNNING: OnceCell<Running> = const { OnceCell::new() };
}

/// What the simulated client says, and how to tell it what the agent wants.
pub(crate) fn connect() -> (ReadSignal<Shown>, Callback<Intent>) {
    voice_client_ui::dev::apply("popup");
    let running = Running::begin();
    // The page connects once.
    let _ = RUNNING.with(|it| it.set(running));
    if let Some(place) = document().get_element_by_id("panel") {
        mount_to(place.unchecked_into(), move || panel::panel(running)).forget();
    }
    (running.shown, Callback::new(move |intent| running.wants(intent)))
}

/// Shows the popup as it is once the worker, started anew, has answered.
pub(crate) fn restart() {
    RUNNING.with(|it| it.get().map(|running| running.worker_is_silent(false)));
}

/// There is no sound here.
#[expect(clippy::unused_async, reason = "the extension's waits for Chrome")]
pub(crate) async fn ring(_speaker: Option<&str>) -> Result<Sound, Error> {
    Err(Error::new("Audio.play", &"there is no sound on the dev page".into()))
}

/// Chrome's page of shortcuts is not to be had here.
pub(crate) fn change_shortcuts() {}

/// The chapters of the record.
#[expect(clippy::unused_async, reason = "the worker's is asked for in Chrome's storage")]
pub(crate) async fn record() -> Vec<String> {
    RUNNING.with(|it| it.get().map(|running| running.record()).unwrap_or_default())
}

/// What the manifest calls the shortcuts, and their keys.
#[expect(clippy::unused_async, reason = "Chrome is asked for the real ones")]
pub(crate) async fn shortcuts() -> Vec<(String, String)> {
    let keys = [("_execute_action", "Ctrl+Shift+2"), ("mute", "Ctrl+Shift+1"), ("hang-up", "")];
    keys.map(|(name, keys)| (name.to_owned(), keys.to_owned())).to_vec()
}
