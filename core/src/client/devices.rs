//! The microphone and the speaker that the agent wants.

use crate::leg::Order;
use crate::{DeviceKind, DeviceLabel};

use super::{Client, Turn};

impl Client {
    /// A device is chosen among those that are offered, so that no page can make the client keep
    /// whatever it likes. One that goes later stays chosen.
    pub(super) fn set_audio_device(
        &mut self,
        kind: DeviceKind,
        label: Option<DeviceLabel>,
        turn: &mut Turn,
    ) {
        let is_there = label.as_ref().is_none_or(|label| {
            self.model.offered_devices.as_ref().is_some_and(|offered| offered.has(kind, label))
        });
        if !is_there {
            return turn.untimely("a device that is not there");
        }
        let chosen = std::mem::take(&mut self.model.chosen_devices);
        self.model.chosen_devices = chosen.with(kind, label);
        self.order_devices(turn);
    }

    /// Tells the offscreen document what is chosen; a fresh one knows nothing of it.
    pub(super) fn order_devices(&self, turn: &mut Turn) {
        self.order_leg(Order::UseDevices(self.model.chosen_devices.clone()), turn);
    }
}
