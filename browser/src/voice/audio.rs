//! The microphone and the speaker of a `Device`.

use js_sys::{Array, Reflect};
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

    /// The speaker that it plays through.
    pub fn output(&self) -> Option<String> {
        device_id(&Array::from(&self.raw.speaker_devices().get()).get(0))
    }

    /// Plays through this speaker. Not while the one before is still on the way: the SDK would play
    /// through both.
    pub async fn set_output(&self, id: &str) -> Result<(), Error> {
        settle("speakerDevices.set", Ok(self.raw.speaker_devices().set(id))).await.map(drop)
    }
}

/// The id of a `MediaDeviceInfo`.
fn device_id(info: &JsValue) -> Option<String> {
    Reflect::get(info, &"deviceId".into()).ok()?.as_string()
}
