//! What the popup shows, and how much it can be relied on.

use voice_client_core::View;

/// What the popup shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shown {
    /// Nothing is known: the popup has never been open.
    Nothing,
    /// What was last known when the popup closed; the worker has not spoken yet.
    LastKnown(View),
    /// What the worker says.
    Current(View),
    /// The worker says nothing, and there must be something wrong with it.
    Silent,
}

impl Shown {
    /// The view, however old.
    pub(crate) fn view(&self) -> Option<&View> {
        match self {
            Self::Nothing | Self::Silent => None,
            Self::LastKnown(view) | Self::Current(view) => Some(view),
        }
    }

    /// The view, if it is the worker's.
    pub(crate) fn current(&self) -> Option<&View> {
        match self {
            Self::Nothing | Self::LastKnown(_) | Self::Silent => None,
            Self::Current(view) => Some(view),
        }
    }
}
