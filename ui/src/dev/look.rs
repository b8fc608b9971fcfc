//! Language, colours and width of a page, as its address says.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use voice_client_texts as texts;
use web_sys::{CssMediaRule, CssStyleSheet, HtmlElement};

use super::{address, choice};
use crate::set_page_language;

/// Something that can be switched: its name, and to what.
type Switch = (&'static str, fn() -> Vec<&'static str>);

const SWITCHES: [Switch; 3] = [
    ("language", || texts::languages().collect()),
    ("colours", || vec!["light", "dark"]),
    ("width", || vec!["", "320", "480"]),
];

/// The switches, for the panel.
pub fn switches() -> Vec<AnyView> {
    let switch = |(name, values): Switch| {
        let choices = values().into_iter().map(move |value| {
            let shown = if value.is_empty() { "its own" } else { value };
            choice(shown, move || address::go(name, value))
        });
        view! { <h2>{name}</h2> <div class="choices">{choices.collect_view()}</div> }.into_any()
    };
    SWITCHES.map(switch).into()
}

/// Brings the page to look as its address says; `id` is that of the element that is its own.
pub fn apply(id: &str) {
    texts::speak(&address::of_page("language"));
    set_page_language();
    colours(&address::of_page("colours"));
    let page = document().get_element_by_id(id);
    if let Some(page) = page.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let width = address::of_page("width");
        let width = if width.is_empty() { width } else { format!("{width}px") };
        // An empty width is none of its own.
        let _ = page.style().set_property("width", &width);
    }
}

/// Makes the rules for dark colours hold always, or never.
fn colours(wanted: &str) {
    let media = match wanted {
        "dark" => "all",
        "light" => "not all",
        _ => return,
    };
    let sheets = document().style_sheets();
    for sheet in (0..sheets.length()).filter_map(|at| sheets.get(at)) {
        let Ok(rules) = sheet.unchecked_into::<CssStyleSheet>().css_rules() else { continue };
        for rule in (0..rules.length()).filter_map(|at| rules.get(at)) {
            let Some(rule) = rule.dyn_ref::<CssMediaRule>() else { continue };
            // Once changed, it does not say any more what it was: no other is for all or none.
            let media_now = rule.media().media_text();
            if media_now.contains("dark") || ["all", "not all"].contains(&&*media_now) {
                rule.media().set_media_text(media);
            }
        }
    }
    let page = document().document_element().and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(page) = page {
        let _ = page.style().set_property("color-scheme", wanted);
    }
}
