//! The devices that the audio is to go through.

use std::cell::RefCell;

use voice_client_browser::devices::Seen;
use voice_client_core::{ChosenDevices, DeviceKind, DeviceLabel, Microphone};

/// The devices that the audio is to go through.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    seen: RefCell<Seen>,
    labels: RefCell<ChosenDevices>,
}

impl Wanted {
    /// Follows what is seen: the id of a device may be another one when it is back.
    pub(crate) fn see(&self, seen: Seen) {
        self.seen.replace(seen);
    }

    /// Whether a microphone is allowed and there.
    pub(crate) fn has_microphone(&self) -> bool {
        self.seen.borrow().microphone == Microphone::Granted
    }

    /// Wants this device; none is the system's default.
    pub(crate) fn set(&self, kind: DeviceKind, label: Option<DeviceLabel>) {
        let labels = self.labels.take();
        self.labels.replace(labels.with(kind, label));
    }

    /// The id of the device that is wanted; none is the system's default.
    pub(crate) fn id(&self, kind: DeviceKind) -> Option<String> {
        let labels = self.labels.borrow();
        self.seen.borrow().id(kind, labels.of(kind)?).map(str::to_owned)
    }
}
