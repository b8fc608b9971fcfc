//! The shortcuts and their keys.

use gloo_storage::{LocalStorage, Storage};
use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;
use voice_client_texts::{self as texts, Text};
use voice_client_ui::dom::{Element, el};
use wasm_bindgen_futures::spawn_local;

use super::detail;
use crate::worker;

/// What the manifest calls them, and what they are called here.
const NAMES: [(&str, Text); 3] = [
    ("_execute_action", texts::OPEN_POPUP),
    ("mute", texts::COMMAND_MUTE),
    ("hang-up", texts::COMMAND_HANG_UP),
];

const KEPT: &str = "popup.shortcuts";
const SEPARATOR: &str = "\n";

/// The keys, a line for each name, as the last popup has seen them until Chrome has said what they
/// are: nothing moves then. None are known at first.
pub(super) fn keys() -> RwSignal<String> {
    let kept = LocalStorage::raw().get_item(KEPT).ok().flatten();
    let keys = RwSignal::new(kept.unwrap_or_default());
    spawn_local(async move {
        let all = worker::shortcuts().await;
        let keys_of =
            |(name, _)| all.iter().find(|(it, _)| it == name).map_or("", |(_, keys)| keys);
        let now = NAMES.map(keys_of).join(SEPARATOR);
        // Where nothing can be kept, they begin unknown in the next popup.
        let _ = LocalStorage::raw().set_item(KEPT, &now);
        keys.set(now);
    });
    keys
}

/// The list. What is not known yet has its place.
pub(super) fn list(keys: &str) -> Element {
    let is_known = !keys.is_empty();
    let mut keys = keys.split(SEPARATOR);
    let named = |(_, name)| {
        let value = match keys.next().unwrap_or_default() {
            "" if is_known => texts::NOT_SET.text(),
            keys => keys.to_owned(),
        };
        detail(name, "", value)
    };
    el("dl").class("keys").children(NAMES.into_iter().flat_map(named))
}
