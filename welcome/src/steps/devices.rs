//! Microphone and speaker: which, and whether they work.

use voice_client_core::{DeviceKind, DeviceLabel};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::{MicrophoneState, Tone};

use super::{Press, Words};
use crate::state::{SpeakerTest, State};

pub(super) fn words(state: &State) -> Words {
    if state.microphone != MicrophoneState::Granted {
        return Words::new(Tone::Neutral, texts::TRY_HEADSET, texts::TRY_HEADSET_LATER);
    }
    let presses: &'static [Press] =
        match (state.tested.is_some(), state.speaker == SpeakerTest::Playing) {
            (false, false) => &[Press::TestMicrophone, Press::PlaySound],
            (false, true) => &[Press::TestMicrophone, Press::Heard, Press::NotHeard],
            (true, false) => &[Press::StopTest, Press::PlaySound],
            (true, true) => &[Press::StopTest, Press::Heard, Press::NotHeard],
        };
    let words = match (state.heard, state.speaker) {
        (true, SpeakerTest::Heard) => {
            Words::new(Tone::Good, texts::HEADSET_WORKS, texts::HEADSET_WORKS_TEXT)
        }
        (_, SpeakerTest::NotHeard | SpeakerTest::Failed) => {
            Words::new(Tone::Warning, texts::TRY_HEADSET, texts::TRY_HEADSET_TEXT)
        }
        (_, SpeakerTest::Untried | SpeakerTest::Playing) | (false, SpeakerTest::Heard) => {
            Words::new(Tone::Neutral, texts::TRY_HEADSET, texts::TRY_HEADSET_TEXT)
        }
    };
    words.presses(presses)
}

/// What the test of the microphone says.
pub(crate) const fn tested_words(state: &State) -> Option<Text> {
    match (state.heard, state.tested.is_some()) {
        (true, _) => Some(texts::SOMETHING_HEARD),
        (false, true) => Some(texts::NOTHING_HEARD),
        (false, false) => None,
    }
}

/// What the test of the speaker says.
pub(crate) const fn speaker_words(test: SpeakerTest) -> Option<Text> {
    match test {
        SpeakerTest::Untried => None,
        SpeakerTest::Playing => Some(texts::SOUND_PLAYING),
        SpeakerTest::Heard => Some(texts::SOUND_WORKS),
        SpeakerTest::NotHeard => Some(texts::SOUND_ABSENT),
        SpeakerTest::Failed => Some(texts::TEST_SOUND_FAILED),
    }
}

/// What there is to choose from, for one end of the audio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choices {
    /// The system's default first.
    pub(crate) all: Vec<Choice>,
    /// What takes the place of a device that is chosen and not there.
    pub(crate) fallback: Option<String>,
}

/// A device that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Its label; none is the system's default.
    pub(crate) label: Option<DeviceLabel>,
    /// What it is called here.
    pub(crate) name: String,
    /// It is the one.
    pub(crate) is_chosen: bool,
}

/// What there is to choose from. A device that is chosen stays among it while it is unplugged.
pub(crate) fn choices(state: &State, kind: DeviceKind) -> Choices {
    let offered = match kind {
        DeviceKind::Input => &state.offered.inputs,
        DeviceKind::Output => &state.offered.outputs,
    };
    let chosen = state.chosen.of(kind);
    let away = chosen.filter(|label| !offered.contains(label));
    let choice = |label: Option<&DeviceLabel>, name: String| Choice {
        label: label.cloned(),
        name,
        is_chosen: label == chosen,
    };
    let mut all = vec![choice(None, texts::SYSTEM_DEFAULT.text())];
    all.extend(offered.iter().map(|label| choice(Some(label), label.to_string())));
    all.extend(away.map(|label| choice(Some(label), texts::device_gone(label.as_str()))));
    Choices { all, fallback: away.map(|label| texts::device_fallback(label.as_str())) }
}

#[cfg(test)]
mod tests {
    use voice_client_core::{ChosenDevices, OfferedDevices};

    use super::*;

    fn label(text: &str) -> DeviceLabel {
        DeviceLabel::parse(text).unwrap()
    }

    fn state(chosen: &str) -> State {
        State {
            microphone: MicrophoneState::Granted,
            offered: OfferedDevices { inputs: vec![label("Built-in")], outputs: vec![] },
            chosen: ChosenDevices { input: DeviceLabel::parse(chosen).ok(), output: None },
            ..State::default()
        }
    }

    fn names(choices: &Choices) -> Vec<(&str, bool)> {
        choices.all.iter().map(|it| (&*it.name, it.is_chosen)).collect()
    }

    #[test]
    fn an_unplugged_headset_stays_chosen_and_is_said_to_be_away() {
        let plugged = choices(&state("Built-in"), DeviceKind::Input);
        assert_eq!(names(&plugged), [("System default", false), ("Built-in", true)]);
        assert_eq!(plugged.fallback, None);

        let away = choices(&state("Headset"), DeviceKind::Input);
        assert_eq!(
            names(&away),
            [("System default", false), ("Built-in", false), ("Headset (not connected)", true)]
        );
        assert!(away.fallback.unwrap().contains("Headset"));
    }

    #[test]
    fn who_has_never_chosen_has_the_systems_default() {
        let default = choices(&state(""), DeviceKind::Output);
        assert_eq!(names(&default), [("System default", true)]);
        assert_eq!(default.fallback, None);
    }

    #[test]
    fn a_headset_works_when_both_ends_of_it_do() {
        let tone = |heard, speaker| words(&State { heard, speaker, ..state("") }).tone;
        assert_eq!(tone(true, SpeakerTest::Heard), Tone::Good);
        assert_eq!(tone(false, SpeakerTest::Heard), Tone::Neutral);
        assert_eq!(tone(true, SpeakerTest::Playing), Tone::Neutral);
        assert_eq!(tone(true, SpeakerTest::NotHeard), Tone::Warning);
        assert_eq!(tone(true, SpeakerTest::Failed), Tone::Warning);
    }

    #[test]
    fn without_permission_there_is_nothing_to_try() {
        let state = State { microphone: MicrophoneState::Denied, heard: true, ..state("") };
        assert_eq!(words(&state).presses, []);
        assert_eq!(words(&state).tone, Tone::Neutral);
    }
}
