use voice_client_core::{Badge, CallState, CallView, Icon, Intent, Remedy, Status, View};

use crate::{caller_name, problem_code, problem_words};

/// How a state feels; it becomes a colour, and never says anything that shape and words do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to look at.
    Neutral,
    /// Something is on its way.
    Busy,
    /// All is well.
    Good,
    /// Not as it should be, but calls go on.
    Warning,
    /// Calls can't come.
    Bad,
}

impl Tone {
    /// What the style sheet calls it (`data-tone`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Busy => "busy",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}

/// The one button that helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What it is called.
    pub label: &'static str,
    /// What pressing it means.
    pub intent: Intent,
}

/// The state of the client at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which picture goes with it.
    pub icon: Icon,
    /// How it feels.
    pub tone: Tone,
    /// The state in a few words.
    pub headline: &'static str,
    /// Who is on the line.
    pub caller: Option<String>,
    /// What the state means for the agent.
    pub explanation: Option<&'static str>,
    /// What the administrator wants to know.
    pub small_print: Option<String>,
    /// What helps.
    pub action: Option<Action>,
}

impl From<&View> for Summary {
    fn from(view: &View) -> Self {
        let plain = |tone, headline, explanation| Self {
            icon: Badge::from(view).icon,
            tone,
            headline,
            caller: None,
            explanation: Some(explanation),
            small_print: view.problem.map(problem_code),
            action: view.problem.map(|problem| problem.remedy.into()),
        };
        if let Some(call) = &view.call {
            let (tone, headline, explanation) = call_words(call);
            return Self {
                caller: Some(caller_name(&call.caller)),
                explanation,
                small_print: None,
                action: None,
                ..plain(tone, headline, "")
            };
        }
        match (view.status, view.problem) {
            (Status::WaitingForFlex, _) => Self {
                action: Some(Remedy::OpenFlex.into()),
                ..plain(Tone::Neutral, "Waiting for Flex", waiting_words(view))
            },
            (Status::Connecting | Status::OnCall, _) => {
                plain(Tone::Busy, "Connecting", "One moment, then calls can come.")
            }
            (Status::Ready, _) => plain(Tone::Good, "Ready for calls", ready_words(view)),
            (Status::Problem, Some(problem)) => {
                let words = problem_words(problem.code);
                plain(Tone::Bad, words.headline, words.explanation)
            }
            (Status::Problem, None) => {
                plain(Tone::Bad, "Not ready", "The voice client can’t take calls at the moment.")
            }
        }
    }
}

impl From<Remedy> for Action {
    fn from(remedy: Remedy) -> Self {
        let (label, intent) = match remedy {
            Remedy::OpenWelcome => ("Set up microphone", Intent::OpenWelcome),
            Remedy::OpenFlex => ("Open Flex", Intent::OpenFlex),
            Remedy::TryAgain => ("Try again", Intent::TryAgain),
        };
        Self { label, intent }
    }
}

const fn waiting_words(view: &View) -> &'static str {
    if view.flex_tabs == 0 {
        "Open Flex and sign in. The voice client then connects by itself."
    } else if view.flex_tabs_with_plugin == 0 {
        "Flex is open, but its voice client plugin has not said anything yet. If this stays, \
         reload Flex."
    } else {
        "Flex is open. As soon as you are signed in, the voice client connects."
    }
}

const fn ready_words(view: &View) -> &'static str {
    if view.flex_tabs == 0 {
        "Calls are answered here, even though no Flex tab is open."
    } else {
        "Calls are answered here, and go on when you refresh or close Flex."
    }
}

const fn call_words(call: &CallView) -> (Tone, &'static str, Option<&'static str>) {
    match (call.state, call.muted) {
        (CallState::Connecting, _) => (Tone::Busy, "Answering", None),
        (CallState::Active, false) => (Tone::Good, "On a call", None),
        (CallState::Active, true) => {
            (Tone::Warning, "On a call, muted", Some("The caller does not hear you."))
        }
        (CallState::Reconnecting, false) => (
            Tone::Warning,
            "Reconnecting",
            Some("Stay on the line: the call comes back by itself."),
        ),
        (CallState::Reconnecting, true) => (
            Tone::Warning,
            "Reconnecting, muted",
            Some("Stay on the line: the call comes back by itself."),
        ),
        (CallState::Ending, _) => (Tone::Busy, "Hanging up", None),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use voice_client_core::{
        AccountSid, CallSid, Caller, ChosenDevices, Controls, Identity, Problem, ProblemCode, Time,
    };

    use super::*;

    pub(crate) fn ready() -> View {
        View {
            revision: 1,
            version: "1.0.0".to_owned(),
            status: Status::Ready,
            problem: None,
            account: Some(AccountSid::parse(format!("AC{}", "0".repeat(32))).unwrap()),
            identity: Some(Identity::parse("ext_agent_40example_2Ecom").unwrap()),
            flex_tabs: 1,
            flex_tabs_with_plugin: 1,
            flex_tabs_of_other_accounts: 0,
            call: None,
            waiting_calls: vec![],
            last_call: None,
            devices: None,
            chosen_devices: ChosenDevices::default(),
            controls: Controls { hang_up: false, mute: false, restart: true },
        }
    }

    pub(crate) fn on_a_call() -> View {
        View {
            status: Status::OnCall,
            call: Some(CallView {
                call_sid: CallSid::parse(format!("CA{}", "0".repeat(32))).unwrap(),
                state: CallState::Active,
                caller: Caller::new("+15550100"),
                muted: false,
                started_at: Some(Time::from_millis(1_000)),
                quality: vec![],
            }),
            controls: Controls { hang_up: true, mute: true, restart: true },
            ..ready()
        }
    }

    #[test]
    fn a_problem_is_said_in_words_with_its_code_and_what_helps() {
        let problem = Problem {
            code: ProblemCode::TokenFunctionFailing,
            detail: Some(503),
            remedy: Remedy::TryAgain,
        };
        let summary =
            Summary::from(&View { status: Status::Problem, problem: Some(problem), ..ready() });
        assert_eq!((summary.icon, summary.tone), (Icon::Problem, Tone::Bad));
        assert_eq!(summary.headline, "Call service has an error");
        assert_eq!(summary.small_print.unwrap(), "token-function-failing 503");
        assert_eq!(summary.action.unwrap().intent, Intent::TryAgain);
    }

    #[test]
    fn while_flex_is_not_there_the_way_to_it_is_a_button() {
        let waiting = |open, plugin| {
            Summary::from(&View {
                status: Status::WaitingForFlex,
                flex_tabs: open,
                flex_tabs_with_plugin: plugin,
                ..ready()
            })
        };
        assert_eq!(waiting(0, 0).action.unwrap().label, "Open Flex");
        assert!(waiting(0, 0).explanation.unwrap().starts_with("Open Flex"));
        assert!(waiting(1, 0).explanation.unwrap().contains("plugin"));
        assert!(waiting(1, 1).explanation.unwrap().contains("signed in"));
    }

    #[test]
    fn on_a_call_the_agent_sees_who_it_is_and_whether_they_are_heard() {
        let mut view = on_a_call();
        let summary = Summary::from(&view);
        assert_eq!((summary.icon, summary.headline), (Icon::OnCall, "On a call"));
        assert_eq!(summary.caller.unwrap(), "+15550100");

        view.call.as_mut().unwrap().muted = true;
        let summary = Summary::from(&view);
        assert_eq!((summary.icon, summary.headline), (Icon::Muted, "On a call, muted"));
        assert_eq!(summary.explanation.unwrap(), "The caller does not hear you.");
    }

    #[test]
    fn a_lost_connection_asks_to_stay_on_the_line() {
        let mut view = on_a_call();
        view.call.as_mut().unwrap().state = CallState::Reconnecting;
        assert!(Summary::from(&view).explanation.unwrap().starts_with("Stay on the line"));
    }

    #[test]
    fn a_problem_during_a_call_keeps_the_call_in_view() {
        let problem = Problem {
            code: ProblemCode::MicrophoneMissing,
            detail: None,
            remedy: Remedy::OpenWelcome,
        };
        let summary = Summary::from(&View { problem: Some(problem), ..on_a_call() });
        assert_eq!((summary.headline, summary.small_print), ("On a call", None));
    }
}
