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
