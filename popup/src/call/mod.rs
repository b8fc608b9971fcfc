//! The call: its buttons, its keys, its figures.

mod clock;
mod keypad;
mod quality;

use leptos::prelude::*;
use voice_client_core::{CallView, Intent};
use voice_client_texts as texts;
use voice_client_ui::drawings;

use crate::button::button;
use crate::shown::Shown;

pub(crate) use clock::time_left;
pub(crate) use keypad::Keypad;

/// How long it has lasted, and how well one hears.
pub(crate) fn call_figures(call: &CallView) -> AnyView {
    view! {
        <div class="figures">
            {call.started_at.map(clock::call_clock)}
            {quality::quality(call)}
        </div>
    }
    .into_any()
}

/// The buttons, while there is a call.
pub(crate) fn call_controls(
    shown: &Shown,
    keypad: Keypad,
    send: Callback<Intent>,
) -> Option<AnyView> {
    let call = shown.view()?.call.as_ref()?;
    // What was last known may not be so any more: nothing can be pressed before the worker speaks.
    let can = shown.current().map(|view| view.controls);
    let muted = call.muted;
    let (label, drawing) = if muted {
        (texts::UNMUTE, drawings::MICROPHONE_OFF)
    } else {
        (texts::MUTE, drawings::MICROPHONE)
    };
    let mute = move || send.run(Intent::SetMuted { muted: !muted });
    let hang_up = move || send.run(Intent::HangUp);
    let style = if muted { "secondary on" } else { "secondary" };
    Some(
        view! {
            <div class="controls">
                {button(style, Some(drawing), label, can.is_some_and(|it| it.mute), mute)}
                {keypad.switch()}
                {button(
                    "danger",
                    Some(drawings::HANG_UP),
                    texts::HANG_UP,
                    can.is_some_and(|it| it.hang_up),
                    hang_up,
                )}
            </div>
            {keypad.keys()}
        }
        .into_any(),
    )
}
