//! Names of things, checked once, at the edge.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest token URL that is accepted, in bytes.
const LONGEST_URL: usize = 2 * 1024;
/// The longest of the other texts from a page, in bytes.
const LONGEST_TEXT: usize = 512;

/// A value that is not what its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invalid {
    what: &'static str,
}

impl Invalid {
    pub(crate) const fn new(what: &'static str) -> Self {
        Self { what }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The value itself is not repeated: it may be anything, a secret among others.
        write!(f, "not a valid {}", self.what)
    }
}

impl std::error::Error for Invalid {}

/// A text newtype: `parse` checks, serde goes through `parse`.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $what:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
        pub struct $name(String);

        impl $name {
            /// Checks a text.
            pub fn parse(text: impl Into<String>) -> Result<Self, Invalid> {
                let text = text.into();
                let check: fn(&str) -> bool = $check;
                if check(&text) { Ok(Self(text)) } else { Err(Invalid::new($what)) }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn is_sid(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_text(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_TEXT && !text.chars().any(char::is_control)
}

fn is_token_url(url: &str) -> bool {
    // Whitespace and backslashes are what URL parsers disagree about: there are none.
    if url.len() > LONGEST_URL || !url.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
        return false;
    }
    let (secure, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return false,
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => host,
        Some(_) if !authority.ends_with(']') => return false,
        _ => authority,
    };
    let loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let name = !host.is_empty()
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    loopback || (secure && name)
}

text!(
    /// A Twilio account: `AC` and 32 hex digits.
    #[derive(Debug)]
    AccountSid, "account SID", |text| is_sid(text, "AC")
);
text!(
    /// A call: `CA` and 32 hex digits.
    #[derive(Debug)]
    CallSid, "call SID", |text| is_sid(text, "CA")
);
text!(
    /// The identity that a voice client registers under, percent-like encoded as Flex does it
    /// (`ext_agent_40example_2Ecom`), passed through untouched.
    #[derive(Debug)]
    Identity, "identity", is_text
);
text!(
    /// What a deployed Function puts before the Flex identity; may be empty.
    #[derive(Debug)]
    IdentityPrefix, "identity prefix", |text| text.is_empty() || is_text(text)
);
text!(
    /// Chrome's name of one loaded document (`MessageSender.documentId`): a refresh makes a new one.
    #[derive(Debug)]
    DocumentId, "document id", is_text
);
text!(
    /// What Chrome calls a microphone or a speaker (`MediaDeviceInfo.label`).
    #[derive(Debug)]
    DeviceLabel, "device label", is_text
);
text!(
    /// Where the token Function is: `https:`, or `http:` on loopback, without user info.
    TokenUrl, "token URL", is_token_url
);
text!(
    /// DTMF digits: `0-9 * #`, and `w` for a pause of half a second.
    Digits, "DTMF digits", |text| {
        !text.is_empty()
            && text.len() <= LONGEST_TEXT
            && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#' | b'w'))
    }
);

impl fmt::Debug for TokenUrl {
    /// There may be a key in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenUrl")
    }
}

impl fmt::Debug for Digits {
    /// What somebody dials is nobody's business in a log: a card's number, for one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits")
    }
}

impl Digits {
    /// These digits and then others; nothing if those are too many.
    pub(crate) fn followed_by(&self, others: &Self) -> Option<Self> {
        Self::parse(format!("{self}{others}")).ok()
    }

    /// Digits that have been checked, and grew since.
    pub(crate) fn of_any_length(digits: String) -> Self {
        Self(digits)
    }
}

/// A tab, by Chrome's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TabId(pub u32);

/// One opened Port, by the shell's number: unique in a worker's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PortId(pub u32);

/// The number of a request: its answer carries it, so that a stale answer is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attempt(pub u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_url_is_https_or_on_loopback() {
        for good in [
            "https://flex-1234-dev.twil.io/generateToken",
            "https://tokens.example.com:8443/a?b=c",
            "http://localhost:3001/generateToken",
            "http://127.0.0.1/generateToken",
            "http://[::1]:3001/",
        ] {
            assert!(TokenUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "https://",
            "http://example.com/",
            "http://localhost.example.com/",
            "http://localhost@example.com/",
            "https://user:pass@example.com/",
            "https://example.com\\@evil.example/",
            "https://exa mple.com/",
            "https://example.com:port/",
            "javascript:alert(1)",
            "ftp://example.com/",
            "HTTPS://example.com/\n",
        ] {
            assert!(TokenUrl::parse(bad).is_err(), "{bad}");
        }
        assert!(TokenUrl::parse(format!("https://example.com/{}", "a".repeat(2048))).is_err());
    }

    #[test]
    fn sids_and_digits_are_what_their_names_say() {
        assert!(AccountSid::parse(format!("AC{}", "0f".repeat(16))).is_ok());
        assert!(AccountSid::parse(format!("AC{}", "0g".repeat(16))).is_err());
        assert!(AccountSid::parse(format!("CA{}", "0f".repeat(16))).is_err());
        assert!(Digits::parse("12*#w0").is_ok());
        assert!(Digits::parse("12a").is_err());
        assert!(Digits::parse("").is_err());
        assert!(Identity::parse("agent_40example_2Ecom").is_ok());
        assert!(Identity::parse("a\nb").is_err());
    }
}
