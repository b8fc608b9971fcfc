//! Problems in words.

use voice_client_core::ProblemCode;

use crate::{self as texts, Text};

/// What is wrong: in a few words, and its cause with what comes next.
pub const fn problem(code: ProblemCode) -> (Text, Text) {
    match code {
        ProblemCode::MicrophoneNotAllowed => {
            (texts::MICROPHONE_NOT_ALLOWED, texts::MICROPHONE_NOT_ALLOWED_TEXT)
        }
        ProblemCode::MicrophoneDenied => (texts::MICROPHONE_DENIED, texts::MICROPHONE_DENIED_TEXT),
        ProblemCode::MicrophoneMissing => {
            (texts::MICROPHONE_MISSING, texts::MICROPHONE_MISSING_TEXT)
        }
        ProblemCode::MicrophoneBusy => {
            (texts::MICROPHONE_UNUSABLE, texts::MICROPHONE_UNUSABLE_TEXT)
        }
        ProblemCode::FlexTokenRefused => {
            (texts::FLEX_TOKEN_REFUSED, texts::FLEX_TOKEN_REFUSED_TEXT)
        }
        ProblemCode::TokenFunctionFailing => {
            (texts::TOKEN_FUNCTION_FAILING, texts::TOKEN_FUNCTION_FAILING_TEXT)
        }
        ProblemCode::TokenFunctionGarbled => {
            (texts::TOKEN_FUNCTION_GARBLED, texts::TOKEN_FUNCTION_GARBLED_TEXT)
        }
        ProblemCode::TokenFunctionUnreachable => {
            (texts::TOKEN_FUNCTION_UNREACHABLE, texts::TOKEN_FUNCTION_UNREACHABLE_TEXT)
        }
        ProblemCode::VoiceUnreachable => (texts::VOICE_UNREACHABLE, texts::VOICE_UNREACHABLE_TEXT),
        ProblemCode::VoiceTokenRefused => {
            (texts::VOICE_TOKEN_REFUSED, texts::VOICE_TOKEN_REFUSED_TEXT)
        }
        ProblemCode::VoiceError => (texts::VOICE_ERROR, texts::VOICE_ERROR_TEXT),
        ProblemCode::CallPageFailing => (texts::CALL_PAGE_FAILING, texts::CALL_PAGE_FAILING_TEXT),
    }
}
