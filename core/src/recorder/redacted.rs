//! JSON without what is nobody's business.
//!
//! What is hidden is known by the name of its type, so that it is hidden wherever it turns up.
//! Each stand-in is a value of the same type: a record can be read back, and replayed.

use serde::Serialize;

use crate::json::{Hide, write};
use crate::wire::digest;

/// A value as JSON. A token is a mark that tells it from others, of a token URL there is the
/// origin, of a caller the last two characters, and of DTMF digits their number.
pub fn redacted(value: &(impl Serialize + ?Sized)) -> String {
    write(value, hide)
}

fn hide(type_name: &str) -> Option<Hide> {
    match type_name {
        "Secret" => Some(mark),
        "TokenUrl" => Some(origin),
        "Caller" => Some(last_two),
        "Digits" => Some(zeros),
        _ => None,
    }
}

/// Sixteen bits: enough to tell one token from another, and too few to find one by.
fn mark(json: &str) -> String {
    let is_mark = json.strip_prefix("\"…").and_then(|rest| rest.strip_suffix('"'));
    if is_mark.is_some_and(|it| it.len() == 4 && it.bytes().all(|b| b.is_ascii_hexdigit())) {
        return json.to_owned();
    }
    let hash = digest(json.as_bytes());
    format!("\"…{:04x}\"", (hash >> 16) ^ (hash & 0xffff))
}

/// All before the path, the query and the fragment.
fn origin(json: &str) -> String {
    let mut slashes = 0;
    let mut origin = String::new();
    for c in json.chars() {
        slashes += u8::from(c == '/');
        if slashes == 3 || matches!(c, '?' | '#') {
            origin.push('"');
            break;
        }
        origin.push(c);
    }
    origin
}

fn last_two(json: &str) -> String {
    let mut last = [None, None];
    for c in json.chars().filter(char::is_ascii_alphanumeric) {
        last = [last[1], Some(c)];
    }
    let mut shown = String::from('"');
    if last[1].is_some() {
        shown.push('…');
    }
    shown.extend(last.into_iter().flatten());
    shown.push('"');
    shown
}

fn zeros(json: &str) -> String {
    json.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;
    use crate::{Caller, Digits, Secret, TokenError, TokenUrl};

    fn value(it: &impl Serialize) -> Value {
        serde_json::from_str(&redacted(it)).unwrap()
    }

    #[test]
    fn a_secret_is_hidden_as_a_key_and_as_a_value() {
        let digits = Digits::parse("123").unwrap();
        let map = BTreeMap::from([(digits, Secret::new("eyJ.token".to_owned()))]);
        let hidden = value(&map);
        assert!(hidden["000"].as_str().unwrap().starts_with('…'), "{hidden}");
        assert!(!hidden.to_string().contains("eyJ"));
    }

    #[test]
    fn what_is_hidden_has_a_stand_in_of_its_own_type() {
        let url = |text: &str| TokenUrl::parse(text).unwrap();
        let cases = [
            (
                value(&url("https://a.twil.io:8443/generateToken?k=v")),
                json!("https://a.twil.io:8443"),
            ),
            (value(&url("http://[::1]:3001#x")), json!("http://[::1]:3001")),
            (value(&Digits::parse("12*#w9").unwrap()), json!("00*#w0")),
            (value(&Caller::new("+1 (555) 010-0142")), json!({ "from": "…42", "name": "" })),
            (
                value(&Caller::new("client:\"a\"").named("Ada Lovelace")),
                json!({ "from": "…ta", "name": "…ce" }),
            ),
            (value(&Caller::default()), json!({ "from": "", "name": "" })),
        ];
        for (stand_in, expected) in cases {
            assert_eq!(stand_in, expected);
        }
        let secret = value(&Secret::new("eyJ.token".to_owned()));
        assert!(secret.as_str().unwrap().starts_with('…') && !secret.to_string().contains("eyJ"));
    }

    #[test]
    fn a_token_is_told_from_another_and_a_stand_in_stays_what_it_is() {
        let mark = |token: &str| value(&Secret::new(token.to_owned()));
        assert_eq!(mark("a.b.c"), mark("a.b.c"));
        assert_ne!(mark("a.b.c"), mark("a.b.d"));
        let once = mark("a.b.c");
        assert_eq!(mark(once.as_str().unwrap()), once);
        for (caller, shown) in [("…42", "…42"), ("5", "…5"), ("…5", "…5")] {
            assert_eq!(value(&Caller::new(caller))["from"], json!(shown));
        }
    }

    #[test]
    fn what_holds_no_secret_is_written_whole() {
        assert_eq!(
            value(&TokenError::Refused { status: 403 }),
            json!({ "Refused": { "status": 403 } })
        );
    }
}
