//! What the client remembers: what outlives the worker is in `chrome.storage.session`, what
//! outlives the browser and an update in `chrome.storage.local`.

use voice_client_browser::storage::Area;
use voice_client_browser::{from_js, from_wire, to_js, to_wire};
use voice_client_core::{Kept, Memory, Saved};

use crate::warn;

const KEY: &str = "client";

/// What there is. What can't be read is nothing, which costs a registration, not a call.
pub(crate) async fn read() -> Memory {
    if let Ok(value) = Area::Session.get(KEY).await.inspect_err(warn)
        && let Some(saved) = from_wire(&value)
    {
        return Memory::Saved(saved);
    }
    let kept = Area::Local.get(KEY).await.inspect_err(warn);
    Memory::Kept(kept.ok().and_then(|value| from_js(&value)).unwrap_or_default())
}

/// Saves; a failure is logged, and the client goes on.
pub(crate) async fn save(saved: &Saved) {
    let Ok(value) = to_wire(saved) else { return };
    if let Err(error) = Area::Session.set(KEY, &value).await {
        warn(&error);
    }
}

/// Keeps; a failure is logged, and the client goes on. Another build may read it: it is written
/// with names.
pub(crate) async fn keep(kept: &Kept) {
    let Ok(value) = to_js(kept) else { return };
    // A page that has taken its renderer over has the rights of the content script in it.
    let written = match Area::Local.shut_out_pages().await {
        Ok(()) => Area::Local.set(KEY, &value).await,
        Err(error) => Err(error),
    };
    if let Err(error) = written {
        warn(&error);
    }
}
