//! `chrome.commands`: shortcuts.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

use crate::convert::settle;
use crate::sys;

/// A shortcut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What the manifest calls it.
    pub name: String,
    /// The keys, as they are called on this computer; empty where the person has taken them away.
    pub shortcut: String,
}

/// All of them, as they are now: a person may change them.
pub async fn all() -> Vec<Command> {
    let commands = settle("commands.getAll", sys::commands_get_all()).await;
    let commands = commands.map(|it| Array::from(&it)).unwrap_or_default();
    let text = |command: &JsValue, name: &str| {
        Reflect::get(command, &name.into()).ok().and_then(|it| it.as_string())
    };
    let command =
        |it: JsValue| Some(Command { name: text(&it, "name")?, shortcut: text(&it, "shortcut")? });
    commands.iter().filter_map(command).collect()
}
