//! What the wasm shells share: typed bindings to `chrome.*`, Ports, and the Voice SDK.
//!
//! The raw externs are in [`sys`] and nowhere else; the modules beside it are safe and typed, and
//! take their listeners back when they are dropped.

pub mod action;
pub mod alarms;
mod connection;
mod convert;
mod error;
pub mod offscreen;
mod panic;
mod port;
pub mod runtime;
pub mod scripting;
pub mod storage;
pub mod sys;
pub mod tabs;
pub mod voice;

pub use connection::{Connection, Signal};
pub use convert::{from_js, from_wire, to_js, to_wire};
pub use error::Error;
pub use panic::tell_of_panics;
pub use port::{Sender, Tab, port_sender};
