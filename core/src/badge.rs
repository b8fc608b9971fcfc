//! The extension's icon in Chrome's toolbar.

use crate::{Status, Time, View};

/// What the toolbar shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The picture.
    pub icon: Icon,
    /// The text on it, or nothing: at most 3 characters, for Chrome cuts off what is wider, and the
    /// same in every language. It covers half of the picture.
    pub text: String,
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

impl From<&View> for Icon {
    fn from(view: &View) -> Self {
        let muted = view.call.as_ref().is_some_and(|call| call.muted);
        match view.status {
            Status::WaitingForFlex => Self::Waiting,
            Status::Connecting => Self::Connecting,
            Status::Ready => Self::Ready,
            Status::OnCall if muted => Self::Muted,
            Status::OnCall => Self::OnCall,
            Status::Problem => Self::Problem,
        }
    }
}

impl Badge {
    /// The minutes of a call are those of the last time that anybody looked: whatever wakes the
    /// client does, once in half a minute at least.
    pub(crate) fn new(view: &View, now: Time) -> Self {
        let icon = Icon::from(view);
        let started_at = view.call.as_ref().and_then(|call| call.started_at);
        let text = match icon {
            // That the agent is muted matters more than for how long: nothing covers the picture.
            Icon::Waiting | Icon::Ready | Icon::Muted => String::new(),
            Icon::Connecting => "…".to_owned(),
            Icon::OnCall => match started_at.map_or(0, |at| now.since(at).as_secs() / 60) {
                minutes @ 0..100 => format!("{minutes}m"),
                minutes => format!("{}h", (minutes / 60).min(99)),
            },
            Icon::Problem => "!".to_owned(),
        };
        Self { icon, text }
    }
}
