//! What a person sets once, and an administrator's policy may overrule.

use serde::{Deserialize, Serialize};

/// What holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Whether the desktop tells of calls and problems.
    pub notifications: bool,
    /// Whether a policy says so, and the person can't change it.
    pub managed: bool,
}

impl Settings {
    /// A policy counts, and after it what the person has chosen.
    pub(crate) fn new(chosen: Choice, policy: Choice) -> Self {
        Self {
            notifications: policy.notifications.or(chosen.notifications).unwrap_or(true),
            managed: policy.notifications.is_some(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new(Choice::default(), Choice::default())
    }
}

/// What somebody has chosen: the person (`chrome.storage.sync`), or a policy
/// (`chrome.storage.managed`). What is left out is nobody's choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Whether the desktop shall tell of calls and problems.
    pub notifications: Option<bool>,
}
