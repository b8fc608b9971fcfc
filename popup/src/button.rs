//! Buttons.

use voice_client_texts::Text;
use voice_client_ui::dom::{Element, el};
use voice_client_ui::glyph;

/// A button with its name on it.
pub(crate) fn button(
    style: &'static str,
    drawing: Option<&'static str>,
    label: Text,
    enabled: bool,
    pressed: impl Fn() + 'static,
) -> Element {
    el("button")
        .attr("type", "button")
        .class(format!("button {style}"))
        .attr("disabled", !enabled)
        .on("click", move |_| pressed())
        .child(drawing.map(glyph))
        .child(el("span").child(label))
}
