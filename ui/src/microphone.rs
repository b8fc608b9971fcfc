//! How the page stands with the microphone.

use voice_client_core::Microphone;

/// Why there is no sound from the microphone: the name of the exception that `getUserMedia`
/// rejects with, and its message.
///
/// <https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia>
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaptureError {
    /// `DOMException.name`.
    pub name: String,
    /// `DOMException.message`.
    pub message: String,
}

/// Whether the microphone can be used, for the person who is to allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MicrophoneState {
    /// Chrome has not said yet.
    #[default]
    Checking,
    /// Nobody has been asked yet.
    NotAsked,
    /// Chrome asks the person.
    Asking,
    /// It can.
    Granted,
    /// Chrome's question was closed without an answer.
    Dismissed,
    /// The person or a policy said no.
    Denied,
    /// The operating system says no.
    DeniedBySystem,
    /// There is none.
    Missing,
    /// It is there, and can't be used.
    Unusable,
}

impl From<Microphone> for MicrophoneState {
    fn from(microphone: Microphone) -> Self {
        match microphone {
            Microphone::Unknown => Self::Checking,
            Microphone::NotAsked => Self::NotAsked,
            Microphone::Granted => Self::Granted,
            Microphone::Denied => Self::Denied,
            Microphone::Missing => Self::Missing,
            Microphone::Busy => Self::Unusable,
        }
    }
}

impl MicrophoneState {
    /// How it stands while it is tried: only a person who has not answered yet is asked.
    #[must_use]
    pub const fn tried(self) -> Self {
        match self {
            Self::NotAsked | Self::Dismissed => Self::Asking,
            Self::Checking
            | Self::Asking
            | Self::Granted
            | Self::Denied
            | Self::DeniedBySystem
            | Self::Missing
            | Self::Unusable => self,
        }
    }

    /// What a failed attempt means; `after` is what Chrome says about the microphone since.
    pub fn from_error(error: &CaptureError, after: Microphone) -> Self {
        match error.name.as_str() {
            "NotFoundError" | "OverconstrainedError" => Self::Missing,
            // The message is Chromium's (`PERMISSION_DENIED_BY_SYSTEM`).
            "NotAllowedError" if error.message.ends_with("by system") => Self::DeniedBySystem,
            "NotAllowedError" => match after {
                Microphone::Unknown | Microphone::NotAsked => Self::Dismissed,
                Microphone::Granted | Microphone::Missing | Microphone::Busy => {
                    Self::DeniedBySystem
                }
                Microphone::Denied => Self::Denied,
            },
            _ => Self::Unusable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(name: &str, message: &str, microphone: Microphone) -> MicrophoneState {
        let error = CaptureError { name: name.to_owned(), message: message.to_owned() };
        MicrophoneState::from_error(&error, microphone)
    }

    #[test]
    fn closing_the_question_is_not_a_no() {
        let dismissed = "Permission dismissed";
        let denied = "Permission denied";
        assert_eq!(
            after("NotAllowedError", dismissed, Microphone::NotAsked),
            MicrophoneState::Dismissed
        );
        assert_eq!(after("NotAllowedError", denied, Microphone::Denied), MicrophoneState::Denied);
    }

    #[test]
    fn chrome_asks_only_whoever_has_not_answered() {
        use MicrophoneState::{Asking, Denied, Dismissed, Missing, NotAsked};
        assert_eq!([NotAsked, Dismissed].map(MicrophoneState::tried), [Asking, Asking]);
        assert_eq!([Denied, Missing].map(MicrophoneState::tried), [Denied, Missing]);
    }

    #[test]
    fn a_no_of_the_operating_system_is_told_apart() {
        let message = "Permission denied by system";
        assert_eq!(
            after("NotAllowedError", message, Microphone::Granted),
            MicrophoneState::DeniedBySystem
        );
        assert_eq!(
            after("NotAllowedError", message, Microphone::NotAsked),
            MicrophoneState::DeniedBySystem
        );
    }

    #[test]
    fn a_microphone_that_is_missing_or_taken_is_not_a_question_of_permission() {
        assert_eq!(after("NotFoundError", "", Microphone::NotAsked), MicrophoneState::Missing);
        assert_eq!(after("NotReadableError", "", Microphone::Granted), MicrophoneState::Unusable);
    }
}
