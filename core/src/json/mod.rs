//! JSON, as pages, the token Function, Chrome and `chrome.storage.local` have it.
//!
//! It is read into a [tree](Json) first, from which all types are read with one error that says
//! nothing: serde would derive as much again for each type and each parser. What is written of it is
//! for the recorder, which hides secrets on the way.

mod read;
mod write;

use serde::de::DeserializeOwned;

pub(crate) use write::{Hide, write};

/// Some JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without a fraction.
    Whole(i64),
    /// Any other number: nobody wants to know which.
    Number,
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, in the order in which it is written.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value that this is the JSON of.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Option<T> {
        T::deserialize(self).ok()
    }
}

/// The value that this is the JSON of, or nothing. What has a fraction is no number for it.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str::<Json>(text).ok()?.read()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::{any, proptest};
    use serde::Serialize;
    use serde_json::Value;

    use super::*;
    use crate::EndReason;

    /// With all that is in it.
    fn to_text(it: &impl Serialize) -> String {
        write(it, |_| None)
    }

    fn value(it: &impl Serialize) -> Value {
        serde_json::from_str(&to_text(it)).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_serde_json_reads(it in any::<(String, i64, Option<bool>)>()) {
            assert_eq!(value(&it), serde_json::to_value(&it).unwrap());
        }
    }

    #[test]
    fn what_goes_too_deep_is_nothing() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(from_text::<Json>(&nested(64)).is_some());
        assert_eq!(from_text::<Json>(&nested(100_000)), None);
        assert_eq!(from_text::<Json>(&"{\"a\":".repeat(100_000)), None);
    }

    #[test]
    fn every_kind_of_value_is_written_as_serde_json_writes_it() {
        #[derive(Serialize)]
        enum Kind {
            Unit,
            Newtype(u8),
            Tuple(i32, Option<bool>),
            Struct { text: &'static str },
        }
        let all = (
            [Kind::Unit, Kind::Newtype(1), Kind::Tuple(-2, None)],
            Kind::Struct { text: "\"\\\n\u{7f}\u{9f}é…😀" },
            [EndReason::Failed { code: 31_005 }],
            Vec::<u8>::new(),
            'x',
            u64::MAX,
            BTreeMap::from([("one", vec![1]), ("two", vec![])]),
            [BTreeMap::<u8, u8>::new(), BTreeMap::from([(1, 3), (2, 4)])],
        );
        assert_eq!(value(&all), serde_json::to_value(&all).unwrap());
    }

    #[test]
    fn every_kind_of_value_is_read_as_it_was_written() {
        #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
        enum Kind {
            Unit,
            Newtype(u8),
            Tuple(i32, Option<bool>),
            Struct { text: String },
        }
        #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
        struct All {
            kinds: Vec<Kind>,
            map: BTreeMap<String, u64>,
            nothing: Option<()>,
            unit: (),
        }
        let all = All {
            kinds: vec![
                Kind::Unit,
                Kind::Newtype(255),
                Kind::Tuple(-2, Some(true)),
                Kind::Struct { text: "\"é".into() },
            ],
            map: BTreeMap::from([("a".into(), 0), ("b".into(), 1 << 53)]),
            nothing: None,
            unit: (),
        };
        assert_eq!(from_text(&to_text(&all)), Some(all));
        for text in ["256", "-1", "1.0", "\"1\"", "null", "[1]", "{}", "true"] {
            assert_eq!(from_text::<u8>(text), None, "{text}");
        }
        for text in
            ["\"Newtype\"", "{}", "{\"Unit\":null,\"Newtype\":1}", "{\"Unit\":1}", "\"None\"", "1"]
        {
            assert_eq!(from_text::<Kind>(text), None, "{text}");
        }
    }
}
