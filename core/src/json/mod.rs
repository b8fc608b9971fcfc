//! JSON, as pages, the token Function, Chrome and `chrome.storage.local` have it.
//!
//! It is read into a [tree](Json) first, and there is one error that says nothing: what serde derives
//! for each type stays small by that. The tests compare it to `serde_json`.

mod parse;
mod read;
mod write;

use serde::Serialize;
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

/// A value as JSON, with all that is in it: secrets, too.
pub fn to_text(value: &(impl Serialize + ?Sized)) -> String {
    write(value, |_| None)
}

/// The value that this is the JSON of, or nothing. What has a fraction is no number for it.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Option<T> {
    Json::parse(text)?.read()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::{Strategy, any, prop_oneof, proptest};
    use serde_json::Value;

    use super::*;
    use crate::EndReason;

    fn value(it: &impl Serialize) -> Value {
        serde_json::from_str(&to_text(it)).unwrap()
    }

    /// The same tree, as `serde_json` has it.
    fn tree(value: Value) -> Json {
        match value {
            Value::Null => Json::Null,
            Value::Bool(it) => Json::Bool(it),
            Value::Number(it) => it.as_i64().map_or(Json::Number, Json::Whole),
            Value::String(it) => Json::Text(it),
            Value::Array(items) => Json::List(items.into_iter().map(tree).collect()),
            Value::Object(it) => Json::Object(it.into_iter().map(|(k, v)| (k, tree(v))).collect()),
        }
    }

    fn sorted(json: Json) -> Json {
        match json {
            Json::List(items) => Json::List(items.into_iter().map(sorted).collect()),
            Json::Object(it) => {
                // Of those with the same key `serde_json` takes the last.
                let entries: BTreeMap<_, _> = it.into_iter().map(|(k, v)| (k, sorted(v))).collect();
                Json::Object(entries.into_iter().collect())
            }
            Json::Null | Json::Bool(_) | Json::Whole(_) | Json::Number | Json::Text(_) => json,
        }
    }

    fn same_as_serde_json(text: &str) {
        let ours = Json::parse(text).map(sorted);
        let theirs = serde_json::from_str(text).ok().map(|it| sorted(tree(it)));
        assert_eq!(ours, theirs, "{text}");
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|it| Value::Object(it.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read(value in any_value()) {
            same_as_serde_json(&value.to_string());
            same_as_serde_json(&serde_json::to_string_pretty(&value).unwrap());
        }

        #[test]
        fn what_is_written_is_what_serde_json_reads(it in any::<(String, i64, Option<bool>)>()) {
            assert_eq!(value(&it), serde_json::to_value(&it).unwrap());
        }

        #[test]
        fn scraps_are_json_or_not_as_they_are_for_serde_json(
            text in r#"([\[\]{},: \t\n"0a-]|-?[0-9]{1,3}|[.eE+]|null|tru|"[a-z\\\\"]*"|\\\\(u[0-9a-fD]{3,5}|.)|\PC){0,12}"#,
        ) {
            same_as_serde_json(&text);
        }
    }

    #[test]
    fn odd_corners_are_as_they_are_for_serde_json() {
        for text in [
            r#""\ud83d\ude00""#,
            r#""\ud83d""#,
            r#""\ude00""#,
            r#""\ud83dx""#,
            r#""\ud83d\u0041""#,
            r#""\u00e9\/\b\f\n\r\t\"\\""#,
            r#""\x""#,
            "\"\u{1}\"",
            "\"\n\"",
            "\"",
            "-",
            "-0",
            "01",
            "1.",
            ".1",
            "1e",
            "1e+",
            "1e5",
            "-1.5E-3",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "[1,]",
            "{,}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{1:2}",
            "[]",
            "{}",
            "[[]",
            "]",
            "",
            " ",
            "nul",
            "nulll",
            "null null",
            "\u{feff}1",
            " \t\r\n1 \t\r\n",
            "\u{b}1",
            "{\"a\":1,\"a\":2}",
            "\"\u{7f}\u{2028}\"",
            r#""\u00""#,
            r#""\u00é""#,
            r#""\u+123""#,
        ] {
            same_as_serde_json(text);
        }
    }

    #[test]
    fn what_goes_too_deep_is_nothing() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::parse(&nested(64)).is_some());
        assert_eq!(Json::parse(&nested(65)), None);
        assert_eq!(Json::parse(&"{\"a\":".repeat(100_000)), None);
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
