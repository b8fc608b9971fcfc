//! Whatever the token Function answers, and whatever is in its token.
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use serde_json::json;
use voice_client_core::recorder::redacted;
use voice_client_core::{TokenError, TokenReply, wire};

/// A token that is shorter than this, in bytes, may stand in a text for another reason.
const TELLING: usize = 12;

fuzz_target!(|data: &[u8]| {
    check(data);
    // The same as the claims of a token in an answer that is as it should be.
    let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(data));
    check(json!({ "identity": "ext_agent", "token": token }).to_string().as_bytes());
});

fn check(body: &[u8]) {
    let reply = match TokenReply::parse(body) {
        Ok(reply) => reply,
        Err(error) => return assert_eq!(error, TokenError::Garbled),
    };
    let text = wire::to_text(&reply).expect("a text");
    assert_eq!(wire::from_text(&text), Some(reply.clone()), "it is read as it was written");
    let token = reply.token.expose();
    if token.len() >= TELLING && !reply.identity.contains(token.as_str()) {
        for shown in [format!("{reply:?}"), redacted(&reply)] {
            assert!(!shown.contains(token.as_str()), "the token can be read");
        }
    }
}
