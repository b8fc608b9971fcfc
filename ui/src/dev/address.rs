//! What the page's address says: a link leads back to what is shown.

use leptos::prelude::window;
use leptos::wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// What it says under this name, or nothing.
pub fn of_page(name: &str) -> String {
    parameters().and_then(|it| it.get(name)).unwrap_or_default()
}

/// Puts something else into it, without loading the page again.
pub fn keep(name: &str, value: &str) {
    if let (Some(address), Ok(history)) = (with(name, value), window().history()) {
        // A page of the same origin may always.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Puts something else into it, and loads the page again.
pub fn go(name: &str, value: &str) {
    if let Some(address) = with(name, value) {
        // It throws only what no address of a page says.
        let _ = window().location().set_search(&address);
    }
}

fn with(name: &str, value: &str) -> Option<String> {
    let parameters = parameters()?;
    parameters.set(name, value);
    Some(format!("?{}", String::from(parameters.to_string())))
}

fn parameters() -> Option<UrlSearchParams> {
    UrlSearchParams::new_with_str(&window().location().search().ok()?).ok()
}
