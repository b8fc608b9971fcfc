//! What the wasm shells share: typed bindings to `chrome.*`, Ports, devices, and the Voice SDK.
//!
//! The raw externs are in [`sys`] and nowhere else; the modules beside it are safe and typed, and
//! take their listeners back when they are dropped.

/// Smaller than std's, by 7 KB in worker and document:
/// <https://github.com/SFBdragon/talc/blob/master/BENCHMARKS_WASM.md>.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

pub mod action;
pub mod alarms;
mod clock;
pub mod commands;
mod connection;
mod convert;
pub mod devices;
mod error;
pub mod i18n;
pub mod notifications;
pub mod offscreen;
mod panic;
mod port;
pub mod runtime;
pub mod scripting;
mod sound;
pub mod storage;
pub mod sys;
pub mod tabs;
pub mod voice;

pub use clock::now;
pub use connection::{Connection, Signal};
pub use convert::{from_js, from_wire, to_js, to_wire};
pub use error::Error;
pub use panic::tell_of_panics;
pub use port::{Sender, Tab, port_sender};
pub use sound::Sound;
