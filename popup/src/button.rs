//! Buttons.

use voice_client_texts::Text;
use voice_client_ui::dom::{Element, el};
use voice_client_ui::glyph;

/// The style of those that are as small as their drawing.
pub(crate) const TRY: &str = "try";

/// A button with its name on it.
pub(crate) fn button(
    style: &'static str,
    drawing: Option<&'static str>,
    label: Text,
    enabled: bool,
    pressed: impl Fn() + 'static,
) -> Element {
    let button = el("button")
        .attr("type", "button")
        .class(format!("button {style}"))
        .attr("disabled", !enabled)
        .on("click", move |_| pressed())
        .child(drawing.map(glyph))
        .child(el("span").child(label));
    // What has no room for its name has it in the tool tip.
    if style == TRY { button.attr("title", label) } else { button }
}
