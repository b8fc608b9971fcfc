//! Drawings in a page.

use voice_client_core::Icon;

use crate::dom::{Element, svg};
use crate::drawings;

/// The picture of a state. Words beside it say the same, so screen readers skip it.
pub fn picture(icon: Icon) -> Element {
    glyph(drawings::of(icon))
}

/// A drawing of SVG elements in a 24 by 24 box, as thick as the text beside it.
pub fn glyph(drawing: &'static str) -> Element {
    svg("0 0 24 24", drawing).class("glyph")
}
