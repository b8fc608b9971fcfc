//! The voice token, and the registration that it is for.

use std::time::Duration;

use crate::code;
use crate::failure::{VoiceFailure, is_of_socket};
use crate::retry::{BackOff, Crowd};
use crate::timers::Timer;
use crate::token::VoiceToken;
use crate::{Attempt, Effect, LogEntry, TokenError, TokenReply, VoiceEvent};

use super::model::{Fetch, Registration, Stage};
use super::{Client, Turn};

const FETCH_TIMEOUT: Duration = Duration::from_secs(15);
/// What the shell may take beyond the time-out to say that there was one.
const FETCH_GRACE: Duration = Duration::from_secs(2);
const FETCH_AGAIN: BackOff = BackOff::new(Duration::from_secs(1), FETCH_AGAIN_LONGEST);
const FETCH_AGAIN_LONGEST: Duration = Duration::from_mins(1);
/// The longest pause while a call needs the token.
const FETCH_FOR_CALL: Duration = Duration::from_secs(4);
/// The pause after a token of another identity than the one that a call needs.
const OWN_TOKEN_AGAIN: BackOff = BackOff::new(Duration::from_secs(4), Duration::from_secs(4));
/// A contact centre of ten thousand whose Function takes fifty requests a second, all waiting, asks
/// seventy times a second.
const FETCH_WITH_EVERYBODY: Crowd = Crowd::new(Duration::from_secs(2), Duration::from_mins(5));
const REGISTRATION_TIMEOUT: Duration = Duration::from_secs(10);
const REGISTER_AGAIN: BackOff = BackOff::new(Duration::from_secs(1), Duration::from_secs(30));
/// The same where there is a network, and the signalling server lets nobody in.
const KNOCK_AGAIN: BackOff =
    BackOff::new(Duration::from_secs(2), Duration::from_secs(30)).patient(20);
/// How long the SDK may try to get a lost connection back before a new `Device` does: its pauses
/// double from 0.1 s to 20 s.
const SIGNALLING_GONE: Duration = Duration::from_millis(2_500);
/// The same where Twilio has said that something is wrong: another one would fare no better.
const SIGNALLING_UNWELL: Duration = Duration::from_secs(30);
/// How long a lost connection is no problem yet.
const SIGNALLING_RETURNS: Duration = Duration::from_secs(30);

impl Client {
    /// After the worker's death: the `Device` and whatever was asked are gone with it.
    pub(super) fn voice_is_gone(&mut self, turn: &Turn) {
        self.device_is_gone(turn);
        if let Fetch::Asking { .. } = self.model.fetch {
            self.model.timers.cancel(Timer::FetchTimeout);
            self.model.fetch = Fetch::Idle;
            if self.model.voice_token.is_some() {
                // It was to be renewed.
                self.model.timers.set(Timer::RenewVoiceToken, turn.now());
            }
        }
    }

    fn device_is_gone(&mut self, turn: &Turn) {
        // Nobody would notice any more that its socket was dead.
        self.doubt_parting(turn);
        self.model.registration = Registration::NONE;
        let timers = &mut self.model.timers;
        timers.cancel(Timer::RegistrationTimeout);
        timers.cancel(Timer::RetryRegistration);
        timers.cancel(Timer::SignallingGone);
        self.waiting_are_unknown();
        // Nobody can refuse the one that is to be answered any more, or is told that its caller has
        // given up: whoever takes it up finds out.
        if let Some(call) = self.model.call.as_mut().filter(|it| it.stage == Stage::Offered) {
            call.lose();
        }
    }

    pub(super) fn forget_voice(&mut self, turn: &mut Turn) {
        self.forget_registration(turn);
        self.leave_network_be();
        self.model.timers.cancel(Timer::SignallingReturns);
        self.model.waiting.clear();
        self.part_anew(turn);
        (self.model.voice_token, self.model.next_voice_token) = (None, None);
        self.model.identity = None;
        self.model.fetch = Fetch::Idle;
        for timer in [
            Timer::FetchTimeout,
            Timer::RetryFetch,
            Timer::RenewVoiceToken,
            Timer::VoiceTokenExpires,
        ] {
            self.model.timers.cancel(timer);
        }
    }

    pub(super) fn forget_registration(&mut self, turn: &mut Turn) {
        if self.model.registration.attempt().is_some() {
            turn.order(Effect::Unregister);
        }
        self.device_is_gone(turn);
    }

    /// Asks the Function, whatever has been asked before.
    pub(super) fn fetch_voice_token_anew(&mut self, turn: &mut Turn) {
        self.model.fetch = Fetch::Idle;
        self.fetch_voice_token(turn);
    }

    /// Asks the Function, unless it is being asked.
    pub(super) fn fetch_voice_token(&mut self, turn: &mut Turn) {
        if matches!(self.model.fetch, Fetch::Asking { .. }) {
            return;
        }
        let (failures, error) = (self.model.fetch.failures(), self.model.fetch.error());
        let Some(flex) = self.model.flex_token.clone().filter(|it| turn.now() < it.expires_at)
        else {
            return;
        };
        let attempt = self.model.next_attempt();
        self.model.fetch = Fetch::Asking { attempt, failures, error };
        self.model.timers.cancel(Timer::RetryFetch);
        self.model.timers.set(Timer::FetchTimeout, turn.now() + FETCH_TIMEOUT + FETCH_GRACE);
        turn.order(Effect::FetchVoiceToken {
            attempt,
            url: flex.url,
            flex_token: flex.token,
            prefix: flex.prefix,
            timeout: FETCH_TIMEOUT,
        });
    }

    pub(super) fn fetch_timed_out(&mut self, turn: &mut Turn) {
        if let Fetch::Asking { attempt, .. } = self.model.fetch {
            self.voice_token_answer(attempt, Err(TokenError::TimedOut), turn);
        }
    }

    pub(super) fn voice_token_answer(
        &mut self,
        to: Attempt,
        result: Result<TokenReply, TokenError>,
        turn: &mut Turn,
    ) {
        let failures = match self.model.fetch {
            Fetch::Asking { attempt, failures, .. } if attempt == to => failures,
            Fetch::Idle | Fetch::Asking { .. } | Fetch::Failed { .. } | Fetch::Refused { .. } => {
                return turn.untimely("an answer of the token Function that nobody waits for");
            }
        };
        self.model.timers.cancel(Timer::FetchTimeout);
        match result.and_then(|reply| reply.check(turn.now())) {
            Ok(token) => {
                self.model.fetch = Fetch::Idle;
                self.model.timers.cancel(Timer::RetryFetch);
                self.flex_token_is_judged(true, turn);
                self.ask_flex_before_end(turn);
                if self.is_of_somebody_else(&token) {
                    self.keep_for_later(token, turn);
                } else {
                    self.take_voice_token(token, turn);
                }
            }
            Err(error) => {
                turn.log(LogEntry::NoVoiceToken(error));
                let failures = failures.saturating_add(1);
                if error.is_refusal() {
                    self.model.fetch = Fetch::Refused { failures, error };
                    self.flex_token_is_judged(false, turn);
                    // Only the first time at once: what it sends then may be refused as well.
                    if failures == 1 {
                        self.ask_flex(turn);
                    }
                    self.ask_flex_later(failures, turn);
                } else {
                    self.model.fetch = Fetch::Failed { failures, error };
                    let wait = if self.waits_with_everybody(error, turn) {
                        FETCH_WITH_EVERYBODY.delay(turn.at.jitter)
                    } else {
                        FETCH_AGAIN.delay(failures, turn.at.jitter)
                    };
                    let at = turn.now() + wait;
                    let ends = self.living_voice_token(turn).map(|it| it.expires_at);
                    self.model.timers.set(Timer::RetryFetch, ends.map_or(at, |it| at.min(it)));
                    let is_registered =
                        matches!(self.model.registration, Registration::Registered { .. });
                    if error == TokenError::Unreachable && !is_registered {
                        self.look_for_network(turn);
                    }
                }
            }
        }
    }

    /// Whether the Function is to be spared: when it says so, and when it fails while the token lives
    /// that is to be renewed, and there is time. Who has a call to save does not wait.
    fn waits_with_everybody(&self, error: TokenError, turn: &Turn) -> bool {
        let has_time = self.living_voice_token(turn).is_some();
        let is_to_be_spared = error.is_overload() || error.is_failure() && has_time;
        is_to_be_spared && !self.call_waits_for_token(turn)
    }

    fn take_voice_token(&mut self, token: VoiceToken, turn: &mut Turn) {
        let timers = &mut self.model.timers;
        timers.set(Timer::RenewVoiceToken, token.renew_at(turn.at.jitter));
        timers.set(Timer::VoiceTokenExpires, token.expires_at);
        if self.model.registration.identity() == Some(&token.identity) {
            turn.order(Effect::UpdateVoiceToken { token: token.token.clone() });
        }
        self.model.identity = Some(token.identity.clone());
        (self.model.voice_token, self.model.next_voice_token) = (Some(token), None);
    }

    /// Whether a token is of no use to the call: Twilio gives a call to whom it was for.
    fn is_of_somebody_else(&self, token: &VoiceToken) -> bool {
        let other = self.model.identity.as_ref().is_some_and(|it| *it != token.identity);
        other && self.model.call.is_some()
    }

    fn keep_for_later(&mut self, token: VoiceToken, turn: &Turn) {
        self.model.next_voice_token = Some(token);
        self.model.timers.cancel(Timer::RenewVoiceToken);
        if self.lacks_voice_token(turn) {
            let at = turn.now() + OWN_TOKEN_AGAIN.delay(1, turn.at.jitter);
            self.model.timers.set(Timer::RenewVoiceToken, at);
        }
    }

    /// Whether there is none, or none that lives and is waited for by a call.
    fn lacks_voice_token(&self, turn: &Turn) -> bool {
        let has_none = self.model.voice_token.is_none() && self.model.next_voice_token.is_none();
        has_none || self.call_waits_for_token(turn)
    }

    /// A Function that has failed is asked sooner than was thought then: a call needs the token now, or
    /// there is none any more.
    fn hurry_failed_fetch(&mut self, turn: &Turn) {
        let Fetch::Failed { error, .. } = self.model.fetch else { return };
        let longest = if self.call_waits_for_token(turn) {
            FETCH_FOR_CALL
        } else if self.waits_with_everybody(error, turn) {
            return;
        } else {
            FETCH_AGAIN_LONGEST
        };
        let at = turn.now() + longest;
        if self.model.timers.get(Timer::RetryFetch).is_some_and(|it| it > at) {
            self.model.timers.set(Timer::RetryFetch, at);
        }
    }

    /// Whether a call can't be taken, or not come back, for want of a token that lives.
    fn call_waits_for_token(&self, turn: &Turn) -> bool {
        let wants = match self.model.call.as_ref().map(|it| it.stage) {
            Some(Stage::Offered | Stage::Lost | Stage::HungUp) => true,
            Some(Stage::Taken(_) | Stage::Ending { .. }) => self.leg_wants_token(),
            None => false,
        };
        wants && self.living_voice_token(turn).is_none()
    }

    /// The voice token, as long as Twilio lets somebody in with it.
    pub(super) fn living_voice_token(&self, turn: &Turn) -> Option<&VoiceToken> {
        self.model.voice_token.as_ref().filter(|it| it.lives(turn.now()))
    }

    pub(super) fn hurry_voice_token(&mut self, turn: &mut Turn) {
        match self.model.fetch {
            Fetch::Failed { .. } => self.fetch_voice_token(turn),
            Fetch::Refused { .. } => self.ask_flex_again(turn),
            Fetch::Idle | Fetch::Asking { .. } => {}
        }
    }

    pub(super) fn voice_event(&mut self, from: Attempt, event: VoiceEvent, turn: &mut Turn) {
        if self.model.registration.attempt() != Some(from) {
            return turn.untimely("a Device that is not ours any more");
        }
        match event {
            VoiceEvent::Registered => {
                let Some(identity) = self.model.registration.identity().cloned() else { return };
                self.model.timers.cancel(Timer::RegistrationTimeout);
                self.model.timers.cancel(Timer::SignallingGone);
                self.model.timers.cancel(Timer::SignallingReturns);
                if self.is_without_network() {
                    self.hurry_offscreen();
                }
                self.leave_network_be();
                self.model.registration = Registration::Registered { attempt: from, identity };
                self.model.registered_at = Some(turn.now());
            }
            VoiceEvent::Unregistered => self.signalling_is_lost(SIGNALLING_GONE, turn),
            VoiceEvent::Failed { code } => self.voice_failed(code, turn),
            VoiceEvent::Incoming(offer) => self.call_offered(offer, turn),
            VoiceEvent::Canceled { call_sid } => self.offer_canceled(&call_sid, turn),
        }
    }

    fn signalling_is_lost(&mut self, patience: Duration, turn: &Turn) {
        if let Registration::Registered { attempt, identity } = &self.model.registration {
            self.model.registration =
                Registration::Lost { attempt: *attempt, identity: identity.clone() };
            self.doubt_parting(turn);
            self.model.timers.set(Timer::SignallingGone, turn.now() + patience);
            self.model.timers.set(Timer::SignallingReturns, turn.now() + SIGNALLING_RETURNS);
        }
    }

    fn voice_failed(&mut self, code: u32, turn: &mut Turn) {
        turn.log(LogEntry::Voice { code });
        let kind = VoiceFailure::from_code(code);
        match (&self.model.registration, kind) {
            (Registration::None { .. }, _) => {}
            (Registration::Registering { .. }, VoiceFailure::Network | VoiceFailure::Other)
            | (_, VoiceFailure::Token) => self.register_later(code, turn),
            (Registration::Registered { .. }, VoiceFailure::Network) => {
                let of_socket = is_of_socket(code);
                let patience = if of_socket { SIGNALLING_GONE } else { SIGNALLING_UNWELL };
                self.signalling_is_lost(patience, turn);
            }
            (Registration::Registered { .. }, VoiceFailure::Other)
            | (Registration::Lost { .. }, VoiceFailure::Network | VoiceFailure::Other) => {}
        }
    }

    /// Registering has failed: again after a while, with another token if it is the token's fault.
    fn register_later(&mut self, code: u32, turn: &mut Turn) {
        let failures = match &self.model.registration {
            Registration::None { failures, .. } | Registration::Registering { failures, .. } => {
                *failures
            }
            Registration::Registered { .. } | Registration::Lost { .. } => 0,
        };
        let failures = failures.saturating_add(1);
        self.forget_registration(turn);
        self.model.registration = Registration::None { failures, code: Some(code) };
        // Chrome makes each socket wait that comes after many that failed, so that few are opened
        // while nobody answers at all.
        let knocks = is_of_socket(code) && !self.is_without_network();
        let back_off = if knocks { KNOCK_AGAIN } else { REGISTER_AGAIN };
        let at = turn.now() + back_off.delay(failures, turn.at.jitter);
        self.model.timers.set(Timer::RetryRegistration, at);
        if VoiceFailure::from_code(code) == VoiceFailure::Token {
            self.forget_voice_token();
        }
        if is_of_socket(code) {
            self.look_for_network(turn);
        }
    }

    /// Twilio does not take it: the next one is fetched.
    pub(super) fn forget_voice_token(&mut self) {
        self.model.voice_token = None;
        self.model.timers.cancel(Timer::RenewVoiceToken);
        self.model.timers.cancel(Timer::VoiceTokenExpires);
    }

    pub(super) fn registration_timed_out(&mut self, turn: &mut Turn) {
        self.register_later(code::CONNECTION_ERROR, turn);
    }

    /// Gives up on the `Device` that there is; `settle` makes a new one.
    pub(super) fn register_anew(&mut self, turn: &mut Turn) {
        self.forget_registration(turn);
        self.model.registration =
            Registration::None { failures: 1, code: Some(code::CONNECTION_ERROR) };
    }

    pub(super) fn hurry_registration(&mut self, turn: &mut Turn) {
        match self.model.registration {
            Registration::None { .. } => self.model.timers.cancel(Timer::RetryRegistration),
            Registration::Lost { .. } => self.register_anew(turn),
            Registration::Registering { .. } | Registration::Registered { .. } => {}
        }
    }

    /// A token that is missing is fetched, and one that is there is registered with. A call is
    /// not disturbed: a token's end, and another identity, wait until it is over.
    pub(super) fn settle_voice(&mut self, turn: &mut Turn) {
        self.hurry_failed_fetch(turn);
        let idle = self.model.call.is_none();
        if idle && let Some(next) = self.model.next_voice_token.take() {
            self.take_voice_token(next, turn);
        }
        if idle && self.model.voice_token.as_ref().is_some_and(|it| !it.lives(turn.now())) {
            self.forget_registration(turn);
            self.model.voice_token = None;
        }
        let pauses = self.model.timers.get(Timer::RetryRegistration).is_some();
        let waits = self.model.timers.get(Timer::RenewVoiceToken).is_some();
        if self.lacks_voice_token(turn) && self.model.fetch == Fetch::Idle && !pauses && !waits {
            self.fetch_voice_token(turn);
        }
        let Some(token) = self.living_voice_token(turn).cloned() else {
            return;
        };
        let other = self.model.registration.identity().is_some_and(|it| *it != token.identity);
        if other && idle {
            self.forget_registration(turn);
        }
        if let Registration::None { failures, code } = self.model.registration
            && !pauses
        {
            let attempt = self.model.next_attempt();
            self.model.registration =
                Registration::Registering { attempt, failures, identity: token.identity, code };
            let at = turn.now() + REGISTRATION_TIMEOUT;
            self.model.timers.set(Timer::RegistrationTimeout, at);
            turn.order(Effect::Register { attempt, token: token.token });
        }
    }
}
