//! The call: its buttons, its keys, its figures.

mod clock;
mod keypad;
mod quality;

use reactive_graph::callback::{Callable, Callback};
use reactive_graph::signal::RwSignal;
use voice_client_core::{CallView, Intent};
use voice_client_texts as texts;
use voice_client_ui::dom::{Element, el};
use voice_client_ui::drawings;

use crate::button::button;
use crate::shown::Shown;

pub(crate) use clock::time_left;
pub(crate) use keypad::Keypad;
pub(crate) use quality::measured;

/// How long it has lasted, and how well one hears.
pub(crate) fn call_figures(call: &CallView, is_open: RwSignal<bool>) -> Element {
    el("div")
        .class("figures")
        .child(call.started_at.map(clock::call_clock))
        .child(quality::quality(call, is_open))
}

/// The buttons, while there is a call.
pub(crate) fn call_buttons(
    shown: &Shown,
    keypad: Keypad,
    send: Callback<Intent>,
) -> Option<Element> {
    let call = shown.view()?.call.as_ref()?;
    // What was last known may not be so any more: nothing can be pressed before the worker speaks.
    let can = shown.current().map(|view| view.controls);
    let muted = call.muted;
    let send = {
        let call_sid = call.call_sid.clone();
        // By the time that it is heard there may be another call.
        move |intent: Intent| send.run(intent.for_call(call_sid.clone()))
    };
    let send_mute = send.clone();
    let (label, drawing) = if muted {
        (texts::UNMUTE, drawings::MICROPHONE_OFF)
    } else {
        (texts::MUTE, drawings::MICROPHONE)
    };
    let style = if muted { "secondary on" } else { "secondary" };
    let mute = button(style, Some(drawing), label, can.is_some_and(|it| it.mute), move || {
        send_mute(Intent::SetMuted { muted: !muted });
    });
    let can_hang_up = can.is_some_and(|it| it.hang_up);
    let hang_up =
        button("danger", Some(drawings::HANG_UP), texts::HANG_UP, can_hang_up, move || {
            send(Intent::HangUp);
        });
    Some(el("div").class("controls").child(mute).child(keypad.switch()).child(hang_up))
}
