//! Rust values and JavaScript values.

use js_sys::Promise;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::Error;

/// A value as JSON would have it: `None` is null, a map is an object, no number is a `BigInt`.
pub fn to_js(value: &(impl Serialize + ?Sized)) -> Result<JsValue, Error> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|error| Error::new("serialising", &error.into()))
}

/// A value of this shape, or nothing. What is wrong is not said: the value may hold a secret.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value).ok()
}

/// Waits for `call`'s promise.
pub(crate) async fn settle(call: &'static str, promise: Promise) -> Result<JsValue, Error> {
    JsFuture::from(promise).await.map_err(|thrown| Error::new(call, &thrown))
}
