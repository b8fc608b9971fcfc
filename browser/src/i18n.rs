//! `chrome.i18n`: the texts in `_locales`, in the language that Chrome shows itself in.

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::sys;

/// A text with values in its places; empty if there is none under this key.
pub fn message(key: &str, values: &[&str]) -> String {
    let values: Array = values.iter().map(|it| JsValue::from_str(it)).collect();
    sys::i18n_get_message(key, &values)
}

/// Chrome's own language, as `navigator.language` writes it.
pub fn ui_language() -> String {
    sys::i18n_get_ui_language()
}
