//! What outlives the worker: in `chrome.storage.session`.

use voice_client_browser::storage;
use voice_client_core::{Saved, wire};

use crate::warn;

const KEY: &str = "client";

/// What was saved last; nothing if it can't be read, which costs a registration, not a call.
pub(crate) async fn read() -> Option<Box<Saved>> {
    let value = storage::get(KEY).await.inspect_err(warn).ok()?;
    wire::from_text(&value.as_string()?)
}

/// Saves; a failure is logged, and the client goes on.
pub(crate) async fn write(saved: &Saved) {
    let Some(text) = wire::to_text(saved) else { return };
    if let Err(error) = storage::set(KEY, &text.into()).await {
        warn(&error);
    }
}
