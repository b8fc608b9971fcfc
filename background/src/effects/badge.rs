//! The icon in the toolbar.

use std::cell::RefCell;

use voice_client_browser::{Error, action};
use voice_client_core::{Badge, Icon};
use voice_client_texts::{self as texts, Text};
use wasm_bindgen_futures::spawn_local;

use crate::warn_of;

/// What the toolbar shows, as far as this worker knows.
#[derive(Debug, Default)]
pub(crate) struct Badges {
    shown: RefCell<Option<Badge>>,
}

impl Badges {
    /// Shows what is not shown yet.
    pub(super) fn show(&self, badge: Badge) {
        let before = self.shown.replace(Some(badge.clone()));
        if before.as_ref() != Some(&badge) {
            spawn_local(async move { warn_of(show(before, badge).await) });
        }
    }
}

async fn show(before: Option<Badge>, badge: Badge) -> Result<(), Error> {
    if before.as_ref().map(|it| it.icon) != Some(badge.icon) {
        let file = |pixels| format!("icons/{}-{pixels}.png", badge.icon.name());
        action::set_icon(&file(16), &file(32)).await?;
        action::set_badge_colors("#ffffff", background(badge.icon)).await?;
        action::set_title(&title(badge.icon).text()).await?;
    }
    if before.map(|it| it.text).as_ref() != Some(&badge.text) {
        action::set_badge_text(&badge.text).await?;
    }
    Ok(())
}

/// The tool tip, which screen readers speak too.
const fn title(icon: Icon) -> Text {
    match icon {
        Icon::Waiting => texts::BADGE_WAITING,
        Icon::Connecting => texts::BADGE_CONNECTING,
        Icon::Ready => texts::BADGE_READY,
        Icon::OnCall => texts::BADGE_ON_CALL,
        Icon::Muted => texts::BADGE_MUTED,
        Icon::Problem => texts::BADGE_PROBLEM,
    }
}

/// White text is legible on each of them (WCAG AA); the text itself says the same without colour.
const fn background(icon: Icon) -> &'static str {
    match icon {
        Icon::Waiting | Icon::Connecting => "#606b85",
        Icon::Ready | Icon::OnCall => "#0e7c3a",
        Icon::Muted => "#8a4b00",
        Icon::Problem => "#c81e1e",
    }
}
