//! What people read: every text of the extension, by its key in `_locales/en/messages.json`.
//!
//! A text without values is a constant, one with values a function. Chrome chooses the language
//! and keeps the catalogue; the programs hold nothing but numbers, in place of the keys, as the
//! catalogue that ships has them. What worker and pages say alike is put together here, too: who
//! calls, the tool tip of the badge, what the desktop tells.

// Where there is no Chrome, in a test or on a dev page, the catalogue is compiled in.
#[cfg_attr(any(not(target_arch = "wasm32"), feature = "dev"), path = "compiled_in.rs")]
mod source;

mod badge;
mod identity;
mod notification;
mod problem;

use std::fmt;

pub use badge::badge;
pub use identity::{caller_name, readable_identity};
pub use notification::notification;
pub use problem::problem;
#[cfg(any(not(target_arch = "wasm32"), feature = "dev"))]
pub use source::{languages, speak};

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// A text of the catalogue, in no language yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text(u16);

impl Text {
    /// In the language that Chrome shows itself in, or in English.
    pub fn text(self) -> String {
        source::message(self.0, &[])
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// The language of the texts, as the `lang` of a page wants it (BCP 47).
pub fn language() -> String {
    LANG.text()
}

/// How numbers, dates and times are written, for `Intl`: as the person has set up Chrome, if that
/// goes with the language of the texts, and otherwise as that language does.
pub fn locale() -> String {
    let (texts, chrome) = (language(), source::ui_language());
    let same = texts.get(..2) == chrome.get(..2);
    if same { chrome } else { texts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_where_the_text_wants_them() {
        assert_eq!(tabs_with_plugin("3", "1"), "3 open, 1 with the plugin");
        // A value that looks like a place for another one stays as it is.
        assert_eq!(ended_at("$2", "14:05"), "$2, 14:05");
    }

    #[test]
    fn every_language_says_which_it_is() {
        let own = languages().map(|language| {
            speak(language);
            super::language()
        });
        let own: Vec<_> = own.collect();
        assert_eq!(own, ["de", "en", "es", "fr", "ja", "pt-BR"]);
    }
}
