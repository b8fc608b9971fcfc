//! Flex: whether a tab runs the plugin, and what comes of it.

use voice_client_core::{Status, View};
use voice_client_texts as texts;
use voice_client_ui::{Tone, problem_words};

use super::{Press, Words};
use crate::state::State;

pub(super) fn words(state: &State) -> Words {
    let words = match &state.view {
        None => return Words::new(Tone::Neutral, texts::SIGN_IN_TO_FLEX, texts::MOMENT),
        Some(view) if view.flex_tabs_with_plugin > 0 => with_plugin(view),
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

fn with_plugin(view: &View) -> Words {
    let (headline, explanation) = match (view.status, view.problem) {
        (Status::Ready | Status::OnCall, _) => (texts::READY, texts::READY_TEXT),
        (Status::Problem, Some(problem)) => {
            (texts::FLEX_OPEN, problem_words(problem.code).explanation)
        }
        (Status::WaitingForFlex, _) => (texts::FLEX_OPEN, texts::WAITING_FOR_SIGN_IN),
        (Status::Connecting | Status::Problem, _) => (texts::FLEX_OPEN, texts::CONNECTING_TEXT),
    };
    Words::new(Tone::Good, headline, explanation)
}

#[cfg(test)]
pub(super) mod tests {
    use voice_client_core::{Problem, ProblemCode, Remedy};

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
        assert_eq!(said(view(2, 1)).tone, Tone::Good);
    }

    #[test]
    fn what_keeps_calls_away_is_said_where_flex_is_done() {
        let problem =
            Problem { code: ProblemCode::VoiceUnreachable, detail: None, remedy: Remedy::TryAgain };
        let view = View { status: Status::Problem, problem: Some(problem), ..view(1, 1) };
        let explanation = problem_words(ProblemCode::VoiceUnreachable).explanation;
        assert_eq!(said(view.clone()).explanation, explanation);
        let ready = View { status: Status::Ready, problem: None, ..view };
        assert_eq!(said(ready).headline, texts::READY);
    }
}
