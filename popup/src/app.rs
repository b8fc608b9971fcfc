//! The popup as a whole: a projection of what the worker says.

use leptos::prelude::*;
use voice_client_core::Intent;
use voice_client_texts as texts;

use crate::call::{Keypad, call_controls};
use crate::details::{Details, details};
use crate::shown::Shown;
use crate::sound::{Sound, sound};
use crate::summary_card::{notice_list, summary_card};

/// What the popup itself keeps while it is open.
#[derive(Clone, Copy)]
struct Parts {
    send: Callback<Intent>,
    keypad: Keypad,
    sound: Sound,
    details: Details,
}

/// The popup.
pub(crate) fn app(shown: ReadSignal<Shown>, send: Callback<Intent>) -> AnyView {
    let parts = Parts {
        send,
        keypad: Keypad::begin(shown, send),
        sound: Sound::begin(shown),
        details: Details::begin(shown, send),
    };
    // Leptos touches only what differs between two projections: elements stay, the focus with
    // them, and a screen reader speaks of nothing else.
    view! {
        {move || shown.with(|it| projection(it, parts))}
        {parts.details.question()}
    }
    .into_any()
}

fn projection(shown: &Shown, parts: Parts) -> AnyView {
    let view = shown.view();
    view! {
        <header class="bar">"Flex Voice Client" {remark(shown)}</header>
        <main class="main">
            {summary_card(view, parts.send)}
            {call_controls(shown, parts.keypad, parts.send)}
            <ul class="notices" aria-live="polite">{notice_list(view, parts.send)}</ul>
            {sound(shown, parts.sound, parts.send)}
            {details(shown, parts.details)}
        </main>
    }
    .into_any()
}

/// Beside the title: the version, or that what is shown may be out of date.
fn remark(shown: &Shown) -> AnyView {
    let (class, text) = match shown.current() {
        Some(view) => ("version", view.version.clone()),
        None => ("checking", texts::CHECKING.text()),
    };
    view! { <span class=class>{text}</span> }.into_any()
}
