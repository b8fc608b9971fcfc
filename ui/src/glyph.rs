use leptos::prelude::*;
use voice_client_core::Icon;

use crate::drawings;

/// Shows the picture of a state. Words beside it say the same, so screen readers skip it.
#[component]
pub fn Picture(
    /// The state.
    icon: Icon,
) -> impl IntoView {
    view! { <Glyph drawing=drawings::of(icon)/> }
}

/// Shows a drawing of SVG elements in a 24 by 24 box, as thick as the text beside it.
#[component]
pub fn Glyph(
    /// The elements.
    drawing: &'static str,
) -> impl IntoView {
    view! { <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true" inner_html=drawing></svg> }
}
