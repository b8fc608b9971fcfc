//! Whether the agent speaks although nobody hears it.

/// From this level on somebody speaks, in thousandths of full scale: -40 dB. Chrome brings a voice to
/// some -20 dB and suppresses what is no voice.
const LOUD: u16 = 10;
/// So many more points each time that it is loud; one less each time that it is not: somebody who
/// speaks pauses, and a cough or a key that is struck is soon over.
const STEP: u8 = 2;
/// With so many points they are told: after a second without a pause, or two and a half with pauses.
const SAID: u8 = 10;
/// There are no more: some four seconds after the last word they are not told any more.
const MOST: u8 = 20;

/// What has been heard while the agent was muted.
#[derive(Debug, Clone, Default)]
pub(super) struct Speech {
    listens: bool,
    points: u8,
    speaks: bool,
}

impl Speech {
    /// Begins to listen, or leaves off; whether that is something else than before.
    pub(super) fn listen(&mut self, listens: bool) -> bool {
        let changed = self.listens != listens;
        if changed {
            *self = Self { listens, ..Self::default() };
        }
        changed
    }

    /// Notes a level; whether the agent speaks.
    pub(super) fn heard(&mut self, level: u16) -> bool {
        if !self.listens {
            return false;
        }
        self.points = if level >= LOUD {
            (self.points + STEP).min(MOST)
        } else {
            self.points.saturating_sub(1)
        };
        self.speaks = if self.speaks { self.points > 0 } else { self.points >= SAID };
        self.speaks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICE: u16 = 80;
    const ROOM: u16 = 2;

    fn hears(speech: &mut Speech, levels: impl IntoIterator<Item = u16>) -> Vec<bool> {
        levels.into_iter().map(|level| speech.heard(level)).collect()
    }

    fn muted() -> Speech {
        let mut speech = Speech::default();
        speech.listen(true);
        speech
    }

    #[test]
    fn a_sentence_is_noticed_within_three_seconds_and_forgotten_after_it() {
        for pattern in [&[VOICE][..], &[VOICE, VOICE, VOICE, ROOM, ROOM]] {
            let mut speech = muted();
            let sentence = pattern.iter().copied().cycle().take(15);
            assert!(hears(&mut speech, sentence).contains(&true), "{pattern:?}");
            // A breath between two sentences.
            assert!(speech.speaks && !hears(&mut speech, [ROOM; 4]).contains(&false));
            assert!(hears(&mut speech, [ROOM; 20]).ends_with(&[false]));
        }
    }

    #[test]
    fn a_cough_a_key_and_a_room_are_no_speech() {
        for noise in [&[ROOM][..], &[VOICE, ROOM, ROOM], &[VOICE; 4], &[VOICE, ROOM, ROOM, ROOM]] {
            let pause = std::iter::repeat_n(ROOM, 10);
            let noise: Vec<_> = noise.iter().copied().cycle().take(4).chain(pause).collect();
            let all = noise.iter().copied().cycle().take(300);
            assert!(!hears(&mut muted(), all).contains(&true), "{noise:?}");
        }
    }

    #[test]
    fn what_was_said_before_an_unmute_does_not_count() {
        let mut speech = muted();
        hears(&mut speech, [VOICE; 4]);
        speech.listen(false);
        assert!(!speech.heard(VOICE));
        speech.listen(true);
        assert!(!speech.heard(VOICE));
    }
}
