//! The microphone: Chrome's question, and what came of it.

use voice_client_texts as texts;
use voice_client_ui::{MicrophoneState, Tone};

use super::{Press, Scene, Words};
use crate::state::State;

pub(super) const fn words(state: &State) -> Words {
    match state.microphone {
        MicrophoneState::Checking => {
            Words::new(Tone::Neutral, texts::MICROPHONE, texts::ASKING_CHROME)
        }
        MicrophoneState::NotAsked => {
            Words::new(Tone::Neutral, texts::ALLOW_MICROPHONE, texts::ALLOW_MICROPHONE_TEXT)
                .picture(Scene::Question)
                .presses(&[Press::AllowMicrophone])
        }
        MicrophoneState::Asking => {
            Words::new(Tone::Busy, texts::MICROPHONE_ASKING, texts::MICROPHONE_ASKING_TEXT)
                .picture(Scene::Question)
        }
        MicrophoneState::Granted => {
            Words::new(Tone::Good, texts::MICROPHONE_ALLOWED, texts::MICROPHONE_ALLOWED_TEXT)
        }
        MicrophoneState::Dismissed => {
            Words::new(Tone::Warning, texts::MICROPHONE_DISMISSED, texts::MICROPHONE_DISMISSED_TEXT)
                .picture(Scene::Question)
                .presses(&[Press::AllowMicrophone])
        }
        MicrophoneState::Denied => {
            Words::new(Tone::Bad, texts::MICROPHONE_BLOCKED, texts::MICROPHONE_BLOCKED_TEXT)
                .remedy(&[
                    texts::UNBLOCK_HERE,
                    texts::UNBLOCK_IN_SETTINGS,
                    texts::UNBLOCK_BY_ADMINISTRATOR,
                ])
                .picture(Scene::SiteSettings)
                .presses(&[Press::CheckMicrophone])
        }
        MicrophoneState::DeniedBySystem => Words::new(
            Tone::Bad,
            texts::MICROPHONE_BLOCKED_BY_SYSTEM,
            texts::MICROPHONE_BLOCKED_BY_SYSTEM_TEXT,
        )
        .remedy(&[texts::UNBLOCK_WINDOWS, texts::UNBLOCK_MAC])
        .presses(&[Press::CheckMicrophone]),
        MicrophoneState::Missing => {
            Words::new(Tone::Bad, texts::MICROPHONE_MISSING, texts::PLUG_IN_HEADSET)
                .presses(&[Press::CheckMicrophone])
        }
        MicrophoneState::Unusable => {
            Words::new(Tone::Bad, texts::MICROPHONE_UNUSABLE, texts::MICROPHONE_UNUSABLE_TEXT)
                .presses(&[Press::CheckMicrophone])
        }
    }
}
