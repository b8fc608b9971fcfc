//! The connection: whether Twilio can be reached, and whether Chrome has a way for sound.

use voice_client_texts::{self as texts, Text};
use voice_client_ui::Tone;

use super::{Press, Words};
use crate::state::{Reach, State};

pub(super) const fn words(state: &State) -> Words {
    let words = match (state.signalling, state.media) {
        (Reach::Checking, _) | (_, Reach::Checking) => {
            return Words::new(Tone::Busy, texts::CONNECTION_CHECKING, texts::MOMENT);
        }
        // A network that lets through no more than calls need gives no answer either.
        (Reach::Open | Reach::Unsure, Reach::Open | Reach::Unsure) => {
            Words::new(Tone::Good, texts::CONNECTION_WORKS, texts::CONNECTION_WORKS_TEXT)
        }
        (Reach::Shut, _) if state.is_offline => {
            Words::new(Tone::Bad, texts::OFFLINE, texts::OFFLINE_TEXT)
        }
        (Reach::Shut, _) => {
            Words::new(Tone::Bad, texts::VOICE_UNREACHABLE, texts::TWILIO_SHUT_TEXT).remedy(&[
                texts::OTHER_PAGES,
                texts::WITHOUT_VPN,
                texts::ASK_FOR_SIGNALLING,
            ])
        }
        (Reach::Open | Reach::Unsure, Reach::Shut) => {
            Words::new(Tone::Bad, texts::SOUND_BLOCKED, texts::SOUND_SHUT_TEXT)
                .remedy(&[texts::WITHOUT_LEAK_BLOCKER, texts::ASK_FOR_UDP])
        }
    };
    words.presses(&[Press::CheckConnection])
}

/// One of the two ways, and what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What was found.
    pub(crate) reach: Reach,
    /// The same in words.
    pub(crate) words: Text,
}

/// What was found about either way; without a network nobody looks for them.
pub(crate) fn findings(state: &State) -> Option<[Finding; 2]> {
    if state.is_offline {
        return None;
    }
    let signalling = match state.signalling {
        Reach::Checking => texts::TWILIO_CHECKING,
        Reach::Open | Reach::Unsure => texts::TWILIO_OPEN,
        Reach::Shut => texts::TWILIO_SHUT,
    };
    let media = match state.media {
        Reach::Checking => texts::SOUND_CHECKING,
        Reach::Open => texts::SOUND_OPEN,
        Reach::Unsure => texts::SOUND_UNSURE,
        Reach::Shut => texts::SOUND_SHUT,
    };
    Some([
        Finding { reach: state.signalling, words: signalling },
        Finding { reach: state.media, words: media },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_of_the_way_for_sound_is_said_and_holds_nobody_up() {
        let found = |media| {
            let state = State { signalling: Reach::Open, media, ..State::default() };
            (words(&state).tone, findings(&state).unwrap()[1].words)
        };
        assert_eq!(found(Reach::Open), (Tone::Good, texts::SOUND_OPEN));
        assert_eq!(found(Reach::Unsure), (Tone::Good, texts::SOUND_UNSURE));
    }

    #[test]
    fn of_what_nobody_has_looked_for_nothing_is_said() {
        let state = |is_offline| State {
            signalling: Reach::Shut,
            media: Reach::Shut,
            is_offline,
            ..State::default()
        };
        assert_eq!(findings(&state(true)), None);
        assert_eq!(findings(&state(false)).unwrap()[1].words, texts::SOUND_SHUT);
    }

    fn said(signalling: Reach, media: Reach, is_offline: bool) -> (Tone, Text) {
        let words = words(&State { signalling, media, is_offline, ..State::default() });
        (words.tone, words.headline)
    }

    #[test]
    fn what_is_shut_is_named_the_first_thing_first() {
        use Reach::{Open, Shut};
        assert_eq!(said(Open, Open, false), (Tone::Good, texts::CONNECTION_WORKS));
        assert_eq!(said(Shut, Shut, false), (Tone::Bad, texts::VOICE_UNREACHABLE));
        assert_eq!(said(Shut, Open, true), (Tone::Bad, texts::OFFLINE));
        assert_eq!(said(Open, Shut, false), (Tone::Bad, texts::SOUND_BLOCKED));
    }

    #[test]
    fn nothing_is_said_before_both_ways_are_known() {
        for (signalling, media) in [(Reach::Shut, Reach::Checking), (Reach::Checking, Reach::Open)]
        {
            assert_eq!(said(signalling, media, false).0, Tone::Busy);
        }
    }
}
