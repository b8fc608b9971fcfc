//! A call that is over here, while Twilio may not have been told: the socket that the agent's hang-up
//! was said into was dead already, and nobody had noticed; or it could not be had back. Twilio would
//! leave the far end alone with silence until it gives the agent up.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::code;
use crate::leg::{Order, RECONNECT_TIMEOUT};
use crate::timers::Timer;
use crate::{CallSid, EndReason, Mic, Ticket, Time};

use super::model::{Call, Registration, Stage};
use super::{Client, Turn};

/// How late a dead socket may be noticed: the SDK expects a sign of life within 15 s.
const NOTICED_WITHIN: Duration = Duration::from_secs(20);

/// Such a call, and what it takes to end it once more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Parting {
    call_sid: CallSid,
    ticket: Ticket,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum State {
    /// Twilio has been told, unless the socket turns out to have been dead. Until then that would
    /// show.
    Told { until: Time },
    /// The socket was dead. Twilio keeps the call until then.
    Doubtful { until: Time },
    /// The document takes it up to end it, and should say so before `Timer::EndTimeout`.
    TakenUp { until: Time },
}

impl Client {
    /// The document says that a call has ended as the agent wanted.
    pub(super) fn part(&mut self, call: &Call, reason: EndReason, turn: &Turn) {
        let was_ending = matches!(call.stage, Stage::Ending { .. });
        let Some(ticket) = call.ticket.clone().filter(|_| was_ending) else { return };
        if reason != EndReason::Agent || !call.was_answered() {
            return;
        }
        // A socket that is younger than the call's does not tell of what that has gone through.
        let is_younger = self.model.registered_at.is_some_and(|at| {
            let is_new = turn.now().since(at) < NOTICED_WITHIN;
            is_new && call.started_at.is_none_or(|started_at| started_at < at)
        });
        let vouches =
            matches!(self.model.registration, Registration::Registered { .. }) && !is_younger;
        let state = if vouches {
            State::Told { until: turn.now() + NOTICED_WITHIN }
        } else {
            State::doubtful(turn.now())
        };
        self.model.parting = Some(Parting { call_sid: call.call_sid.clone(), ticket, state });
    }

    /// The call that there is is given up by whoever has it, and Twilio may have it still.
    pub(super) fn doubt_end(&mut self, turn: &Turn) {
        let Some(call) = &self.model.call else { return };
        if let (Stage::Taken(_), Some(ticket)) = (call.stage, call.ticket.clone()) {
            let state = State::doubtful(turn.now());
            self.model.parting = Some(Parting { call_sid: call.call_sid.clone(), ticket, state });
        }
    }

    /// The worker's socket is dead, and so, it may be, was the one of the call.
    pub(super) fn doubt_parting(&mut self, turn: &Turn) {
        if let Some(parting) = &mut self.model.parting
            && let State::Told { until } = parting.state
            && turn.now() < until
        {
            parting.state = State::doubtful(turn.now());
        }
    }

    /// Nobody has said that Twilio knows of the end of this call.
    pub(super) fn doubt_parting_from(&mut self, call_sid: &CallSid, turn: &Turn) {
        if self.model.parting.as_ref().is_some_and(|it| it.call_sid == *call_sid) {
            self.doubt_parting(turn);
        }
    }

    /// As soon as there is a way to Twilio, and no other call, it is ended once more.
    pub(super) fn settle_parting(&mut self, turn: &mut Turn) {
        let Some(parting) = &self.model.parting else { return };
        let is_due = match parting.state {
            State::Told { until } | State::Doubtful { until } if turn.now() >= until => {
                self.model.parting = None;
                return;
            }
            State::Doubtful { .. } => {
                matches!(self.model.registration, Registration::Registered { .. })
            }
            State::Told { .. } | State::TakenUp { .. } => false,
        };
        let pauses = self.model.timers.get(Timer::TakeUpAgain).is_some();
        if !is_due || pauses || self.model.call.is_some() {
            return;
        }
        let call = Call::new(parting.call_sid.clone(), Some(parting.ticket.clone()));
        let call = Call { mic: Mic::Muted, ..call };
        if self.order_accept(&call, turn) {
            self.order_leg(Order::HangUp, turn);
            self.wait_for_end(turn);
            if let Some(parting) = &mut self.model.parting
                && let State::Doubtful { until } = parting.state
            {
                parting.state = State::TakenUp { until };
            }
        }
    }

    /// Whether the document is busy with it: it takes no other call.
    pub(super) fn is_parting(&self) -> bool {
        self.model.parting.as_ref().is_some_and(|it| matches!(it.state, State::TakenUp { .. }))
    }

    /// Whether it is this call that the document is busy with.
    pub(super) fn is_parting_from(&self, call_sid: &CallSid) -> bool {
        let is_it =
            |it: &Parting| matches!(it.state, State::TakenUp { .. }) && it.call_sid == *call_sid;
        self.model.parting.as_ref().is_some_and(is_it)
    }

    /// It is over for certain, or the document does not say so.
    pub(super) fn parted(&mut self, turn: &mut Turn) {
        self.model.parting = None;
        self.model.timers.cancel(Timer::EndTimeout);
        self.open_offscreen(true, 0, turn);
    }

    /// The document that was busy with it says how that went.
    pub(super) fn parting_ended(&mut self, reason: EndReason, turn: &mut Turn) {
        match reason {
            EndReason::Failed { code } if code != code::NOT_FOUND => self.part_later(turn),
            EndReason::Agent | EndReason::FarEnd | EndReason::Lost | EndReason::Failed { .. } => {
                self.parted(turn);
            }
        }
    }

    /// The document that was busy with it has not got as far as to tell Twilio.
    pub(super) fn part_later(&mut self, turn: &mut Turn) {
        if let Some(parting) = &mut self.model.parting
            && let State::TakenUp { until } = parting.state
        {
            parting.state = State::Doubtful { until };
            self.model.timers.cancel(Timer::EndTimeout);
            self.pause_taking_up(turn);
            self.open_offscreen(true, 0, turn);
        }
    }

    /// The document that was busy with it is gone.
    pub(super) fn part_anew(&mut self, turn: &Turn) {
        if let Some(parting) = &mut self.model.parting
            && let State::TakenUp { .. } = parting.state
        {
            parting.state = State::doubtful(turn.now());
            self.model.timers.cancel(Timer::EndTimeout);
        }
    }
}

impl Parting {
    /// When nothing is to be told any more, unless it is being told.
    pub(super) fn until(&self) -> Option<Time> {
        match self.state {
            State::Told { until } | State::Doubtful { until } => Some(until),
            State::TakenUp { .. } => None,
        }
    }

    /// The clock was set back by so much.
    pub(super) fn bring_forward(&mut self, by: Duration) {
        match &mut self.state {
            State::Told { until } | State::Doubtful { until } | State::TakenUp { until } => {
                *until = until.earlier(by);
            }
        }
    }
}

impl State {
    fn doubtful(now: Time) -> Self {
        Self::Doubtful { until: now + RECONNECT_TIMEOUT }
    }
}
