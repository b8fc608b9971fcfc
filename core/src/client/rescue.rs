//! Taking a call up again when the document that had it is gone, or could not take it.

use std::time::Duration;

use crate::code;
use crate::failure::{VoiceFailure, is_of_socket};
use crate::leg::{Ended, MEDIA_TIMEOUT, RECONNECT_TIMEOUT};
use crate::retry::BackOff;
use crate::timers::Timer;
use crate::{CallState, EndReason, LogEntry, Microphone, Time};

use super::model::{AfterCall, Call, LetIn, Registration, Stage};
use super::{Client, Turn};

/// How long it is tried. Twilio keeps a call for 30 s, from when it notices that nobody holds it.
pub(super) const RESCUE_TIMEOUT: Duration = Duration::from_secs(45);
/// How often it is noted that a call is on: each time costs a write to the disk.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);
/// The pause after a document that could not take the call. Once the way is free the call is to be
/// heard within 2 s, of which taking it up costs some.
const TAKE_UP_AGAIN: BackOff = BackOff::new(Duration::from_secs(1), Duration::from_millis(1_500));
/// The same while nobody answers at all: it ends as soon as somebody does. Chrome makes each socket
/// wait that comes after many that failed, by up to 5 s.
const TAKE_UP_UNANSWERED: BackOff = BackOff::new(Duration::from_secs(10), Duration::from_secs(10));

/// How much longer than the SDK may take to get the signalling back the client waits to hear of it.
const RECONNECT_GRACE: Duration = Duration::from_secs(2);
/// How long a document may be on its way to the call. The SDK waits for ever for some answers, and
/// the next document begins anew.
const DOCUMENT_TIMEOUT: Duration = Duration::from_secs(12);
/// After so long the death of a document has nothing to do with that of the one before.
const DIES_AGAIN: Duration = Duration::from_secs(2);
/// Whoever looks so late has slept, or its clock was set.
const SLEPT: Duration = Duration::from_secs(7);
/// How long it is tried all the same, by then.
const LATE_GRACE: Duration = Duration::from_secs(10);

/// Whether the next document would fare no better: it is about the call, or, as long as nobody has
/// heard it, the microphone.
///
/// Codes: <https://www.twilio.com/docs/api/errors>.
const fn is_final(code: u32) -> bool {
    matches!(
        code,
        code::NOT_FOUND
            | code::PERMISSION_DENIED_BEFORE
            | code::PERMISSION_DENIED
            | code::ACQUISITION_FAILED
            | code::TEMPORARILY_UNAVAILABLE
            | code::BUSY
            | code::DECLINED
    )
}

/// Whether there was no microphone to take it up with. Twilio has not been told that it is over.
const fn is_of_microphone(code: u32) -> bool {
    matches!(code, code::PERMISSION_DENIED | code::ACQUISITION_FAILED)
}

impl Call {
    /// When the document that has it is not waited for any longer. The media that came too late have
    /// had their time while the signalling has its.
    fn is_waited_for_until(&self, now: Time) -> Option<Time> {
        if self.stage != Stage::Taken(CallState::Reconnecting) {
            return None;
        }
        let signalling = self.signalling_until.map(|it| it + RECONNECT_GRACE);
        let media = self.media_until.filter(|it| *it > now || signalling.is_none());
        [signalling, media].into_iter().flatten().min()
    }

    /// Until when it may be heard again, by this document or by those that follow it.
    pub(super) fn may_come_back_until(&self) -> Option<Time> {
        self.signalling_until.or(self.media_until.map(|it| it + RESCUE_TIMEOUT))
    }
}

impl Client {
    /// The document that had the call is gone: the next one takes it up again.
    pub(super) fn call_is_lost(&mut self, turn: &Turn) {
        let Some(call) = &mut self.model.call else { return };
        if let Stage::Taken(_) = call.stage {
            let before = call.died_at.replace(turn.now());
            self.lose_call(turn);
            // One that kills each document that has it must not keep Chrome and Twilio busy.
            if before.is_some_and(|at| turn.now().since(at) < DIES_AGAIN) {
                self.pause_taking_up(turn);
            }
        }
    }

    /// The next document takes a call up in a moment, and not at once.
    pub(super) fn pause_taking_up(&mut self, turn: &Turn) {
        let at = turn.now() + TAKE_UP_AGAIN.delay(1, turn.at.jitter);
        self.model.timers.set(Timer::TakeUpAgain, at);
    }

    /// Nobody has the call: it is tried for a while to take it up.
    fn lose_call(&mut self, turn: &Turn) {
        let Some(call) = &mut self.model.call else { return };
        call.lose();
        for timer in [Timer::DocumentTimeout, Timer::ReconnectTimeout] {
            self.model.timers.cancel(timer);
        }
        // One that was still to be heard is being waited for already.
        if self.model.timers.get(Timer::ConnectTimeout).is_none() {
            self.model.timers.set(Timer::ConnectTimeout, turn.now() + RESCUE_TIMEOUT);
        }
    }

    /// The document says that the call is over. One that it was still on the way to is not, if only
    /// the way was not to be had.
    pub(super) fn leg_ended(&mut self, ended: &Ended, turn: &mut Turn) {
        if self.is_parting_from(&ended.call_sid) {
            return self.parting_ended(ended.reason, turn);
        }
        let Some(call) = self.model.call.as_ref().filter(|it| it.call_sid == ended.call_sid) else {
            return turn.untimely("the end of a call that is not ours any more");
        };
        let is_connecting = self.model.timers.get(Timer::ConnectTimeout).is_some();
        let was_heard = call.was_answered();
        let stage = call.stage;
        if ended.reason == (EndReason::Failed { code: code::ACQUISITION_FAILED }) {
            self.microphone_failed();
        }
        match (stage, ended.reason) {
            (Stage::Ending { .. }, reason) => {
                self.call_is_over(EndReason::Agent, turn);
                // It did not get as far as to tell Twilio.
                if matches!(reason, EndReason::Failed { code } if code != code::NOT_FOUND) {
                    self.doubt_parting_from(&ended.call_sid, turn);
                }
            }
            (Stage::HungUp, _) => {
                // The document that says so has had it, and takes no other.
                self.await_end(AfterCall::Nothing, turn);
                self.call_is_over(EndReason::Agent, turn);
            }
            (_, EndReason::Failed { code })
                if is_connecting && (!is_final(code) || was_heard && is_of_microphone(code)) =>
            {
                self.take_up_later(code, turn);
            }
            // Nobody has ended it: it was not let back in, or the SDK has given up. What Twilio knows of
            // it the next document hears.
            (Stage::Taken(CallState::Reconnecting), EndReason::Failed { code })
                if !is_final(code) =>
            {
                self.take_up_later(code, turn);
            }
            (_, EndReason::Failed { code: code::NOT_FOUND }) if is_connecting && was_heard => {
                self.call_is_over(EndReason::Lost, turn);
            }
            (Stage::Offered | Stage::Taken(_) | Stage::Lost, reason) => {
                self.call_is_over(reason, turn);
            }
        }
    }

    /// The SDK of the document that has the call may recover. One that is still on the way to it tries
    /// socket after socket: while nobody answers at all, one is enough.
    pub(super) fn leg_in_trouble(&mut self, code: u32, turn: &mut Turn) {
        let call = self.model.call.as_ref();
        let is_on_the_way = call.is_some_and(|it| {
            it.stage == Stage::Taken(CallState::Connecting) && it.let_in != LetIn::Now
        });
        if is_on_the_way && is_of_socket(code) {
            if self.is_without_network() {
                return self.take_up_later(code, turn);
            }
            self.look_for_network(turn);
        }
        turn.log(LogEntry::Voice { code });
    }

    /// Who is cut off for good hears nothing of it: the SDK goes on trying.
    pub(super) fn mind_reconnecting(&mut self, turn: &Turn) {
        match self.model.call.as_ref().and_then(|it| it.is_waited_for_until(turn.now())) {
            Some(until) => self.model.timers.set(Timer::ReconnectTimeout, until),
            None => self.model.timers.cancel(Timer::ReconnectTimeout),
        }
    }

    /// Twilio has ended a call without signalling by now. One without media it keeps, and so does the
    /// SDK, as long as its document is awake.
    pub(super) fn reconnect_timed_out(&mut self, due: Time, turn: &mut Turn) {
        let now = turn.now();
        let is_registered = matches!(self.model.registration, Registration::Registered { .. });
        let could_go_on = self.could_take_up(turn);
        let Some(call) = &mut self.model.call else { return };
        if call.stage != Stage::Taken(CallState::Reconnecting) {
            return;
        }
        let slept = now.since(due) > SLEPT;
        match (call.signalling_until, call.media_until) {
            // The SDK finds out how the call is.
            (Some(_), _) if slept => call.signalling_until = Some(now + RECONNECT_TIMEOUT),
            // Another document could not even take it up.
            (None, Some(_)) if !could_go_on => {
                call.media_until = Some(now + RECONNECT_TIMEOUT);
            }
            (None, _) => return self.take_up_later(code::MEDIA_LOST, turn),
            (Some(_), _) if is_registered => return self.take_up_later(code::MEDIA_LOST, turn),
            (Some(until), _) if now >= until + RECONNECT_GRACE => return self.give_up_call(turn),
            (Some(_), _) => {}
        }
        self.mind_reconnecting(turn);
    }

    /// Waits no longer for a document that is on its way to the call than that may take.
    pub(super) fn mind_document(&mut self, turn: &Turn) {
        let timers = &mut self.model.timers;
        let call = self.model.call.as_ref();
        if call.is_none_or(|it| it.stage != Stage::Taken(CallState::Connecting)) {
            timers.cancel(Timer::DocumentTimeout);
        } else if timers.get(Timer::DocumentTimeout).is_none() {
            timers.set(Timer::DocumentTimeout, turn.now() + DOCUMENT_TIMEOUT);
        }
    }

    pub(super) fn document_timed_out(&mut self, turn: &mut Turn) {
        if !self.could_take_up(turn) {
            // The next one would fare no better.
            return self.mind_document(turn);
        }
        let call = self.model.call.as_ref();
        if call.is_some_and(|it| it.stage == Stage::Taken(CallState::Connecting)) {
            self.take_up_later(0, turn);
        }
    }

    /// In case Twilio still has it: nobody else would end it there.
    fn give_up_call(&mut self, turn: &mut Turn) {
        self.doubt_end(turn);
        self.call_is_over(EndReason::Lost, turn);
    }

    /// Whether there is a microphone, as far as is known. Without one the SDK would hang up.
    fn can_speak(&self) -> bool {
        match self.model.microphone {
            Microphone::Unknown | Microphone::Granted => true,
            Microphone::NotAsked | Microphone::Denied | Microphone::Missing | Microphone::Busy => {
                false
            }
        }
    }

    /// Whether another document could take the call up at all.
    fn could_take_up(&self, turn: &Turn) -> bool {
        self.can_speak() && self.living_voice_token(turn).is_some()
    }

    /// Whether a document that is told now would fare better than the last one.
    pub(super) fn may_take_up(&self) -> bool {
        self.can_speak() && self.model.timers.get(Timer::TakeUpAgain).is_none()
    }

    /// Notes now and then that there was a call, for a browser that is started again.
    pub(super) fn note_sign_of_life(&mut self, now: Time) {
        if let Some(call) = &mut self.model.call
            && let Stage::Taken(_) = call.stage
            && call.alive_at.is_none_or(|at| now.since(at) >= SIGN_OF_LIFE)
        {
            call.alive_at = Some(now);
        }
    }

    /// A call that was on when the browser went is taken up like any other, unless it is too late
    /// for that for certain: who opens the browser in the morning is not told of yesterday's call.
    pub(super) fn browser_has_started(&mut self, now: Time) {
        self.model.tabs.forget_remembered();
        // Something happens each half minute at least, and the note of it may be as old.
        let longest = 2 * SIGN_OF_LIFE + RESCUE_TIMEOUT;
        let is_over = |call: &Call| {
            matches!(call.stage, Stage::Lost | Stage::HungUp)
                && call.alive_at.is_none_or(|at| now.since(at) > longest)
        };
        if self.model.call.as_ref().is_some_and(is_over) {
            self.model.call = None;
            self.model.timers.cancel(Timer::ConnectTimeout);
        }
    }

    /// Twilio has the call, and has let the document have it: what is missing are its media. However
    /// long they take, nobody has ended it.
    pub(super) fn call_is_kept(&mut self, turn: &mut Turn) {
        match &mut self.model.call {
            Some(call) if call.stage == Stage::Taken(CallState::Connecting) => {
                call.let_in = LetIn::Now;
                self.model.timers.set(Timer::ConnectTimeout, turn.now() + RESCUE_TIMEOUT);
                // Who has it looks for a way for its media as well as the next one would.
                self.model.timers.set(Timer::DocumentTimeout, turn.now() + MEDIA_TIMEOUT);
            }
            Some(_) | None => turn.untimely("who is let in is not on the way to a call"),
        }
    }

    /// In another document: each takes one call in its life.
    fn take_up_later(&mut self, code: u32, turn: &mut Turn) {
        let Some(call) = &mut self.model.call else { return };
        turn.log(LogEntry::Voice { code });
        call.failures = call.failures.saturating_add(1);
        let failures = call.failures;
        let was_let_in = call.let_in == LetIn::Now && !is_of_socket(code);
        self.lose_call(turn);
        if let Some(call) = self.model.call.as_mut().filter(|_| was_let_in) {
            call.let_in = LetIn::Last;
        }
        if is_of_socket(code) {
            self.look_for_network(turn);
        }
        let pause = if self.is_without_network() { TAKE_UP_UNANSWERED } else { TAKE_UP_AGAIN };
        let at = turn.now() + pause.delay(failures, turn.at.jitter);
        self.model.timers.set(Timer::TakeUpAgain, at);
        if VoiceFailure::from_code(code) == VoiceFailure::Token {
            // It is the one that the document was given.
            self.forget_voice_token();
        }
        self.open_offscreen(true, 0, turn);
    }

    pub(super) fn connect_timed_out(&mut self, due: Time, turn: &mut Turn) {
        let Some(call) = &self.model.call else { return };
        if turn.now().since(due) > SLEPT {
            // Twilio, which has another clock, says whether there is such a call.
            return self.model.timers.set(Timer::ConnectTimeout, turn.now() + LATE_GRACE);
        }
        if call.stage == Stage::Taken(CallState::Connecting) && call.let_in == LetIn::Now {
            // The document has it, and no other could take it up.
            return self.model.timers.set(Timer::ConnectTimeout, turn.now() + RESCUE_TIMEOUT);
        }
        if call.stage == Stage::HungUp {
            self.call_is_over(EndReason::Agent, turn);
        } else if call.was_answered() {
            self.give_up_call(turn);
        } else {
            self.call_is_over(EndReason::Failed { code: 0 }, turn);
        }
    }
}
