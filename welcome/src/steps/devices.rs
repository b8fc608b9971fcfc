//! Microphone and speaker: which, and whether they work.

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

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State { microphone: MicrophoneState::Granted, ..State::default() }
    }

    #[test]
    fn a_headset_works_when_both_ends_of_it_do() {
        let tone = |heard, speaker| words(&State { heard, speaker, ..state() }).tone;
        assert_eq!(tone(true, SpeakerTest::Heard), Tone::Good);
        assert_eq!(tone(false, SpeakerTest::Heard), Tone::Neutral);
        assert_eq!(tone(true, SpeakerTest::Playing), Tone::Neutral);
        assert_eq!(tone(true, SpeakerTest::NotHeard), Tone::Warning);
        assert_eq!(tone(true, SpeakerTest::Failed), Tone::Warning);
    }

    #[test]
    fn without_permission_there_is_nothing_to_try() {
        let state = State { microphone: MicrophoneState::Denied, heard: true, ..state() };
        assert_eq!(words(&state).presses, []);
        assert_eq!(words(&state).tone, Tone::Neutral);
    }
}
