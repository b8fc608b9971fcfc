//! What outlives the worker: in `chrome.storage.session`.

use voice_client_browser::{from_wire, storage, to_wire};
use voice_client_core::Saved;

use crate::warn;

const KEY: &str = "client";

/// What was saved last; nothing if it can't be read, which costs a registration, not a call.
pub(crate) async fn read() -> Option<Box<Saved>> {
    let value = storage::get(KEY).await.inspect_err(warn).ok()?;
    from_wire(&value)
}

/// Saves; a failure is logged, and the client goes on.
pub(crate) async fn write(saved: &Saved) {
    let Ok(value) = to_wire(saved) else { return };
    if let Err(error) = storage::set(KEY, &value).await {
        warn(&error);
    }
}
