//! What the page's address says: a link leads back to what is shown.

use leptos::prelude::window;
use leptos::wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// What it says under this name, or nothing.
pub(super) fn of_page(name: &str) -> String {
    parameters().and_then(|it| it.get(name)).unwrap_or_default()
}

/// Puts something else into it, without loading the page again.
pub(super) fn keep(name: &str, value: &str) {
    let Some(parameters) = parameters() else { return };
    parameters.set(name, value);
    let address = format!("?{}", String::from(parameters.to_string()));
    if let Ok(history) = window().history() {
        // A page of the same origin may always.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

fn parameters() -> Option<UrlSearchParams> {
    UrlSearchParams::new_with_str(&window().location().search().ok()?).ok()
}
