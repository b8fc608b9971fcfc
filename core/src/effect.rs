//! What is to be done: everything that the client can order.

use std::time::Duration;

use serde::Serialize;

use crate::leg::Order;
use crate::protocol::ToPage;
use crate::{
    Attempt, Badge, CallSid, Choice, IdentityPrefix, Kept, Notification, PortId, Saved, Secret,
    TabId, Time, TokenUrl, Topic, View,
};

/// An order to the shell, as plain data. Effects are run in their order.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Keep this in `chrome.storage.session`; it comes first, before any effect runs.
    Save(Box<Saved>),
    /// Keep this in `chrome.storage.local`: it outlives the browser, and an update of the extension.
    Keep(Kept),
    /// Keep this in `chrome.storage.sync`: it goes with the person from computer to computer.
    KeepChoice(Choice),
    /// Ask the token Function, and answer with [`crate::Event::VoiceToken`].
    FetchVoiceToken {
        /// The number that the answer carries.
        attempt: Attempt,
        /// Where the Function is.
        url: TokenUrl,
        /// What it checks.
        flex_token: Secret<String>,
        /// What a deployed Function puts before the identity.
        prefix: Option<IdentityPrefix>,
        /// When to give up.
        timeout: Duration,
    },
    /// Ask Twilio's signalling server for anything, and answer with
    /// [`crate::Event::NetworkProbed`]. Whatever it says, there is a network then.
    ProbeNetwork {
        /// The number that the answer carries.
        attempt: Attempt,
    },
    /// Make a `Device` in place of the one there may be, and register it; answer with
    /// [`crate::Event::Voice`].
    Register {
        /// The number that everything that this `Device` says carries.
        attempt: Attempt,
        /// The voice token.
        token: Secret<String>,
    },
    /// Give the registered `Device` a newer token for the same identity.
    UpdateVoiceToken {
        /// The voice token.
        token: Secret<String>,
    },
    /// Destroy the `Device`.
    Unregister,
    /// Refuse a call that was offered and that nobody took.
    Reject {
        /// Which call.
        call_sid: CallSid,
    },
    /// See to it that there is an offscreen document.
    OpenOffscreen {
        /// Whether one that is there already is to be thrown away first.
        fresh: bool,
    },
    /// Close the offscreen document.
    CloseOffscreen,
    /// Send this to the offscreen document.
    ToOffscreen {
        /// Its Port.
        port: PortId,
        /// The order.
        order: Order,
    },
    /// Send this to a Flex tab.
    ToFlex {
        /// The Port of its content script.
        port: PortId,
        /// The message.
        message: ToPage,
    },
    /// Show this in every popup and welcome page that is open.
    ShowView(Box<View>),
    /// Show this in the toolbar.
    ShowBadge(Badge),
    /// Let the desktop tell this, in place of what it told of the same topic.
    Notify(Notification),
    /// Take back what the desktop told.
    Unnotify(Topic),
    /// Deliver [`crate::Event::Tick`] then, however the worker fares: a timer, and an alarm in
    /// case the worker is killed. None: no timer and no alarm. Replaces the one before.
    WakeAt(Option<Time>),
    /// Show the welcome page: its tab, or a new one.
    OpenWelcome,
    /// Show this tab, or open Flex in a new one.
    OpenFlex {
        /// The tab, if there is one.
        tab: Option<TabId>,
    },
    /// Put the content script into the Flex tabs that were open before the extension was.
    InjectContentScripts,
    /// Write this into the console.
    Log(LogEntry),
    /// Reload the extension, and with it the update that waits; it comes last.
    Reload,
}

/// Something that a developer may want to know: no secret, no caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum LogEntry {
    /// An event came at a time when it means nothing; it did no harm.
    Untimely(&'static str),
    /// The voice client has failed at something and goes on trying.
    Voice {
        /// Twilio's error code.
        code: u32,
    },
    /// There is no voice token.
    NoVoiceToken(crate::TokenError),
    /// A Flex tab of another account wants to configure the client.
    OtherAccount,
    /// The offscreen document is gone with a call in it, or could not take it; the call is taken up
    /// again.
    CallRescue(CallSid),
    /// A call is over.
    CallEnded(CallSid, crate::EndReason),
}
