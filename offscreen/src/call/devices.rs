//! The devices of the call that there is.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use voice_client_core::DeviceKind;
use wasm_bindgen_futures::spawn_local;

use super::{Connecting, Line, report};
use crate::warn;

/// The SDK's and Chrome's name of the default microphone.
const DEFAULT: &str = "default";

/// How soon a microphone that could not be opened is asked for again, and how seldom at last, in ms.
const FIRST_PAUSE: u32 = 500;
const LONGEST_PAUSE: u32 = 10_000;

impl Line {
    /// Brings the call to go through the devices that are wanted, as far as there is anything to
    /// bring yet.
    pub(super) fn use_devices(self: &Rc<Self>) {
        self.use_input();
        self.use_output();
    }

    /// Chrome has ended the microphone. If its audio process has crashed, or the computer has slept,
    /// nothing comes out of the speaker any more either, and nobody is told of that.
    pub(super) fn open_devices_again(self: &Rc<Self>) {
        self.use_input();
        if let Some(player) = self.player.borrow().clone() {
            spawn_local(async move { report(player.play_again().await) });
        }
    }

    /// The SDK may not know the microphone yet; it tells when it does. A call that still connects
    /// would lose the one that it has.
    fn use_input(self: &Rc<Self>) {
        self.again.take();
        self.pause.set(FIRST_PAUSE);
        self.ask_for_input();
    }

    /// The SDK has asked for a microphone, be it by itself when devices have changed, and got none:
    /// after a sleep, or a crash of what holds it, it may be there a moment later, and nobody is
    /// told. One that is not there or not allowed is told when it is.
    pub(super) fn input_failed(self: &Rc<Self>) {
        // Where it was asked for here, both the microphone and the SDK tell.
        if self.again.borrow().is_some() {
            return;
        }
        let line = Rc::downgrade(self);
        let again = move || {
            let Some(line) = line.upgrade() else { return };
            line.again.take();
            if line.wanted.has_microphone() {
                line.ask_for_input();
            }
        };
        let pause = self.pause.get();
        self.pause.set((pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE));
        self.again.replace(Some(Timeout::new(pause.max(FIRST_PAUSE), again)));
    }

    fn ask_for_input(self: &Rc<Self>) {
        let connecting = self.connecting.borrow();
        let Some(Connecting { device, capture, .. }) = &*connecting else { return };
        if !self.accepted.get() || !capture.is_to_change() {
            return;
        }
        let Some(audio) = device.audio() else { return };
        let id = self.wanted.id(DeviceKind::Input);
        let line = Rc::downgrade(self);
        spawn_local(async move {
            if let Err(error) = audio.ask_for_input(id.as_deref().unwrap_or(DEFAULT)).await {
                warn(&error.to_string());
                if let Some(line) = line.upgrade() {
                    line.input_failed();
                }
            }
        });
    }

    fn use_output(&self) {
        let Some(player) = self.player.borrow().clone() else { return };
        let id = self.wanted.id(DeviceKind::Output).unwrap_or_default();
        if player.output() != id {
            spawn_local(async move { report(player.set_output(&id).await) });
        }
    }
}
