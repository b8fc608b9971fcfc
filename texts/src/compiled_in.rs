//! The catalogues as they are in the checkout.

use std::cell::Cell;

type Texts = &'static [(u16, &'static str)];

const LANGUAGES: &[(&str, Texts)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

const ENGLISH: &str = "en";

thread_local! {
    static SPOKEN: Cell<&'static str> = const { Cell::new(ENGLISH) };
}

/// The languages that there are, as their folders are called.
pub fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|(language, _)| *language)
}

/// Changes the language, for this thread; one that there is not is ignored.
pub fn speak(language: &str) {
    if let Some(language) = languages().find(|it| *it == language) {
        SPOKEN.set(language);
    }
}

pub(crate) fn message(number: u16, values: &[&str]) -> String {
    let text = |wanted: &str| {
        let (_, texts) = LANGUAGES.iter().find(|(language, _)| *language == wanted)?;
        Some(texts.iter().find(|(it, _)| *it == number)?.1)
    };
    let text = text(SPOKEN.get()).or_else(|| text(ENGLISH)).unwrap_or_default();
    let mut parts = text.split('$');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut rest = part.chars();
        let place = rest.next().and_then(|it| it.to_digit(10)).unwrap_or_default() as usize;
        filled.push_str(place.checked_sub(1).and_then(|it| values.get(it)).unwrap_or(&""));
        filled.push_str(rest.as_str());
    }
    filled
}

pub(crate) fn ui_language() -> String {
    crate::language()
}
