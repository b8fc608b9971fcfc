//! The machine in the offscreen document: it holds at most one call.

mod connection;
mod devices;
mod digits;
mod speech;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::failure::{VoiceFailure, is_of_signalling, is_of_socket};
use crate::{
    CallSid, CallState, ChosenDevices, ConnectionSample, DeviceKind, DeviceLabel, Digits,
    EndReason, LegCall, Mic, Microphone, OfferedDevices, QualityWarning, Secret, Ticket, Time,
};

use connection::Sampling;
use devices::LegDevices;
use digits::DigitQueue;
use speech::Speech;

/// How long the SDK may take to get a lost connection back: `maxCallSignalingTimeoutMs` of a
/// `Device`, at its most. Twilio keeps the call for as long.
pub const RECONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// How long the media of a call may take to come back before another document takes it up. The SDK
/// ends it at Twilio the first time that ICE fails after half a minute.
pub(crate) const MEDIA_TIMEOUT: Duration = Duration::from_secs(25);

/// How long the SDK may try to reach Twilio for a call that it does not have yet: its pauses double
/// from 0.1 s to 20 s, and another document begins with short ones again.
const REACH_TIMEOUT: Duration = Duration::from_millis(2_500);

/// What the worker orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Order {
    /// Take this call.
    Accept(Accept),
    /// Use these devices, as far as they are there, for this call and the next.
    UseDevices(ChosenDevices),
    /// Open the microphone, close it again, and tell whether it could be opened.
    TryMicrophone,
    /// Use this voice token in place of the one that Twilio does not take any more.
    UseToken {
        /// The token.
        token: Secret<String>,
    },
    /// Mute or unmute.
    SetMuted {
        /// Which of the two.
        muted: bool,
    },
    /// Send digits.
    SendDigits {
        /// The digits.
        digits: Digits,
    },
    /// End the call.
    HangUp,
}

/// What it takes to take a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Accept {
    /// Which call.
    pub call_sid: CallSid,
    /// What it takes beyond a voice token.
    pub ticket: Ticket,
    /// A voice token of the identity that was called.
    pub voice_token: Secret<String>,
    /// Whether the call begins muted.
    pub mic: Mic,
    /// When the call became active, if it is taken up again.
    pub started_at: Option<Time>,
}

/// What the offscreen document reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Report {
    /// The first message on every Port: what it holds.
    Hello {
        /// The call, or how it ended.
        holds: Holds,
        /// What it knows of the microphone.
        microphone: Microphone,
        /// The devices that it sees; none if it has not looked yet.
        devices: Option<OfferedDevices>,
    },
    /// Something about the call has changed.
    Call(LegCall),
    /// Twilio has let the document have the call, which is still on the way to its media.
    LetIn,
    /// The call is over.
    Ended(Ended),
    /// The connection of the call has become better or worse.
    Connection(ConnectionSample),
    /// Something about the microphone has changed.
    Microphone(Microphone),
    /// The SDK has said of the call what it may recover from, for the record.
    Trouble {
        /// Twilio's error code.
        code: u32,
    },
    /// Whether the microphone could be opened.
    MicrophoneTried {
        /// Whether it could.
        works: bool,
    },
    /// A device has come or gone, or is known now.
    Devices(OfferedDevices),
    /// The computer is online again.
    Online,
}

/// What the offscreen document holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Holds {
    /// Nothing yet.
    Nothing,
    /// A call.
    Call(LegCall),
    /// A call that is over.
    Ended(Ended),
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    /// Which call.
    pub call_sid: CallSid,
    /// Why.
    pub reason: EndReason,
}

/// What has happened in the offscreen document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A Port to the worker is open: for the first time, or again.
    PortOpened,
    /// The worker orders something.
    Ordered(Order),
    /// The SDK's call says something.
    Sdk(SdkEvent),
    /// The microphone's permission has changed or is known now, or there is one or none now.
    Microphone(Microphone),
    /// The microphone could be opened, or could not ([`Effect::TryMicrophone`]).
    MicrophoneTried {
        /// Whether it could.
        works: bool,
    },
    /// The digits that were sent last have been played.
    DigitsPlayed,
    /// What the microphone has heard since the last time, some five times a second while
    /// [`Effect::Listen`] says so: the level (RMS), in thousandths of full scale.
    Heard {
        /// The level.
        level: u16,
    },
    /// The devices that there are: others than before, or the same.
    Devices(OfferedDevices),
    /// The computer is online again (`online`, which Chrome tells documents and no worker).
    Online,
}

/// What the SDK's call says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SdkEvent {
    /// Agent and far end can hear each other (`accept`).
    Accepted,
    /// It is muted or not (`mute`).
    Muted(bool),
    /// The connection is lost (`reconnecting`).
    Reconnecting {
        /// Twilio's error code: which connection it is.
        code: u32,
    },
    /// The connection is back (`reconnected`).
    Reconnected,
    /// The signalling is back, while the media are away still; the SDK says nothing then.
    SignallingBack,
    /// What the next document needs if it has to take the call up (`connectToken`), by what Twilio
    /// has answered last.
    ConnectToken(Secret<String>),
    /// How good the connection is, about once a second (`sample`).
    Sample(ConnectionSample),
    /// A warning (`warning`).
    Warning(QualityWarning),
    /// A warning is over (`warning-cleared`).
    WarningCleared(QualityWarning),
    /// An error, which the SDK may recover from (`error`).
    Failed {
        /// Twilio's error code.
        code: u32,
    },
    /// An error of its `Device`, which goes on trying (`error`).
    DeviceFailed {
        /// Twilio's error code.
        code: u32,
    },
    /// It is over (`disconnect`, `cancel`, `reject`), or could not be begun.
    Disconnected,
}

/// What is to be done in the offscreen document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Make a `Device` and take the call (`connect({ connectToken })`), muted if so.
    Connect(Accept),
    /// Let the audio of this call and the next go through this device; none is the system's
    /// default.
    Use {
        /// Which end of the audio.
        kind: DeviceKind,
        /// The device, which is there.
        label: Option<DeviceLabel>,
    },
    /// Open the microphone that would be used, close it again, and answer with
    /// [`Event::MicrophoneTried`].
    TryMicrophone,
    /// `Device.updateToken(…)`.
    UseToken(Secret<String>),
    /// `call.mute(…)`.
    SetMuted(bool),
    /// Begin to tell what the microphone hears, which the far end does not; or leave off.
    Listen(bool),
    /// `call.sendDigits(…)`.
    SendDigits(Digits),
    /// Answer with [`Event::DigitsPlayed`] after this time.
    TellWhenPlayed(Duration),
    /// Neither side hears the other any more.
    Silence,
    /// `call.disconnect()`; before Twilio has let the SDK have the call, as soon as it has.
    Disconnect,
    /// Send this to the worker, if a Port is open; what is lost is said again by the next hello.
    Report(Report),
}

/// The call leg.
#[derive(Debug, Clone, Default)]
pub struct Leg {
    state: State,
    microphone: Microphone,
    devices: LegDevices,
    digits: DigitQueue,
    sampling: Sampling,
    speech: Speech,
}

#[derive(Debug, Clone, Default)]
enum State {
    #[default]
    Empty,
    Holding {
        call: LegCall,
        /// Since when.
        since: Time,
        /// The voice token that the SDK has.
        token: Secret<String>,
        /// The last error that the SDK has not recovered from.
        error: Option<u32>,
        /// Whether the worker was told that Twilio has let it have the call.
        told: bool,
    },
    Over(Ended),
}

impl Leg {
    /// Handles an event; the effects are to be run in their order.
    pub fn handle(&mut self, event: Event, now: Time) -> Vec<Effect> {
        let mut effects = self.react(event, now);
        effects.extend(self.mind_speech());
        effects
    }

    fn react(&mut self, event: Event, now: Time) -> Vec<Effect> {
        match event {
            Event::PortOpened => {
                self.sampling = Sampling::default();
                if let State::Holding { told, .. } = &mut self.state {
                    *told = false;
                }
                vec![Effect::Report(self.hello())]
            }
            Event::Microphone(microphone) if microphone == self.microphone => vec![],
            Event::Microphone(microphone) => {
                self.microphone = microphone;
                vec![Effect::Report(Report::Microphone(microphone))]
            }
            Event::MicrophoneTried { works } => {
                vec![Effect::Report(Report::MicrophoneTried { works })]
            }
            Event::Devices(offered) => self.devices.seen(offered),
            Event::Online => vec![Effect::Report(Report::Online)],
            Event::DigitsPlayed => self.digits_played(),
            Event::Heard { level } => self.heard(level),
            Event::Ordered(order) => self.ordered(order, now),
            Event::Sdk(event) => self.sdk(event, now),
        }
    }

    /// What waits is for a call that goes on.
    fn digits_played(&mut self) -> Vec<Effect> {
        match &self.state {
            State::Holding { call, .. } => self.digits.played(call.media_until.is_none()),
            State::Empty | State::Over(_) => vec![],
        }
    }

    fn heard(&mut self, level: u16) -> Vec<Effect> {
        let State::Holding { call, .. } = &mut self.state else { return vec![] };
        let before = call.speaking_while_muted;
        call.speaking_while_muted = self.speech.heard(level);
        if call.speaking_while_muted == before {
            return vec![];
        }
        vec![Effect::Report(Report::Call(call.clone()))]
    }

    /// The microphone is listened to as long as agent and far end are in a call, and only the agent
    /// hears the agent.
    fn mind_speech(&mut self) -> Option<Effect> {
        let wanted = match &self.state {
            State::Holding { call, .. } => call.state == CallState::Active && call.mic.is_muted(),
            State::Empty | State::Over(_) => false,
        };
        self.speech.listen(wanted).then_some(Effect::Listen(wanted))
    }

    fn hello(&self) -> Report {
        let holds = match &self.state {
            State::Empty => Holds::Nothing,
            State::Holding { call, .. } => Holds::Call(call.clone()),
            State::Over(ended) => Holds::Ended(ended.clone()),
        };
        let devices = self.devices.offered();
        Report::Hello { holds, microphone: self.microphone, devices }
    }

    fn ordered(&mut self, order: Order, now: Time) -> Vec<Effect> {
        match (&mut self.state, order) {
            (_, Order::UseDevices(chosen)) => self.devices.choose(chosen),
            (_, Order::TryMicrophone) => vec![Effect::TryMicrophone],
            (State::Holding { call, token, error, .. }, Order::UseToken { token: newer }) => {
                // It may be the answer to what was said twice.
                if !std::mem::take(&mut call.wants_token) {
                    return vec![];
                }
                if *token == newer {
                    // It is the one that was refused. Another document begins anew with the next.
                    let code = error.unwrap_or_default();
                    return self.over(EndReason::Failed { code });
                }
                token.clone_from(&newer);
                vec![Effect::UseToken(newer), Effect::Report(Report::Call(call.clone()))]
            }
            (State::Empty, Order::Accept(accept)) => {
                let call = LegCall {
                    call_sid: accept.call_sid.clone(),
                    state: CallState::Connecting,
                    mic: accept.mic,
                    started_at: accept.started_at,
                    signalling_until: None,
                    media_until: None,
                    quality: vec![],
                    speaking_while_muted: false,
                    wants_token: false,
                    ticket: accept.ticket.clone(),
                };
                self.state = State::Holding {
                    call: call.clone(),
                    since: now,
                    token: accept.voice_token.clone(),
                    error: None,
                    told: false,
                };
                vec![Effect::Connect(accept), Effect::Report(Report::Call(call))]
            }
            // A document holds one call in its life; a second one never touches the first.
            (State::Holding { .. } | State::Over(_), Order::Accept(_)) => vec![],
            (State::Holding { call, .. }, Order::SetMuted { muted }) => {
                let mic = Mic::from_muted(muted);
                if call.mic == mic {
                    // It is said again all the same: whoever asked may not know.
                    return vec![Effect::Report(Report::Call(call.clone()))];
                }
                (call.mic, call.speaking_while_muted) = (mic, false);
                vec![Effect::SetMuted(muted), Effect::Report(Report::Call(call.clone()))]
            }
            (State::Holding { call, .. }, Order::SendDigits { digits }) => match call.state {
                CallState::Active | CallState::Reconnecting => {
                    self.digits.send(digits, call.media_until.is_none())
                }
                CallState::Connecting | CallState::Ending => vec![],
            },
            (State::Holding { call, .. }, Order::HangUp) => {
                (call.state, call.speaking_while_muted) = (CallState::Ending, false);
                // The SDK would end the call, and Twilio go on with it.
                let is_cut_off = call.signalling_until.is_some();
                let end = if is_cut_off { Effect::Silence } else { Effect::Disconnect };
                vec![end, Effect::Report(Report::Call(call.clone()))]
            }
            (State::Over(ended), Order::HangUp) => {
                vec![Effect::Report(Report::Ended(ended.clone()))]
            }
            (
                State::Empty | State::Over(_),
                Order::UseToken { .. }
                | Order::SetMuted { .. }
                | Order::SendDigits { .. }
                | Order::HangUp,
            ) => vec![],
        }
    }

    fn sdk(&mut self, event: SdkEvent, now: Time) -> Vec<Effect> {
        let State::Holding { call, since, error, told, .. } = &mut self.state else {
            return vec![];
        };
        let before = call.clone();
        let mut effects = vec![];
        match event {
            SdkEvent::Accepted => {
                *error = None;
                call.started_at.get_or_insert(now);
                if call.state == CallState::Connecting {
                    call.state = CallState::Active;
                }
            }
            SdkEvent::Muted(muted) => {
                call.mic = Mic::from_muted(muted);
                call.speaking_while_muted &= muted;
            }
            // Nobody has heard anything yet, and of a call whose socket broke before Twilio had
            // answered the SDK does not tell any more.
            SdkEvent::Reconnecting { code } if call.state == CallState::Connecting => {
                if is_of_signalling(code) {
                    return self.over(EndReason::Failed { code });
                }
                // It goes on looking for a way for the media, and the worker decides for how long.
                effects.push(Effect::Report(Report::Trouble { code }));
            }
            SdkEvent::Reconnecting { code } => {
                effects.push(Effect::Report(Report::Trouble { code }));
                let (until, patience) = if is_of_signalling(code) {
                    (&mut call.signalling_until, RECONNECT_TIMEOUT)
                } else {
                    (&mut call.media_until, MEDIA_TIMEOUT)
                };
                // Each has its time from when it was lost: the SDK may say so again.
                until.get_or_insert(now + patience);
                if call.state == CallState::Active {
                    (call.state, call.speaking_while_muted) = (CallState::Reconnecting, false);
                }
            }
            SdkEvent::Reconnected => {
                (*error, call.media_until, call.wants_token) = (None, None, false);
                let was_cut_off = call.signalling_until.take().is_some();
                match call.state {
                    CallState::Ending if was_cut_off => return vec![Effect::Disconnect],
                    CallState::Reconnecting => {
                        call.state = CallState::Active;
                        self.sampling = Sampling::default();
                        effects.extend(self.digits.heard_again());
                    }
                    CallState::Connecting | CallState::Active | CallState::Ending => {}
                }
            }
            SdkEvent::SignallingBack => {
                (*error, call.wants_token) = (None, false);
                let was_cut_off = call.signalling_until.take().is_some();
                if was_cut_off && call.state == CallState::Ending {
                    effects.push(Effect::Disconnect);
                }
            }
            SdkEvent::Sample(sample) => {
                // The call goes on: whatever was wrong, the SDK has recovered from it.
                *error = error.filter(|_| call.state != CallState::Active);
                let is_news = call.state == CallState::Active && self.sampling.is_news(sample, now);
                let report = is_news.then_some(Effect::Report(Report::Connection(sample)));
                return report.into_iter().collect();
            }
            SdkEvent::ConnectToken(token) => {
                call.ticket.connect_token = token;
                // It comes with each sample.
                if call.state == CallState::Connecting && !std::mem::replace(told, true) {
                    effects.push(Effect::Report(Report::LetIn));
                }
            }
            SdkEvent::Warning(warning) => {
                if let Err(at) = call.quality.binary_search(&warning) {
                    call.quality.insert(at, warning);
                }
            }
            SdkEvent::WarningCleared(warning) => call.quality.retain(|it| *it != warning),
            SdkEvent::Failed { code } | SdkEvent::DeviceFailed { code } => {
                let is_of_token = VoiceFailure::from_code(code) == VoiceFailure::Token;
                // Sockets that could not be opened are no reason for the end of the call.
                if is_of_token || matches!(event, SdkEvent::Failed { .. }) {
                    *error = Some(code);
                }
                // The SDK goes on waiting for a call that it does not get.
                let is_hopeless =
                    is_of_token || is_of_socket(code) && now.since(*since) >= REACH_TIMEOUT;
                if call.state == CallState::Connecting && is_hopeless {
                    return self.over(EndReason::Failed { code });
                }
                // It had one when the call began, and needs none until it has to come back.
                call.wants_token |= is_of_token && call.signalling_until.is_some();
                effects.push(Effect::Report(Report::Trouble { code }));
            }
            SdkEvent::Disconnected => {
                let reason = match (call.state, &*error) {
                    // Whether Twilio has heard of the hang-up nobody knows then.
                    (_, Some(code)) => EndReason::Failed { code: *code },
                    (CallState::Ending, None) => EndReason::Agent,
                    (_, None) => EndReason::FarEnd,
                };
                return self.over(reason);
            }
        }
        if *call != before {
            effects.push(Effect::Report(Report::Call(call.clone())));
        }
        effects
    }

    fn over(&mut self, reason: EndReason) -> Vec<Effect> {
        let State::Holding { call, .. } = &self.state else { return vec![] };
        let ended = Ended { call_sid: call.call_sid.clone(), reason };
        self.state = State::Over(ended.clone());
        vec![Effect::Report(Report::Ended(ended))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code;

    const NOW: Time = Time::from_millis(1_000);

    fn accept(last: u8) -> Order {
        Order::Accept(Accept {
            call_sid: CallSid::parse(format!("CA{last:032x}")).unwrap(),
            ticket: Ticket { connect_token: Secret::new("connect".into()), edge: "roaming".into() },
            voice_token: Secret::new("voice".into()),
            mic: Mic::Open,
            started_at: None,
        })
    }

    fn active() -> Leg {
        let mut leg = Leg::default();
        leg.handle(Event::Ordered(accept(1)), NOW);
        leg.handle(Event::Sdk(SdkEvent::Accepted), NOW);
        leg
    }

    fn held(leg: &mut Leg) -> LegCall {
        let effects = leg.handle(Event::PortOpened, NOW);
        let [Effect::Report(Report::Hello { holds: Holds::Call(call), .. })] = &effects[..] else {
            panic!("no call in {effects:?}")
        };
        call.clone()
    }

    fn end(leg: &mut Leg) -> EndReason {
        let effects = leg.handle(Event::Sdk(SdkEvent::Disconnected), NOW);
        let [Effect::Report(Report::Ended(ended))] = &effects[..] else {
            panic!("no end in {effects:?}")
        };
        ended.reason
    }

    #[test]
    fn a_second_call_never_touches_the_first() {
        let mut leg = active();
        let before = held(&mut leg);
        assert_eq!(leg.handle(Event::Ordered(accept(2)), NOW), []);
        assert_eq!(held(&mut leg), before);
    }

    #[test]
    fn a_restarted_worker_is_told_what_is_held() {
        let mut leg = active();
        leg.handle(Event::Ordered(Order::SetMuted { muted: true }), NOW);
        let call = held(&mut leg);
        assert_eq!((call.state, call.mic), (CallState::Active, Mic::Muted));
        assert_eq!(call.started_at, Some(NOW));
    }

    #[test]
    fn the_ticket_that_is_told_is_the_last_one() {
        let mut leg = active();
        assert_eq!(held(&mut leg).ticket.connect_token, Secret::new("connect".into()));
        let newer = || Event::Sdk(SdkEvent::ConnectToken(Secret::new("newer".into())));
        assert!(matches!(&leg.handle(newer(), NOW)[..], [Effect::Report(Report::Call(_))]));
        assert_eq!(leg.handle(newer(), NOW), [], "nothing new");
        let ticket = held(&mut leg).ticket;
        assert_eq!((ticket.connect_token.expose().as_str(), &*ticket.edge), ("newer", "roaming"));
    }

    #[test]
    fn muting_twice_mutes_once() {
        let mut leg = active();
        let order = || Event::Ordered(Order::SetMuted { muted: true });
        assert!(leg.handle(order(), NOW).contains(&Effect::SetMuted(true)));
        assert!(!leg.handle(order(), NOW).contains(&Effect::SetMuted(true)));
    }

    #[test]
    fn digits_that_wait_for_others_are_sent_when_the_media_are_back() {
        let sent = |effects: Vec<Effect>| -> Vec<String> {
            let digits = |it| {
                let Effect::SendDigits(digits) = it else { return None };
                Some(digits.as_str().to_owned())
            };
            effects.into_iter().filter_map(digits).collect()
        };
        let press =
            |digits| Event::Ordered(Order::SendDigits { digits: Digits::parse(digits).unwrap() });
        let mut leg = active();
        assert_eq!(sent(leg.handle(press("1"), NOW)), ["1"]);
        assert_eq!(sent(leg.handle(press("2"), NOW)), [""; 0]);
        leg.handle(Event::Sdk(SdkEvent::Reconnecting { code: code::MEDIA_LOST }), NOW);
        assert_eq!(sent(leg.handle(Event::DigitsPlayed, NOW)), [""; 0]);
        assert_eq!(sent(leg.handle(press("3"), NOW)), [""; 0]);
        assert_eq!(sent(leg.handle(Event::Sdk(SdkEvent::Reconnected), NOW)), ["23"]);
    }

    #[test]
    fn the_reason_of_an_end_is_told_apart() {
        let mut leg = active();
        assert_eq!(end(&mut leg), EndReason::FarEnd);

        let mut leg = active();
        leg.handle(Event::Ordered(Order::HangUp), NOW);
        assert_eq!(end(&mut leg), EndReason::Agent);

        let mut leg = active();
        leg.handle(Event::Sdk(SdkEvent::Failed { code: 53405 }), NOW);
        assert_eq!(end(&mut leg), EndReason::Failed { code: 53405 });
    }

    #[test]
    fn a_call_that_the_sdk_waits_for_in_vain_is_given_up_by_its_document() {
        let failed = |code, at| {
            let mut leg = Leg::default();
            leg.handle(Event::Ordered(accept(1)), NOW);
            leg.handle(Event::Sdk(SdkEvent::Failed { code }), NOW + at)
        };
        let given_up = |code| {
            let call_sid = CallSid::parse(format!("CA{:032x}", 1)).unwrap();
            [Effect::Report(Report::Ended(Ended { call_sid, reason: EndReason::Failed { code } }))]
        };
        assert_eq!(failed(20104, Duration::ZERO), given_up(20104), "the token");
        let told = [Effect::Report(Report::Trouble { code: 31005 })];
        assert_eq!(failed(31005, Duration::from_secs(1)), told, "the SDK tries again soon");
        assert_eq!(failed(31005, Duration::from_secs(3)), given_up(31005), "it has got slow");
        let mut leg = active();
        let effects = leg.handle(Event::Sdk(SdkEvent::Failed { code: 20104 }), NOW);
        assert_eq!(effects, [Effect::Report(Report::Trouble { code: 20104 })], "it has it");
        assert!(!held(&mut leg).wants_token);

        let mut leg = Leg::default();
        leg.handle(Event::Ordered(accept(1)), NOW);
        let effects = leg.handle(Event::Sdk(SdkEvent::Reconnecting { code: 53001 }), NOW);
        assert_eq!(effects, given_up(53001), "its connection broke on the way");
    }

    #[test]
    fn a_call_that_twilio_lets_back_in_with_another_token_only_gets_it_and_is_given_up_without() {
        let use_token =
            |token: &str| Event::Ordered(Order::UseToken { token: Secret::new(token.to_owned()) });
        let mut leg = active();
        leg.handle(Event::Sdk(SdkEvent::Reconnecting { code: 53001 }), NOW);
        leg.handle(Event::Sdk(SdkEvent::Failed { code: 20104 }), NOW);
        assert!(held(&mut leg).wants_token);
        let effects = leg.handle(use_token("newer"), NOW);
        assert!(effects.contains(&Effect::UseToken(Secret::new("newer".into()))));
        assert!(!held(&mut leg).wants_token);
        assert_eq!(leg.handle(use_token("newer"), NOW), [], "said twice");

        leg.handle(Event::Sdk(SdkEvent::Failed { code: 20104 }), NOW);
        assert!(held(&mut leg).wants_token, "that one is refused, too");
        let effects = leg.handle(use_token("newer"), NOW);
        let [Effect::Report(Report::Ended(ended))] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!(ended.reason, EndReason::Failed { code: 20104 });
    }

    #[test]
    fn an_error_of_a_while_ago_is_not_the_reason_of_the_end() {
        let mut leg = active();
        leg.handle(Event::Sdk(SdkEvent::Failed { code: 20104 }), NOW);
        let sample = ConnectionSample { mos: 440, round_trip: 40, jitter: 2, loss: 0 };
        leg.handle(Event::Sdk(SdkEvent::Sample(sample)), NOW + Duration::from_secs(1));
        assert_eq!(end(&mut leg), EndReason::FarEnd);
    }

    #[test]
    fn an_error_that_the_sdk_recovered_from_is_not_the_reason_of_the_end() {
        let mut leg = active();
        leg.handle(Event::Sdk(SdkEvent::Reconnecting { code: 53001 }), NOW);
        leg.handle(Event::Sdk(SdkEvent::Failed { code: 53405 }), NOW);
        assert_eq!(held(&mut leg).state, CallState::Reconnecting);
        leg.handle(Event::Sdk(SdkEvent::Reconnected), NOW);
        assert_eq!(held(&mut leg).state, CallState::Active);
        assert_eq!(end(&mut leg), EndReason::FarEnd);
    }

    #[test]
    fn sockets_that_could_not_be_opened_are_not_the_reason_of_the_end() {
        let mut leg = active();
        leg.handle(Event::Sdk(SdkEvent::Reconnecting { code: 53001 }), NOW);
        leg.handle(Event::Sdk(SdkEvent::DeviceFailed { code: 31005 }), NOW);
        assert_eq!(end(&mut leg), EndReason::FarEnd);
    }

    #[test]
    fn an_end_that_nobody_heard_of_is_said_again() {
        let mut leg = active();
        end(&mut leg);
        let effects = leg.handle(Event::PortOpened, NOW);
        assert!(matches!(
            &effects[..],
            [Effect::Report(Report::Hello { holds: Holds::Ended(_), .. })]
        ));
    }

    #[test]
    fn warnings_come_and_go() {
        let mut leg = active();
        for _ in 0..2 {
            leg.handle(Event::Sdk(SdkEvent::Warning(QualityWarning::LowMos)), NOW);
        }
        leg.handle(Event::Sdk(SdkEvent::Warning(QualityWarning::HighRtt)), NOW);
        assert_eq!(held(&mut leg).quality, [QualityWarning::HighRtt, QualityWarning::LowMos]);
        leg.handle(Event::Sdk(SdkEvent::WarningCleared(QualityWarning::LowMos)), NOW);
        assert_eq!(held(&mut leg).quality, [QualityWarning::HighRtt]);
    }

    #[test]
    fn a_lost_connection_may_come_back_for_half_a_minute() {
        let mut leg = active();
        leg.handle(Event::Sdk(SdkEvent::Reconnecting { code: 53001 }), NOW);
        leg.handle(
            Event::Sdk(SdkEvent::Reconnecting { code: 53001 }),
            NOW + Duration::from_secs(3),
        );
        let signalling_until = Some(NOW + Duration::from_secs(30));
        assert_eq!(held(&mut leg).signalling_until, signalling_until);
        let later = NOW + Duration::from_secs(25);
        leg.handle(Event::Sdk(SdkEvent::Reconnecting { code: 53405 }), later);
        let call = held(&mut leg);
        let media_until = Some(later + Duration::from_secs(25));
        assert_eq!((call.signalling_until, call.media_until), (signalling_until, media_until));
        leg.handle(Event::Sdk(SdkEvent::Reconnected), NOW);
        let call = held(&mut leg);
        assert_eq!((call.signalling_until, call.media_until), (None, None));
    }

    #[test]
    fn a_hang_up_waits_for_the_signalling_without_which_twilio_hears_nothing_of_it() {
        let hung_up = |code| {
            let mut leg = active();
            leg.handle(Event::Sdk(SdkEvent::Reconnecting { code }), NOW);
            let effects = leg.handle(Event::Ordered(Order::HangUp), NOW);
            (leg, effects)
        };
        let (_, effects) = hung_up(53405);
        assert!(effects.contains(&Effect::Disconnect), "only the media are cut off");

        let (mut leg, effects) = hung_up(53001);
        assert!(effects.contains(&Effect::Silence) && !effects.contains(&Effect::Disconnect));
        let again = leg.handle(Event::Ordered(Order::HangUp), NOW);
        assert!(!again.contains(&Effect::Disconnect));
        let effects = leg.handle(Event::Sdk(SdkEvent::Reconnected), NOW);
        assert_eq!(effects, [Effect::Disconnect]);
        assert_eq!(end(&mut leg), EndReason::Agent);
    }

    #[test]
    fn the_microphone_is_listened_to_while_muted_and_only_then() {
        let mut leg = active();
        let mute = |muted| Event::Ordered(Order::SetMuted { muted });
        let speaks = |leg: &mut Leg| {
            for _ in 0..20 {
                leg.handle(Event::Heard { level: 100 }, NOW);
            }
            held(leg).speaking_while_muted
        };
        assert!(!speaks(&mut leg), "not muted");
        assert!(leg.handle(mute(true), NOW).contains(&Effect::Listen(true)));
        assert!(speaks(&mut leg));
        let effects = leg.handle(mute(false), NOW);
        assert!(effects.contains(&Effect::Listen(false)));
        let told = |it: &Effect| matches!(it, Effect::Report(Report::Call(call)) if !call.speaking_while_muted);
        assert!(effects.iter().any(told), "the worker is told in {effects:?}");
        leg.handle(mute(true), NOW);
        let effects = leg.handle(Event::Sdk(SdkEvent::Disconnected), NOW);
        assert!(effects.contains(&Effect::Listen(false)));
    }

    #[test]
    fn a_worker_that_has_just_come_hears_how_the_connection_is() {
        let mut leg = active();
        let sample = ConnectionSample { mos: 440, round_trip: 40, jitter: 2, loss: 0 };
        let report = [Effect::Report(Report::Connection(sample))];
        assert_eq!(leg.handle(Event::Sdk(SdkEvent::Sample(sample)), NOW), report);
        assert_eq!(leg.handle(Event::Sdk(SdkEvent::Sample(sample)), NOW), []);
        leg.handle(Event::PortOpened, NOW);
        assert_eq!(leg.handle(Event::Sdk(SdkEvent::Sample(sample)), NOW), report);
    }
}
