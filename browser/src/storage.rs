//! `chrome.storage.session`: in memory, gone when the browser or the extension restarts, and not
//! visible to content scripts.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use crate::convert::settle;
use crate::{Error, sys};

/// Keeps a value under `key`.
pub async fn set(key: &str, value: &JsValue) -> Result<(), Error> {
    let items = Object::new();
    Reflect::set(&items, &key.into(), value)
        .map_err(|thrown| Error::new("Reflect.set", &thrown))?;
    settle("storage.session.set", sys::storage_session_set(&items)).await?;
    Ok(())
}

/// The value under `key`; undefined if there is none.
pub async fn get(key: &str) -> Result<JsValue, Error> {
    let key = JsValue::from(key);
    let items = settle("storage.session.get", sys::storage_session_get(&key)).await?;
    Ok(Reflect::get(&items, &key).ok().unwrap_or_default())
}
