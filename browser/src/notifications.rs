//! `chrome.notifications`.

use serde::Serialize;

use crate::convert::settle;
use crate::{Error, sys, to_js};

/// What the desktop shows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// `basic`: text and a picture.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The picture's URL.
    pub icon_url: String,
    /// The first line.
    pub title: String,
    /// What follows.
    pub message: String,
    /// Whether it makes no sound.
    pub silent: bool,
}

impl Notification {
    /// Text and a picture.
    pub fn new(icon_url: String, title: String, message: String, silent: bool) -> Self {
        Self { kind: "basic", icon_url, title, message, silent }
    }
}

/// Shows it, in place of the one of the same id.
pub async fn show(id: &str, notification: &Notification) -> Result<(), Error> {
    let shown = sys::notifications_create(id, &to_js(notification)?);
    settle("notifications.create", shown).await?;
    Ok(())
}

/// Takes one back; none of this id is one that is back already.
pub async fn take_back(id: &str) -> Result<(), Error> {
    settle("notifications.clear", sys::notifications_clear(id)).await?;
    Ok(())
}
