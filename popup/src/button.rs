//! Buttons.

use leptos::prelude::*;
use voice_client_texts::Text;
use voice_client_ui::Glyph;

/// A button with its name on it.
pub(crate) fn button(
    style: &'static str,
    drawing: Option<&'static str>,
    label: Text,
    enabled: bool,
    pressed: impl Fn() + 'static,
) -> AnyView {
    draw(style, drawing, label, enabled, Box::new(pressed))
}

/// One for all buttons, whatever they do: what is drawn is large.
fn draw(
    style: &'static str,
    drawing: Option<&'static str>,
    label: Text,
    enabled: bool,
    pressed: Box<dyn Fn()>,
) -> AnyView {
    let glyph = drawing.map(|drawing| view! { <Glyph drawing/> });
    let class = format!("button {style}");
    view! {
        <button type="button" class=class disabled=!enabled on:click=move |_| pressed()>
            {glyph}
            <span>{label.text()}</span>
        </button>
    }
    .into_any()
}
