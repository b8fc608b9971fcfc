//! The microphone: Chrome's question, and what came of it.

use voice_client_ui::{MicrophoneState, Tone};

use super::{Press, Scene, Words};
use crate::state::State;

pub(super) const fn words(state: &State) -> Words {
    match state.microphone {
        MicrophoneState::Checking => {
            Words::new(Tone::Neutral, "Microphone", "Asking Chrome about it…")
        }
        MicrophoneState::NotAsked => Words::new(
            Tone::Neutral,
            "Allow the microphone",
            "Callers hear you through it. Chrome asks once; choose “Allow while visiting the \
             site”. It is only used during calls, and for the test here.",
        )
        .picture(Scene::Question)
        .presses(&[Press::AllowMicrophone]),
        MicrophoneState::Asking => Words::new(
            Tone::Busy,
            "Chrome is asking",
            "Answer the question at the top of the window: choose “Allow while visiting the site”.",
        )
        .picture(Scene::Question),
        MicrophoneState::Granted => Words::new(
            Tone::Good,
            "The microphone is allowed",
            "It is only used during calls, and for the test here.",
        ),
        MicrophoneState::Dismissed => Words::new(
            Tone::Warning,
            "The question was closed",
            "Nothing is decided yet. Ask again, and choose “Allow while visiting the site”.",
        )
        .picture(Scene::Question)
        .presses(&[Press::AllowMicrophone]),
        MicrophoneState::Denied => Words::new(
            Tone::Bad,
            "The microphone is blocked",
            "Callers could not hear you, so no calls come. This is how to undo it:",
        )
        .remedy(&[
            "Click the icon to the left of this page’s address, and switch “Microphone” on.",
            "If it is not there, open chrome://settings/content/microphone in a new tab, and \
             remove Flex Voice Client from “Not allowed to use your microphone”.",
            "If it can’t be changed there, your organisation has blocked it: ask your \
             administrator to allow it.",
        ])
        .picture(Scene::SiteSettings)
        .presses(&[Press::CheckMicrophone]),
        MicrophoneState::DeniedBySystem => Words::new(
            Tone::Bad,
            "Your computer blocks the microphone",
            "Chrome itself may not use it. This is how to undo it:",
        )
        .remedy(&[
            "Windows: Settings, Privacy & security, Microphone, and let desktop apps use it.",
            "macOS: System Settings, Privacy & Security, Microphone, and switch Google Chrome \
             on. Then restart Chrome.",
        ])
        .presses(&[Press::CheckMicrophone]),
        MicrophoneState::Missing => {
            Words::new(Tone::Bad, "No microphone found", "Plug in your headset, and check again.")
                .presses(&[Press::CheckMicrophone])
        }
        MicrophoneState::Unusable => Words::new(
            Tone::Bad,
            "The microphone does not work",
            "Another program may be using it. Close that program, or unplug the headset and plug \
             it in again.",
        )
        .presses(&[Press::CheckMicrophone]),
    }
}
