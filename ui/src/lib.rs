//! What popup and welcome page share: the state in words, how words and pictures look.
//!
//! The words are pure functions of [`voice_client_core::View`]; the style sheet is `ui.css`.

mod call_timer;
#[cfg(target_arch = "wasm32")]
mod capture;
mod choices;
#[cfg(all(target_arch = "wasm32", feature = "dev"))]
pub mod dev;
#[cfg(target_arch = "wasm32")]
mod device_list;
#[cfg(target_arch = "wasm32")]
pub mod dom;
pub mod drawings;
#[cfg(target_arch = "wasm32")]
mod effect;
mod end_reason;
mod flex_tabs;
#[cfg(target_arch = "wasm32")]
mod glyph;
mod level;
#[cfg(target_arch = "wasm32")]
mod local;
mod microphone;
mod notice;
mod problem;
mod quality;
mod summary;
#[cfg(target_arch = "wasm32")]
mod worker;

pub use call_timer::call_timer;
#[cfg(target_arch = "wasm32")]
pub use capture::Capture;
pub use choices::{Choice, Choices, choices};
#[cfg(target_arch = "wasm32")]
pub use device_list::device_list;
#[cfg(target_arch = "wasm32")]
pub use effect::effect;
pub use end_reason::end_reason;
pub use flex_tabs::flex_tabs;
#[cfg(target_arch = "wasm32")]
pub use glyph::{glyph, picture};
pub use level::level;
#[cfg(target_arch = "wasm32")]
pub use local::{number, set_page_language, time_of_day};
pub use microphone::{CaptureError, MicrophoneState};
pub use notice::{Notice, notices};
pub use problem::{ProblemWords, problem_code, problem_words};
pub use quality::Quality;
pub use summary::{Action, Deed, Summary, Tone, ready_words};
#[cfg(target_arch = "wasm32")]
pub use worker::Worker;
