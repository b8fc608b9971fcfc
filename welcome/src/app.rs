//! The welcome page as a whole.

use leptos::prelude::*;
use voice_client_core::Icon;
use voice_client_ui::{MicrophoneState, Picture, Tone};

use crate::check::Check;
use crate::microphone_card::MicrophoneCard;

const FLEX: &str = "https://flex.twilio.com/";

/// The page: first the microphone, then on to Flex.
#[component]
pub(crate) fn App(check: Check) -> impl IntoView {
    let fine = Memo::new(move |_| check.state.with(MicrophoneState::is_fine));
    let tone = move || if fine.get() { Tone::Good.name() } else { Tone::Neutral.name() };
    view! {
        <h1>"Welcome to Flex Voice Client"</h1>
        <p class="lead">
            "It keeps your calls outside the Flex tab: you can refresh or close Flex, and the \
             caller hears nothing of it."
        </p>
        <MicrophoneCard check/>
        <section class="card">
            <span class="medallion" data-tone=tone><Picture icon=Icon::Ready/></span>
            <div class="content">
                <h2>"Take calls in Flex"</h2>
                <p>
                    {move || {
                        if fine.get() {
                            "All set. Sign in to Flex: the voice client connects by itself. Its \
                             button in Chrome’s toolbar then says “Ready for calls”."
                        } else {
                            "Sign in to Flex once the microphone is allowed. The voice client \
                             then connects by itself."
                        }
                    }}
                </p>
                <div class="buttons">
                    <a
                        class="button"
                        class:primary=fine
                        class:secondary=move || !fine.get()
                        href=FLEX
                        target="_blank"
                        rel="noreferrer"
                    >
                        "Open Flex"
                    </a>
                </div>
            </div>
        </section>
    }
}
