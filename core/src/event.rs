//! What has happened: everything that the client can be told.

use serde::{Deserialize, Serialize};

use crate::leg::Report;
use crate::protocol::FromPage;
use crate::{
    Attempt, CallSid, Choice, DeviceKind, DeviceLabel, Digits, DocumentId, Kept, Offer, PortId,
    Saved, TabId, TokenError, TokenReply, Topic,
};

/// A past fact.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Event {
    /// The worker has started: for the first time, or again after Chrome killed it. Always the
    /// first event.
    Woke(Memory),
    /// Chrome has installed or updated the extension (`runtime.onInstalled`).
    Installed(InstallReason),
    /// The browser has been started (`runtime.onStartup`).
    BrowserStarted,
    /// Chrome has a newer version of the extension, and installs it when the extension is reloaded
    /// (`runtime.onUpdateAvailable`).
    UpdateAvailable,
    /// Time has passed: a timer or an alarm.
    Tick,
    /// Something about a Flex tab.
    Flex {
        /// The Port of its content script.
        port: PortId,
        /// What it is.
        event: FlexTabEvent,
    },
    /// The token Function has answered, or has not.
    VoiceToken {
        /// The request that this answers.
        attempt: Attempt,
        /// The answer.
        result: Result<TokenReply, TokenError>,
    },
    /// Twilio's signalling server has been asked.
    NetworkProbed {
        /// The [`crate::Effect::ProbeNetwork`] that this answers.
        attempt: Attempt,
        /// Whether it has answered anything.
        answered: bool,
    },
    /// The worker's `Device` says something.
    Voice {
        /// The [`crate::Effect::Register`] that made the `Device`.
        attempt: Attempt,
        /// What it says.
        event: VoiceEvent,
    },
    /// Something about the offscreen document.
    Offscreen {
        /// Its Port.
        port: PortId,
        /// What it is.
        event: OffscreenEvent,
    },
    /// A person wants something, in the popup or on the welcome page.
    Intent(Intent),
    /// A person has pressed the keys of a command (`commands.onCommand`).
    Shortcut(Shortcut),
    /// A person has clicked on what the desktop told (`notifications.onClicked`).
    NotificationClicked(Topic),
    /// Somebody has chosen something, now or some time ago.
    Settings {
        /// What the person has chosen.
        chosen: Choice,
        /// What a policy has.
        policy: Choice,
    },
}

/// What a worker knows when it starts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Memory {
    /// Chrome has killed the one before: what the last [`crate::Effect::Save`] held.
    Saved(Box<Saved>),
    /// There was none before it, since the browser or the extension was started, or what it has
    /// saved can't be read: what the last [`crate::Effect::Keep`] held, of an older version maybe.
    Kept(Kept),
}

/// Why `runtime.onInstalled` fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InstallReason {
    /// The extension is new here.
    Install,
    /// The extension, or Chrome, has been updated.
    Update,
}

/// Something about a Flex tab.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FlexTabEvent {
    /// Its content script has opened a Port and said hello.
    Hello {
        /// The tab.
        tab: TabId,
        /// The document in it: another one after each refresh.
        document: DocumentId,
    },
    /// The page said something.
    Said(FromPage),
    /// The Port is closed: the tab is closed, refreshed, crashed or frozen.
    Gone,
}

/// What the worker's `Device` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum VoiceEvent {
    /// It is registered (`registered`, each time).
    Registered,
    /// It is not registered any more, and the SDK works on it (`unregistered`).
    Unregistered,
    /// An error (`error`, or what `register()` rejects with).
    Failed {
        /// Twilio's error code.
        code: u32,
    },
    /// A call comes in (`incoming`).
    Incoming(Offer),
    /// A call that came in is not offered any more: the caller gave up, or another `Device` took
    /// it, the one in the offscreen document for one (`cancel`).
    Canceled {
        /// Which call.
        call_sid: CallSid,
    },
}

/// Something about the offscreen document.
#[allow(clippy::large_enum_variant, reason = "it is one of few, and not kept")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OffscreenEvent {
    /// It reports something; `Hello` first, on each Port.
    Reported(Report),
    /// Its Port is closed: the document is closed or crashed.
    Gone,
    /// It could not be opened.
    OpenFailed,
}

/// What a person wants: absolute, never a toggle, so that one that is repeated or late does no
/// harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Intent {
    /// The far end shall hear silence, or the agent again.
    SetMuted {
        /// Which of the two.
        muted: bool,
    },
    /// Digits into the call.
    SendDigits {
        /// The digits.
        digits: Digits,
    },
    /// The audio shall go through this device, in this call and the next.
    SetAudioDevice {
        /// Which end of the audio.
        kind: DeviceKind,
        /// The device; none is the system's default.
        label: Option<DeviceLabel>,
    },
    /// End the call.
    HangUp,
    /// The same as the intent in it, but for this call only: whoever pressed something saw it, and
    /// by the time that it is heard the next one may be there.
    ForCall {
        /// The call.
        call_sid: CallSid,
        /// What is wanted of it.
        intent: Box<Intent>,
    },
    /// Begin anew: forget account and tokens, and let the first open Flex tab configure again.
    Restart {
        /// Whether the person has agreed that this ends the call. Without it nothing happens
        /// while there is a call.
        end_call: bool,
    },
    /// Don't wait for the next try.
    TryAgain,
    /// Whether the desktop shall tell of calls and problems. A policy that says otherwise stays.
    SetNotifications {
        /// Which of the two.
        on: bool,
    },
    /// Show Flex: its tab, or a new one.
    OpenFlex,
    /// Show the page that asks for the microphone and checks the equipment.
    OpenWelcome,
}

impl Intent {
    /// The same, for this call only.
    #[must_use]
    pub fn for_call(self, call_sid: CallSid) -> Self {
        Self::ForCall { call_sid, intent: Box::new(self) }
    }

    /// Whether the worker has something to say in answer, whatever the state: another view. Who hears
    /// none says it again. That does no harm: it is what is wanted of one call, no digits, or a choice.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        if let Self::ForCall { intent, .. } = self {
            return matches!(**intent, Self::HangUp | Self::SetMuted { .. });
        }
        matches!(self, Self::SetAudioDevice { .. } | Self::SetNotifications { .. })
    }
}

/// The commands of `manifest.json` that have keys of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Shortcut {
    /// Mute; if the call is muted, unmute. A key can't say which.
    Mute,
    /// End the call.
    HangUp,
}

/// Whether the extension may and can hear the agent, as the offscreen document sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Microphone {
    /// Not looked at yet.
    #[default]
    Unknown,
    /// It may.
    Granted,
    /// Nobody has been asked yet.
    NotAsked,
    /// The person or a policy said no.
    Denied,
    /// It may, but there is no microphone.
    Missing,
    /// It may, but another program holds the microphone, or it is broken. Only who opens it can
    /// tell.
    Busy,
}
