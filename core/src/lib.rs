//! The pure voice client: the program, without a browser around it.
//!
//! Events go in, effects come out, time is an argument. [`Client`] is the worker's machine,
//! [`leg::Leg`] the offscreen document's; [`View`] is what popup, badge and plugin show.
//!
//! ```
//! use voice_client_core::{Client, Event, Kept, Memory, Moment, Status};
//!
//! let mut client = Client::new("1.0.0");
//! client.handle(Event::Woke(Memory::Kept(Kept::default())), Moment::at(0));
//! assert_eq!(client.view().status, Status::WaitingForFlex);
//! ```

mod badge;
mod call;
mod client;
pub mod code;
mod devices;
mod effect;
mod event;
mod failure;
mod ids;
pub mod json;
pub mod leg;
mod notification;
pub mod protocol;
pub mod recorder;
mod retry;
mod secret;
mod settings;
mod time;
mod timers;
mod token;
mod token_reply;
mod trust;
mod view;
pub mod wire;

pub use badge::{Badge, Icon};
pub use call::{
    BARS_FROM_MOS, CallState, Caller, ConnectionSample, EndReason, LegCall, Mic, Offer,
    QualityWarning, Ticket,
};
pub use client::{Client, Kept, Saved};
pub use devices::{ChosenDevices, DeviceKind, Devices, OfferedDevices};
pub use effect::{Effect, LogEntry};
pub use event::{
    Event, FlexTabEvent, InstallReason, Intent, Memory, Microphone, OffscreenEvent, Shortcut,
    VoiceEvent,
};
pub use ids::{
    AccountSid, Attempt, CallSid, DeviceLabel, Digits, DocumentId, Identity, IdentityPrefix,
    Invalid, PortId, TabId, TokenUrl,
};
pub use notification::{ComesBack, Notification, Topic};
pub use secret::Secret;
pub use settings::{Choice, Settings};
pub use time::{Jitter, Moment, Time};
pub use token::{TokenError, TokenReply};
pub use trust::Trust;
pub use view::{
    CallView, Controls, LastCall, Problem, ProblemCode, Remedy, Renewals, Status, View,
};
