//! Chrome's own catalogue (`chrome.i18n`).

use voice_client_browser::i18n;

pub(crate) fn message(number: u16, values: &[&str]) -> String {
    i18n::message(&number.to_string(), values)
}

pub(crate) fn ui_language() -> String {
    i18n::ui_language()
}
