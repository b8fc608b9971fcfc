//! What the client remembers: what outlives the worker is in `chrome.storage.session`, with the
//! record of what it did; what outlives the browser and an update in `chrome.storage.local`.

use voice_client_browser::storage::Area;
use voice_client_browser::{from_js, to_js};
use voice_client_core::recorder::{OPEN, Recorder};
use voice_client_core::{Kept, Memory, Saved, Trust, wire};
use wasm_bindgen::JsValue;

use crate::warn;

const KEY: &str = "client";

/// Chapters of the record, each under its key.
pub(crate) type Chapters = Vec<(&'static str, String)>;

/// What there is, as far as it is to be believed, and who goes on with the record. What can't be read
/// is nothing, which costs a registration, not a call.
pub(crate) async fn read(trust: Trust) -> (Memory, Recorder) {
    let session = Area::Session.get(&[KEY, OPEN]).await.inspect_err(warn).unwrap_or_default();
    let recorder = Recorder::after(session.get(1).and_then(JsValue::as_string));
    if trust == Trust::Saved
        && let Some(saved) = session.first().and_then(JsValue::as_string)
        && let Some(saved) = wire::unseal(&saved)
    {
        return (Memory::Saved(saved), recorder);
    }
    if trust == Trust::Nothing {
        keep(&Kept::default()).await;
    }
    let local = Area::Local.get(&[KEY]).await.inspect_err(warn).unwrap_or_default();
    (Memory::Kept(local.first().and_then(from_js).unwrap_or_default()), recorder)
}

/// Saves; a failure is logged, and the client goes on.
pub(crate) async fn save(saved: &Saved, record: Chapters) {
    let Some(saved) = wire::seal(saved) else { return };
    let mut values = values(record);
    values.push((KEY, saved.into()));
    write(values).await;
}

/// Saves the record alone.
pub(crate) async fn save_record(record: Chapters) {
    write(values(record)).await;
}

fn values(record: Chapters) -> Vec<(&'static str, JsValue)> {
    record.into_iter().map(|(key, chapter)| (key, chapter.into())).collect()
}

async fn write(values: Vec<(&'static str, JsValue)>) {
    if let Err(error) = Area::Session.set(values).await {
        warn(&error);
    }
}

/// Keeps; a failure is logged, and the client goes on. Another build may read it: it is written
/// with names.
pub(crate) async fn keep(kept: &Kept) {
    let Ok(value) = to_js(kept) else { return };
    // A page that has taken its renderer over has the rights of the content script in it.
    let written = match Area::Local.shut_out_pages().await {
        Ok(()) => Area::Local.set(vec![(KEY, value)]).await,
        Err(error) => Err(error),
    };
    if let Err(error) = written {
        warn(&error);
    }
}
