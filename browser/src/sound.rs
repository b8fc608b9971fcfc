//! A bundled sound, played through a speaker.

use wasm_bindgen::JsValue;
use web_sys::HtmlAudioElement;

use crate::convert::settle;
use crate::voice::Player;
use crate::{Error, runtime};

/// A sound that is played over and over. Dropping it stops it.
#[derive(Debug)]
pub struct Sound(HtmlAudioElement);

impl Sound {
    /// Plays a file of the extension through the speaker of this id, or the system's default.
    pub async fn play(file: &str, speaker: Option<&str>) -> Result<Self, Error> {
        let element = HtmlAudioElement::new_with_src(&runtime::url(file))
            .map_err(|thrown| Error::new("new Audio", &thrown))?;
        element.set_loop(true);
        let sound = Self(element);
        let player = Player::from(JsValue::from(sound.0.clone()));
        player.set_output(speaker.unwrap_or_default()).await?;
        settle("Audio.play", sound.0.play()).await?;
        Ok(sound)
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        // One that can't be paused does not play.
        let _ = self.0.pause();
    }
}
