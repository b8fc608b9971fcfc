//! Who is told of a panic.

use js_sys::WebAssembly::RuntimeError;

use crate::sys;

/// Writes every panic to the console, and tells whoever has started the wasm by an `error` event
/// with a `WebAssembly.RuntimeError`. Without it nobody would be told of one in a listener of
/// Chrome's: Chrome only prints what these throw.
pub fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        sys::report_error(&RuntimeError::new("panicked"));
    }));
}
