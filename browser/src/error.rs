//! What goes wrong in the browser.

use std::fmt;

use wasm_bindgen::{JsCast, JsValue};

/// A call into the browser that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    call: &'static str,
    reason: String,
}

impl Error {
    /// What `call` threw, or rejected with.
    pub fn new(call: &'static str, thrown: &JsValue) -> Self {
        let reason = thrown
            .dyn_ref::<js_sys::Error>()
            .map(|error| String::from(error.message()))
            .or_else(|| thrown.as_string())
            .unwrap_or_default();
        Self { call, reason }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed: {}", self.call, self.reason)
    }
}

impl std::error::Error for Error {}
