//! What the token Function answers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::json::{self, Json};
use crate::{Secret, TokenError, TokenReply};

impl TokenReply {
    /// Reads the body of an answer with status 200: `{ "identity", "token" }`, and `expiresIn` in
    /// seconds from Functions that say so.
    pub fn parse(body: &[u8]) -> Result<Self, TokenError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Reply {
            identity: String,
            token: String,
            /// Whatever a deployed Function may call so.
            #[serde(default)]
            expires_in: Json,
        }
        let reply = std::str::from_utf8(body).ok().and_then(json::from_text);
        let reply: Reply = reply.ok_or(TokenError::Garbled)?;
        let said = reply.expires_in.read();
        let lifetime = said.or_else(|| lifetime(&reply.token));
        Ok(Self { identity: reply.identity, token: Secret::new(reply.token), lifetime })
    }
}

/// How long a JWT is meant to live, in seconds: `exp - iat` (RFC 7519, section 4.1). Both are the
/// issuer's clock, so that ours need not be right. It is not verified; that is Twilio's part.
fn lifetime(jwt: &str) -> Option<u32> {
    #[derive(Deserialize)]
    struct Claims {
        exp: u64,
        iat: u64,
    }
    let payload = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1)?).ok()?;
    let claims: Claims = json::from_text(std::str::from_utf8(&payload).ok()?)?;
    u32::try_from(claims.exp.checked_sub(claims.iat)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn lifetime_of(body: &str) -> Option<u32> {
        TokenReply::parse(body.as_bytes()).unwrap().lifetime
    }

    #[test]
    fn a_deployed_function_is_understood() {
        let token = jwt(r#"{"iat":1000,"exp":4600,"grants":{"identity":"ext_a"}}"#);
        let reply =
            TokenReply::parse(format!(r#"{{"identity":"ext_a","token":"{token}"}}"#).as_bytes());
        let expected = TokenReply {
            identity: "ext_a".into(),
            token: Secret::new(token),
            lifetime: Some(3600),
        };
        assert_eq!(reply, Ok(expected));
    }

    #[test]
    fn what_the_function_says_comes_before_what_the_token_says() {
        let token = jwt(r#"{"iat":0,"exp":60}"#);
        let body = format!(r#"{{"identity":"a","token":"{token}","expiresIn":120}}"#);
        assert_eq!(lifetime_of(&body), Some(120));
        let body = format!(r#"{{"identity":"a","token":"{token}","expiresIn":"soon"}}"#);
        assert_eq!(lifetime_of(&body), Some(60));
    }

    #[test]
    fn a_token_that_can_not_be_read_has_no_lifetime() {
        let unreadable = [
            "opaque".to_owned(),
            "a.b.c".into(),
            "a.!.c".into(),
            jwt("{}"),
            jwt(r#"{"iat":5,"exp":1}"#),
            jwt(r#"{"iat":0,"exp":9999999999}"#),
        ];
        for token in unreadable {
            let body = format!(r#"{{"identity":"a","token":"{token}"}}"#);
            assert_eq!(lifetime_of(&body), None, "{token}");
        }
    }

    #[test]
    fn anything_else_is_garbled() {
        for body in ["", "{}", "<html>", "[]", "null", r#"{"identity":1,"token":"t"}"#, "\u{0}"] {
            assert_eq!(TokenReply::parse(body.as_bytes()), Err(TokenError::Garbled), "{body}");
        }
        assert_eq!(TokenReply::parse(&[0xff, 0xfe]), Err(TokenError::Garbled));
    }
}
