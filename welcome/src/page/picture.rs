//! Where to look in Chrome's window, drawn. Words beside it say the same, so screen readers skip
//! it.

use voice_client_ui::dom::{Element, svg};

use crate::steps::Scene;

/// The upper part of a window: a tab, the toolbar, the address.
macro_rules! window {
    () => {
        concat!(
            r#"<path class="glass" d="M1 140V11A10 10 0 0 1 11 1h298a10 10 0 0 1 10 10v129"/>"#,
            r#"<path class="bar" d="M1 28h9a6 6 0 0 0 6-6v-7a6 6 0 0 1 6-6h84a6 6 0 0 1 6 6v7a6 6 0 0 0 6 6h201v34H1z"/>"#,
            r#"<path class="line" d="M30 19h56"/>"#,
            r#"<path class="ink" d="M25 45H14m4-4-4 4 4 4M41 45h11m-4-4 4 4-4 4"/>"#
        )
    };
}

/// A microphone with its left upper corner there, 12 by 16.
macro_rules! microphone {
    ($class:literal, $place:literal) => {
        concat!(
            r#"<g class=""#,
            $class,
            r#"" transform="translate("#,
            $place,
            r#")"><rect x="4" y="1" width="5" height="8" rx="2.5"/><path d="M1.5 7a5 5 0 0 0 10 0M6.5 12v3"/></g>"#
        )
    };
}

const QUESTION: &str = concat!(
    window!(),
    r#"<rect class="field" x="64" y="34" width="242" height="22" rx="11"/>"#,
    r#"<rect class="hot" x="66" y="36" width="34" height="18" rx="9"/>"#,
    microphone!("on-hot", "77 37"),
    r#"<path class="line" d="M112 45h90"/>"#,
    r#"<rect class="bubble" x="64" y="64" width="184" height="96" rx="10"/>"#,
    microphone!("ink", "78 76"),
    r#"<path class="line" d="M100 84h100"/>"#,
    r#"<rect class="hot" x="78" y="101" width="156" height="16" rx="8"/>"#,
    r#"<path class="on-hot" d="M108 109h96"/>"#,
    r#"<rect class="choice" x="78" y="121" width="156" height="16" rx="8"/>"#,
    r#"<path class="pointer" d="m222 107 4 21 5-7 8-1z"/>"#
);

const SITE_SETTINGS: &str = concat!(
    window!(),
    r#"<rect class="field" x="64" y="34" width="242" height="22" rx="11"/>"#,
    r#"<circle class="hot" cx="77" cy="45" r="9"/>"#,
    r#"<path class="on-hot" d="M72.5 42.5h3m4 0h2M72.5 47.5h2m4 0h3"/>"#,
    r#"<circle class="on-hot" cx="77.5" cy="42.5" r="1.6"/><circle class="on-hot" cx="76.5" cy="47.5" r="1.6"/>"#,
    r#"<path class="line" d="M98 45h104"/>"#,
    r#"<rect class="bubble" x="64" y="64" width="184" height="96" rx="10"/>"#,
    r#"<path class="line" d="M78 81h70"/>"#,
    microphone!("ink", "78 100"),
    r#"<path class="line" d="M100 108h70"/>"#,
    r#"<rect class="hot" x="202" y="99" width="32" height="18" rx="9"/>"#,
    r#"<circle class="knob" cx="225" cy="108" r="6"/>"#,
    r#"<path class="pointer" d="m221 112 4 21 5-7 8-1z"/>"#
);

const PINS: &str = concat!(
    window!(),
    r#"<rect class="field" x="64" y="34" width="180" height="22" rx="11"/>"#,
    r#"<path class="line" d="M78 45h104"/>"#,
    r#"<circle class="hot" cx="266" cy="45" r="11"/>"#,
    r#"<path class="on-hot" d="M261 41.5h3.2a1.9 1.9 0 1 1 3.6 0h3.2v3.2a1.9 1.9 0 1 1 0 3.6v3.2h-10z"/>"#,
    r#"<circle class="ink" cx="298" cy="45" r="7"/>"#,
    r#"<rect class="bubble" x="118" y="64" width="184" height="96" rx="10"/>"#,
    r#"<path class="line" d="M132 81h60"/>"#,
    r#"<circle class="app" cx="140" cy="108" r="8"/>"#,
    r#"<path class="line" d="M158 108h86"/>"#,
    r#"<circle class="hot" cx="280" cy="108" r="11"/>"#,
    r#"<path class="on-hot" d="M277.5 102.5h5M278.5 102.5v4.5l-2 2.5h7l-2-2.5v-4.5M280 109.5v4.5"/>"#,
    r#"<path class="pointer" d="m284 111 4 21 5-7 8-1z"/>"#
);

/// The place.
pub(super) fn scene(scene: Scene) -> Element {
    let drawing = match scene {
        Scene::Question => QUESTION,
        Scene::SiteSettings => SITE_SETTINGS,
        Scene::Pins => PINS,
    };
    svg("0 0 320 140", drawing).class("scene")
}
