//! The microphone of a `Device`, and the speaker of a call.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

use super::{Device, Listener};
use crate::convert::settle;
use crate::{Error, sys};

/// The `AudioHelper` of a [`Device`].
#[derive(Debug, Clone)]
pub struct Audio {
    raw: sys::AudioHelper,
}

impl Device {
    /// Its audio; there is none in a worker.
    pub fn audio(&self) -> Option<Audio> {
        self.raw.audio().map(|raw| Audio { raw })
    }

    /// Listens to the `deviceChange` of its audio, which knows the devices that there are by then.
    pub fn on_device_change(&mut self, listener: impl Fn() + 'static) {
        if let Some(audio) = self.audio() {
            let listener = move |_| listener();
            self.listeners.push(Listener::new(audio.raw.unchecked_ref(), "deviceChange", listener));
        }
    }
}

impl Audio {
    /// Asks for this microphone, also if it is the one that was asked for last. Only for a call
    /// that is accepted: one that still connects would stay without a microphone.
    pub async fn ask_for_input(&self, id: &str) -> Result<(), Error> {
        let asked = if device_id(&self.raw.input_device()).as_deref() == Some(id) {
            // `setInputDevice` would do nothing.
            self.raw.unset_audio_constraints()
        } else {
            self.raw.set_input_device(id)
        };
        settle("setInputDevice", Ok(asked)).await.map(drop)
    }
}

/// The id of a `MediaDeviceInfo`.
fn device_id(info: &JsValue) -> Option<String> {
    Reflect::get(info, &"deviceId".into()).ok()?.as_string()
}

/// The element that plays the far end (`audio` of a call).
///
/// `speakerDevices` of the SDK is left at the default: it puts a second element beside this one for
/// each change, and what is left of two changes at a time, or of one that comes while the call
/// begins, is not certain.
#[derive(Debug, Clone)]
pub struct Player {
    raw: sys::MediaElement,
}

impl From<JsValue> for Player {
    fn from(element: JsValue) -> Self {
        Self { raw: element.unchecked_into() }
    }
}

impl Player {
    /// The id of the speaker that it plays through; empty is the system's default.
    pub fn output(&self) -> String {
        self.raw.sink_id()
    }

    /// Plays without a sound from now on.
    pub fn silence(&self) {
        self.raw.set_muted(true);
    }

    /// Opens the speaker again, and goes on playing.
    pub async fn play_again(&self) -> Result<(), Error> {
        // Chrome opens it for what is set, be it what was set before.
        self.raw.set_src_object(&self.raw.src_object());
        settle("play", Ok(self.raw.play())).await.map(drop)
    }

    /// Plays through this speaker from now on; the last one that is set counts.
    pub async fn set_output(&self, id: &str) -> Result<(), Error> {
        settle("setSinkId", Ok(self.raw.set_sink_id(id))).await.map(drop)
    }
}
