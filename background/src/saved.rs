//! What outlives the worker: in `chrome.storage.session`, as JSON.

use voice_client_browser::storage;
use voice_client_core::Saved;

use crate::warn;

const KEY: &str = "client";

/// What was saved last; nothing if it can't be read, which costs a registration, not a call.
pub(crate) async fn read() -> Option<Box<Saved>> {
    let text = storage::get(KEY).await.inspect_err(warn).ok()??;
    serde_json::from_str(&text).ok()
}

/// Saves; a failure is logged, and the client goes on.
pub(crate) async fn write(saved: &Saved) {
    let Ok(text) = serde_json::to_string(saved) else { return };
    if let Err(error) = storage::set(KEY, &text).await {
        warn(&error);
    }
}
