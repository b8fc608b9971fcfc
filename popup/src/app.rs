//! The popup as a whole: a projection of what the worker says.

use reactive_graph::callback::Callback;
use reactive_graph::prelude::*;
use reactive_graph::signal::{ReadSignal, RwSignal};
use voice_client_core::{CallState, Intent};
use voice_client_texts as texts;
use voice_client_ui::dom::{Element, Node, el};

use crate::call::{Keypad, call_buttons};
use crate::details::{Details, details, save_report};
use crate::focus;
use crate::last_look;
use crate::shown::Shown;
use crate::sound::{Sound, sound};
use crate::summary_card::{notice_list, summary_card};

/// What the popup itself keeps while it is open.
#[derive(Clone, Copy)]
struct Parts {
    send: Callback<Intent>,
    keypad: Keypad,
    /// Whether the figures of the connection are unfolded.
    is_measured: RwSignal<bool>,
    sound: Sound,
    details: Details,
}

/// The popup.
pub(crate) fn app(shown: ReadSignal<Shown>, send: Callback<Intent>) -> Vec<Node> {
    let parts = Parts {
        send,
        keypad: Keypad::begin(shown, send),
        is_measured: RwSignal::new(false),
        sound: Sound::begin(shown),
        details: Details::begin(shown, send),
    };
    focus::keep(shown);
    last_look::keep(shown, move || {
        parts.details.track();
        let Parts { keypad, is_measured, sound, .. } = parts;
        !(keypad.is_open() || is_measured.get() || sound.is_tried())
    });
    // Only what differs between two projections is touched: elements stay, the focus with them,
    // and a screen reader speaks of nothing else.
    vec![
        Node::from(move || shown.with(bar)),
        Node::from(move || shown.with(|it| projection(it, parts))),
        parts.details.question().into(),
    ]
}

/// The title, and beside it the version, or that what is shown may be out of date.
fn bar(shown: &Shown) -> Element {
    let remark = match shown {
        Shown::Current(view) => Some(("version", view.version.clone())),
        Shown::Nothing | Shown::LastKnown(_) => Some(("checking", texts::CHECKING.text())),
        Shown::Silent { .. } => None,
    };
    let remark = remark.map(|(class, remark)| el("span").class(class).child(remark));
    el("header").class("bar").child("Flex Voice Client").child(remark)
}

fn projection(shown: &Shown, parts: Parts) -> Element {
    let view = shown.view();
    let call = view.and_then(|view| view.call.as_ref());
    let is_on_call = call.is_some();
    let is_keyed = is_on_call && parts.keypad.is_open();
    el("main")
        .class("main")
        .child(summary_card(shown, parts.is_measured, parts.send))
        .child(call_buttons(shown, parts.keypad, parts.send))
        .child(is_on_call.then_some(move || parts.keypad.keys()))
        .child(call.map(|call| parts.keypad.sent(call.state == CallState::Active)))
        .child(
            el("ul")
                .class("notices")
                .attr("aria-live", "polite")
                .children(notice_list(shown, parts.send)),
        )
        // A popup has room for one of the two.
        .child((!is_keyed).then(|| sound(shown, parts.sound, parts.send)))
        .child(details(shown, parts.details))
        .child(shown.is_silent().then(save_report::tools))
}
