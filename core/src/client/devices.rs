//! The microphone and the speaker that the agent wants, and the page that helps when there is none.

use std::time::Duration;

use crate::leg::Order;
use crate::timers::Timer;
use crate::{DeviceKind, DeviceLabel, Effect, Microphone};

use super::model::Stage;
use super::{Client, Turn};

/// A headset that is plugged over, and a dock that wakes, are back by then.
const MICROPHONE_RETURNS: Duration = Duration::from_secs(10);
/// How often a microphone is tried that another program holds.
const TRY_MICROPHONE: Duration = Duration::from_secs(3);

impl Client {
    /// A Flex page chooses only among what it is offered, so that none can make the client keep
    /// whatever it likes.
    pub(super) fn page_chooses_device(
        &mut self,
        kind: DeviceKind,
        label: Option<DeviceLabel>,
        turn: &mut Turn,
    ) {
        let is_there = label.as_ref().is_none_or(|label| {
            self.model.offered_devices.as_ref().is_some_and(|offered| offered.has(kind, label))
        });
        if is_there {
            self.set_audio_device(kind, label, turn);
        } else {
            turn.untimely("a device that is not there");
        }
    }

    /// A page of ours has looked itself which devices there are, before an offscreen document
    /// has. A device that goes later stays chosen.
    pub(super) fn set_audio_device(
        &mut self,
        kind: DeviceKind,
        label: Option<DeviceLabel>,
        turn: &mut Turn,
    ) {
        let chosen = std::mem::take(&mut self.model.chosen_devices);
        self.model.chosen_devices = chosen.with(kind, label);
        self.order_devices(turn);
        self.hurry_microphone(turn);
    }

    /// Tells the offscreen document what is chosen; a fresh one knows nothing of it.
    pub(super) fn order_devices(&self, turn: &mut Turn) {
        self.order_leg(Order::UseDevices(self.model.chosen_devices.clone()), turn);
    }

    /// A document has looked, which does not show whether another program holds it. A fresh one
    /// that has not looked yet knows less than the one before.
    pub(super) fn microphone_seen(&mut self, microphone: Microphone) {
        match (microphone, self.model.microphone) {
            (Microphone::Unknown, _) | (Microphone::Granted, Microphone::Busy) => {}
            (seen, _) => self.model.microphone = seen,
        }
    }

    /// A call could not have it, though it is there.
    pub(super) fn microphone_failed(&mut self) {
        if matches!(self.model.microphone, Microphone::Unknown | Microphone::Granted) {
            self.model.microphone = Microphone::Busy;
        }
    }

    pub(super) fn try_microphone(&self, turn: &mut Turn) {
        self.order_leg(Order::TryMicrophone, turn);
    }

    pub(super) fn microphone_tried(&mut self, works: bool) {
        if works && self.model.microphone == Microphone::Busy {
            self.model.microphone = Microphone::Granted;
        }
    }

    /// Another one may be free.
    pub(super) fn hurry_microphone(&mut self, turn: &Turn) {
        if self.model.timers.get(Timer::TryMicrophone).is_some() {
            self.model.timers.set(Timer::TryMicrophone, turn.now());
        }
    }

    /// One that is busy is tried now and then: nobody tells when it is free. A call has tried it
    /// already.
    fn settle_busy_microphone(&mut self, turn: &Turn) {
        let is_waited_for = self.model.call.as_ref().is_none_or(|it| it.stage == Stage::Lost);
        if self.model.microphone != Microphone::Busy || !is_waited_for {
            self.model.timers.cancel(Timer::TryMicrophone);
        } else if self.model.timers.get(Timer::TryMicrophone).is_none() {
            self.model.timers.set(Timer::TryMicrophone, turn.now() + TRY_MICROPHONE);
        }
    }

    /// A microphone that stays away brings up the page that helps, once, and never during a call.
    pub(super) fn settle_microphone(&mut self, turn: &Turn) {
        self.settle_busy_microphone(turn);
        if self.model.microphone == Microphone::Granted {
            self.model.asked_for_microphone = false;
        }
        if self.model.asked_for_microphone || !self.misses_microphone(turn) {
            self.model.timers.cancel(Timer::MicrophoneReturns);
        } else if self.model.timers.get(Timer::MicrophoneReturns).is_none() {
            self.model.timers.set(Timer::MicrophoneReturns, turn.now() + MICROPHONE_RETURNS);
        }
    }

    pub(super) fn microphone_stays_away(&mut self, turn: &mut Turn) {
        if self.misses_microphone(turn) {
            self.model.asked_for_microphone = true;
            turn.order(Effect::OpenWelcome);
        }
    }

    fn misses_microphone(&self, turn: &Turn) -> bool {
        let is_away = match self.model.microphone {
            Microphone::NotAsked | Microphone::Denied | Microphone::Missing | Microphone::Busy => {
                true
            }
            // A document that has not looked yet is no news.
            Microphone::Unknown | Microphone::Granted => false,
        };
        is_away && self.model.call.is_none() && self.model.has_live_flex_token(turn.now())
    }
}
