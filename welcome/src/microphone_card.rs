//! The microphone: the question, what came of it, and the meter.

use leptos::prelude::*;
use voice_client_ui::{Glyph, MicrophoneState, Tone};

use crate::check::Check;

const MICROPHONE: &str = r#"<rect x="9" y="2.5" width="6" height="12" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3.5"/>"#;
const CHECK_MARK: &str = r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#;
const CROSS_OUT: &str = r#"<path d="M9 9.5v2a3 3 0 0 0 4.9 2.3"/><path d="M15 10.4V6a3 3 0 0 0-5.8-1"/><path d="M17.8 14.6a6.6 6.6 0 0 0 .9-3.1M5.3 11.5a6.7 6.7 0 0 0 10.5 5.5M12 18.3v2.7"/><path d="m4 3.5 16 17"/>"#;

/// Above this level, from 0 to 100, somebody is heard.
const HEARD: u32 = 30;

/// What a state says.
struct Words {
    tone: Tone,
    drawing: &'static str,
    headline: &'static str,
    explanation: &'static str,
    /// What to do, step by step.
    steps: &'static [&'static str],
    button: Option<&'static str>,
}

fn words(state: &MicrophoneState) -> Words {
    let plain = |tone, drawing, headline, explanation, button| Words {
        tone,
        drawing,
        headline,
        explanation,
        steps: &[],
        button,
    };
    match state {
        MicrophoneState::Checking => {
            plain(Tone::Neutral, MICROPHONE, "Microphone", "Asking Chrome about it…", None)
        }
        MicrophoneState::NotAsked => plain(
            Tone::Neutral,
            MICROPHONE,
            "Allow the microphone",
            "Callers hear you through it. Chrome asks once; choose “Allow while visiting the \
             site”. It is only used during calls, and for the test here.",
            Some("Allow microphone"),
        ),
        MicrophoneState::Asking => plain(
            Tone::Busy,
            MICROPHONE,
            "Chrome is asking",
            "Answer the question at the top of the window: choose “Allow while visiting the site”.",
            None,
        ),
        MicrophoneState::Granted => plain(
            Tone::Good,
            CHECK_MARK,
            "The microphone is allowed",
            "Try it: speak, and see whether the bar moves.",
            Some("Test microphone"),
        ),
        MicrophoneState::Testing { .. } => plain(
            Tone::Good,
            CHECK_MARK,
            "The microphone is allowed",
            "Say something, and see whether the bar moves.",
            Some("Stop test"),
        ),
        MicrophoneState::Dismissed => plain(
            Tone::Warning,
            MICROPHONE,
            "The question was closed",
            "Nothing is decided yet. Ask again, and choose “Allow while visiting the site”.",
            Some("Allow microphone"),
        ),
        MicrophoneState::Denied => Words {
            steps: &[
                "Click the icon to the left of this page’s address, and switch “Microphone” on.",
                "If it is not there, open chrome://settings/content/microphone in a new tab, and \
                 remove Flex Voice Client from “Not allowed to use your microphone”.",
                "If it can’t be changed there, your organisation has blocked it: ask your \
                 administrator to allow it.",
            ],
            ..plain(
                Tone::Bad,
                CROSS_OUT,
                "The microphone is blocked",
                "Callers could not hear you, so no calls come. This is how to undo it:",
                Some("Check again"),
            )
        },
        MicrophoneState::DeniedBySystem => Words {
            steps: &[
                "Windows: Settings, Privacy & security, Microphone, and let desktop apps use it.",
                "macOS: System Settings, Privacy & Security, Microphone, and switch Google Chrome \
                 on. Then restart Chrome.",
            ],
            ..plain(
                Tone::Bad,
                CROSS_OUT,
                "Your computer blocks the microphone",
                "Chrome itself may not use it. This is how to undo it:",
                Some("Check again"),
            )
        },
        MicrophoneState::Missing => plain(
            Tone::Bad,
            CROSS_OUT,
            "No microphone found",
            "Plug in your headset, and check again.",
            Some("Check again"),
        ),
        MicrophoneState::Unusable => plain(
            Tone::Bad,
            CROSS_OUT,
            "The microphone does not work",
            "Another program may be using it. Close that program, or unplug the headset and plug \
             it in again.",
            Some("Check again"),
        ),
    }
}

/// The card.
#[component]
pub(crate) fn MicrophoneCard(check: Check) -> impl IntoView {
    let device = Memo::new(move |_| check.state.with(|state| device(state).map(str::to_owned)));
    let pressed = move |_| {
        if device.with_untracked(Option::is_some) {
            check.stop();
        } else {
            check.start();
        }
    };
    let words = move || check.state.with(words);
    view! {
        <section class="card">
            <span class="medallion" data-tone=move || words().tone.name()>
                {move || view! { <Glyph drawing=words().drawing/> }}
            </span>
            <div class="content">
                <div role="status">
                    <h2>{move || words().headline}</h2>
                    <p>{move || words().explanation}</p>
                    {move || steps(words().steps)}
                </div>
                {move || device.get().map(|label| view! { <Level label level=check.level/> })}
                {move || {
                    words().button.map(|label| {
                        view! {
                            <div class="buttons">
                                <button
                                    type="button"
                                    class="button"
                                    class:primary=move || device.with(Option::is_none)
                                    class:secondary=move || device.with(Option::is_some)
                                    on:click=pressed
                                >
                                    {label}
                                </button>
                            </div>
                        }
                    })
                }}
            </div>
        </section>
    }
}

/// What Chrome calls the microphone that is being tested.
fn device(state: &MicrophoneState) -> Option<&str> {
    if let MicrophoneState::Testing { label } = state { Some(label) } else { None }
}

fn steps(steps: &'static [&'static str]) -> impl IntoView {
    (!steps.is_empty()).then(|| {
        let items = steps.iter().map(|step| view! { <li>{*step}</li> }).collect_view();
        view! { <ol class="steps">{items}</ol> }
    })
}

/// The meter.
#[component]
fn Level(label: String, level: ReadSignal<u32>) -> impl IntoView {
    let heard = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or_default() || level.get() > HEARD
    });
    view! {
        <div class="level">
            <span class="device">{label}</span>
            <meter aria-label="Microphone level" min="0" max="100" prop:value=level></meter>
            <p role="status">
                {move || if heard.get() { "We can hear you." } else { "Nothing heard yet." }}
            </p>
        </div>
    }
}
