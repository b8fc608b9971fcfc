//! The devices of the call that there is.

use std::rc::Rc;

use voice_client_browser::voice::Audio;
use voice_client_core::DeviceKind;
use wasm_bindgen_futures::spawn_local;

use super::{Line, report};

/// The SDK's and Chrome's name of the system's default.
const DEFAULT: &str = "default";

impl Line {
    /// Brings the SDK to use the devices that are wanted, as far as it knows them yet: it tells of
    /// those that it comes to know. A call that still connects does so when it is accepted: until
    /// then it would lose its microphone, and a speaker would be set twice at a time.
    pub(super) fn use_devices(self: &Rc<Self>) {
        if !self.accepted.get() {
            return;
        }
        self.use_output();
        let another = self.connecting.borrow().as_ref().is_some_and(|(_, it)| it.is_another());
        if let Some(audio) = self.audio().filter(|_| another) {
            let id = self.wanted_id(DeviceKind::Input);
            spawn_local(async move { report(audio.ask_for_input(&id).await) });
        }
    }

    /// One speaker after the other: what the SDK does about two at a time has no certain end.
    fn use_output(self: &Rc<Self>) {
        if self.setting_output.replace(true) {
            return;
        }
        let line = Rc::clone(self);
        spawn_local(async move {
            while let Some((audio, id)) = line.next_output() {
                if audio.set_output(&id).await.is_err() {
                    // It does not know it yet.
                    break;
                }
            }
            line.setting_output.set(false);
        });
    }

    /// The speaker that the SDK is to be told of, if it uses another one.
    fn next_output(&self) -> Option<(Audio, String)> {
        let audio = self.audio()?;
        let used = audio.output().unwrap_or_else(|| DEFAULT.to_owned());
        let wanted = self.wanted_id(DeviceKind::Output);
        // It leaves a speaker that is gone by itself. Told so as well it would play twice.
        let leaves = wanted == DEFAULT && !self.wanted.is_there(&used);
        (used != wanted && !leaves).then_some((audio, wanted))
    }

    fn audio(&self) -> Option<Audio> {
        self.connecting.borrow().as_ref()?.0.audio()
    }

    fn wanted_id(&self, kind: DeviceKind) -> String {
        self.wanted.id(kind).unwrap_or_else(|| DEFAULT.to_owned())
    }
}
