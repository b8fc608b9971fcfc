//! What an error of the Voice SDK is about.
//!
//! Codes: <https://www.twilio.com/docs/api/errors>.

/// What an error of a `Device` or a call is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VoiceFailure {
    /// The voice token: it has ended, or Twilio does not take it.
    Token,
    /// The way to Twilio.
    Network,
    /// Anything else.
    Other,
}

impl VoiceFailure {
    pub(crate) const fn from_code(code: u32) -> Self {
        match code {
            20101..=20104 | 20151 | 20157 | 31201..=31207 | 51007 => Self::Token,
            31000 | 31003 | 31005 | 31009 | 31530 | 53000 | 53001 | 53405 => Self::Network,
            _ => Self::Other,
        }
    }
}

/// `SignalingErrors.ConnectionDisconnected`: a call has lost the signalling socket.
const SIGNALLING_LOST: u32 = 53001;

/// `MediaErrors.ConnectionError`: a call has lost its media.
pub const MEDIA_LOST: u32 = 53405;

/// Whether a call that is reconnecting can tell Twilio nothing: otherwise it is its media that are
/// cut off.
pub(crate) const fn is_of_signalling(code: u32) -> bool {
    code == SIGNALLING_LOST
}

/// Whether the signalling socket could not be opened, or broke: nobody has answered, and nobody
/// has asked for patience.
pub(crate) const fn is_of_socket(code: u32) -> bool {
    matches!(code, 31000 | 31005 | 31009)
}
