//! The last view, kept from one popup to the next: it is painted until the worker has spoken.

use gloo_storage::{LocalStorage, Storage};
use voice_client_core::{Caller, View, wire};

const KEY: &str = "popup.last-known-view";

/// What another version kept is not read: it may write it differently.
const VERSION: &str = env!("CARGO_PKG_VERSION");
const SEPARATOR: &str = " ";

/// Stands for a caller whom nobody has noted.
const SOMEBODY: &str = "...";

/// The view that was last kept, if it can be read.
pub(crate) fn load() -> Option<View> {
    let kept = LocalStorage::raw().get_item(KEY).ok()??;
    let text = kept.strip_prefix(VERSION)?.strip_prefix(SEPARATOR)?;
    wire::from_text(text)
}

/// Keeps a view, without what is the callers' own affair.
pub(crate) fn save(view: &View) {
    let mut view = view.clone();
    view.waiting_calls.fill_with(|| Caller::new(SOMEBODY));
    if let Some(call) = &mut view.call {
        call.caller = Caller::default();
    }
    if let Some(text) = wire::to_text(&view) {
        // Where nothing can be kept, the popup starts with nothing: that is no fault to speak of.
        let _ = LocalStorage::raw().set_item(KEY, &[VERSION, SEPARATOR, &text].concat());
    }
}
