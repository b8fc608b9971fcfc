//! The computer's clock, which may be set back.

use crate::Time;
use crate::timers::Timer;

use super::Client;
use super::model::Call;

impl Client {
    /// What was to be in a minute is to be in a minute, whatever the clock shows now.
    ///
    /// A clock that is set forward can't be told from a computer that has slept.
    pub(super) fn mind_clock(&mut self, seen: Time, now: Time) {
        let back = seen.since(now);
        if back.is_zero() {
            return;
        }
        // When the Flex token ends is Flex's to say, not this clock's.
        self.model.timers.bring_forward(back, |timer| timer != Timer::FlexTokenExpires);
        self.heartbeats.bring_forward(back);
        for token in self.model.voice_token.iter_mut().chain(&mut self.model.next_voice_token) {
            token.bring_forward(back);
        }
        if let Some(parting) = &mut self.model.parting {
            parting.bring_forward(back);
        }
        if let Some(call) = &mut self.model.call {
            let Call { signalling_until, media_until, alive_at, died_at, .. } = call;
            for time in [signalling_until, media_until, alive_at, died_at] {
                *time = time.map(|it| it.earlier(back));
            }
        }
        self.model.registered_at = self.model.registered_at.map(|at| at.earlier(back));
        self.model.call_ended_at = self.model.call_ended_at.map(|at| at.earlier(back));
        for it in &mut self.model.waiting {
            it.since = it.since.earlier(back);
            it.until = it.until.map(|until| until.earlier(back));
        }
    }
}
