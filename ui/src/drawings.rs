//! The icons' drawings, one family: SVG elements in a 24 by 24 box, for [`crate::glyph`]. Those of
//! the toolbar, in `assets/icons`, have the same ideas, filled.

use voice_client_core::Icon;

macro_rules! handset {
    () => {
        r#"<path d="M6.2 3.5h2.1c.5 0 .9.3 1 .8l.8 3.2c.1.4 0 .8-.3 1L8.3 9.9a12.5 12.5 0 0 0 5.8 5.8l1.4-1.5c.2-.3.6-.4 1-.3l3.2.8c.5.1.8.5.8 1v2.1c0 1.3-1.1 2.3-2.4 2.2C10.4 19.4 4.6 13.6 4 5.9c-.1-1.3.9-2.4 2.2-2.4z"/>"#
    };
}

/// A microphone.
pub const MICROPHONE: &str = r#"<rect x="9" y="2.5" width="6" height="12" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3.5"/>"#;
/// A microphone, crossed out.
pub const MICROPHONE_OFF: &str = r#"<path d="M9 9.5v2a3 3 0 0 0 4.9 2.3M15 10.4V6a3 3 0 0 0-5.8-1M17.8 14.6a6.6 6.6 0 0 0 .9-3.1M5.3 11.5a6.7 6.7 0 0 0 10.5 5.5M12 18.3v2.7M4 3.5l16 17"/>"#;
/// A speaker.
pub const SPEAKER: &str = r#"<path d="M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11"/>"#;
/// A handset on its hook.
pub const HANG_UP: &str = r#"<path fill="currentColor" d="M2.2 12.6C2.2 9.6 6.6 7.4 12 7.4s9.8 2.2 9.8 5.2v2a1.6 1.6 0 0 1-1.6 1.6h-3a1.6 1.6 0 0 1-1.6-1.6v-1.7c-1-.5-2.2-.7-3.6-.7s-2.6.2-3.6.7v1.7a1.6 1.6 0 0 1-1.6 1.6h-3a1.6 1.6 0 0 1-1.6-1.6z"/>"#;
/// The keys of a telephone.
pub const KEYPAD: &str = r#"<path stroke-width="3" d="M6 5h.01M12 5h.01M18 5h.01M6 11h.01M12 11h.01M18 11h.01M6 17h.01M12 17h.01M18 17h.01"/>"#;
/// A check mark.
pub const CHECK_MARK: &str = r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#;

/// The picture of a state. Each has a shape of its own, so that colour is never needed.
pub const fn of(icon: Icon) -> &'static str {
    match icon {
        Icon::Waiting => handset!(),
        // Three dots on their way.
        Icon::Connecting => {
            r#"<g class="travelling"><path d="M5 12h.01"/><path d="M12 12h.01"/><path d="M19 12h.01"/></g>"#
        }
        // A check mark beside the handset.
        Icon::Ready => concat!(handset!(), r#"<path d="m14.2 6.4 2.3 2.3 4.2-4.4"/>"#),
        // Sound beside the handset.
        Icon::OnCall => concat!(
            handset!(),
            r#"<path d="M14.5 7.2a3.4 3.4 0 0 1 2.6 2.6M14.5 3.4a7.2 7.2 0 0 1 6.3 6.3"/>"#
        ),
        Icon::Muted => MICROPHONE_OFF,
        // An exclamation mark in a triangle.
        Icon::Problem => {
            r#"<path d="M10.7 4.2 2.9 17.7a1.5 1.5 0 0 0 1.3 2.3h15.6a1.5 1.5 0 0 0 1.3-2.3L13.3 4.2a1.5 1.5 0 0 0-2.6 0zM12 9.5v4M12 16.7h.01"/>"#
        }
    }
}
