//! The one call, as worker and offscreen document both speak of it.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::{CallSid, Secret, Time};

/// How far a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CallState {
    /// It is being answered.
    Connecting,
    /// Agent and far end can hear each other.
    Active,
    /// The connection is lost, and the SDK works on getting it back, or the next document does.
    Reconnecting,
    /// The agent has hung up, and the end is not confirmed yet.
    Ending,
}

/// Whether the far end hears the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mic {
    /// It does.
    #[default]
    Open,
    /// It hears silence.
    Muted,
}

impl Mic {
    /// From the SDK's and the plugin's flag.
    pub const fn from_muted(muted: bool) -> Self {
        if muted { Self::Muted } else { Self::Open }
    }

    /// For the SDK's and the plugin's flag.
    pub const fn is_muted(self) -> bool {
        matches!(self, Self::Muted)
    }
}

/// Who calls, as far as the call's parameters tell.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    /// The calling number or identity (`From`), at most 512 bytes.
    #[serde(serialize_with = "as_caller")]
    pub from: String,
    /// What whoever sent the call here says they are called, at most 512 bytes; often nothing.
    #[serde(serialize_with = "as_caller", default)]
    pub name: String,
}

/// A record hides it by this name.
fn as_caller<S: Serializer>(it: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_newtype_struct("Caller", it)
}

impl Caller {
    /// The custom parameters of a call that may hold a name, the first that does counts: as the
    /// attribute of a Flex task is called, and as Twilio calls what it has looked up.
    pub const NAMES: [&str; 2] = ["name", "CallerName"];

    /// Cuts what is too long to show.
    pub fn new(from: &str) -> Self {
        Self { from: cut(from), name: String::new() }
    }

    /// The same with a name, which is cut likewise.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: cut(name), ..self }
    }
}

fn cut(text: &str) -> String {
    let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= 512);
    text.get(..end.last().unwrap_or(0)).unwrap_or_default().to_owned()
}

impl fmt::Debug for Caller {
    /// Who calls is nobody's business in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caller")
    }
}

/// Why a call is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EndReason {
    /// The agent hung up, in the popup, in Flex or by a key, or restarted the client and said yes to it.
    Agent,
    /// The far end hung up.
    FarEnd,
    /// Nobody could take it up again, or get its connection back, in time.
    Lost,
    /// It could not be connected, or was lost for good.
    Failed {
        /// Twilio's error code; 0 where there is none.
        code: u32,
    },
}

/// What the SDK warns of (`warning` and `warning-cleared` of a call).
///
/// Names and thresholds: <https://www.twilio.com/docs/voice/sdks/javascript/twiliocall#warning-event>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum QualityWarning {
    /// A round trip takes more than 400 ms.
    HighRtt,
    /// Jitter is more than 30 ms.
    HighJitter,
    /// The mean opinion score is below 3.
    LowMos,
    /// More than 1 % of the packets are lost.
    HighPacketLoss,
    /// Many packets of the last seconds are lost.
    HighPacketsLostFraction,
    /// Nothing is sent.
    LowBytesSent,
    /// Nothing is received.
    LowBytesReceived,
    /// The microphone gives the same level all the time: it may be broken.
    ConstantAudioInputLevel,
    /// The media path is interrupted.
    IceConnectivityLost,
}

/// How good the connection of a call is, as the SDK measures it (`sample` of a call).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConnectionSample {
    /// The mean opinion score that the SDK estimates, in hundredths: 100 is unusable, 450 is as good
    /// as it gets.
    pub mos: u16,
    /// How long it takes to the far side and back, in ms.
    pub round_trip: u16,
    /// How unevenly packets arrive, in ms.
    pub jitter: u16,
    /// How many of a thousand packets of the last second were lost.
    pub loss: u16,
}

/// From which mean opinion scores on, in hundredths, a connection has one bar more than the first: where
/// users of a telephone begin to be dissatisfied, nearly all, then many, then some of them (ITU-T
/// G.107, annex B).
pub const BARS_FROM_MOS: [u16; 3] = [310, 360, 403];

impl ConnectionSample {
    /// How good it is, in bars: one to four.
    pub const fn bars(self) -> u8 {
        let [two, three, four] = BARS_FROM_MOS;
        if self.mos >= four {
            4
        } else if self.mos >= three {
            3
        } else if self.mos >= two {
            2
        } else {
            1
        }
    }

    /// Whether somebody who looks at the figures, or hears the call, would notice the difference.
    pub(crate) fn is_like(self, other: Self) -> bool {
        self.mos.abs_diff(other.mos) < 20
            && self.round_trip.abs_diff(other.round_trip) < 50
            && self.jitter.abs_diff(other.jitter) < 10
            && self.loss.abs_diff(other.loss) < 10
    }
}

/// What the offscreen document holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LegCall {
    /// Which call.
    pub call_sid: CallSid,
    /// How far it is.
    pub state: CallState,
    /// Whether it is muted.
    pub mic: Mic,
    /// When it became active.
    pub started_at: Option<Time>,
    /// Until when the SDK can get the signalling back; none unless it is lost. Till it is back
    /// Twilio can't be told anything: it goes on with the call until it gives the agent up.
    #[serde(default)]
    pub signalling_until: Option<Time>,
    /// Until when the SDK has time to get the media back; none unless they are lost.
    #[serde(default)]
    pub media_until: Option<Time>,
    /// What the SDK warns of, in order, each once.
    pub quality: Vec<QualityWarning>,
    /// Whether the agent speaks, and the far end hears silence.
    #[serde(default)]
    pub speaking_while_muted: bool,
    /// Whether Twilio lets it back in with another voice token only ([`crate::leg::Order::UseToken`]).
    #[serde(default)]
    pub wants_token: bool,
    /// With it another document can take the call up, should this one be gone.
    pub ticket: Ticket,
}

/// With it a `Device` takes a call that another one was offered or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// `Call.connectToken`. Twilio may replace it whenever it answers: the last one counts.
    pub connect_token: Secret<String>,
    /// The edge that the call came in at: no other one knows of it.
    pub edge: String,
}

/// What the SDK of the worker knows of a call that it was offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Which call.
    pub call_sid: CallSid,
    /// With it another `Device` of the same identity takes the call.
    pub ticket: Ticket,
    /// Who calls.
    pub caller: Caller,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_is_cut_between_characters_and_kept_out_of_logs() {
        let caller = Caller::new(&"é".repeat(400));
        assert_eq!(caller.from, "é".repeat(256));
        assert_eq!(caller.named(&"é".repeat(400)).name, "é".repeat(256));
        assert_eq!(format!("{:?}", Caller::new("+15550100")), "Caller");
    }
}
