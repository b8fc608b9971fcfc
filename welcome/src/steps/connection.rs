//! The connection: whether Twilio can be reached, and whether Chrome has a way for sound.

use voice_client_ui::Tone;

use super::{Press, Words};
use crate::state::{Reach, State};

pub(super) const fn words(state: &State) -> Words {
    let words = match (state.signalling, state.media) {
        (Reach::Checking, _) | (_, Reach::Checking) => {
            return Words::new(Tone::Busy, "Checking the connection", "This takes a few seconds.");
        }
        (Reach::Open, Reach::Open) => Words::new(
            Tone::Good,
            "The connection works",
            "Whether your network lets the sound itself through to Twilio shows only in a call. If \
             a call stays silent, tell your administrator: it goes by UDP, ports 10000 to 60000.",
        ),
        (Reach::Shut, _) if state.is_offline => Words::new(
            Tone::Bad,
            "This computer is offline",
            "Connect it to the network. This is then checked again by itself.",
        ),
        (Reach::Shut, _) => Words::new(
            Tone::Bad,
            "Twilio can’t be reached",
            "No calls can come like this. One of these will help:",
        )
        .remedy(&[
            "See whether other pages open. If not, it is the network connection.",
            "Switch off VPN and ad blockers for a moment, and check again.",
            "Ask your administrator to let wss://voice-js.roaming.twilio.com (port 443) through \
             firewall and proxy.",
        ]),
        (Reach::Open, Reach::Shut) => Words::new(
            Tone::Bad,
            "Chrome has no way for sound",
            "Calls would come, and stay silent. One of these will help:",
        )
        .remedy(&[
            "Switch off extensions and VPNs that “prevent WebRTC leaks”, and check again.",
            "Ask your administrator: Chrome’s policy WebRtcIPHandling must allow UDP.",
        ]),
    };
    words.presses(&[Press::CheckConnection])
}

/// One of the two ways, and what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What was found.
    pub(crate) reach: Reach,
    /// The same in words.
    pub(crate) words: &'static str,
}

/// What was found about either way.
pub(crate) const fn findings(state: &State) -> [Finding; 2] {
    let signalling = match state.signalling {
        Reach::Checking => "Twilio: looking for it…",
        Reach::Open => "Twilio answers: calls can come.",
        Reach::Shut => "Twilio does not answer.",
    };
    let media = match state.media {
        Reach::Checking => "Sound: looking for a way…",
        Reach::Open => "Chrome can send sound over this network.",
        Reach::Shut => "Chrome can’t send sound over this network.",
    };
    [
        Finding { reach: state.signalling, words: signalling },
        Finding { reach: state.media, words: media },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(signalling: Reach, media: Reach, is_offline: bool) -> (Tone, &'static str) {
        let words = words(&State { signalling, media, is_offline, ..State::default() });
        (words.tone, words.headline)
    }

    #[test]
    fn what_is_shut_is_named_the_first_thing_first() {
        assert_eq!(said(Reach::Open, Reach::Open, false), (Tone::Good, "The connection works"));
        assert_eq!(said(Reach::Shut, Reach::Shut, false), (Tone::Bad, "Twilio can’t be reached"));
        assert_eq!(said(Reach::Shut, Reach::Open, true), (Tone::Bad, "This computer is offline"));
        assert_eq!(
            said(Reach::Open, Reach::Shut, false),
            (Tone::Bad, "Chrome has no way for sound")
        );
    }

    #[test]
    fn nothing_is_said_before_both_ways_are_known() {
        for (signalling, media) in [(Reach::Shut, Reach::Checking), (Reach::Checking, Reach::Open)]
        {
            assert_eq!(said(signalling, media, false).0, Tone::Busy);
        }
    }
}
