//! Asks before a restart, and says what it will do.

use leptos_dom::helpers::document;
use reactive_graph::callback::{Callable, Callback};
use reactive_graph::computed::Memo;
use reactive_graph::prelude::*;
use reactive_graph::signal::ReadSignal;
use voice_client_core::{CallSid, Intent};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::dom::{Element, el};
use voice_client_ui::effect;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use crate::button::button;
use crate::shown::Shown;
use crate::worker;

const ID: &str = "confirm";

/// What is asked.
#[derive(Clone, PartialEq)]
enum Question {
    /// Whether the client shall begin anew.
    Restart,
    /// Whether that shall end this call.
    EndCall(CallSid),
    /// Whether an extension that does not answer shall be loaded again, though a call is on.
    Reload,
}

impl Question {
    fn of(shown: &Shown) -> Self {
        match (shown, shown.call()) {
            (Shown::Silent { .. }, _) => Self::Reload,
            (_, Some(call)) => Self::EndCall(call.clone()),
            (_, None) => Self::Restart,
        }
    }

    /// What it is, what it says, and what agrees to it.
    const fn words(&self) -> [Text; 3] {
        match self {
            Self::Restart => [texts::RESTART_QUESTION, texts::RESTART_TEXT, texts::RESTART],
            Self::EndCall(_) => {
                [texts::RESTART_CALL_QUESTION, texts::RESTART_CALL_TEXT, texts::RESTART_CALL]
            }
            Self::Reload => [texts::RESTART_QUESTION, texts::RESTART_SILENT_TEXT, texts::RESTART],
        }
    }

    fn agreed(self, send: Callback<Intent>) {
        match self {
            Self::Restart => send.run(Intent::Restart { end_call: false }),
            // By the time that it is heard there may be another call.
            Self::EndCall(call) => send.run(Intent::Restart { end_call: true }.for_call(call)),
            Self::Reload => worker::restart(),
        }
    }
}

/// The question, about a call if there is one.
pub(super) fn question(shown: ReadSignal<Shown>, send: Callback<Intent>) -> Element {
    let question = Memo::new(move |_| shown.with(Question::of));
    // A call that begins or ends meanwhile makes it another question.
    effect(move || {
        question.track();
        close();
    });
    let agreed = move || {
        close();
        question.get_untracked().agreed(send);
    };
    let word = move |which: usize| move || question.with(|it| it.words()[which]);
    // The first one has the focus: the one that does no harm.
    let buttons = move || {
        el("div")
            .class("buttons")
            .child(button("secondary", None, texts::CANCEL, true, close))
            .child(button("danger", None, word(2)(), true, agreed))
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
