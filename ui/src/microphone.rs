/// What Chrome says about the microphone, before and after asking (`PermissionStatus.state`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Nobody has decided yet.
    Prompt,
    /// It may be used.
    Granted,
    /// It may not.
    Denied,
}

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

/// How far the first-run check of the microphone is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MicrophoneState {
    /// Chrome has not said yet whether it may be used.
    Checking,
    /// Nobody has been asked yet.
    NotAsked,
    /// Chrome asks the person.
    Asking,
    /// It may be used, and is not in use.
    Granted,
    /// It is in use: the level can be seen.
    Testing {
        /// What Chrome calls it.
        label: String,
    },
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

impl MicrophoneState {
    /// What Chrome's permission means while the microphone is not in use.
    pub const fn from_permission(permission: Permission) -> Self {
        match permission {
            Permission::Prompt => Self::NotAsked,
            Permission::Granted => Self::Granted,
            Permission::Denied => Self::Denied,
        }
    }

    /// What a failed attempt means; `permission` is the one after it.
    pub fn from_error(error: &CaptureError, permission: Permission) -> Self {
        match error.name.as_str() {
            "NotFoundError" | "OverconstrainedError" => Self::Missing,
            // The message is Chromium's (`PERMISSION_DENIED_BY_SYSTEM`).
            "NotAllowedError" if error.message.contains("by system") => Self::DeniedBySystem,
            "NotAllowedError" => match permission {
                Permission::Prompt => Self::Dismissed,
                Permission::Granted => Self::DeniedBySystem,
                Permission::Denied => Self::Denied,
            },
            _ => Self::Unusable,
        }
    }

    /// Whether nothing stands in the way of calls any more.
    pub const fn is_fine(&self) -> bool {
        match self {
            Self::Granted | Self::Testing { .. } => true,
            Self::Checking
            | Self::NotAsked
            | Self::Asking
            | Self::Dismissed
            | Self::Denied
            | Self::DeniedBySystem
            | Self::Missing
            | Self::Unusable => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(name: &str, message: &str, permission: Permission) -> MicrophoneState {
        let error = CaptureError { name: name.to_owned(), message: message.to_owned() };
        MicrophoneState::from_error(&error, permission)
    }

    #[test]
    fn closing_the_question_is_not_a_no() {
        let dismissed = "Permission dismissed";
        let denied = "Permission denied";
        assert_eq!(
            after("NotAllowedError", dismissed, Permission::Prompt),
            MicrophoneState::Dismissed
        );
        assert_eq!(after("NotAllowedError", denied, Permission::Denied), MicrophoneState::Denied);
    }

    #[test]
    fn a_no_of_the_operating_system_is_told_apart() {
        let message = "Permission denied by system";
        assert_eq!(
            after("NotAllowedError", message, Permission::Granted),
            MicrophoneState::DeniedBySystem
        );
        assert_eq!(
            after("NotAllowedError", message, Permission::Prompt),
            MicrophoneState::DeniedBySystem
        );
    }

    #[test]
    fn a_microphone_that_is_missing_or_taken_is_not_a_question_of_permission() {
        assert_eq!(after("NotFoundError", "", Permission::Prompt), MicrophoneState::Missing);
        assert_eq!(after("NotReadableError", "", Permission::Granted), MicrophoneState::Unusable);
    }
}
