//! A newer version of the extension, which waits for a good moment.

use std::mem;

use crate::timers::Timer;

use super::Client;
use super::parting::Parting;

impl Client {
    /// Chrome has it and would wait until the browser is started again.
    pub(super) fn update_is_here(&mut self) {
        self.model.update_waits = true;
    }

    /// Whether now is the moment to reload the extension, which ends whatever it holds: never while
    /// there is a call or one rings, or Twilio may not know yet that one is over.
    pub(super) fn settle_update(&mut self) -> bool {
        let model = &mut self.model;
        let parting = model.parting.as_ref().filter(|_| model.update_waits);
        match parting.and_then(Parting::until) {
            Some(until) => model.timers.set(Timer::UpdateMayCome, until),
            None => model.timers.cancel(Timer::UpdateMayCome),
        }
        // It waits until it is there: a worker that dies first leaves it to the next.
        self.is_free_to_reload()
            && self.model.update_waits
            && !mem::replace(&mut self.has_reloaded, true)
    }

    /// Whether a reload of the extension would disturb nobody. It is asked once more when
    /// [`Effect::Reload`](crate::Effect::Reload) is carried out, which takes a moment: a call may
    /// have come in it.
    pub fn is_free_to_reload(&self) -> bool {
        let model = &self.model;
        model.call.is_none() && model.waiting.is_empty() && model.parting.is_none()
    }
}
