//! How the extension's own contexts write to each other, and the worker to itself.
//!
//! Ports and `chrome.storage` take text; the text here is a [postcard](https://postcard.jamesmunns.com/wire-format)
//! with one character for each byte. Both ends are always of one build, so that names need not be
//! written. Pages of others are spoken to in JSON: see [`crate::protocol`].

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as text; nothing if it has no postcard. All types of this crate that are written have.
pub fn to_text(value: &(impl Serialize + ?Sized)) -> Option<String> {
    let bytes = postcard::to_allocvec(value).ok()?;
    Some(bytes.into_iter().map(char::from).collect())
}

/// The value that this text was written from; nothing if it was none of this type.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Option<T> {
    let bytes: Vec<u8> = text.chars().map(u8::try_from).collect::<Result<_, _>>().ok()?;
    let (value, rest) = postcard::take_from_bytes(&bytes).ok()?;
    rest.is_empty().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CallSid, EndReason, leg};

    #[test]
    fn what_is_written_is_read() {
        let ended = leg::Ended {
            call_sid: CallSid::parse(format!("CA{}", "0".repeat(32))).unwrap(),
            reason: EndReason::Failed { code: 31_005 },
        };
        let report = leg::Report::Ended(ended);
        assert_eq!(from_text(&to_text(&report).unwrap()), Some(report));
    }

    #[test]
    fn what_is_no_value_of_the_type_is_nothing() {
        let muted = to_text(&leg::Order::SetMuted { muted: true }).unwrap();
        for text in ["", "\u{ff}", "☎", "{}", &muted[1..], &format!("{muted}x")] {
            assert_eq!(from_text::<leg::Order>(text), None, "{text:?}");
        }
    }
}
