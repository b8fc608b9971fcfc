use leptos::prelude::*;
use voice_client_core::Icon;

/// The handset, in a 24 by 24 box.
macro_rules! handset {
    () => {
        r#"<path d="M6.2 3.5h2.1c.5 0 .9.3 1 .8l.8 3.2c.1.4 0 .8-.3 1L8.3 9.9a12.5 12.5 0 0 0 5.8 5.8l1.4-1.5c.2-.3.6-.4 1-.3l3.2.8c.5.1.8.5.8 1v2.1c0 1.3-1.1 2.3-2.4 2.2C10.4 19.4 4.6 13.6 4 5.9c-.1-1.3.9-2.4 2.2-2.4z"/>"#
    };
}

/// The picture of a state. Each has a shape of its own, so that colour is never needed.
const fn drawing(icon: Icon) -> &'static str {
    match icon {
        // A clock.
        Icon::Waiting => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.2 2"/>"#,
        // Three dots on their way.
        Icon::Connecting => {
            r#"<g class="travelling"><path d="M5 12h.01"/><path d="M12 12h.01"/><path d="M19 12h.01"/></g>"#
        }
        // A check mark beside the handset.
        Icon::Ready => concat!(handset!(), r#"<path d="m14.2 6.4 2.3 2.3 4.2-4.4"/>"#),
        // Sound beside the handset.
        Icon::OnCall => concat!(
            handset!(),
            r#"<path d="M14.5 7.2a3.4 3.4 0 0 1 2.6 2.6"/><path d="M14.5 3.4a7.2 7.2 0 0 1 6.3 6.3"/>"#
        ),
        // A microphone, crossed out.
        Icon::Muted => {
            r#"<path d="M9 9.5v2a3 3 0 0 0 4.9 2.3"/><path d="M15 10.4V6a3 3 0 0 0-5.8-1"/><path d="M17.8 14.6a6.6 6.6 0 0 0 .9-3.1M5.3 11.5a6.7 6.7 0 0 0 10.5 5.5M12 18.3v2.7"/><path d="m4 3.5 16 17"/>"#
        }
        // An exclamation mark in a triangle.
        Icon::Problem => {
            r#"<path d="M10.7 4.2 2.9 17.7a1.5 1.5 0 0 0 1.3 2.3h15.6a1.5 1.5 0 0 0 1.3-2.3L13.3 4.2a1.5 1.5 0 0 0-2.6 0z"/><path d="M12 9.5v4M12 16.7h.01"/>"#
        }
    }
}

/// Shows the picture of a state. Words beside it say the same, so screen readers skip it.
#[component]
pub fn Picture(
    /// The state.
    icon: Icon,
) -> impl IntoView {
    view! { <Glyph drawing=drawing(icon)/> }
}

/// Shows a drawing of SVG elements in a 24 by 24 box, as thick as the text beside it.
#[component]
pub fn Glyph(
    /// The elements.
    drawing: &'static str,
) -> impl IntoView {
    view! { <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true" inner_html=drawing></svg> }
}
