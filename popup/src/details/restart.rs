//! Asks before a restart, and says what it will do.

use leptos_dom::helpers::document;
use reactive_graph::callback::{Callable, Callback};
use reactive_graph::computed::Memo;
use reactive_graph::prelude::*;
use voice_client_core::Intent;
use voice_client_texts as texts;
use voice_client_ui::dom::{Element, el};
use voice_client_ui::effect;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use crate::button::button;

const ID: &str = "confirm";

/// The question, about a call if there is one.
pub(super) fn question(on_call: Memo<bool>, send: Callback<Intent>) -> Element {
    // A call that begins or ends meanwhile makes it another question.
    effect(move || {
        on_call.track();
        close();
    });
    let restart = move || {
        close();
        send.run(Intent::Restart { end_call: on_call.get_untracked() });
    };
    // The first one has the focus: the one that does no harm.
    let buttons = move || {
        let yes = if on_call.get() { texts::RESTART_CALL } else { texts::RESTART };
        el("div")
            .class("buttons")
            .child(button("secondary", None, texts::CANCEL, true, close))
            .child(button("danger", None, yes, true, restart))
    };
    let by_call = move |with, without| move || if on_call.get() { with } else { without };
    let title = by_call(texts::RESTART_CALL_QUESTION, texts::RESTART_QUESTION);
    let text = by_call(texts::RESTART_CALL_TEXT, texts::RESTART_TEXT);
    el("dialog")
        .attr("id", ID)
        .class("confirm")
        .attr("aria-labelledby", "confirm-title")
        .attr("aria-describedby", "confirm-text")
        .child(el("h2").attr("id", "confirm-title").child(title))
        .child(el("p").attr("id", "confirm-text").child(text))
        .child(buttons)
}

/// Asks it.
pub(super) fn ask() {
    if let Some(dialog) = dialog() {
        // It throws only if it is open already.
        let _ = dialog.show_modal();
    }
}

fn close() {
    if let Some(dialog) = dialog() {
        dialog.close();
    }
}

fn dialog() -> Option<HtmlDialogElement> {
    document().get_element_by_id(ID)?.dyn_into().ok()
}
