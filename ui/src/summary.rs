//! The state at a glance.

use voice_client_core::{
    CallState, CallView, Icon, Intent, Problem, ProblemCode, Remedy, Status, View,
};
use voice_client_texts::{self as texts, Text};

use crate::{problem_code, problem_words};

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
    pub label: Text,
    /// What pressing it does.
    pub deed: Deed,
}

/// What a button that helps does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Tells the client.
    Send(Intent),
    /// Goes to the list of microphones.
    ChooseMicrophone,
    /// Asks whether the client shall begin anew.
    AskToRestart,
}

/// The state of the client at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which picture goes with it.
    pub icon: Icon,
    /// How it feels.
    pub tone: Tone,
    /// The state in a few words.
    pub headline: Text,
    /// Who is on the line.
    pub caller: Option<String>,
    /// What the state means for the agent.
    pub explanation: Option<Text>,
    /// What the administrator wants to know.
    pub small_print: Option<String>,
    /// What helps.
    pub action: Option<Action>,
}

impl From<&View> for Summary {
    fn from(view: &View) -> Self {
        let plain = |tone, headline, explanation| Self {
            icon: Icon::from(view),
            tone,
            headline,
            caller: None,
            explanation,
            small_print: view.problem.map(problem_code),
            action: view.problem.map(|problem| Action::new(problem.remedy, view)),
        };
        if let Some(call) = &view.call {
            let (tone, headline, explanation) = call_words(call);
            let (explanation, small_print, remedy) = if view.needs_flex {
                (Some(texts::RECONNECTING_NEEDS_FLEX), None, Some(Remedy::OpenFlex))
            } else if let Some(problem) = waits_for(view, call) {
                let words = if call.waits_for.is_some() {
                    texts::RECONNECTING_NEEDS_MICROPHONE
                } else {
                    problem_words(problem.code).explanation
                };
                (Some(words), Some(problem_code(problem)), Some(problem.remedy))
            } else {
                (explanation, None, None)
            };
            return Self {
                caller: Some(texts::caller_name(&call.caller)),
                small_print,
                action: remedy.map(|remedy| Action::new(remedy, view)),
                ..plain(tone, headline, explanation)
            };
        }
        match (view.status, view.problem) {
            (Status::WaitingForFlex, _) => Self {
                action: Some(Remedy::OpenFlex.into()),
                ..plain(Tone::Neutral, texts::WAITING, Some(waiting_words(view)))
            },
            (Status::Connecting | Status::OnCall, _) => {
                plain(Tone::Busy, texts::CONNECTING, Some(texts::CONNECTING_TEXT))
            }
            (Status::Ready, _) => plain(Tone::Good, texts::READY, Some(ready_words(view))),
            (Status::Problem, Some(problem)) => {
                let words = problem_words(problem.code);
                plain(Tone::Bad, words.headline, Some(words.explanation))
            }
            (Status::Problem, None) => {
                plain(Tone::Bad, texts::NOT_READY, Some(texts::NOT_READY_TEXT))
            }
        }
    }
}

impl Action {
    /// Begins anew, once the person has agreed.
    pub(crate) const RESTART: Self = Self { label: texts::RESTART, deed: Deed::AskToRestart };

    /// What helps; who has pressed it sees that it is under way.
    pub(crate) fn new(remedy: Remedy, view: &View) -> Self {
        let action = Self::from(remedy);
        let is_under_way = view.is_trying && remedy == Remedy::TryAgain;
        Self { label: if is_under_way { texts::MOMENT } else { action.label }, ..action }
    }
}

impl From<Remedy> for Action {
    fn from(remedy: Remedy) -> Self {
        let (label, deed) = match remedy {
            Remedy::OpenWelcome => (texts::SET_UP_MICROPHONE, Deed::Send(Intent::OpenWelcome)),
            Remedy::ChooseMicrophone => (texts::CHOOSE_MICROPHONE, Deed::ChooseMicrophone),
            Remedy::OpenFlex => (texts::OPEN_FLEX, Deed::Send(Intent::OpenFlex)),
            Remedy::TryAgain => (texts::TRY_AGAIN, Deed::Send(Intent::TryAgain)),
        };
        Self { label, deed }
    }
}

const fn waiting_words(view: &View) -> Text {
    // Of a tab that was turned away a notice tells.
    if view.flex_tabs <= view.flex_tabs_of_other_accounts {
        texts::WAITING_FOR_TAB
    } else if view.flex_tabs_with_plugin == 0 {
        texts::WAITING_FOR_PLUGIN
    } else {
        texts::WAITING_FOR_SIGN_IN
    }
}

/// What it means that calls can come: with a Flex tab or without one.
#[must_use]
pub const fn ready_words(view: &View) -> Text {
    if view.flex_tabs == 0 { texts::READY_WITHOUT_TAB } else { texts::READY_TEXT }
}

/// What keeps a lost call from being taken up again, if somebody has to do something about it.
pub(crate) fn waits_for(view: &View, call: &CallView) -> Option<Problem> {
    let is_lost = call.state == CallState::Reconnecting;
    // Without an identity there is no token to take it up with.
    let is_of_call =
        |it: &Problem| it.code == ProblemCode::CallPageFailing || view.identity.is_none();
    call.waits_for.or(view.problem.filter(is_of_call).filter(|_| is_lost))
}

const fn call_words(call: &CallView) -> (Tone, Text, Option<Text>) {
    match (call.state, call.muted) {
        (CallState::Connecting, _) => (Tone::Busy, texts::ANSWERING, None),
        (CallState::Active, false) => (Tone::Good, texts::ON_CALL, None),
        (CallState::Active, true) => (Tone::Warning, texts::ON_CALL_MUTED, Some(texts::MUTED_TEXT)),
        (CallState::Reconnecting, false) => {
            (Tone::Warning, texts::RECONNECTING, Some(texts::RECONNECTING_TEXT))
        }
        (CallState::Reconnecting, true) => {
            (Tone::Warning, texts::RECONNECTING_MUTED, Some(texts::RECONNECTING_TEXT))
        }
        (CallState::Ending, _) => {
            let is_cut_off = call.reconnect_until.is_some();
            (Tone::Busy, texts::ENDING, if is_cut_off { Some(texts::ENDING_TEXT) } else { None })
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use voice_client_core::{AccountSid, CallSid, Caller, Controls, Identity, Time};

    use super::*;

    pub(crate) fn ready() -> View {
        View {
            revision: 1,
            version: "1.0.0".to_owned(),
            status: Status::Ready,
            account: Some(AccountSid::parse(format!("AC{}", "0".repeat(32))).unwrap()),
            identity: Some(Identity::parse("ext_agent_40example_2Ecom").unwrap()),
            flex_tabs: 1,
            flex_tabs_with_plugin: 1,
            controls: Controls { restart: true, ..Controls::default() },
            ..View::default()
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
                reconnect_until: None,
                waits_for: None,
                quality: vec![],
                connection: None,
                speaking_while_muted: false,
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
        assert_eq!(summary.headline, texts::TOKEN_FUNCTION_FAILING);
        assert_eq!(summary.small_print.unwrap(), "token-function-failing 503");
        assert_eq!(summary.action.unwrap().deed, Deed::Send(Intent::TryAgain));
    }

    #[test]
    fn who_has_asked_for_another_try_is_asked_for_patience() {
        let code = ProblemCode::TokenFunctionFailing;
        let problem = Some(Problem { code, detail: Some(503), remedy: Remedy::TryAgain });
        let view = View { status: Status::Problem, problem, is_trying: true, ..ready() };
        assert_eq!(Summary::from(&view).action.unwrap().label, texts::MOMENT);
        let view = View { is_trying: false, ..view };
        assert_eq!(Summary::from(&view).action.unwrap().label, texts::TRY_AGAIN);
        let on_call = View { problem, is_trying: true, ..on_a_call() };
        let labels = |view: &View| -> Vec<_> {
            crate::notices(view).into_iter().filter_map(|it| it.action).map(|it| it.label).collect()
        };
        assert_eq!(labels(&on_call), [texts::MOMENT]);
    }

    #[test]
    fn who_has_only_flex_of_another_account_is_to_open_that_of_this_one() {
        let view = View { flex_tabs: 1, flex_tabs_of_other_accounts: 1, ..View::default() };
        assert_eq!(Summary::from(&view).explanation, Some(texts::WAITING_FOR_TAB));
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
        assert_eq!(waiting(0, 0).action.unwrap().deed, Deed::Send(Intent::OpenFlex));
        assert_eq!(waiting(0, 0).explanation, Some(texts::WAITING_FOR_TAB));
        assert_eq!(waiting(1, 0).explanation, Some(texts::WAITING_FOR_PLUGIN));
        assert_eq!(waiting(1, 1).explanation, Some(texts::WAITING_FOR_SIGN_IN));
    }

    #[test]
    fn a_call_that_waits_for_a_microphone_does_not_ask_for_patience() {
        let mut view = on_a_call();
        for remedy in [Remedy::OpenWelcome, Remedy::ChooseMicrophone] {
            let call = view.call.as_mut().unwrap();
            call.state = CallState::Reconnecting;
            let code = ProblemCode::MicrophoneDenied;
            call.waits_for = Some(Problem { code, detail: None, remedy });
            let summary = Summary::from(&view);
            assert_eq!(summary.explanation, Some(texts::RECONNECTING_NEEDS_MICROPHONE));
            assert_eq!(summary.small_print.as_deref(), Some("microphone-denied"));
            assert_eq!(summary.action, Some(remedy.into()));
        }
    }

    #[test]
    fn a_call_that_waits_for_a_token_says_what_keeps_it_and_once() {
        let code = ProblemCode::TokenFunctionFailing;
        let problem = Problem { code, detail: Some(503), remedy: Remedy::TryAgain };
        let mut view = View { problem: Some(problem), ..on_a_call() };
        view.call.as_mut().unwrap().state = CallState::Reconnecting;
        assert_eq!(Summary::from(&view).explanation, Some(texts::RECONNECTING_TEXT));
        assert_eq!(crate::notices(&view).len(), 1, "it has its token: this is about the next call");

        view.identity = None;
        let summary = Summary::from(&view);
        assert_eq!(summary.explanation, Some(texts::TOKEN_FUNCTION_FAILING_TEXT));
        assert_eq!(summary.action, Some(Remedy::TryAgain.into()));
        assert_eq!(crate::notices(&view), []);
    }

    #[test]
    fn on_a_call_the_agent_sees_who_it_is_and_whether_they_are_heard() {
        let mut view = on_a_call();
        let summary = Summary::from(&view);
        assert_eq!((summary.icon, summary.headline), (Icon::OnCall, texts::ON_CALL));
        assert_eq!(summary.caller.unwrap(), "+15550100");

        view.call.as_mut().unwrap().muted = true;
        let summary = Summary::from(&view);
        assert_eq!((summary.icon, summary.headline), (Icon::Muted, texts::ON_CALL_MUTED));
        assert_eq!(summary.explanation, Some(texts::MUTED_TEXT));
    }

    #[test]
    fn who_has_hung_up_without_a_connection_is_told_what_the_caller_notices() {
        let mut view = on_a_call();
        let call = view.call.as_mut().unwrap();
        call.state = CallState::Ending;
        assert_eq!(Summary::from(&view).explanation, None);
        view.call.as_mut().unwrap().reconnect_until = Some(Time::from_millis(31_000));
        assert_eq!(Summary::from(&view).explanation, Some(texts::ENDING_TEXT));
    }

    #[test]
    fn a_lost_connection_asks_to_stay_on_the_line() {
        let mut view = on_a_call();
        view.call.as_mut().unwrap().state = CallState::Reconnecting;
        assert_eq!(Summary::from(&view).explanation, Some(texts::RECONNECTING_TEXT));
        view.flex_tabs_with_plugin = 0;
        assert_eq!(Summary::from(&view).action, None, "there is a token");
        // Whether the agent has been signed out meanwhile, or the browser started again.
        view.needs_flex = true;
        let summary = Summary::from(&view);
        assert_eq!(summary.explanation, Some(texts::RECONNECTING_NEEDS_FLEX));
        assert_eq!(summary.action, Some(Remedy::OpenFlex.into()));
    }

    #[test]
    fn a_problem_during_a_call_keeps_the_call_in_view() {
        let problem = Problem {
            code: ProblemCode::MicrophoneMissing,
            detail: None,
            remedy: Remedy::OpenWelcome,
        };
        let summary = Summary::from(&View { problem: Some(problem), ..on_a_call() });
        assert_eq!((summary.headline, summary.small_print), (texts::ON_CALL, None));
    }
}
