//! Rust values and JavaScript values, by way of JSON: what crosses here is small, and one
//! (de)serialiser for Ports and storage keeps the wasm small too.

use js_sys::{JSON, Promise};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::Error;

/// A value as JSON has it: `None` is null, a map is an object.
pub fn to_js(value: &(impl Serialize + ?Sized)) -> Result<JsValue, Error> {
    // What is wrong is not said, here and below: the value may hold a secret.
    let text = serde_json::to_string(value)
        .map_err(|_| Error::new("serialising", &"it is not JSON".into()))?;
    JSON::parse(&text).map_err(|thrown| Error::new("JSON.parse", &thrown))
}

/// A value of this shape, or nothing.
pub fn from_js<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    // `undefined` has no JSON, and is no string then.
    let text = JSON::stringify(value).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
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
