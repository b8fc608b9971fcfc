//! Ports, as the worker has them.

use serde::Deserialize;

use crate::{from_js, sys};

/// Who opened a Port, as Chrome says (`runtime.MessageSender`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sender {
    /// The extension that the sender belongs to.
    pub id: Option<String>,
    /// The URL of the page.
    pub url: Option<String>,
    /// The origin of the page.
    pub origin: Option<String>,
    /// The document: another one after each refresh.
    pub document_id: Option<String>,
    /// 0 is the top frame of a tab.
    pub frame_id: Option<u32>,
    /// The tab, if the page is in one.
    pub tab: Option<Tab>,
}

/// A tab (`tabs.Tab`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Tab {
    /// Its number.
    pub id: Option<u32>,
    /// The number of its window.
    pub window_id: Option<i32>,
}

/// Who opened this Port.
pub fn port_sender(port: &sys::Port) -> Sender {
    from_js(&port.sender()).unwrap_or_default()
}
