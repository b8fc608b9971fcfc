//! The devices of the call that there is.

use std::rc::Rc;

use voice_client_core::DeviceKind;
use wasm_bindgen_futures::spawn_local;

use super::{Line, report};

/// The SDK's and Chrome's name of the system's default.
const DEFAULT: &str = "default";

impl Line {
    /// Brings the SDK to use the devices that are wanted, as far as it knows them yet: it tells of
    /// those that it comes to know.
    pub(super) fn use_devices(self: &Rc<Self>) {
        let connecting = self.connecting.borrow();
        let Some((device, capture)) = &*connecting else { return };
        let Some(audio) = device.audio() else { return };
        if self.accepted.get() && capture.is_another() {
            let (audio, id) = (audio.clone(), self.wanted.id(DeviceKind::Input));
            spawn_local(async move {
                report(audio.ask_for_input(id.as_deref().unwrap_or(DEFAULT)).await);
            });
        }
        let output = self.wanted.id(DeviceKind::Output);
        if *self.output.borrow() != output {
            let line = Rc::clone(self);
            spawn_local(async move {
                // A device that it does not know yet is set when it does.
                if audio.set_output(output.as_deref().unwrap_or(DEFAULT)).await.is_ok() {
                    line.output.replace(output);
                }
            });
        }
    }
}
