//! `chrome.runtime`.

use serde::{Deserialize, Serialize};

use crate::convert::settle;
use crate::{Error, from_js, sys, to_js};

/// The extension's id, as long as there is one: a page that outlives its extension has none.
pub fn id() -> Option<String> {
    sys::RUNTIME.with(sys::Runtime::id)
}

/// Whether the extension that this page belongs to is still there.
pub fn is_alive() -> bool {
    id().is_some()
}

/// The URL of a bundled file.
pub fn url(path: &str) -> String {
    sys::runtime_get_url(path)
}

/// What the shells read of `manifest.json`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// The extension's version.
    pub version: String,
    /// The content scripts; the extension has one.
    pub content_scripts: Vec<ContentScript>,
}

impl Manifest {
    /// Match patterns of Flex's pages.
    pub fn flex_pages(&self) -> Vec<String> {
        self.content_scripts.iter().flat_map(|script| script.matches.clone()).collect()
    }
}

/// A content script of `manifest.json`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ContentScript {
    /// Match patterns of the pages that it runs in.
    pub matches: Vec<String>,
    /// Its files.
    pub js: Vec<String>,
}

/// The manifest. An offscreen document can't read it.
pub fn manifest() -> Manifest {
    from_js(&sys::runtime_get_manifest()).unwrap_or_default()
}

/// Reloads the extension, and installs the update that waits if there is one. Every page of it goes.
pub fn reload() {
    sys::runtime_reload();
}

/// Whether there is an offscreen document.
pub async fn has_offscreen_document() -> Result<bool, Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct ContextFilter {
        context_types: [&'static str; 1],
    }
    let filter = to_js(&ContextFilter { context_types: ["OFFSCREEN_DOCUMENT"] })?;
    let found = settle("runtime.getContexts", sys::runtime_get_contexts(&filter)).await?;
    Ok(js_sys::Array::from(&found).length() > 0)
}
