//! Asks before a restart, and says what it will do.

use leptos_dom::helpers::document;
use reactive_graph::callback::{Callable, Callback};
use reactive_graph::computed::Memo;
use reactive_graph::prelude::*;
use reactive_graph::signal::ReadSignal;
use voice_client_core::Intent;
use voice_client_texts::{self as texts, Text};
use voice_client_ui::dom::{Element, el};
use voice_client_ui::effect;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use crate::button::button;
use crate::shown::Shown;
use crate::worker;

const ID: &str = "confirm";

/// What is asked, what that does, and what agrees to it.
fn words(shown: &Shown) -> [Text; 3] {
    match (shown, shown.call()) {
        // The extension is loaded again, and takes the call up.
        (Shown::Silent { .. }, Some(_)) => {
            [texts::RESTART_QUESTION, texts::RESTART_SILENT_TEXT, texts::RESTART]
        }
        (_, Some(_)) => {
            [texts::RESTART_CALL_QUESTION, texts::RESTART_CALL_TEXT, texts::RESTART_CALL]
        }
        (_, None) => [texts::RESTART_QUESTION, texts::RESTART_TEXT, texts::RESTART],
    }
}

/// The question, about a call if there is one.
pub(super) fn question(shown: ReadSignal<Shown>, send: Callback<Intent>) -> Element {
    // The call that a restart would end.
    let call = Memo::new(move |_| {
        shown.with(|it| match it {
            Shown::Silent { .. } => None,
            Shown::Nothing | Shown::LastKnown(_) | Shown::Current(_) => it.call().cloned(),
        })
    });
    // A call that begins or ends meanwhile makes it another question.
    effect(move || {
        call.track();
        close();
    });
    let agreed = move || {
        close();
        match call.get_untracked() {
            // By the time that it is heard there may be another one.
            Some(call) => send.run(Intent::Restart { end_call: true }.for_call(call)),
            None if shown.with_untracked(Shown::is_silent) => worker::restart(),
            None => send.run(Intent::Restart { end_call: false }),
        }
    };
    let word = move |which: usize| move || shown.with(|it| words(it)[which]);
    // The first one has the focus: the one that does no harm.
    let buttons = move || {
        let yes = word(2)();
        el("div")
            .class("buttons")
            .child(button("secondary", None, texts::CANCEL, true, close))
            .child(button("danger", None, yes, true, agreed))
    };
    el("dialog")
        .attr("id", ID)
        .class("confirm")
        .attr("aria-labelledby", "confirm-title")
        .attr("aria-describedby", "confirm-text")
        .child(el("h2").attr("id", "confirm-title").child(word(0)))
        .child(el("p").attr("id", "confirm-text").child(word(1)))
        .child(buttons)
}

/// Asks it.
pub(crate) fn ask() {
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
