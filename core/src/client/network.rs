//! Whether there is a network: nobody tells a worker but who tries.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::failure::VoiceFailure;
use crate::retry::BackOff;
use crate::timers::Timer;
use crate::{Attempt, Effect, TokenError};

use super::model::Registration;
use super::{Client, Turn};

/// The pause after a probe that nobody has answered: short for as long as most losses last, and
/// ever longer then, for all agents ask the same server.
const PROBE_AGAIN: BackOff =
    BackOff::new(Duration::from_millis(1_250), Duration::from_secs(30)).patient(80);

/// Where the look for the network is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Probe {
    /// Nobody looks.
    #[default]
    Idle,
    /// Twilio's signalling server is asked, after so many times without an answer.
    Asking { attempt: Attempt, failures: u32 },
    /// It will be asked at `Timer::ProbeAgain`.
    Pausing { failures: u32 },
}

impl Client {
    /// After the worker's death: what was asked is gone with it.
    pub(super) fn probe_is_gone(&mut self, turn: &Turn) {
        if let Probe::Asking { failures, .. } = self.model.probe {
            self.probe_later(failures, turn);
        }
    }

    /// Whether nobody has answered of late.
    pub(super) fn is_without_network(&self) -> bool {
        matches!(
            self.model.probe,
            Probe::Asking { failures: 1.., .. } | Probe::Pausing { failures: 1.. }
        )
    }

    pub(super) fn leave_network_be(&mut self) {
        self.model.probe = Probe::Idle;
        self.model.timers.cancel(Timer::ProbeAgain);
    }

    /// Something has failed that may have failed for want of a network.
    pub(super) fn look_for_network(&mut self, turn: &mut Turn) {
        if self.model.probe == Probe::Idle {
            self.probe_network(0, turn);
        }
    }

    fn probe_network(&mut self, failures: u32, turn: &mut Turn) {
        let attempt = self.model.next_attempt();
        self.model.probe = Probe::Asking { attempt, failures };
        turn.order(Effect::ProbeNetwork { attempt });
    }

    pub(super) fn probe_again(&mut self, turn: &mut Turn) {
        if let Probe::Pausing { failures } = self.model.probe {
            self.probe_network(failures, turn);
        }
    }

    pub(super) fn network_probed(&mut self, to: Attempt, answered: bool, turn: &mut Turn) {
        let failures = match self.model.probe {
            Probe::Asking { attempt, failures } if attempt == to => failures,
            Probe::Idle | Probe::Asking { .. } | Probe::Pausing { .. } => return,
        };
        if !answered {
            return self.probe_later(failures.saturating_add(1), turn);
        }
        self.model.probe = Probe::Idle;
        // What fails though the network was there all along has its own pauses.
        if failures > 0 {
            self.network_is_back(turn);
        }
    }

    fn probe_later(&mut self, failures: u32, turn: &Turn) {
        self.model.probe = Probe::Pausing { failures };
        let at = turn.now() + PROBE_AGAIN.delay(failures, turn.at.jitter);
        self.model.timers.set(Timer::ProbeAgain, at);
    }

    /// What has failed for want of a network does not wait any longer, and a connection of before is
    /// not waited for.
    pub(super) fn network_is_back(&mut self, turn: &mut Turn) {
        let code = match self.model.registration {
            Registration::None { code, .. } | Registration::Registering { code, .. } => code,
            Registration::Registered { .. } | Registration::Lost { .. } => None,
        };
        let is_registered = matches!(self.model.registration, Registration::Registered { .. });
        let may_be_network =
            code.is_none_or(|code| VoiceFailure::from_code(code) == VoiceFailure::Network);
        if may_be_network && !is_registered {
            self.forget_registration(turn);
            self.model.registration = Registration::None { failures: 0, code };
        }
        if let Some(TokenError::Unreachable | TokenError::TimedOut) = self.model.fetch.error() {
            self.fetch_voice_token(turn);
        }
        self.hurry_offscreen();
    }
}
