//! How good a connection is, in bars.

use voice_client_core::{CallState, CallView};
use voice_client_texts::{self as texts, Text};

use crate::Tone;

/// How good the connection of a call is, in bars: one to four.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quality {
    /// How many of four bars.
    pub bars: u8,
}

impl Quality {
    /// What was measured last; nothing while there is no connection to measure.
    pub const fn of(call: &CallView) -> Option<Self> {
        match (call.state, call.connection) {
            (CallState::Active, Some(sample)) => Some(Self { bars: sample.bars() }),
            (CallState::Connecting | CallState::Reconnecting | CallState::Ending, _)
            | (CallState::Active, None) => None,
        }
    }

    /// Whether that is well.
    pub const fn tone(self) -> Tone {
        match self.bars {
            3.. => Tone::Good,
            2 => Tone::Warning,
            _ => Tone::Bad,
        }
    }

    /// The same in a word.
    pub const fn word(self) -> Text {
        match self.bars {
            3.. => texts::QUALITY_GOOD,
            2 => texts::QUALITY_FAIR,
            _ => texts::QUALITY_POOR,
        }
    }
}

#[cfg(test)]
mod tests {
    use voice_client_core::ConnectionSample;

    use super::*;
    use crate::summary::tests::on_a_call;

    fn bars(state: CallState, mos: u16) -> Option<u8> {
        let connection = Some(ConnectionSample { mos, round_trip: 40, jitter: 2, loss: 0 });
        let call = CallView { state, connection, ..on_a_call().call.unwrap() };
        Quality::of(&call).map(|it| it.bars)
    }

    #[test]
    fn the_worse_the_sound_the_fewer_bars() {
        let scores = [450, 403, 402, 360, 359, 310, 309, 100];
        let bars = scores.map(|mos| bars(CallState::Active, mos).unwrap());
        assert_eq!(bars, [4, 4, 3, 3, 2, 2, 1, 1]);
    }

    #[test]
    fn what_is_not_connected_has_no_quality() {
        assert_eq!(bars(CallState::Reconnecting, 450), None);
        assert_eq!(Quality::of(&on_a_call().call.unwrap()), None);
    }
}
