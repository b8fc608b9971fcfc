//! What the desktop tells.

use voice_client_core::{ComesBack, Notification};

use crate::{self as texts, Text, caller_name, problem};

/// What the desktop tells: a title, and what follows.
pub fn notification(notification: &Notification) -> (Text, String) {
    match notification {
        Notification::CallAnswered(caller) => (texts::CALL_ANSWERED, caller_name(caller)),
        Notification::CallReconnecting(it) => {
            let words = match it {
                ComesBack::ByItself => texts::RECONNECTING_TEXT,
                ComesBack::WithFlex => texts::RECONNECTING_NEEDS_FLEX,
                ComesBack::WithMicrophone => texts::RECONNECTING_NEEDS_MICROPHONE,
            };
            (texts::BADGE_RECONNECTING, words.text())
        }
        Notification::CallLost => (texts::CALL_LOST, texts::CALL_LOST_TEXT.text()),
        Notification::Problem(code) => (texts::CALLS_CANNOT_COME, problem(*code).0.text()),
        Notification::FlexSessionEnded => (texts::CALLS_CANNOT_COME, texts::WAITING_FOR_TAB.text()),
        Notification::DeviceGone(label) => (texts::SOUND, texts::device_fallback(label.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use voice_client_core::{Caller, ProblemCode};

    use super::*;

    #[test]
    fn the_desktop_calls_things_what_the_popup_calls_them() {
        let answered = |from| notification(&Notification::CallAnswered(Caller::new(from)));
        let (title, caller) = answered("client:agent_40example_2Ecom");
        assert_eq!((title, &*caller), (texts::CALL_ANSWERED, "agent@example.com"));
        assert_eq!(answered("").1, texts::UNKNOWN_CALLER.text());

        let (title, lost) = notification(&Notification::CallLost);
        assert_eq!((title, lost), (texts::CALL_LOST, texts::CALL_LOST_TEXT.text()));

        let (title, waits) = notification(&Notification::CallReconnecting(ComesBack::WithFlex));
        let needs_flex = texts::RECONNECTING_NEEDS_FLEX.text();
        assert_eq!((title, waits), (texts::BADGE_RECONNECTING, needs_flex));

        let (title, wrong) = notification(&Notification::Problem(ProblemCode::MicrophoneDenied));
        let headline = texts::MICROPHONE_DENIED.text();
        assert_eq!((title, wrong), (texts::CALLS_CANNOT_COME, headline));
    }
}
