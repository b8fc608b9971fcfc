//! Rust values and JavaScript values.

use js_sys::{JSON, Promise};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use voice_client_core::{json, wire};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::Error;

/// A value as JSON has it: `None` is null, a map is an object.
pub fn to_js(value: &(impl Serialize + ?Sized)) -> Result<JsValue, Error> {
    // What is wrong is not said: the value may hold a secret.
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|_| Error::new("serialising", &"it has no JSON".into()))
}

/// A value of this shape, or nothing. It goes by way of JSON, which whatever comes over a Port or
/// out of a storage has; a number with a fraction is none.
pub fn from_js<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    json::from_text(&JSON::stringify(value).ok()?.as_string()?)
}

/// A value as the extension's own contexts write it to each other: see [`wire`].
pub fn to_wire(value: &(impl Serialize + ?Sized)) -> Result<JsValue, Error> {
    let text = wire::to_text(value);
    text.map(JsValue::from).ok_or_else(|| Error::new("serialising", &"it has no text".into()))
}

/// What another of them wrote, or nothing.
pub fn from_wire<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    wire::from_text(&value.as_string()?)
}

/// Waits for what `call` promises. It throws at once where an argument is of no use to it.
pub(crate) async fn settle(
    call: &'static str,
    promise: Result<Promise, JsValue>,
) -> Result<JsValue, Error> {
    let settled = match promise {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    settled.map_err(|thrown| Error::new(call, &thrown))
}
