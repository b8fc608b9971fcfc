//! Asks before a restart, and says what it will do.

use leptos::html::Dialog;
use leptos::prelude::*;
use voice_client_core::Intent;
use voice_client_texts as texts;

use crate::button::button;

/// The question, about a call if there is one.
pub(super) fn question(
    dialog: NodeRef<Dialog>,
    on_call: Memo<bool>,
    send: Callback<Intent>,
) -> AnyView {
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    // A call that begins or ends meanwhile makes it another question.
    Effect::new(move |before: Option<bool>| {
        let now = on_call.get();
        if before.is_some_and(|before| before != now) {
            close();
        }
        now
    });
    let words = move || {
        let (title, text, yes) = if on_call.get() {
            (texts::RESTART_CALL_QUESTION, texts::RESTART_CALL_TEXT, texts::RESTART_CALL)
        } else {
            (texts::RESTART_QUESTION, texts::RESTART_TEXT, texts::RESTART)
        };
        let restart = move || {
            close();
            send.run(Intent::Restart { end_call: on_call.get_untracked() });
        };
        view! {
            <h2 id="confirm-title">{title.text()}</h2>
            <p id="confirm-text">{text.text()}</p>
            <div class="buttons">
                // The first one has the focus: the one that does no harm.
                {button("secondary", None, texts::CANCEL, true, close)}
                {button("danger", None, yes, true, restart)}
            </div>
        }
        .into_any()
    };
    view! {
        <dialog
            class="confirm"
            node_ref=dialog
            aria-labelledby="confirm-title"
            aria-describedby="confirm-text"
        >
            {words}
        </dialog>
    }
    .into_any()
}
