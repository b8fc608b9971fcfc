//! How a call ended, in words.

use voice_client_core::{EndReason, code};
use voice_client_texts as texts;

/// How a call ended, for the agent.
pub fn end_reason(reason: EndReason) -> String {
    match reason {
        EndReason::Agent => texts::ENDED_BY_AGENT.text(),
        EndReason::FarEnd => texts::ENDED_BY_CALLER.text(),
        EndReason::Lost => texts::ENDED_LOST.text(),
        EndReason::Failed { code: code::PERMISSION_DENIED } => texts::MICROPHONE_BLOCKED.text(),
        EndReason::Failed { code: code::ACQUISITION_FAILED } => texts::MICROPHONE_UNUSABLE.text(),
        EndReason::Failed { code: 0 } => texts::ENDED_FAILED.text(),
        EndReason::Failed { code } => texts::ended_failed_code(&code.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_ended_the_call_is_said_and_why_it_failed() {
        assert_eq!(end_reason(EndReason::Agent), "You hung up");
        assert_eq!(end_reason(EndReason::FarEnd), "The other person hung up");
        assert!(end_reason(EndReason::Lost).contains("could not be taken up again"));
        assert_eq!(end_reason(EndReason::Failed { code: 0 }), "The connection failed");
        assert_eq!(end_reason(EndReason::Failed { code: 53405 }), "The connection failed (53405)");
        // It is none of the connection's faults.
        assert_eq!(end_reason(EndReason::Failed { code: 31402 }), "The microphone does not work");
    }
}
