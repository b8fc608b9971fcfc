//! The last view, kept from one popup to the next: it is painted until the worker has spoken.

use leptos::prelude::window;
use voice_client_core::{Caller, View, wire};
use web_sys::Storage;

const KEY: &str = "popup.last-known-view";

/// What another version kept is not read: it may write it differently.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The view that was last kept, if it can be read.
pub(crate) fn load() -> Option<View> {
    let kept = storage()?.get_item(KEY).ok()??;
    let (version, text) = kept.split_once('\n')?;
    wire::from_text(text).filter(|_| version == VERSION)
}

/// Keeps a view, without what is the callers' own affair.
pub(crate) fn save(view: &View) {
    let mut view = view.clone();
    view.waiting_calls.clear();
    if let Some(call) = &mut view.call {
        call.caller = Caller::default();
    }
    // Where nothing can be kept, the popup starts with nothing: that is no fault to speak of.
    if let (Some(storage), Some(text)) = (storage(), wire::to_text(&view)) {
        let _ = storage.set_item(KEY, &format!("{VERSION}\n{text}"));
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}
