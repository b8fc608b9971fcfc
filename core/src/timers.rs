//! Named timers: what the client waits for, apart from answers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Time;

/// Why the client wants to be woken. At most one of each is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Timer {
    /// The Flex token ends.
    FlexTokenExpires,
    /// Flex is asked again for a token that the Function takes.
    AskFlexAgain,
    /// The Function has not answered.
    FetchTimeout,
    /// The Function is asked again after a failure, or with a renewed Flex token.
    RetryFetch,
    /// The voice token is to be renewed.
    RenewVoiceToken,
    /// The voice token ends.
    VoiceTokenExpires,
    /// Registering has not been answered.
    RegistrationTimeout,
    /// Registering is tried again after a failure.
    RetryRegistration,
    /// The SDK has not found its way back to the signalling server soon.
    SignallingGone,
    /// The way back to the signalling server should have been found, by whichever `Device`.
    SignallingReturns,
    /// Whether there is a network is looked at again.
    ProbeAgain,
    /// The offscreen document should have said hello.
    OffscreenHello,
    /// The call should have been heard, or heard again.
    ConnectTimeout,
    /// The document that is on its way to the call should have arrived.
    DocumentTimeout,
    /// A document may try to take up the call again that another one could not.
    TakeUpAgain,
    /// The SDK should have got the connection of the call back.
    ReconnectTimeout,
    /// A call that waits counts as over.
    WaitingEnds,
    /// The call should have ended.
    EndTimeout,
    /// An update need not wait for the end of a call any more.
    UpdateMayCome,
    /// A problem that is still there is told.
    TellProblem,
    /// A call that is still reconnecting is told.
    TellReconnecting,
    /// Flex tabs whose Ports have gone, with the worker or without it, should have said hello.
    TabsReturn,
    /// The microphone should be back.
    MicrophoneReturns,
    /// Whether another program still holds the microphone is tried.
    TryMicrophone,
}

/// The timers that are set, each with its time. There are few: a list is all it takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Timers(Vec<(Timer, Time)>);

impl Timers {
    pub(crate) fn set(&mut self, timer: Timer, at: Time) {
        match self.0.iter_mut().find(|(it, _)| *it == timer) {
            Some((_, when)) => *when = at,
            None => self.0.push((timer, at)),
        }
    }

    pub(crate) fn cancel(&mut self, timer: Timer) {
        self.0.retain(|(it, _)| *it != timer);
    }

    pub(crate) fn get(&self, timer: Timer) -> Option<Time> {
        self.0.iter().find(|(it, _)| *it == timer).map(|(_, at)| *at)
    }

    /// Lets these happen so much earlier.
    pub(crate) fn bring_forward(&mut self, by: Duration, which: impl Fn(Timer) -> bool) {
        for (timer, at) in &mut self.0 {
            if which(*timer) {
                *at = at.earlier(by);
            }
        }
    }

    /// When the next one is due.
    pub(crate) fn next(&self) -> Option<Time> {
        self.0.iter().map(|(_, at)| *at).min()
    }

    /// Takes out one that is due, the earliest first.
    pub(crate) fn take_due(&mut self, now: Time) -> Option<(Timer, Time)> {
        let (timer, at) = self.0.iter().min_by_key(|(_, at)| *at).copied()?;
        if at > now {
            return None;
        }
        self.cancel(timer);
        Some((timer, at))
    }
}
