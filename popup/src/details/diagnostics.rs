//! The state in a few lines, to be pasted where help is asked for. They are for support, and so in
//! no language of the agent's.

use std::time::Duration;

use leptos_dom::helpers::{set_timeout, window};
use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;
use voice_client_core::{Icon, View};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::problem_code;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::spawn_local;

/// How long it is said whether they are copied.
const SAID: Duration = Duration::from_secs(2);

/// The extension's version, and Chrome's.
pub(super) fn versions(view: &View) -> String {
    let browser = user_agent();
    let names_chrome =
        |it: &&str| it.split_inclusive('/').next().is_some_and(|name| name.ends_with("Chrome/"));
    let chrome = browser.split(' ').find(names_chrome).unwrap_or_default();
    format!("{}, {}", view.version, chrome.replace('/', " "))
}

/// The lines. Who calls is not in them.
pub(super) fn text(view: &View) -> String {
    let none = || "none".to_owned();
    let lines = [
        ("version", view.version.clone()),
        ("browser", user_agent()),
        ("state", Icon::from(view).name().to_owned()),
        ("problem", view.problem.map_or_else(none, problem_code)),
        ("account", view.account.as_ref().map_or_else(none, ToString::to_string)),
        ("identity", view.identity.as_ref().map_or_else(none, ToString::to_string)),
        ("tabs", view.flex_tabs.to_string()),
        ("tabs-with-plugin", view.flex_tabs_with_plugin.to_string()),
        ("tabs-of-other-accounts", view.flex_tabs_of_other_accounts.to_string()),
        ("call", view.call.as_ref().map_or_else(none, |call| call.call_sid.to_string())),
    ];
    lines.map(|(name, value)| format!("{name}: {value}\n")).concat()
}

/// Puts them on the clipboard, and says for a moment whether they are there.
pub(super) fn copy(text: String, copied: RwSignal<Option<Text>>) {
    spawn_local(async move {
        let written = window().navigator().clipboard().write_text(&text);
        let is_written = JsFuture::from(written).await.is_ok();
        copied.set(Some(if is_written { texts::COPIED } else { texts::COPY_FAILED }));
        set_timeout(move || copied.set(None), SAID);
    });
}

fn user_agent() -> String {
    window().navigator().user_agent().unwrap_or_default()
}
