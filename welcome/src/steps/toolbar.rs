//! The icon in the toolbar.

use voice_client_texts as texts;
use voice_client_ui::Tone;

use super::{Scene, Words};
use crate::state::State;

pub(super) const fn words(state: &State) -> Words {
    match state.is_pinned {
        None => Words::new(Tone::Neutral, texts::PIN, texts::ASKING_CHROME),
        Some(false) => Words::new(Tone::Neutral, texts::PIN, texts::PIN_TEXT)
            .remedy(&[texts::PIN_PUZZLE, texts::PIN_PIN])
            .picture(Scene::Pins),
        Some(true) => Words::new(Tone::Good, texts::PINNED, texts::PINNED_TEXT),
    }
}
