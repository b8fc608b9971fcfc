//! The one call, and the offscreen document that holds it.

use std::time::Duration;

use crate::leg::{Accept, Holds, MEDIA_TIMEOUT, Order, RECONNECT_TIMEOUT, Report};
use crate::timers::Timer;
use crate::{
    CallSid, CallState, Digits, Effect, EndReason, LastCall, LegCall, LogEntry, Mic, Offer,
    OffscreenEvent, PortId, Time,
};

use super::model::{AfterCall, Call, Offscreen, Stage, Unsaved, Waiting};
use super::{Client, Turn};

/// How long an offscreen document may take to say hello. Opening one takes some 100 ms.
const OFFSCREEN_HELLO: Duration = Duration::from_secs(2);
/// How long a call may take from ringing to being heard: Twilio rings the participant of a conference,
/// which an agent of Flex is, for a minute unless it is told otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_mins(1);
/// How long the offscreen document may take to end a call before it is closed with the call in it.
const END_TIMEOUT: Duration = Duration::from_secs(3);
/// After so many a document that does not say hello is closed, with the call that may be in it.
const SILENCES: u32 = 2;
/// How long after the end of a call a press may have been meant for it.
const REACTION: Duration = Duration::from_millis(1_500);
/// How many presses of keys wait for a call that is to be heard again.
const MOST_DIGITS: usize = 64;
/// How many further calls are noted.
const MOST_WAITING: usize = 8;

impl Client {
    /// After the worker's death: the document opens a Port by itself, if there is one.
    pub(super) fn offscreen_is_unknown(&mut self) {
        self.model.offscreen = Offscreen::CLOSED;
        self.model.timers.cancel(Timer::OffscreenHello);
    }

    /// After the worker's death: what has become of a call that is overdue the document may know.
    pub(super) fn call_is_unknown(&mut self, turn: &Turn) {
        for timer in [Timer::ConnectTimeout, Timer::ReconnectTimeout, Timer::EndTimeout] {
            let timers = &mut self.model.timers;
            if let Some(at) = timers.get(timer) {
                timers.set(timer, at.max(turn.now() + OFFSCREEN_HELLO));
            }
        }
    }

    pub(super) fn call_offered(&mut self, offer: Offer, turn: &mut Turn) {
        match &mut self.model.call {
            None => {
                self.model.call = Some(Call::offered(offer));
                self.model.last_call = None;
                self.model.timers.set(Timer::ConnectTimeout, turn.now() + CONNECT_TIMEOUT);
            }
            // The same call once more, by another `Device`: its token is the one that counts.
            Some(call) if call.call_sid == offer.call_sid => {
                if matches!(call.stage, Stage::Offered | Stage::Lost) {
                    call.ticket = Some(offer.ticket);
                }
            }
            Some(_) => {
                let call = Call::offered(offer);
                let waiting = &mut self.model.waiting;
                if let Some(known) = waiting.iter_mut().find(|it| it.call.call_sid == call.call_sid)
                {
                    (known.call, known.until) = (call, None);
                } else if waiting.len() < MOST_WAITING {
                    waiting.push(Waiting { call, since: turn.now(), until: None });
                }
            }
        }
    }

    pub(super) fn offer_canceled(&mut self, call_sid: &CallSid, turn: &mut Turn) {
        self.model.waiting.retain(|it| it.call.call_sid != *call_sid);
        if let Some(call) = &self.model.call
            && call.call_sid == *call_sid
            && call.stage == Stage::Offered
        {
            self.call_is_over(EndReason::FarEnd, turn);
        }
        // Once the offscreen document takes a call, the worker's is canceled: not an end.
    }

    pub(super) fn offscreen_event(&mut self, port: PortId, event: OffscreenEvent, turn: &mut Turn) {
        let known = self.model.offscreen.port();
        match event {
            OffscreenEvent::Reported(Report::Hello { holds, microphone, devices }) => {
                self.microphone_seen(microphone);
                if devices.is_some() {
                    self.model.offered_devices = devices;
                }
                self.offscreen_is_here(port, holds, turn);
            }
            OffscreenEvent::OpenFailed => {
                if let Offscreen::Opening { failures } = self.model.offscreen {
                    // The timer that waits for the hello tries again.
                    self.model.offscreen =
                        Offscreen::Opening { failures: failures.saturating_add(1) };
                }
            }
            // A document that was closed: its Port goes a little later.
            OffscreenEvent::Gone if known != Some(port) => {}
            OffscreenEvent::Reported(_) if known != Some(port) => {
                turn.untimely("an offscreen document that is not ours any more");
            }
            OffscreenEvent::Reported(Report::Call(leg)) => self.leg_changed(leg, turn),
            OffscreenEvent::Reported(Report::LetIn) => self.call_is_kept(turn),
            OffscreenEvent::Reported(Report::Ended(ended)) => self.leg_ended(&ended, turn),
            OffscreenEvent::Reported(Report::Connection(sample)) => {
                if let Some(call) = &mut self.model.call
                    && call.stage == Stage::Taken(CallState::Active)
                {
                    call.connection = Unsaved(Some(sample));
                }
            }
            OffscreenEvent::Reported(Report::Trouble { code }) => self.leg_in_trouble(code, turn),
            OffscreenEvent::Reported(Report::Online) => self.network_is_back(turn),
            OffscreenEvent::Reported(Report::Microphone(microphone)) => {
                self.microphone_seen(microphone);
            }
            OffscreenEvent::Reported(Report::MicrophoneTried { works }) => {
                self.microphone_tried(works);
            }
            OffscreenEvent::Reported(Report::Devices(offered)) => {
                self.model.offered_devices = Some(offered);
            }
            // If it lives, it is back at once, and opening it again does nothing.
            OffscreenEvent::Gone => {
                self.model.offscreen = Offscreen::CLOSED;
                self.call_is_lost(turn);
                self.part_anew(turn);
            }
        }
    }

    fn offscreen_is_here(&mut self, port: PortId, holds: Holds, turn: &mut Turn) {
        self.model.offscreen = Offscreen::Open { port };
        self.model.timers.cancel(Timer::OffscreenHello);
        self.order_devices(turn);
        match &holds {
            Holds::Call(leg) if self.is_parting_from(&leg.call_sid) => {
                return self.order_leg(Order::HangUp, turn);
            }
            Holds::Ended(ended) if self.is_parting_from(&ended.call_sid) => {
                return self.parting_ended(ended.reason, turn);
            }
            Holds::Nothing => self.part_anew(turn),
            Holds::Call(_) | Holds::Ended(_) => {}
        }
        match (holds, &mut self.model.call) {
            (Holds::Nothing, None) => {}
            (Holds::Nothing, Some(call)) => match call.stage {
                Stage::Offered | Stage::Lost | Stage::HungUp => {}
                Stage::Taken(_) => self.call_is_lost(turn),
                Stage::Ending { .. } => self.take_up_to_end(turn),
            },
            (Holds::Call(leg), None) => self.call_is_found(leg, turn),
            (Holds::Call(leg), Some(call)) if call.call_sid == leg.call_sid => {
                self.leg_changed(leg, turn);
                self.remind_leg(turn);
            }
            // What the document holds is the call; one that was to come must wait for it.
            (Holds::Call(leg), Some(_)) => {
                turn.untimely("another call in the offscreen document than the one known");
                let known = self.model.call.take().filter(|it| it.started_at.is_none());
                self.call_is_found(leg, turn);
                if let Some(mut call) = known {
                    call.stage = Stage::Offered;
                    let (since, until) = (turn.now(), Some(turn.now() + CONNECT_TIMEOUT));
                    self.model.waiting.insert(0, Waiting { call, since, until });
                }
            }
            (Holds::Ended(ended), Some(call)) if call.call_sid == ended.call_sid => {
                self.leg_ended(&ended, turn);
            }
            // A document takes one call in its life.
            (Holds::Ended(_), _) => self.open_offscreen(true, 0, turn),
        }
    }

    /// The document has a call that nobody here knows of. What was waited for was another one.
    fn call_is_found(&mut self, leg: LegCall, turn: &Turn) {
        let leg = bounded(leg, turn.now());
        let timers = &mut self.model.timers;
        for timer in [Timer::TakeUpAgain, Timer::ReconnectTimeout, Timer::EndTimeout] {
            timers.cancel(timer);
        }
        match leg.state {
            CallState::Connecting => {
                timers.set(Timer::ConnectTimeout, turn.now() + CONNECT_TIMEOUT);
            }
            CallState::Active | CallState::Reconnecting | CallState::Ending => {
                timers.cancel(Timer::ConnectTimeout);
            }
        }
        self.model.call = Some(Call::found(leg));
        self.mind_leg(turn);
    }

    fn leg_changed(&mut self, leg: LegCall, turn: &mut Turn) {
        let leg = bounded(leg, turn.now());
        if self.is_parting_from(&leg.call_sid) {
            return;
        }
        match &mut self.model.call {
            Some(call) if call.call_sid == leg.call_sid => {
                if leg.state != CallState::Connecting {
                    self.model.timers.cancel(Timer::ConnectTimeout);
                    self.model.timers.cancel(Timer::TakeUpAgain);
                }
                call.follow(leg);
                self.send_waiting_digits(turn);
                self.mind_leg(turn);
            }
            Some(_) | None => turn.untimely("news of a call that is not ours any more"),
        }
    }

    /// Waits no longer for what the document is about than that may take.
    fn mind_leg(&mut self, turn: &Turn) {
        self.mind_reconnecting(turn);
        self.mind_document(turn);
        let call = self.model.call.as_ref();
        let is_ending = |it: &&Call| matches!(it.stage, Stage::Ending { .. });
        if let Some(call) = call.filter(is_ending)
            && (call.signalling_until.is_some()
                || self.model.timers.get(Timer::EndTimeout).is_none())
        {
            self.wait_for_end(turn);
        }
    }

    /// The document should say soon that it is over; who is cut off tells Twilio once the connection
    /// is back.
    pub(super) fn wait_for_end(&mut self, turn: &Turn) {
        let back = self.model.call.as_ref().and_then(|it| it.signalling_until);
        let from = back.map_or(turn.now(), |it| it.max(turn.now()));
        self.model.timers.set(Timer::EndTimeout, from + END_TIMEOUT);
    }

    /// Says again what the document may not have heard because its Port was closed.
    fn remind_leg(&mut self, turn: &mut Turn) {
        let Some(call) = &self.model.call else { return };
        if let Stage::Ending { .. } = call.stage {
            self.order_leg(Order::HangUp, turn);
        } else if let Some(mic) = call.wanted_mic {
            self.order_leg(Order::SetMuted { muted: mic.is_muted() }, turn);
        }
    }

    pub(super) fn order_leg(&self, order: Order, turn: &mut Turn) {
        if let Some(port) = self.model.offscreen.port() {
            turn.order(Effect::ToOffscreen { port, order });
        }
    }

    pub(super) fn set_muted(&mut self, muted: bool, turn: &mut Turn) {
        let mic = Mic::from_muted(muted);
        match &mut self.model.call {
            None => turn.untimely("mute without a call"),
            Some(call) => match call.stage {
                Stage::Offered => call.mic = mic,
                Stage::Lost => call.wanted_mic = Some(mic),
                Stage::Taken(_) => {
                    call.wanted_mic = Some(mic);
                    self.order_leg(Order::SetMuted { muted }, turn);
                }
                Stage::HungUp | Stage::Ending { .. } => turn.untimely("mute of a call that ends"),
            },
        }
    }

    pub(super) fn toggle_mute(&mut self, turn: &mut Turn) {
        let mic = self.model.call.as_ref().map(|it| it.wanted_mic.unwrap_or(it.mic));
        self.set_muted(mic == Some(Mic::Open), turn);
    }

    pub(super) fn send_digits(&mut self, digits: Digits, turn: &mut Turn) {
        match &mut self.model.call {
            Some(call) if call.can_be_sent_digits() => {
                self.order_leg(Order::SendDigits { digits }, turn);
            }
            Some(call) => match call.stage {
                Stage::Lost | Stage::Taken(CallState::Connecting | CallState::Reconnecting)
                    if call.started_at.is_some() && call.digits.len() < MOST_DIGITS =>
                {
                    call.digits.push(digits);
                }
                Stage::Offered
                | Stage::Lost
                | Stage::HungUp
                | Stage::Ending { .. }
                | Stage::Taken(_) => {
                    turn.untimely("digits for a call that can't have them");
                }
            },
            None => turn.untimely("digits without a call to send them into"),
        }
    }

    /// The call is back in which they were pressed.
    fn send_waiting_digits(&mut self, turn: &mut Turn) {
        if let Some(call) = &mut self.model.call
            && call.can_be_sent_digits()
        {
            for digits in std::mem::take(&mut call.digits) {
                self.order_leg(Order::SendDigits { digits }, turn);
            }
        }
    }

    pub(super) fn hang_up(&mut self, turn: &mut Turn) {
        self.end_call(AfterCall::Nothing, turn);
    }

    /// The same, by somebody who names no call. Just after the end of one it was meant for that one.
    pub(super) fn hang_up_any(&mut self, turn: &mut Turn) {
        let ended_at = self.model.call_ended_at;
        if ended_at.is_some_and(|at| turn.now().since(at) < REACTION) {
            return turn.untimely("a hang-up that was meant for the call before");
        }
        self.hang_up(turn);
    }

    pub(super) fn hang_up_and_restart(&mut self, turn: &mut Turn) {
        self.end_call(AfterCall::Restart, turn);
    }

    fn end_call(&mut self, after: AfterCall, turn: &mut Turn) {
        let Some(call) = &mut self.model.call else {
            return turn.untimely("hang-up without a call");
        };
        match call.stage {
            Stage::Offered => {
                turn.order(Effect::Reject { call_sid: call.call_sid.clone() });
                call.stage = Stage::Ending { then: after };
                self.call_is_over(EndReason::Agent, turn);
            }
            Stage::Taken(_) | Stage::Lost => {
                // Until a document has it, the worker's `Device` is still offered it.
                if call.state() == CallState::Connecting {
                    turn.order(Effect::Reject { call_sid: call.call_sid.clone() });
                }
                let is_lost = call.stage == Stage::Lost;
                self.await_end(after, turn);
                if is_lost {
                    self.take_up_to_end(turn);
                } else {
                    self.order_leg(Order::HangUp, turn);
                }
            }
            Stage::HungUp if after == AfterCall::Nothing => {}
            Stage::HungUp => {
                call.stage = Stage::Ending { then: after };
                self.call_is_over(EndReason::Agent, turn);
            }
            Stage::Ending { then } => {
                let restarts = [then, after].contains(&AfterCall::Restart);
                let then = if restarts { AfterCall::Restart } else { AfterCall::Nothing };
                call.stage = Stage::Ending { then };
                self.order_leg(Order::HangUp, turn);
            }
        }
    }

    fn await_call_no_longer(&mut self) {
        for timer in [
            Timer::ConnectTimeout,
            Timer::DocumentTimeout,
            Timer::TakeUpAgain,
            Timer::ReconnectTimeout,
        ] {
            self.model.timers.cancel(timer);
        }
    }

    /// The document is told to end the call.
    pub(super) fn await_end(&mut self, then: AfterCall, turn: &Turn) {
        let Some(call) = &mut self.model.call else { return };
        call.stage = Stage::Ending { then };
        self.await_call_no_longer();
        self.wait_for_end(turn);
    }

    /// Nobody has told Twilio that the call is over: only who takes it up can.
    fn take_up_to_end(&self, turn: &mut Turn) {
        if let Some(call) = &self.model.call {
            self.order_accept(call, turn);
        }
        self.order_leg(Order::HangUp, turn);
    }

    pub(super) fn end_timed_out(&mut self, turn: &mut Turn) {
        if self.is_parting() {
            self.part_later(turn);
        } else if let Some(call_sid) = self.model.call.as_ref().map(|it| it.call_sid.clone()) {
            self.call_is_over(EndReason::Agent, turn);
            // Nobody has said that Twilio knows.
            self.doubt_parting_from(&call_sid, turn);
        }
    }

    pub(super) fn call_is_over(&mut self, reason: EndReason, turn: &mut Turn) {
        let Some(call) = self.model.call.take() else { return };
        self.part(&call, reason, turn);
        self.await_call_no_longer();
        // It may be the other one's whose end is being told.
        if !self.is_parting() {
            self.model.timers.cancel(Timer::EndTimeout);
        }
        self.model.last_call = Some(LastCall { reason, ended_at: turn.now() });
        self.model.call_ended_at = Some(turn.now());
        turn.log(LogEntry::CallEnded(call.call_sid, reason));
        turn.ended.get_or_insert(reason);
        match call.stage {
            Stage::Ending { then: AfterCall::Restart } => return self.begin_anew(turn),
            Stage::Ending { then: AfterCall::Nothing } | Stage::Taken(_) => {
                self.open_offscreen(true, 0, turn);
            }
            // The document has not been told of it and is as good as new.
            Stage::Offered | Stage::Lost | Stage::HungUp => {}
        }
        self.next_call(turn);
    }

    fn next_call(&mut self, turn: &Turn) {
        self.settle_waiting(turn);
        if self.model.waiting.is_empty() {
            return;
        }
        let next = self.model.waiting.remove(0);
        let mut call = next.call;
        if next.until.is_some() {
            // Whether it rings still the next document finds out.
            call.lose();
        }
        self.model.call = Some(call);
        self.model.last_call = None;
        self.model.timers.set(Timer::ConnectTimeout, turn.now() + CONNECT_TIMEOUT);
    }

    /// Nobody is told any more how the waiting calls fare.
    pub(super) fn waiting_are_unknown(&mut self) {
        for it in &mut self.model.waiting {
            it.until.get_or_insert(it.since + CONNECT_TIMEOUT);
        }
    }

    /// Those of which nothing is heard any more are noted for as long as they may ring.
    pub(super) fn settle_waiting(&mut self, turn: &Turn) {
        let waiting = &mut self.model.waiting;
        waiting.retain(|it| it.until.is_none_or(|until| turn.now() < until));
        match waiting.iter().filter_map(|it| it.until).min() {
            Some(until) => self.model.timers.set(Timer::WaitingEnds, until),
            None => self.model.timers.cancel(Timer::WaitingEnds),
        }
    }

    /// A call that nobody has goes to the document as soon as there is one.
    pub(super) fn settle_call(&mut self, turn: &mut Turn) {
        let stage = self.model.call.as_ref().map(|it| it.stage);
        if matches!(stage, Some(Stage::Ending { .. }))
            && self.model.timers.get(Timer::EndTimeout).is_none()
        {
            // The end of the call before had the timer for itself.
            self.wait_for_end(turn);
        }
        let is_time = match stage {
            Some(Stage::Offered | Stage::HungUp) => true,
            Some(Stage::Lost) => self.may_take_up(),
            Some(Stage::Taken(_) | Stage::Ending { .. }) | None => false,
        };
        if is_time
            && !self.is_parting()
            && self.model.call.as_ref().is_some_and(|call| self.order_accept(call, turn))
            && let Some(call) = &mut self.model.call
        {
            if call.stage == Stage::Lost {
                turn.log(LogEntry::CallRescue(call.call_sid.clone()));
            }
            if call.stage == Stage::HungUp {
                self.await_end(AfterCall::Nothing, turn);
                return self.order_leg(Order::HangUp, turn);
            }
            call.stage = Stage::Taken(CallState::Connecting);
            self.mind_document(turn);
        }
    }

    pub(super) fn leg_wants_token(&self) -> bool {
        self.model.call.as_ref().is_some_and(|it| it.wants_token)
    }

    /// Gives the document a voice token that lives: Twilio would not let the call back in.
    pub(super) fn settle_leg_token(&mut self, turn: &mut Turn) {
        let token = self.living_voice_token(turn);
        let Some(token) = token.filter(|_| self.leg_wants_token()) else { return };
        self.order_leg(Order::UseToken { token: token.token.clone() }, turn);
        if let Some(call) = &mut self.model.call {
            call.wants_token = false;
        }
    }

    /// Tells the document to take the call, if there is all that it takes.
    pub(super) fn order_accept(&self, call: &Call, turn: &mut Turn) -> bool {
        // With a token that has ended Twilio lets nobody in: the next one is on its way.
        let token = self.living_voice_token(turn);
        let (Some(port), Some(ticket), Some(token)) =
            (self.model.offscreen.port(), &call.ticket, token)
        else {
            return false;
        };
        let order = Order::Accept(Accept {
            call_sid: call.call_sid.clone(),
            ticket: ticket.clone(),
            voice_token: token.token.clone(),
            mic: call.wanted_mic.unwrap_or(call.mic),
            started_at: call.started_at,
        });
        turn.order(Effect::ToOffscreen { port, order });
        true
    }

    /// A document is there ahead of calls, and as long as one may come.
    pub(super) fn settle_offscreen(&mut self, turn: &mut Turn) {
        let wanted = self.model.call.is_some() || self.model.has_live_flex_token(turn.now());
        match (self.model.offscreen, wanted) {
            (Offscreen::Closed { failures }, true) => self.open_offscreen(false, failures, turn),
            (Offscreen::Open { .. } | Offscreen::Opening { .. }, false) => {
                self.close_offscreen(turn);
            }
            (Offscreen::Open { .. } | Offscreen::Opening { .. }, true)
            | (Offscreen::Closed { .. }, false) => {}
        }
    }

    pub(super) fn open_offscreen(&mut self, fresh: bool, failures: u32, turn: &mut Turn) {
        self.model.offscreen = Offscreen::Opening { failures };
        self.model.timers.set(Timer::OffscreenHello, turn.now() + OFFSCREEN_HELLO);
        turn.order(Effect::OpenOffscreen { fresh });
    }

    pub(super) fn close_offscreen(&mut self, turn: &mut Turn) {
        self.model.timers.cancel(Timer::OffscreenHello);
        if self.model.offscreen != Offscreen::CLOSED {
            self.model.offscreen = Offscreen::CLOSED;
            turn.order(Effect::CloseOffscreen);
        }
    }

    /// It has not said hello: once more, and from scratch if that does not help. One that is slow to
    /// load, or has a call in it, is left to itself at first.
    pub(super) fn offscreen_is_silent(&mut self, turn: &mut Turn) {
        if let Offscreen::Opening { failures } = self.model.offscreen {
            self.call_is_lost(turn);
            let fresh = failures >= SILENCES;
            self.open_offscreen(fresh, failures.saturating_add(1), turn);
        }
    }

    pub(super) fn hurry_offscreen(&mut self) {
        self.model.timers.cancel(Timer::TakeUpAgain);
        if let Offscreen::Opening { failures: 1.. } = self.model.offscreen {
            self.model.offscreen = Offscreen::CLOSED;
        }
    }
}

/// What the document says of a call, with deadlines that can be: the clock may have been set back
/// since it looked at it.
fn bounded(leg: LegCall, now: Time) -> LegCall {
    let at_most = |until: Option<Time>, patience| until.map(|it| it.min(now + patience));
    LegCall {
        signalling_until: at_most(leg.signalling_until, RECONNECT_TIMEOUT),
        media_until: at_most(leg.media_until, MEDIA_TIMEOUT),
        ..leg
    }
}
