//! The icon in the toolbar.

use voice_client_ui::Tone;

use super::{Scene, Words};
use crate::state::State;

pub(super) const fn words(state: &State) -> Words {
    match state.is_pinned {
        None => Words::new(Tone::Neutral, "Keep it in view", "Asking Chrome about it…"),
        Some(false) => Words::new(
            Tone::Neutral,
            "Keep it in view",
            "Its icon shows whether calls can come, and a click on it opens mute, keypad and \
             hang-up. So far Chrome hides it:",
        )
        .remedy(&[
            "Click the puzzle piece at the top right of the window.",
            "Click the pin beside Flex Voice Client.",
        ])
        .picture(Scene::Pins),
        Some(true) => Words::new(
            Tone::Good,
            "It is in view",
            "Its icon in the toolbar shows whether calls can come. A click on it opens mute, \
             keypad and hang-up.",
        ),
    }
}
