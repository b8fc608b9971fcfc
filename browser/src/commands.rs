//! `chrome.commands`: shortcuts.

use serde::Deserialize;

use crate::convert::settle;
use crate::{from_js, sys};

/// A shortcut.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Command {
    /// What the manifest calls it.
    pub name: String,
    /// The keys, as they are called on this computer; empty where the person has taken them away.
    pub shortcut: String,
}

/// All of them, as they are now: a person may change them.
pub async fn all() -> Vec<Command> {
    let commands = settle("commands.getAll", sys::commands_get_all()).await;
    commands.ok().and_then(|it| from_js(&it)).unwrap_or_default()
}
