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

/// A value as text that is kept: with a digest at its end, by which damage is noticed.
pub fn seal(value: &(impl Serialize + ?Sized)) -> Option<String> {
    let text = to_text(value)?;
    Some(format!("{text}{:08x}", digest(text.as_bytes())))
}

/// The value that was sealed; nothing if it is not as it was.
pub fn unseal<T: DeserializeOwned>(sealed: &str) -> Option<T> {
    let (text, seal) = sealed.split_at_checked(sealed.len().checked_sub(8)?)?;
    (format!("{:08x}", digest(text.as_bytes())) == seal).then(|| from_text(text))?
}

/// FNV-1a, <http://www.isthe.com/chongo/tech/comp/fnv/>: against accidents, not against anybody.
pub(crate) fn digest(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
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
    fn what_is_sealed_is_read_as_it_was_or_not_at_all() {
        let order = leg::Order::SetMuted { muted: true };
        let sealed = seal(&order).unwrap();
        assert_eq!(unseal(&sealed), Some(order));
        for at in 0..sealed.chars().count() {
            let wrong = |(n, c): (usize, char)| if n == at { 'é' } else { c };
            let damaged: String = sealed.chars().enumerate().map(wrong).collect();
            assert_eq!(unseal::<leg::Order>(&damaged), None, "{at}");
        }
        for text in ["", "é", "ééééé", &sealed[1..]] {
            assert_eq!(unseal::<leg::Order>(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_value_of_the_type_is_nothing() {
        let muted = to_text(&leg::Order::SetMuted { muted: true }).unwrap();
        for text in ["", "\u{ff}", "☎", "{}", &muted[1..], &format!("{muted}x")] {
            assert_eq!(from_text::<leg::Order>(text), None, "{text:?}");
        }
    }
}
