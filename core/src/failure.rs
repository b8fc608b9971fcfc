//! What an error of the Voice SDK is about.

use crate::code;

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
            31000
            | 31003
            | code::CONNECTION_ERROR
            | 31009
            | 31530
            | 53000
            | code::SIGNALLING_LOST
            | code::MEDIA_LOST => Self::Network,
            _ => Self::Other,
        }
    }
}

/// Whether a call that is reconnecting can tell Twilio nothing: otherwise it is its media that are
/// cut off.
pub(crate) const fn is_of_signalling(code: u32) -> bool {
    code == code::SIGNALLING_LOST
}

/// Whether the signalling socket could not be opened, or broke: nobody has answered, and nobody
/// has asked for patience.
pub(crate) const fn is_of_socket(code: u32) -> bool {
    matches!(code, 31000 | code::CONNECTION_ERROR | 31009)
}
