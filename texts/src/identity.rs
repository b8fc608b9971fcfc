//! Identities as people know them.

use voice_client_core::{Caller, Identity};

use crate as texts;

/// What token Functions put before the Flex identity unless told otherwise. It is not encoded, so
/// it must not be decoded.
const DEFAULT_PREFIX: &str = "ext_";

/// An identity as a person writes it: `ext_agent_40example_2Ecom` is `ext_agent@example.com`.
///
/// Flex writes each byte that is neither a letter nor a digit as `_` and two upper-case hex
/// digits. Whatever does not read like that stays as it is.
pub fn readable_identity(identity: &Identity) -> String {
    readable(identity.as_str())
}

/// Who calls, for the agent: a name, a number, or an identity without what Twilio adds to it.
pub fn caller_name(caller: &Caller) -> String {
    match (caller.name.trim(), caller.from.trim()) {
        ("", "") => texts::UNKNOWN_CALLER.text(),
        ("", from) => from.strip_prefix("client:").map_or_else(|| from.to_owned(), readable),
        (name, _) => name.to_owned(),
    }
}

fn readable(identity: &str) -> String {
    let (prefix, encoded) = match identity.strip_prefix(DEFAULT_PREFIX) {
        Some(rest) => (DEFAULT_PREFIX, rest),
        None => ("", identity),
    };
    let mut bytes = prefix.as_bytes().to_vec();
    let mut rest = encoded.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let (byte, after) = escape(rest).unwrap_or((first, after));
        bytes.push(byte);
        rest = after;
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => text,
        Ok(_) | Err(_) => identity.to_owned(),
    }
}

/// The byte that `_40` and the like at the beginning stand for, and what follows.
fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'_', high, low, rest @ ..] = text else { return None };
    let byte = hex(*high)? << 4 | hex(*low)?;
    (!byte.is_ascii_alphanumeric()).then_some((byte, rest))
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(identity: &str) -> String {
        readable_identity(&Identity::parse(identity).unwrap())
    }

    #[test]
    fn an_agent_reads_the_address_that_was_signed_in_with() {
        assert_eq!(shown("ext_agent_40example_2Ecom"), "ext_agent@example.com");
        assert_eq!(shown("agent_2Ename_2B1_40example_2Ecom"), "agent.name+1@example.com");
        assert_eq!(shown("j_C3_BCrgen"), "jürgen");
        assert_eq!(shown("first_5Flast"), "first_last");
    }

    #[test]
    fn what_is_not_encoded_stays_as_it_is() {
        for plain in
            ["ext_50cent", "ext_ADAM", "ext_", "a_4", "a_zz", "first_last", "a_0Ab", "a_FFb"]
        {
            assert_eq!(shown(plain), plain);
        }
        assert_eq!(shown("ext_40winks"), "ext_40winks");
    }

    #[test]
    fn a_caller_has_a_name_whatever_twilio_says() {
        assert_eq!(caller_name(&Caller::new("+15550100")), "+15550100");
        assert_eq!(caller_name(&Caller::new("client:agent_40example_2Ecom")), "agent@example.com");
        assert_eq!(caller_name(&Caller::new(" ")), "Unknown caller");
        let named = |name| caller_name(&Caller::new("+15550100").named(name));
        assert_eq!(named("Ada Lovelace"), "Ada Lovelace");
        assert_eq!(named(" "), "+15550100");
    }
}
