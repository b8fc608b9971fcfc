//! `chrome.runtime`.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

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

/// What `runtime.getContexts` is asked for.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct ContextFilter<'a> {
    context_types: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    document_urls: Option<[&'a str; 1]>,
}

async fn contexts(filter: &ContextFilter<'_>) -> Result<JsValue, Error> {
    settle("runtime.getContexts", sys::runtime_get_contexts(&to_js(filter)?)).await
}

/// Whether there is an offscreen document.
pub async fn has_offscreen_document() -> Result<bool, Error> {
    let filter =
        ContextFilter { context_types: ["OFFSCREEN_DOCUMENT"], ..ContextFilter::default() };
    Ok(js_sys::Array::from(&contexts(&filter).await?).length() > 0)
}

/// The tab that shows this page of the extension; one of them if there are several.
pub async fn tab_of_page(url: &str) -> Result<Option<u32>, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Context {
        tab_id: u32,
    }
    let filter = ContextFilter { context_types: ["TAB"], document_urls: Some([url]) };
    let found: Vec<Context> = from_js(&contexts(&filter).await?).unwrap_or_default();
    Ok(found.first().map(|it| it.tab_id))
}
