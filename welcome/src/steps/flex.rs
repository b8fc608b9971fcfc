//! Flex: whether a tab runs the plugin, and what comes of it.

use voice_client_core::{Status, View};
use voice_client_ui::{Tone, problem_words};

use super::{Press, Words};
use crate::state::State;

pub(super) fn words(state: &State) -> Words {
    let words = match &state.view {
        None => return Words::new(Tone::Neutral, "Sign in to Flex", "One moment…"),
        Some(view) if view.flex_tabs_with_plugin > 0 => with_plugin(view),
        Some(view) if view.flex_tabs_of_other_accounts > 0 => Words::new(
            Tone::Warning,
            "Flex is of another account",
            "A Flex tab of another account was turned away. To change accounts, restart the voice \
             client from its icon in the toolbar.",
        ),
        Some(view) if view.flex_tabs > 0 => Words::new(
            Tone::Warning,
            "Flex is open, but not connected",
            "Its voice client plugin has not said anything yet.",
        )
        .remedy(&[
            "Sign in, if Flex asks you to.",
            "Reload the Flex tab.",
            "If that does not help, ask your administrator whether the plugin is installed.",
        ]),
        Some(_) => Words::new(
            Tone::Neutral,
            "Sign in to Flex",
            "The voice client connects by itself, and its icon in the toolbar says when calls can \
             come.",
        ),
    };
    words.presses(&[Press::OpenFlex])
}

fn with_plugin(view: &View) -> Words {
    match (view.status, view.problem) {
        (Status::Ready | Status::OnCall, _) => Words::new(
            Tone::Good,
            "Ready for calls",
            "Calls are answered by the voice client. They go on when you refresh or close Flex.",
        ),
        (Status::Problem, Some(problem)) => {
            Words::new(Tone::Good, "Flex is open", problem_words(problem.code).explanation)
        }
        (Status::WaitingForFlex, _) => Words::new(
            Tone::Good,
            "Flex is open",
            "As soon as you are signed in there, the voice client connects.",
        ),
        (Status::Connecting | Status::Problem, _) => {
            Words::new(Tone::Good, "Flex is open", "The voice client is connecting.")
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use voice_client_core::{ChosenDevices, Controls, Problem, ProblemCode, Remedy};

    use super::*;

    pub(crate) fn view(flex_tabs: u32, flex_tabs_with_plugin: u32) -> View {
        View {
            revision: 1,
            version: "1.0.0".to_owned(),
            status: Status::WaitingForFlex,
            problem: None,
            account: None,
            identity: None,
            flex_tabs,
            flex_tabs_with_plugin,
            flex_tabs_of_other_accounts: 0,
            call: None,
            waiting_calls: vec![],
            last_call: None,
            devices: None,
            chosen_devices: ChosenDevices::default(),
            controls: Controls { hang_up: false, mute: false, restart: false },
        }
    }

    fn said(view: View) -> Words {
        words(&State { view: Some(view), ..State::default() })
    }

    #[test]
    fn a_tab_without_the_plugin_is_no_flex_to_take_calls_with() {
        assert_eq!(said(view(0, 0)).tone, Tone::Neutral);
        assert_eq!(said(view(1, 0)).headline, "Flex is open, but not connected");
        let other = View { flex_tabs_of_other_accounts: 1, ..view(1, 0) };
        assert_eq!(said(other).headline, "Flex is of another account");
        assert_eq!(said(view(2, 1)).tone, Tone::Good);
    }

    #[test]
    fn what_keeps_calls_away_is_said_where_flex_is_done() {
        let problem = Problem {
            code: ProblemCode::VoiceUnreachable,
            detail: None,
            remedy: Remedy::TryAgain,
        };
        let view = View { status: Status::Problem, problem: Some(problem), ..view(1, 1) };
        let explanation = problem_words(ProblemCode::VoiceUnreachable).explanation;
        assert_eq!(said(view.clone()).explanation, explanation);
        let ready = View { status: Status::Ready, problem: None, ..view };
        assert_eq!(said(ready).headline, "Ready for calls");
    }
}
