//! Mute, hang up, restart.

use leptos::html::Dialog;
use leptos::prelude::*;
use voice_client_core::{Controls, Intent};
use voice_client_ui::Glyph;

use crate::shown::Shown;

const MICROPHONE: &str = r#"<rect x="9" y="2.5" width="6" height="12" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3.5"/>"#;
const HANG_UP: &str = r#"<path fill="currentColor" d="M2.2 12.6C2.2 9.6 6.6 7.4 12 7.4s9.8 2.2 9.8 5.2v2a1.6 1.6 0 0 1-1.6 1.6h-3a1.6 1.6 0 0 1-1.6-1.6v-1.7c-1-.5-2.2-.7-3.6-.7s-2.6.2-3.6.7v1.7a1.6 1.6 0 0 1-1.6 1.6h-3a1.6 1.6 0 0 1-1.6-1.6z"/>"#;

/// Before the worker has spoken.
const NOTHING: Controls = Controls { hang_up: false, mute: false, restart: false };

/// The buttons.
pub(crate) fn control_bar(
    shown: &Shown,
    send: Callback<Intent>,
    question: NodeRef<Dialog>,
) -> impl IntoView + use<> {
    // What was last known may not be so any more: nothing can be pressed before the worker speaks.
    let can = shown.current().map_or(NOTHING, |view| view.controls);
    let call = shown.view().and_then(|view| view.call.as_ref());
    let on_call = call.is_some();
    let muted = call.is_some_and(|call| call.muted);
    let mute_label = if muted { "Unmute" } else { "Mute" };
    let mute = move || send.run(Intent::SetMuted { muted: !muted });
    let hang_up = move || send.run(Intent::HangUp);
    let restart = move || {
        if !on_call {
            send.run(Intent::Restart { end_call: false });
        } else if let Some(dialog) = question.get_untracked() {
            // It throws only if it is open already.
            let _ = dialog.show_modal();
        }
    };
    view! {
        <footer class="controls">
            {button("secondary", Some(MICROPHONE), mute_label, can.mute, mute)}
            {button("danger", Some(HANG_UP), "Hang up", can.hang_up, hang_up)}
            {button("quiet", None, "Restart", can.restart, restart)}
        </footer>
    }
}

pub(crate) fn button(
    style: &'static str,
    drawing: Option<&'static str>,
    label: &'static str,
    enabled: bool,
    pressed: impl Fn() + 'static,
) -> AnyView {
    draw_button(style, drawing, label, enabled, Box::new(pressed))
}

/// One for all buttons, whatever they do: what is drawn is large.
fn draw_button(
    style: &'static str,
    drawing: Option<&'static str>,
    label: &'static str,
    enabled: bool,
    pressed: Box<dyn Fn()>,
) -> AnyView {
    let glyph = drawing.map(|drawing| view! { <Glyph drawing/> });
    let class = format!("button {style}");
    view! {
        <button type="button" class=class disabled=!enabled on:click=move |_| pressed()>
            {glyph}
            {label}
        </button>
    }
    .into_any()
}

/// Asks before a restart that ends a call.
#[component]
pub(crate) fn RestartQuestion(
    question: NodeRef<Dialog>,
    on_call: Memo<bool>,
    send: Callback<Intent>,
) -> impl IntoView {
    let close = move || {
        if let Some(dialog) = question.get_untracked() {
            dialog.close();
        }
    };
    // Without a call there is nothing left to ask.
    Effect::new(move |_| {
        if !on_call.get() {
            close();
        }
    });
    let restart = move || {
        close();
        send.run(Intent::Restart { end_call: true });
    };
    view! {
        <dialog
            class="confirm"
            node_ref=question
            aria-labelledby="confirm-title"
            aria-describedby="confirm-text"
        >
            <h2 id="confirm-title">"End the call?"</h2>
            <p id="confirm-text">
                "Restarting the voice client ends the call that you are on. The caller is cut off."
            </p>
            <div class="buttons">
                // The first one has the focus: the one that does no harm.
                {button("secondary", None, "Cancel", true, close)}
                {button("danger", None, "End call and restart", true, restart)}
            </div>
        </dialog>
    }
}
