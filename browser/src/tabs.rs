//! `chrome.tabs` and `chrome.windows`.

use js_sys::{Array, Reflect};
use serde::Serialize;

use crate::convert::settle;
use crate::{Error, Tab, from_js, sys, to_js};

/// The tabs whose URL one of these match patterns fits. Needs host permission for them.
pub async fn matching(patterns: &[String]) -> Result<Vec<Tab>, Error> {
    #[derive(Serialize)]
    struct QueryInfo<'a> {
        url: &'a [String],
    }
    let query = to_js(&QueryInfo { url: patterns })?;
    let tabs = settle("tabs.query", sys::tabs_query(&query)).await?;
    Ok(from_js(&tabs).unwrap_or_default())
}

/// Whether the person looks at a tab whose URL one of these match patterns fits. Needs host
/// permission for them. Fails where Chrome has no window.
pub async fn is_in_front(patterns: &[String]) -> Result<bool, Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct QueryInfo<'a> {
        active: bool,
        last_focused_window: bool,
        url: &'a [String],
    }
    let query = to_js(&QueryInfo { active: true, last_focused_window: true, url: patterns })?;
    let found = settle("tabs.query", sys::tabs_query(&query)).await?;
    // Another program may be in front of Chrome.
    let window = settle("windows.getLastFocused", sys::windows_get_last_focused()).await?;
    let is_focused = Reflect::get(&window, &"focused".into()).is_ok_and(|it| it.is_truthy());
    Ok(is_focused && Array::from(&found).length() > 0)
}

/// Opens a tab in front: in a window of its own where Chrome has none, which can live on without.
pub async fn create(url: &str) -> Result<(), Error> {
    #[derive(Serialize)]
    struct Create<'a> {
        url: &'a str,
    }
    let create = to_js(&Create { url })?;
    if settle("tabs.create", sys::tabs_create(&create)).await.is_err() {
        settle("windows.create", sys::windows_create(&create)).await?;
    }
    Ok(())
}

/// Brings a tab and its window to the front.
pub async fn show(tab: u32) -> Result<(), Error> {
    #[derive(Serialize)]
    struct UpdateTab {
        active: bool,
    }
    #[derive(Serialize)]
    struct UpdateWindow {
        focused: bool,
    }
    let shown = sys::tabs_update(tab, &to_js(&UpdateTab { active: true })?);
    let tab: Option<Tab> = from_js(&settle("tabs.update", shown).await?);
    if let Some(window) = tab.and_then(|tab| tab.window_id) {
        let focused = sys::windows_update(window, &to_js(&UpdateWindow { focused: true })?);
        settle("windows.update", focused).await?;
    }
    Ok(())
}
