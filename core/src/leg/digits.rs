//! Digits on their way into the call.

use std::time::Duration;

use super::Effect;
use crate::Digits;

/// Holds digits back while the media are away, which they go with, and while earlier ones are being
/// played: a run that the SDK is given replaces what is left of the run before it
/// (`RTCDTMFSender.insertDTMF`), so that of digits pressed quickly only the first and the last would
/// be heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum DigitQueue {
    #[default]
    Idle,
    Playing {
        next: Option<Digits>,
    },
    /// The media are away.
    Held(Digits),
}

impl DigitQueue {
    /// Sends digits, or keeps them until those before have been played and there are media for them.
    pub(super) fn send(&mut self, digits: Digits, is_heard: bool) -> Vec<Effect> {
        match self {
            Self::Idle if is_heard => self.play(&digits),
            Self::Idle => {
                *self = Self::Held(digits);
                vec![]
            }
            Self::Playing { next } => {
                *next = Some(match next.take() {
                    Some(earlier) => together(earlier, &digits),
                    None => digits,
                });
                vec![]
            }
            Self::Held(earlier) => {
                *earlier = together(earlier.clone(), &digits);
                vec![]
            }
        }
    }

    /// Those before have been played.
    pub(super) fn played(&mut self, is_heard: bool) -> Vec<Effect> {
        let Self::Playing { next } = self else { return vec![] };
        let next = next.take();
        *self = Self::Idle;
        next.map(|next| self.send(next, is_heard)).unwrap_or_default()
    }

    /// The media are back.
    pub(super) fn heard_again(&mut self) -> Vec<Effect> {
        let Self::Held(digits) = self else { return vec![] };
        let digits = digits.clone();
        self.play(&digits)
    }

    fn play(&mut self, digits: &Digits) -> Vec<Effect> {
        *self = Self::Playing { next: None };
        let paced = digits.paced();
        let lasts = paced.lasts();
        vec![Effect::SendDigits(paced), Effect::TellWhenPlayed(lasts)]
    }
}

/// Nobody presses so many that they are too many; a page may.
fn together(earlier: Digits, later: &Digits) -> Digits {
    earlier.followed_by(later).unwrap_or(earlier)
}

/// How long a tone and the gap after it last (`DTMF_TONE_DURATION` and `DTMF_INTER_TONE_GAP` in
/// `call.js` of 2.18.5).
const TONE: Duration = Duration::from_millis(160 + 70);
/// How long a `w` lasts.
const PAUSE: Duration = Duration::from_millis(500);

impl Digits {
    /// The same digits for the SDK's `call.sendDigits`, with each pause as long as it is meant.
    ///
    /// The SDK hands what stands between two `w` to `RTCDTMFSender` as one run, and counts the
    /// 500 ms of a `w` from the run's start. The next run then replaces the digits that have not
    /// been played: of `123w4` the 3 can be lost.
    fn paced(&self) -> Self {
        let mut paced = String::with_capacity(self.as_str().len());
        let mut run = Duration::ZERO;
        for digit in self.as_str().chars() {
            if digit == 'w' {
                while !run.is_zero() {
                    paced.push('w');
                    run = run.saturating_sub(PAUSE);
                }
            } else {
                run += TONE;
            }
            paced.push(digit);
        }
        Self::of_any_length(paced)
    }

    /// How long the SDK plays them, if they are paced: each `w` covers the run before it.
    fn lasts(&self) -> Duration {
        let (mut all, mut run) = (Duration::ZERO, Duration::ZERO);
        for digit in self.as_str().chars() {
            if digit == 'w' {
                all += PAUSE;
                run = Duration::ZERO;
            } else {
                run += TONE;
            }
        }
        all + run
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Digits {
        Digits::parse(text).unwrap()
    }

    #[test]
    fn digits_are_paced_so_that_the_sdk_plays_them_all() {
        for (meant, paced) in [
            ("12*#", "12*#"),
            ("1w2", "1ww2"),
            ("12*w#9", "12*www#9"),
            ("12345w6ww7", "12345wwww6www7"),
            ("ww1", "ww1"),
        ] {
            assert_eq!(digits(meant).paced().as_str(), paced);
        }
    }

    #[test]
    fn digits_that_are_pressed_while_others_play_follow_them_all_together() {
        let mut queue = DigitQueue::default();
        let first = queue.send(digits("1"), true);
        assert_eq!(first, [Effect::SendDigits(digits("1")), Effect::TellWhenPlayed(TONE)]);
        for digit in ["5", "9", "#"] {
            assert_eq!(queue.send(digits(digit), true), []);
        }
        let rest = queue.played(true);
        assert_eq!(rest, [Effect::SendDigits(digits("59#")), Effect::TellWhenPlayed(3 * TONE)]);
        assert_eq!(queue.played(true), []);
        assert_eq!(queue.send(digits("0"), true)[0], Effect::SendDigits(digits("0")));
    }

    #[test]
    fn digits_wait_for_media_that_have_gone_while_others_played() {
        let mut queue = DigitQueue::default();
        queue.send(digits("1"), true);
        assert_eq!(queue.send(digits("5"), true), []);
        assert_eq!(queue.played(false), []);
        assert_eq!(queue.send(digits("9"), false), []);
        let back = queue.heard_again();
        assert_eq!(back, [Effect::SendDigits(digits("59")), Effect::TellWhenPlayed(2 * TONE)]);
        assert_eq!(queue.heard_again(), []);
        assert_eq!(queue.played(true), []);
    }

    #[test]
    fn a_pause_counts_from_the_start_of_the_run_before_it() {
        assert_eq!(digits("1w2").paced().lasts(), 2 * PAUSE + TONE);
    }

    #[test]
    fn a_flood_of_digits_is_bounded() {
        let mut queue = DigitQueue::default();
        for _ in 0..100 {
            queue.send(digits(&"1".repeat(500)), true);
        }
        let Effect::SendDigits(sent) = &queue.played(true)[0] else { panic!("no digits") };
        assert!(sent.as_str().len() <= 512);
    }
}
