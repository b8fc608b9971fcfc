//! One wasm module for the worker and the offscreen document: most of what either is linked with,
//! the other is too, and it ships once. `worker.js` starts one half, `offscreen.js` the other.

pub use voice_client_background::Worker;
pub use voice_client_offscreen::start;
