//! The record of what the client did, for whoever looks into a problem.

use std::time::Duration;

use js_sys::Array;
use leptos_dom::helpers::{document, set_timeout, window};
use voice_client_browser::now;
use voice_client_core::recorder::Report;
use voice_client_texts as texts;
use voice_client_ui::dom::{Element, el};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::button::button;
use crate::worker;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// By then Chrome has taken the file over.
const TAKEN_OVER: Duration = Duration::from_secs(10);

/// A file: what it is, how its name ends, and how a report is written into it.
struct Format {
    kind: &'static str,
    ending: &'static str,
    write: fn(&Report) -> String,
}

const JSON: Format = Format { kind: "application/json", ending: "json", write: Report::json };
const TEXT: Format = Format { kind: "text/plain", ending: "txt", write: Report::text };

/// The tools for who looks into a problem: they need no worker.
pub(crate) fn tools() -> Element {
    let report = button("link", None, texts::SAVE_REPORT, true, || save(&JSON));
    let text = button("link", None, texts::SAVE_AS_TEXT, true, || save(&TEXT));
    el("div")
        .class("tools")
        .child(report.attr("title", texts::SAVE_REPORT_HINT))
        .child(text.attr("title", texts::SAVE_AS_TEXT_HINT))
}

/// Without a record, as before the first event, the file says so: it has no chapters.
fn save(format: &'static Format) {
    spawn_local(async move {
        let chapters = worker::record().await;
        let browser = window().navigator().user_agent().unwrap_or_default();
        let report = Report::new(VERSION, &browser, chapters);
        // Nobody could do anything about a file that Chrome does not take.
        let _ = download(&(format.write)(&report), format);
    });
}

fn download(text: &str, format: &Format) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(format.kind);
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    // Not every file system takes a colon.
    let now = now().to_string().replace(':', "-");
    link.set_href(&url);
    link.set_download(&format!("voice-client-report-{now}.{}", format.ending));
    link.click();
    set_timeout(move || drop(Url::revoke_object_url(&url)), TAKEN_OVER);
    Ok(())
}
