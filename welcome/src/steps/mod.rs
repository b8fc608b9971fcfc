//! The steps in words: pure functions of the page's [`State`].

mod connection;
mod devices;
mod flex;
mod microphone;
mod toolbar;

pub(crate) use connection::{Finding, findings};
pub(crate) use devices::{speaker_words, tested_words};
use voice_client_core::Problem;
use voice_client_texts::{self as texts, Text};
use voice_client_ui::Tone;

use crate::state::State;

/// A step, in the order in which they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Allow the microphone.
    Microphone,
    /// Choose microphone and speaker, and try them.
    Devices,
    /// See whether calls can come and be heard.
    Connection,
    /// Put the icon where it is always seen.
    Toolbar,
    /// Sign in to Flex.
    Flex,
}

impl Step {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Microphone, Self::Devices, Self::Connection, Self::Toolbar, Self::Flex];

    /// What it says now.
    pub(crate) fn words(self, state: &State) -> Words {
        match self {
            Self::Microphone => microphone::words(state),
            Self::Devices => devices::words(state),
            Self::Connection => connection::words(state),
            Self::Toolbar => toolbar::words(state),
            Self::Flex => flex::words(state),
        }
    }

    /// Whether there is nothing left to do.
    pub(crate) fn is_done(self, state: &State) -> bool {
        self.words(state).tone == Tone::Good
    }
}

/// What a step says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// How it stands. A step that is done is [`Tone::Good`].
    pub(crate) tone: Tone,
    /// The same in a few words.
    pub(crate) headline: Text,
    /// What that means.
    pub(crate) explanation: Text,
    /// What to do, one after the other.
    pub(crate) remedy: &'static [Text],
    /// Where to look for it.
    pub(crate) picture: Option<Scene>,
    /// What is wrong, for the administrator.
    pub(crate) problem: Option<Problem>,
    /// What can be pressed.
    pub(crate) presses: &'static [Press],
}

impl Words {
    const fn new(tone: Tone, headline: Text, explanation: Text) -> Self {
        Self {
            tone,
            headline,
            explanation,
            remedy: &[],
            picture: None,
            problem: None,
            presses: &[],
        }
    }

    const fn remedy(self, remedy: &'static [Text]) -> Self {
        Self { remedy, ..self }
    }

    const fn picture(self, scene: Scene) -> Self {
        Self { picture: Some(scene), ..self }
    }

    const fn presses(self, presses: &'static [Press]) -> Self {
        Self { presses, ..self }
    }
}

/// A place in Chrome's window that a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scene {
    /// Chrome's question about the microphone.
    Question,
    /// The icon beside the address, and the switch behind it.
    SiteSettings,
    /// The list of extensions, and its pins.
    Pins,
}

/// What can be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Press {
    /// Have Chrome ask for the microphone.
    AllowMicrophone,
    /// Try to take the microphone again.
    CheckMicrophone,
    /// See how loud the microphone is.
    TestMicrophone,
    /// Let go of it.
    StopTest,
    /// Ring through the speaker.
    PlaySound,
    /// It is heard.
    Heard,
    /// It is not.
    NotHeard,
    /// Look for the ways of calls once more.
    CheckConnection,
    /// Show Flex.
    OpenFlex,
    /// Hurry what the client tries anyway.
    TryAgain,
    /// Load the extension anew.
    Restart,
}

impl Press {
    /// What the button is called.
    pub(crate) const fn label(self) -> Text {
        match self {
            Self::AllowMicrophone => texts::ALLOW_MICROPHONE,
            Self::CheckMicrophone => texts::CHECK_AGAIN,
            Self::TestMicrophone => texts::TEST_MICROPHONE,
            Self::StopTest => texts::STOP_TEST,
            Self::PlaySound => texts::TEST_SOUND,
            Self::Heard => texts::SOUND_HEARD,
            Self::NotHeard => texts::SOUND_NOT_HEARD,
            Self::CheckConnection => texts::CHECK_CONNECTION,
            Self::OpenFlex => texts::OPEN_FLEX,
            Self::TryAgain => texts::TRY_AGAIN,
            Self::Restart => texts::RESTART,
        }
    }

    /// Whether it is what whoever takes the step presses first.
    pub(crate) const fn leads_on(self) -> bool {
        match self {
            Self::AllowMicrophone
            | Self::CheckMicrophone
            | Self::TestMicrophone
            | Self::PlaySound
            | Self::Heard
            | Self::CheckConnection
            | Self::OpenFlex
            | Self::TryAgain
            | Self::Restart => true,
            Self::StopTest | Self::NotHeard => false,
        }
    }
}

/// How many steps are done, in words.
pub(crate) fn progress(state: &State) -> String {
    let done = Step::ALL.into_iter().filter(|step| step.is_done(state)).count();
    if done == Step::ALL.len() {
        texts::STEPS_ALL_DONE.text()
    } else {
        texts::steps_done(&done.to_string(), &Step::ALL.len().to_string())
    }
}

/// The first step that is not done.
pub(crate) fn next_step(state: &State) -> Option<Step> {
    Step::ALL.into_iter().find(|step| !step.is_done(state))
}

#[cfg(test)]
pub(crate) mod tests {
    use voice_client_core::{ProblemCode, Remedy, Status, View};
    use voice_client_ui::MicrophoneState;

    use super::*;
    use crate::state::{Reach, SpeakerTest};

    fn works() -> State {
        State {
            microphone: MicrophoneState::Granted,
            heard: true,
            speaker: SpeakerTest::Heard,
            signalling: Reach::Open,
            media: Reach::Open,
            is_pinned: Some(true),
            view: Some(View { status: Status::Ready, ..flex::tests::view(1, 1) }),
            ..State::default()
        }
    }

    /// Every state in which a step is not done, and waits for nothing.
    fn failures() -> Vec<(Step, State)> {
        let microphones = [
            MicrophoneState::NotAsked,
            MicrophoneState::Dismissed,
            MicrophoneState::Denied,
            MicrophoneState::DeniedBySystem,
            MicrophoneState::Missing,
            MicrophoneState::Unusable,
        ];
        let microphones =
            microphones.map(|microphone| (Step::Microphone, State { microphone, ..works() }));
        let speakers = [SpeakerTest::Untried, SpeakerTest::NotHeard, SpeakerTest::Failed];
        let speakers = speakers.map(|speaker| (Step::Devices, State { speaker, ..works() }));
        let problem = Problem {
            code: ProblemCode::TokenFunctionUnreachable,
            detail: None,
            remedy: Remedy::TryAgain,
        };
        let problem = Some(problem);
        let problem = View { status: Status::Problem, problem, ..flex::tests::view(1, 1) };
        let others = [
            (Step::Devices, State { heard: false, ..works() }),
            (Step::Connection, State { signalling: Reach::Shut, ..works() }),
            (Step::Connection, State { media: Reach::Shut, ..works() }),
            (Step::Toolbar, State { is_pinned: Some(false), ..works() }),
            (Step::Flex, State { view: Some(flex::tests::view(0, 0)), ..works() }),
            (Step::Flex, State { view: Some(flex::tests::view(1, 0)), ..works() }),
            (Step::Flex, State { view: Some(flex::tests::view(1, 1)), ..works() }),
            (Step::Flex, State { view: Some(problem), ..works() }),
            (Step::Flex, State { view: None, is_silent: true, ..works() }),
        ];
        microphones.into_iter().chain(speakers).chain(others).collect()
    }

    #[test]
    fn whoever_has_done_everything_is_told_so() {
        assert_eq!(progress(&works()), texts::STEPS_ALL_DONE.text());
        assert_eq!(progress(&State::default()), "0 of 5 steps done");
        assert_eq!(next_step(&works()), None);
    }

    #[test]
    fn a_step_that_fails_is_the_next_and_says_what_to_do() {
        for (step, state) in failures() {
            let words = step.words(&state);
            assert_eq!(next_step(&state), Some(step), "{state:?}");
            let says_what_to_do = !words.presses.is_empty() || !words.remedy.is_empty();
            assert!(says_what_to_do, "{words:?}");
        }
    }
}
