//! The worker at the other end of the Port `popup`.

mod last_known;

use reactive_graph::callback::Callback;
use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;
use reactive_graph::signal::{ReadSignal, signal};
use voice_client_browser::storage::Area;
use voice_client_browser::{Error, Sound, commands, runtime, tabs};
use voice_client_core::protocol::port;
use voice_client_core::{Intent, recorder};
use voice_client_ui::Worker;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::shown::Shown;

/// The bundled sound that a call would ring with.
const RINGING: &str = "sounds/incoming.wav";

/// What the worker says, and how to tell it what the agent wants.
pub(crate) fn connect() -> (ReadSignal<Shown>, Callback<Intent>) {
    let (shown, set_shown) = signal(last_known::load().map_or(Shown::Nothing, Shown::LastKnown));
    let worker = StoredValue::new_local(Worker::connect(port::POPUP, move |view| {
        set_shown.set(match view {
            Some(view) => {
                last_known::save(&view);
                Shown::Current(view)
            }
            None => Shown::Silent { call: shown.with_untracked(|it| it.call().cloned()) },
        });
    }));
    (shown, Callback::new(move |intent| worker.with_value(|it| it.wants(intent))))
}

/// Rings through a speaker.
pub(crate) async fn ring(speaker: Option<&str>) -> Result<Sound, Error> {
    Sound::play(RINGING, speaker).await
}

/// Opens Chrome's page of shortcuts, where everybody can change them.
pub(crate) fn change_shortcuts() {
    // Whom Chrome shows no tab it tells why.
    spawn_local(async { drop(tabs::create("chrome://extensions/shortcuts").await) });
}

/// Reloads the extension: Chrome starts its worker anew.
pub(crate) fn restart() {
    runtime::reload();
}

/// The chapters of the record, where the worker keeps them: they can be had when it fails.
pub(crate) async fn record() -> Vec<String> {
    let kept = Area::Session.get(&recorder::KEYS).await.unwrap_or_default();
    kept.iter().filter_map(JsValue::as_string).collect()
}

/// What the manifest calls the shortcuts, and their keys.
pub(crate) async fn shortcuts() -> Vec<(String, String)> {
    let commands = commands::all().await;
    commands.into_iter().map(|it| (it.name, it.shortcut)).collect()
}
