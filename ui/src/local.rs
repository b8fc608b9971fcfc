//! What is written differently from place to place.

use js_sys::{Date, Number, Object, Reflect};
use leptos_dom::helpers::document;
use voice_client_core::Time;
use voice_client_texts as texts;

/// Tells Chrome and screen readers which language this page speaks.
pub fn set_page_language() {
    if let Some(page) = document().document_element() {
        // It throws only where a name is none.
        let _ = page.set_attribute("lang", &texts::language());
    }
}

/// A number, with three digits after the point at most.
pub fn number(number: f64) -> String {
    Number::from(number).to_locale_string(&texts::locale()).into()
}

/// A time of the day, by the clock on the wall: `14:05` or `2:05 PM`, which stays on one line.
pub fn time_of_day(time: Time) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    let date = Date::new(&(time.as_millis() as f64).into());
    let options = Object::new();
    // An object of our own takes every property.
    let _ = Reflect::set(&options, &"timeStyle".into(), &"short".into());
    String::from(date.to_locale_string(&texts::locale(), &options)).replace(' ', "\u{a0}")
}
