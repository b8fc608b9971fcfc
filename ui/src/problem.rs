//! Problems, in words and as codes.

use voice_client_core::{Problem, ProblemCode};
use voice_client_texts::{self as texts, Text};

/// What is wrong, for the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemWords {
    /// What is wrong, in a few words.
    pub headline: Text,
    /// The cause, and what comes next.
    pub explanation: Text,
}

/// What is wrong, for the agent.
pub const fn problem_words(code: ProblemCode) -> ProblemWords {
    let (headline, explanation) = texts::problem(code);
    ProblemWords { headline, explanation }
}

/// What is wrong, for the administrator: the stable name that plugins see too, and the number
/// that goes with it: `token-function-failing 503`.
pub fn problem_code(problem: Problem) -> String {
    let name = match problem.code {
        ProblemCode::MicrophoneNotAllowed => "microphone-not-allowed",
        ProblemCode::MicrophoneDenied => "microphone-denied",
        ProblemCode::MicrophoneMissing => "microphone-missing",
        ProblemCode::MicrophoneBusy => "microphone-busy",
        ProblemCode::FlexTokenRefused => "flex-token-refused",
        ProblemCode::TokenFunctionFailing => "token-function-failing",
        ProblemCode::TokenFunctionGarbled => "token-function-garbled",
        ProblemCode::TokenFunctionUnreachable => "token-function-unreachable",
        ProblemCode::VoiceUnreachable => "voice-unreachable",
        ProblemCode::VoiceTokenRefused => "voice-token-refused",
        ProblemCode::VoiceError => "voice-error",
        ProblemCode::CallPageFailing => "call-page-failing",
    };
    match problem.detail {
        Some(number) => format!("{name} {number}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use voice_client_core::Remedy;

    use super::*;

    const ALL: [ProblemCode; 12] = [
        ProblemCode::MicrophoneNotAllowed,
        ProblemCode::MicrophoneDenied,
        ProblemCode::MicrophoneMissing,
        ProblemCode::MicrophoneBusy,
        ProblemCode::FlexTokenRefused,
        ProblemCode::TokenFunctionFailing,
        ProblemCode::TokenFunctionGarbled,
        ProblemCode::TokenFunctionUnreachable,
        ProblemCode::VoiceUnreachable,
        ProblemCode::VoiceTokenRefused,
        ProblemCode::VoiceError,
        ProblemCode::CallPageFailing,
    ];

    #[test]
    fn support_reads_the_same_code_in_the_popup_and_in_flex() {
        for code in ALL {
            let problem = Problem { code, detail: None, remedy: Remedy::TryAgain };
            let in_flex = serde_json::to_value(code).unwrap();
            assert_eq!(in_flex, problem_code(problem));
        }
        let failing = Problem {
            code: ProblemCode::TokenFunctionFailing,
            detail: Some(503),
            remedy: Remedy::TryAgain,
        };
        assert_eq!(problem_code(failing), "token-function-failing 503");
    }

    #[test]
    fn no_two_problems_read_alike() {
        let headlines: BTreeSet<_> = ALL.map(|code| problem_words(code).headline.text()).into();
        assert_eq!(headlines.len(), ALL.len());
    }
}
