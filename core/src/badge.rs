//! The extension's icon in Chrome's toolbar.

use crate::{Status, View};

/// What the toolbar shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    /// The picture.
    pub icon: Icon,
    /// The text on it: at most 4 characters, or nothing.
    pub text: &'static str,
}

/// The pictures: each differs from the others in shape, not only in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Waiting for Flex.
    Waiting,
    /// On the way to ready.
    Connecting,
    /// Ready.
    Ready,
    /// On a call.
    OnCall,
    /// On a call, muted.
    Muted,
    /// Something is wrong.
    Problem,
}

impl Icon {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Connecting, Self::Ready, Self::OnCall, Self::Muted, Self::Problem];

    /// Its file is `icons/<name>-<pixels>.png`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Connecting => "connecting",
            Self::Ready => "ready",
            Self::OnCall => "on-call",
            Self::Muted => "muted",
            Self::Problem => "problem",
        }
    }
}

impl From<&View> for Badge {
    fn from(view: &View) -> Self {
        let muted = view.call.as_ref().is_some_and(|call| call.muted);
        let (icon, text) = match view.status {
            Status::WaitingForFlex => (Icon::Waiting, ""),
            Status::Connecting => (Icon::Connecting, "…"),
            Status::Ready => (Icon::Ready, ""),
            Status::OnCall if muted => (Icon::Muted, "mute"),
            Status::OnCall => (Icon::OnCall, "call"),
            Status::Problem => (Icon::Problem, "!"),
        };
        Self { icon, text }
    }
}
