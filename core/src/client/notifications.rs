//! What the desktop tells the agent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::timers::Timer;
use crate::{
    ComesBack, Devices, Effect, EndReason, Intent, Notification, Problem, ProblemCode, Remedy,
    Status, Topic, View,
};

use super::{Client, Turn};

/// How long a problem must stay to be told: a network that blinks is not worth a word.
const STAYS: Duration = Duration::from_secs(15);

/// How often that is doubled while one problem follows the other: to 16 minutes.
const MOST_DOUBLINGS: u32 = 6;

/// How long a call must be without its connection: who hears nothing for longer wonders why.
const SILENCE: Duration = Duration::from_secs(5);

/// What the desktop is told of a problem.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Watch {
    /// Nothing: the client has not been ready yet, and whoever signs in sees what is wrong.
    #[default]
    Off,
    /// The client has been ready, and nothing is wrong.
    On,
    /// Something is wrong; it is told at `Timer::TellProblem`.
    Waiting,
    /// This has been told, after so many others. If it is something else by now that is told at
    /// `Timer::TellProblem`.
    Told { code: ProblemCode, after: u32 },
    /// It has been told that the Flex session has ended.
    SessionEnded,
}

impl Client {
    fn notify(&self, notification: Notification, turn: &mut Turn) {
        if self.model.settings.notifications {
            turn.order(Effect::Notify(notification));
        }
    }

    /// A call is told when agent and caller hear each other for the first time, and taken back when
    /// it is over.
    pub(super) fn tell_of_call(&self, before: &View, after: &View, turn: &mut Turn) {
        let Some(call) = &before.call else { return };
        match &after.call {
            Some(same) if same.call_sid == call.call_sid => {
                if call.started_at.is_none() && same.started_at.is_some() {
                    self.notify(Notification::CallAnswered(same.caller.clone()), turn);
                }
            }
            Some(_) | None => match turn.ended {
                Some(EndReason::Lost | EndReason::Failed { .. }) => {
                    self.notify(Notification::CallLost, turn);
                }
                Some(EndReason::Agent | EndReason::FarEnd) | None => {
                    turn.order(Effect::Unnotify(Topic::Call));
                }
            },
        }
    }

    /// That the connection of a call is lost is told if it stays so, whoever has seen it go, and taken
    /// back with it. What it comes back by is told anew if that is something else by now.
    pub(super) fn mind_connection(&mut self, view: &View, turn: &mut Turn) {
        let comes_back = ComesBack::of(view);
        let told = self.model.call.as_ref().and_then(|it| it.told);
        if comes_back.is_none() || comes_back == told {
            self.model.timers.cancel(Timer::TellReconnecting);
        } else if self.model.timers.get(Timer::TellReconnecting).is_none() {
            self.model.timers.set(Timer::TellReconnecting, turn.now() + SILENCE);
        }
        if let (Some(call), Some(_), None) = (&mut self.model.call, told, comes_back) {
            call.told = None;
            turn.order(Effect::Unnotify(Topic::Call));
        }
    }

    pub(super) fn reconnecting_stays(&mut self, turn: &mut Turn) {
        let comes_back = ComesBack::of(&self.view());
        let (Some(call), Some(now)) = (&mut self.model.call, comes_back) else { return };
        if call.told == comes_back {
            return;
        }
        if call.told.replace(now).is_some() {
            // Nothing takes its place if Flex is in front.
            turn.order(Effect::Unnotify(Topic::Call));
        }
        self.notify(Notification::CallReconnecting(now), turn);
    }

    /// A problem is told once if it stays, and taken back when the client is well again. One that
    /// becomes another one is told anew if it stays so: each time for twice as long, for it may be one
    /// and the other in turns.
    pub(super) fn mind_problem(&mut self, view: &View, turn: &mut Turn) {
        let before = self.model.watch;
        let is_well = matches!(view.status, Status::Ready | Status::OnCall);
        let after = match (before, view.problem) {
            (Watch::SessionEnded, _) if !is_well => Watch::SessionEnded,
            _ if view.status == Status::WaitingForFlex => Watch::Off,
            (_, None) if is_well => Watch::On,
            (Watch::On, Some(_)) => Watch::Waiting,
            (Watch::Waiting, None) => Watch::On,
            (unchanged, _) => unchanged,
        };
        self.model.watch = after;
        let doublings = match (after, view.problem) {
            (Watch::Waiting, _) => Some(0),
            (Watch::Told { code, after }, Some(problem)) if problem.code != code => Some(after),
            _ => None,
        };
        match doublings {
            None => self.model.timers.cancel(Timer::TellProblem),
            Some(_) if self.model.timers.get(Timer::TellProblem).is_some() => {}
            Some(doublings) => {
                let stays = STAYS * (1 << doublings.min(MOST_DOUBLINGS));
                self.model.timers.set(Timer::TellProblem, turn.now() + stays);
            }
        }
        match (before, after) {
            (Watch::Told { .. }, Watch::On | Watch::Off) | (Watch::SessionEnded, Watch::On) => {
                turn.order(Effect::Unnotify(Topic::Problem));
            }
            _ => {}
        }
    }

    pub(super) fn problem_stays(&mut self, turn: &mut Turn) {
        let Some(Problem { code, .. }) = self.view().problem else { return };
        let after = match self.model.watch {
            Watch::Waiting => 0,
            Watch::Told { code: told, after } if told != code => after.saturating_add(1),
            Watch::Off | Watch::On | Watch::Told { .. } | Watch::SessionEnded => return,
        };
        self.model.watch = Watch::Told { code, after };
        self.notify(Notification::Problem(code), turn);
    }

    /// Whoever has been ready may go on to believe so.
    pub(super) fn flex_session_has_ended(&mut self, turn: &mut Turn) {
        if self.model.watch != Watch::Off {
            self.model.watch = Watch::SessionEnded;
            self.notify(Notification::FlexSessionEnded, turn);
        }
    }

    /// A device that goes during a call is told, and taken back when it returns, or the call is over.
    pub(super) fn tell_of_devices(&self, before: &View, after: &View, turn: &mut Turn) {
        let (Some(known), Some(_)) = (&before.devices, &before.call) else { return };
        let gone_before = known.gone();
        let gone = after.devices.as_ref().map_or(gone_before, Devices::gone);
        match (gone_before, gone.filter(|_| after.call.is_some())) {
            (None, Some(label)) => self.notify(Notification::DeviceGone(label.clone()), turn),
            (Some(known), Some(label)) if known != label => {
                self.notify(Notification::DeviceGone(label.clone()), turn);
            }
            (Some(_), None) => turn.order(Effect::Unnotify(Topic::Device)),
            (None, None) | (Some(_), Some(_)) => {}
        }
    }

    pub(super) fn notification_clicked(&mut self, topic: Topic, turn: &mut Turn) {
        let view = self.view();
        let remedy = view.problem.map(|it| it.remedy);
        let comes_back = ComesBack::of(&view);
        let intent = match (topic, remedy) {
            // Microphones are chosen there as well.
            (Topic::Problem, Some(Remedy::OpenWelcome | Remedy::ChooseMicrophone)) => {
                Intent::OpenWelcome
            }
            (Topic::Call, _) if comes_back == Some(ComesBack::WithMicrophone) => {
                Intent::OpenWelcome
            }
            // There it is said what is wrong, and there the call is.
            (Topic::Problem | Topic::Call | Topic::Device, _) => Intent::OpenFlex,
        };
        turn.order(Effect::Unnotify(topic));
        self.intent(intent, turn);
    }
}
