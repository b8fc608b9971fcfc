//! What the desktop tells the agent, who looks elsewhere.

use serde::{Deserialize, Serialize};

use crate::{CallState, Caller, DeviceLabel, ProblemCode, View};

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notification {
    /// A call has been answered. It is told only if no Flex tab is in front.
    CallAnswered(Caller),
    /// The connection of the call is lost, and has not come back at once. It is told only if no Flex
    /// tab is in front.
    CallReconnecting(ComesBack),
    /// A call is over though no person ended it, or could not be answered.
    CallLost,
    /// Calls can't come, or are not heard, and it stays so.
    Problem(ProblemCode),
    /// Calls can't come any more: the Flex session has ended, and nobody has signed out. It is told only
    /// if no Flex tab is in front.
    FlexSessionEnded,
    /// A chosen microphone or speaker has gone during a call, which goes on with another.
    DeviceGone(DeviceLabel),
}

impl Notification {
    /// What it is about.
    pub const fn topic(&self) -> Topic {
        match self {
            Self::CallAnswered(_) | Self::CallReconnecting(_) | Self::CallLost => Topic::Call,
            Self::Problem(_) | Self::FlexSessionEnded => Topic::Problem,
            Self::DeviceGone(_) => Topic::Device,
        }
    }
}

/// What a call comes back by whose connection is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ComesBack {
    /// Nobody need do anything.
    ByItself,
    /// A token is missing, and somebody has to open Flex.
    WithFlex,
    /// Somebody has to see to the microphone.
    WithMicrophone,
}

impl ComesBack {
    /// None unless the connection of a call is lost.
    pub(crate) fn of(view: &View) -> Option<Self> {
        let call = view.call.as_ref().filter(|it| it.state == CallState::Reconnecting)?;
        Some(match call.waits_for {
            _ if view.needs_flex => Self::WithFlex,
            Some(_) => Self::WithMicrophone,
            None => Self::ByItself,
        })
    }
}

/// What a notification is about: of each topic there is one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Topic {
    /// The call.
    Call,
    /// What is wrong.
    Problem,
    /// A microphone or a speaker.
    Device,
}

impl Topic {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Call, Self::Problem, Self::Device];

    /// Its id in `chrome.notifications`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Problem => "problem",
            Self::Device => "device",
        }
    }

    /// The one of this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.id() == id)
    }
}
