//! How high the popup is, and in which colours: what the next one paints before its program runs
//! looks so (`last-look.js`). Nothing jumps then when the program paints.

use gloo_storage::{LocalStorage, Storage};
use leptos_dom::helpers::{document, request_animation_frame};
use reactive_graph::prelude::*;
use reactive_graph::signal::ReadSignal;
use voice_client_ui::{Summary, Tone, effect};

use crate::shown::Shown;

const KEY: &str = "popup.last-look";

/// Keeps it from now on.
///
/// `is_as_opened` says whether nothing is unfolded that no popup begins with. It may read other
/// signals by which the popup gets higher or less high.
pub(crate) fn keep(shown: ReadSignal<Shown>, is_as_opened: impl Fn() -> bool + 'static) {
    effect(move || {
        let is_as_opened = is_as_opened();
        let tone = shown.with(|it| it.current().map(|view| Summary::from(view).tone));
        if let Some(tone) = tone.filter(|_| is_as_opened) {
            // By then it is drawn.
            request_animation_frame(move || save(tone));
        }
    });
}

fn save(tone: Tone) {
    let Ok(Some(main)) = document().query_selector("main") else { return };
    let height = main.client_height().to_string();
    // Where nothing can be kept, the next popup begins as the first one did.
    let _ = LocalStorage::raw().set_item(KEY, &[&height, "px ", tone.name()].concat());
}
