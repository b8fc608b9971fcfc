//! The icon in the toolbar.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use voice_client_browser::{Error, action};
use voice_client_core::{Badge, CallState, Icon};
use voice_client_texts as texts;
use wasm_bindgen_futures::spawn_local;

use super::picture::Pictures;
use crate::warn_of;

/// The toolbar, which shows one thing after the other: of what comes meanwhile, the last.
#[derive(Debug, Default)]
pub(crate) struct Badges(Rc<Toolbar>);

#[derive(Debug, Default)]
struct Toolbar {
    wanted: RefCell<Option<Badge>>,
    /// What is shown, as far as this worker knows.
    shown: RefCell<Option<Badge>>,
    is_busy: Cell<bool>,
    pictures: Pictures,
}

impl Badges {
    /// Shows what is not shown yet.
    pub(super) fn show(&self, badge: Badge) {
        self.0.wanted.replace(Some(badge));
        if self.0.is_busy.replace(true) {
            return;
        }
        let toolbar = Rc::clone(&self.0);
        spawn_local(async move {
            while let Some(badge) = toolbar.wanted.take() {
                let before = toolbar.shown.take();
                let shown = show(before, &badge, &toolbar.pictures).await;
                // What could not be shown is all shown with the next one.
                toolbar.shown.replace(shown.is_ok().then_some(badge));
                warn_of(shown);
            }
            toolbar.is_busy.set(false);
        });
    }
}

async fn show(before: Option<Badge>, badge: &Badge, pictures: &Pictures) -> Result<(), Error> {
    let (mut said, mut drawn) = (Ok(()), Ok(()));
    // The words first, and whatever becomes of the picture.
    let title = texts::badge(badge);
    if before.as_ref().map(texts::badge).as_ref() != Some(&title) {
        said = action::set_title(&title).await;
    }
    if before.as_ref().map(|it| it.icon) != Some(badge.icon) {
        drawn = pictures.show(badge.icon).await;
    }
    if before.as_ref().map(background) != Some(background(badge)) {
        action::set_badge_colors("#ffffff", background(badge)).await?;
    }
    if before.map(|it| it.text).as_ref() != Some(&badge.text) {
        action::set_badge_text(&badge.text).await?;
    }
    said.and(drawn)
}

/// White text is legible on each of them (WCAG AA); the text itself says the same without colour.
fn background(badge: &Badge) -> &'static str {
    let is_reconnecting = badge.call == Some(CallState::Reconnecting);
    match badge.icon {
        Icon::Waiting | Icon::Connecting => "#606b85",
        Icon::Problem => "#c72323",
        Icon::Muted => "#8d3118",
        Icon::OnCall if is_reconnecting || badge.problem.is_some() => "#8d3118",
        Icon::Ready | Icon::OnCall => "#0e7c3a",
    }
}
