//! What the popup shows, and how much it can be relied on.

use voice_client_core::{CallSid, View};

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
    Silent {
        /// The call that it has spoken of last.
        call: Option<CallSid>,
    },
}

impl Shown {
    /// The view, however old.
    pub(crate) fn view(&self) -> Option<&View> {
        match self {
            Self::Nothing | Self::Silent { .. } => None,
            Self::LastKnown(view) | Self::Current(view) => Some(view),
        }
    }

    /// The view, if it is the worker's.
    pub(crate) fn current(&self) -> Option<&View> {
        match self {
            Self::Nothing | Self::LastKnown(_) | Self::Silent { .. } => None,
            Self::Current(view) => Some(view),
        }
    }

    /// Whether there must be something wrong with the worker.
    pub(crate) fn is_silent(&self) -> bool {
        matches!(self, Self::Silent { .. })
    }

    /// The call that there is, or was when the worker spoke last.
    pub(crate) fn call(&self) -> Option<&CallSid> {
        match self {
            Self::Nothing => None,
            Self::LastKnown(view) | Self::Current(view) => {
                view.call.as_ref().map(|call| &call.call_sid)
            }
            Self::Silent { call } => call.as_ref(),
        }
    }
}
