//! Mute, hang up, restart.

use leptos::html::Dialog;
use leptos::prelude::*;
use voice_client_core::{Controls, Intent};
use voice_client_ui::Glyph;

use crate::shown::Shown;

const MICROPHONE: &str = r#"<rect x="9" y="2.5" width="6" height="12" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3.5"/>"#;
const HANG_UP: &str = r#"<path fill="currentColor" d="M2.2 12.6C2.2 9.6 6.6 7.4 12 7.4s9.8 2.2 9.8 5.2v2a1.6 1.6 0 0 1-1.6 1.6h-3a1.6 1.6 0 0 1-1.6-1.6v-1.7c-1-.5-2.2-.7-3.6-.7s-2.6.2-3.6.7v1.7a1.6 1.6 0 0 1-1.6 1.6h-3a1.6 1.6 0 0 1-1.6-1.6z"/>"#;

const NOTHING: Controls = Controls { hang_up: false, mute: false, restart: false };

/// The buttons, and the question before a restart that ends a call.
#[component]
pub(crate) fn ControlBar(shown: ReadSignal<Shown>, send: Callback<Intent>) -> impl IntoView {
    // What was last known may not be so any more: nothing can be pressed before the worker speaks.
    let can = move || shown.with(|it| it.current().map_or(NOTHING, |view| view.controls));
    let muted = Memo::new(move |_| {
        shown.with(|it| it.view().and_then(|view| view.call.as_ref()).is_some_and(|it| it.muted))
    });
    let on_call =
        Memo::new(move |_| shown.with(|it| it.current().is_some_and(|view| view.call.is_some())));
    let question = NodeRef::<Dialog>::new();

    let restart = move |_| {
        if on_call.get_untracked() {
            if let Some(dialog) = question.get_untracked() {
                // It throws only if it is open already.
                let _ = dialog.show_modal();
            }
        } else {
            send.run(Intent::Restart { end_call: false });
        }
    };

    view! {
        <footer class="controls">
            <button
                type="button"
                class="button secondary"
                disabled=move || !can().mute
                on:click=move |_| send.run(Intent::SetMuted { muted: !muted.get_untracked() })
            >
                <Glyph drawing=MICROPHONE/>
                {move || if muted.get() { "Unmute" } else { "Mute" }}
            </button>
            <button
                type="button"
                class="button danger"
                disabled=move || !can().hang_up
                on:click=move |_| send.run(Intent::HangUp)
            >
                <Glyph drawing=HANG_UP/>
                "Hang up"
            </button>
            <button
                type="button"
                class="button quiet"
                disabled=move || !can().restart
                on:click=restart
            >
                "Restart"
            </button>
        </footer>
        <RestartQuestion question on_call=on_call.into() send/>
    }
}

#[component]
fn RestartQuestion(
    question: NodeRef<Dialog>,
    on_call: Signal<bool>,
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
                <button
                    type="button"
                    class="button danger"
                    on:click=move |_| {
                        close();
                        send.run(Intent::Restart { end_call: true });
                    }
                >
                    "End call and restart"
                </button>
                <button type="button" class="button secondary" autofocus on:click=move |_| close()>
                    "Cancel"
                </button>
            </div>
        </dialog>
    }
}
