//! The console, for whoever looks into a problem.

use voice_client_core::LogEntry;
use voice_client_core::recorder::{plain, redacted};
use web_sys::console;

/// Writes an entry; none holds a secret or a caller.
pub(super) fn write(entry: &LogEntry) {
    match entry {
        LogEntry::Untimely(what) => console::info_1(&format!("untimely: {what}").into()),
        LogEntry::CallEnded(call, reason) => {
            console::info_1(&format!("{call} has ended: {}", plain(&redacted(reason))).into());
        }
        LogEntry::CallRescue(call) => {
            console::warn_1(&format!("{call} is taken up again in a new document").into());
        }
        LogEntry::Voice { code: 0 } => console::warn_1(&"the voice client failed".into()),
        LogEntry::Voice { code } => {
            let text =
                format!("the voice client failed: https://www.twilio.com/docs/api/errors/{code}");
            console::warn_1(&text.into());
        }
        LogEntry::NoVoiceToken(error) => {
            console::warn_1(&format!("no voice token: {}", plain(&redacted(error))).into());
        }
        LogEntry::OtherAccount => {
            console::warn_1(&"a Flex tab of another account was turned away".into());
        }
    }
}
