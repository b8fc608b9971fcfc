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

/// The keys, in the order of their names; none where they are not known yet, an empty one where
/// none are set.
pub(super) type Keys = [Option<String>; NAMES.len()];

/// The keys as the last popup has seen them, until Chrome has said what they are: nothing moves then.
pub(super) fn keys() -> RwSignal<Keys> {
    let kept = LocalStorage::raw().get_item(KEPT).ok().flatten();
    let mut kept = kept.iter().flat_map(|it| it.split(SEPARATOR));
    let keys = RwSignal::new(NAMES.map(|_| kept.next().map(str::to_owned)));
    spawn_local(async move {
        let all = worker::shortcuts().await;
        let keys_of = |(name, _)| {
            let found = all.iter().find(|(it, _)| it == name);
            found.map(|(_, keys)| keys.clone()).unwrap_or_default()
        };
        let now = NAMES.map(keys_of);
        // Where nothing can be kept, they begin unknown in the next popup.
        let _ = LocalStorage::raw().set_item(KEPT, &now.join(SEPARATOR));
        keys.set(now.map(Some));
    });
    keys
}

/// The list.
pub(super) fn list(keys: &Keys) -> Element {
    let named = |((_, name), keys): (_, &Option<String>)| {
        let keys =
            keys.clone().map(|keys| if keys.is_empty() { texts::NOT_SET.text() } else { keys });
        detail(name, "", keys.unwrap_or_default())
    };
    el("dl").class("keys").children(NAMES.into_iter().zip(keys).flat_map(named))
}
