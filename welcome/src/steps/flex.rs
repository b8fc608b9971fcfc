//! Flex: whether a tab runs the plugin, and what comes of it.

use voice_client_core::{CallState, Problem, Remedy, Status, View};
use voice_client_texts as texts;
use voice_client_ui::{ProblemWords, Tone, problem_words, ready_words};

use super::{Press, Words};
use crate::state::State;

pub(super) fn words(state: &State) -> Words {
    let words = match &state.view {
        None if state.is_silent => {
            return Words::new(Tone::Bad, texts::SILENT, texts::SILENT_TEXT)
                .presses(&[Press::Restart]);
        }
        None => return Words::new(Tone::Neutral, texts::SIGN_IN_TO_FLEX, texts::MOMENT),
        // Flex, once it has signed the agent in, may be closed.
        Some(view) if view.status != Status::WaitingForFlex || view.flex_tabs_with_plugin > 0 => {
            return signed_in(view);
        }
        Some(view) if view.flex_tabs_of_other_accounts > 0 => Words::new(
            Tone::Warning,
            texts::FLEX_OF_OTHER_ACCOUNT,
            texts::FLEX_OF_OTHER_ACCOUNT_TEXT,
        ),
        Some(view) if view.flex_tabs > 0 => {
            Words::new(Tone::Warning, texts::FLEX_SILENT, texts::FLEX_SILENT_TEXT).remedy(&[
                texts::FLEX_ASKS_TO_SIGN_IN,
                texts::RELOAD_FLEX,
                texts::ASK_FOR_PLUGIN,
            ])
        }
        Some(_) => Words::new(Tone::Neutral, texts::SIGN_IN_TO_FLEX, texts::WAITING_FOR_TAB),
    };
    words.presses(&[Press::OpenFlex])
}

fn signed_in(view: &View) -> Words {
    let (tone, headline, explanation) = match (view.status, view.problem) {
        (Status::WaitingForFlex, _) => {
            (Tone::Neutral, texts::SIGN_IN_TO_FLEX, texts::WAITING_FOR_SIGN_IN)
        }
        // Somebody has asked for that. The button stays where it was: who presses twice presses no
        // other one.
        (_, Some(problem)) if view.is_trying => {
            return Words { explanation: texts::MOMENT, ..wrong(Tone::Busy, problem) };
        }
        // A call goes on, whatever keeps the next one away.
        (Status::OnCall, Some(problem)) => return wrong(Tone::Warning, problem),
        (_, Some(problem)) => return wrong(Tone::Bad, problem),
        (Status::Connecting, None) => (Tone::Busy, texts::CONNECTING, texts::CONNECTING_TEXT),
        (Status::Ready, None) => (Tone::Good, texts::READY, ready_words(view)),
        (Status::OnCall, None) if is_cut_off(view) => {
            (Tone::Warning, texts::RECONNECTING, texts::RECONNECTING_TEXT)
        }
        (Status::OnCall, None) => (Tone::Good, texts::ON_CALL, texts::READY_TEXT),
        (Status::Problem, None) => (Tone::Bad, texts::NOT_READY, texts::NOT_READY_TEXT),
    };
    Words::new(tone, headline, explanation).presses(&[Press::OpenFlex])
}

/// Whether there is a call that agent and customer can't hear each other in.
fn is_cut_off(view: &View) -> bool {
    view.call.as_ref().is_some_and(|it| it.state == CallState::Reconnecting)
}

fn wrong(tone: Tone, problem: Problem) -> Words {
    let ProblemWords { headline, explanation } = problem_words(problem.code);
    let presses: &[Press] = match problem.remedy {
        Remedy::OpenFlex => &[Press::OpenFlex],
        Remedy::TryAgain => &[Press::TryAgain],
        // The step of the microphone has the button.
        Remedy::OpenWelcome => &[],
        // The list to choose from is on this page, too.
        Remedy::ChooseMicrophone => &[Press::CheckMicrophone],
    };
    Words { problem: Some(problem), ..Words::new(tone, headline, explanation).presses(presses) }
}

#[cfg(test)]
pub(super) mod tests {
    use voice_client_core::{CallSid, CallView, Caller, ProblemCode};

    use super::*;

    pub(crate) fn view(flex_tabs: u32, flex_tabs_with_plugin: u32) -> View {
        View { flex_tabs, flex_tabs_with_plugin, ..View::default() }
    }

    fn said(view: View) -> Words {
        words(&State { view: Some(view), ..State::default() })
    }

    #[test]
    fn a_tab_without_the_plugin_is_no_flex_to_take_calls_with() {
        assert_eq!(said(view(0, 0)).tone, Tone::Neutral);
        assert_eq!(said(view(1, 0)).headline, texts::FLEX_SILENT);
        let other = View { flex_tabs_of_other_accounts: 1, ..view(1, 0) };
        assert_eq!(said(other).headline, texts::FLEX_OF_OTHER_ACCOUNT);
        let ready = View { status: Status::Ready, ..view(2, 1) };
        assert_eq!(said(ready).tone, Tone::Good);
    }

    #[test]
    fn without_a_tab_calls_come_all_the_same_or_something_keeps_them_away() {
        let other = View { flex_tabs_of_other_accounts: 1, ..view(1, 0) };
        for tabs in [view(0, 0), view(1, 0), other] {
            for (status, headline) in
                [(Status::Ready, texts::READY), (Status::OnCall, texts::ON_CALL)]
            {
                let words = said(View { status, ..tabs.clone() });
                assert_eq!((words.tone, words.headline), (Tone::Good, headline));
            }
            let code = ProblemCode::TokenFunctionFailing;
            let problem = Some(Problem { code, detail: Some(503), remedy: Remedy::TryAgain });
            let words = said(View { status: Status::Problem, problem, ..tabs });
            assert_eq!((words.tone, words.problem), (Tone::Bad, problem));
        }
    }

    #[test]
    fn a_worker_that_never_answers_is_said_to_be_silent_with_what_helps() {
        let silent = State { is_silent: true, ..State::default() };
        let said = words(&silent);
        assert_eq!((said.tone, said.headline), (Tone::Bad, texts::SILENT));
        assert_eq!(said.presses, [Press::Restart]);
        assert_eq!(words(&State::default()).explanation, texts::MOMENT);
        let answers = State { view: Some(view(0, 0)), ..silent };
        assert_eq!(words(&answers).headline, texts::SIGN_IN_TO_FLEX, "late, but it answers");
    }

    #[test]
    fn flex_is_done_only_when_calls_can_come() {
        for (status, tone, headline) in [
            (Status::WaitingForFlex, Tone::Neutral, texts::SIGN_IN_TO_FLEX),
            (Status::Connecting, Tone::Busy, texts::CONNECTING),
            (Status::Ready, Tone::Good, texts::READY),
            (Status::OnCall, Tone::Good, texts::ON_CALL),
        ] {
            let words = said(View { status, ..view(1, 1) });
            assert_eq!((words.tone, words.headline), (tone, headline), "{status:?}");
            assert_eq!((words.problem, words.presses), (None, &[Press::OpenFlex][..]));
        }
    }

    #[test]
    fn a_call_that_nobody_hears_is_not_said_to_be_well() {
        let call = |state| CallView {
            call_sid: CallSid::parse(format!("CA{}", "0".repeat(32))).unwrap(),
            state,
            caller: Caller::new("+15550100"),
            muted: false,
            started_at: None,
            reconnect_until: None,
            waits_for: None,
            quality: vec![],
            connection: None,
            speaking_while_muted: false,
        };
        let told =
            |state| said(View { status: Status::OnCall, call: Some(call(state)), ..view(1, 1) });
        assert_eq!(told(CallState::Active).tone, Tone::Good);
        let cut_off = told(CallState::Reconnecting);
        assert_eq!((cut_off.tone, cut_off.headline), (Tone::Warning, texts::RECONNECTING));
    }

    #[test]
    fn who_presses_twice_tries_twice() {
        let code = ProblemCode::VoiceError;
        let problem = Some(Problem { code, detail: None, remedy: Remedy::TryAgain });
        let tried =
            |is_trying| said(View { status: Status::Problem, problem, is_trying, ..view(1, 1) });
        assert_eq!((tried(true).tone, tried(true).explanation), (Tone::Busy, texts::MOMENT));
        assert_eq!(tried(true).presses, tried(false).presses);
    }

    #[test]
    fn what_keeps_calls_away_is_said_with_its_code_and_what_helps() {
        for (code, remedy, presses) in [
            (ProblemCode::MicrophoneNotAllowed, Remedy::OpenWelcome, &[][..]),
            (ProblemCode::MicrophoneBusy, Remedy::ChooseMicrophone, &[Press::CheckMicrophone]),
            (ProblemCode::FlexTokenRefused, Remedy::OpenFlex, &[Press::OpenFlex]),
            (ProblemCode::VoiceError, Remedy::TryAgain, &[Press::TryAgain]),
        ] {
            let problem = Problem { code, detail: Some(31_000), remedy };
            for (status, tone) in [(Status::Problem, Tone::Bad), (Status::OnCall, Tone::Warning)] {
                let words = said(View { status, problem: Some(problem), ..view(1, 1) });
                assert_eq!(words.tone, tone, "{code:?}");
                assert_eq!(words.headline, problem_words(code).headline);
                assert_eq!(words.explanation, problem_words(code).explanation);
                assert_eq!((words.problem, words.presses), (Some(problem), presses));
            }
        }
    }
}
