//! JSON without what is nobody's business.
//!
//! What is hidden is known by the name of its type, so that it is hidden wherever it turns up.
//! Each stand-in is a value of the same type: a record can be read back, and replayed.

use std::fmt::{self, Write as _};

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::wire::digest;

/// A value as JSON. A token is a mark that tells it from others, of a token URL there is the
/// origin, of a caller the last two characters, and of DTMF digits their number.
pub fn redacted(value: &(impl Serialize + ?Sized)) -> String {
    let mut writer = Writer::default();
    let Ok(()) = value.serialize(&mut writer);
    writer.json
}

/// From the JSON of a value to that of its stand-in; the stand-in of a stand-in is itself.
type Hide = fn(&str) -> String;

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

/// Nothing goes wrong when a type of this crate is written. Since the compiler knows, what is
/// derived for each of them takes no room for it.
#[derive(Debug)]
enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl serde::ser::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        unreachable!("a type of this crate that does not serialise")
    }
}

#[derive(Default)]
struct Writer {
    json: String,
}

impl Writer {
    #[inline(never)]
    fn open<'w>(&'w mut self, variant: Option<&str>, open: char, close: &'static str) -> Open<'w> {
        if let Some(variant) = variant {
            self.name(variant);
        }
        self.json.push(open);
        Open { writer: self, close }
    }

    /// The name of what follows, in an object of its own.
    #[inline(never)]
    fn name(&mut self, name: &str) {
        self.json.push('{');
        self.text(name);
        self.json.push(':');
    }

    /// A comma, unless it is the first of a list or an object that follows.
    #[inline(never)]
    fn next(&mut self) {
        if !matches!(self.json.as_bytes().last(), Some(b'{' | b'[')) {
            self.json.push(',');
        }
    }

    #[inline(never)]
    fn field(&mut self, name: &str) {
        self.next();
        self.text(name);
        self.json.push(':');
    }

    #[inline(never)]
    fn text(&mut self, text: &str) {
        self.json.push('"');
        for c in text.chars() {
            if c.is_control() {
                // Of those there are none beyond four hex digits.
                let _ = write!(self.json, "\\u{:04x}", u32::from(c));
                continue;
            }
            if matches!(c, '"' | '\\') {
                self.json.push('\\');
            }
            self.json.push(c);
        }
        self.json.push('"');
    }
}

/// A list or an object that is being written.
struct Open<'w> {
    writer: &'w mut Writer,
    close: &'static str,
}

impl Open<'_> {
    #[inline(never)]
    fn finish(self) {
        self.writer.json.push_str(self.close);
    }
}

/// What of a list, a tuple or an object there is to write.
macro_rules! elements {
    ($($kind:ident::$method:ident),*) => {$(
        impl $kind for Open<'_> {
            type Ok = ();
            type Error = Never;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                self.writer.next();
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), Never> {
                self.finish();
                Ok(())
            }
        }
    )*};
}

macro_rules! fields {
    ($($kind:ident),*) => {$(
        impl $kind for Open<'_> {
            type Ok = ();
            type Error = Never;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Never> {
                self.writer.field(name);
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), Never> {
                self.finish();
                Ok(())
            }
        }
    )*};
}

elements!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);
fields!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.writer.next();
        let key = redacted(key);
        // A key that is no text becomes one.
        if key.starts_with('"') {
            self.writer.json.push_str(&key);
        } else {
            self.writer.text(&key);
        }
        self.writer.json.push(':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Never> {
        self.finish();
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident($type:ty)),*) => {$(
        fn $method(self, value: $type) -> Result<(), Never> {
            let _ = write!(self.json, "{value}");
            Ok(())
        }
    )*};
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Open<'w>;
    type SerializeTuple = Open<'w>;
    type SerializeTupleStruct = Open<'w>;
    type SerializeTupleVariant = Open<'w>;
    type SerializeMap = Open<'w>;
    type SerializeStruct = Open<'w>;
    type SerializeStructVariant = Open<'w>;

    numbers!(
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u64(u64),
        serialize_f32(f32),
        serialize_f64(f64)
    );

    fn serialize_u8(self, value: u8) -> Result<(), Never> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Never> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Never> {
        self.serialize_u64(value.into())
    }

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.json.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Never> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Never> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Never> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        self.json.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Never> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        let Some(hide) = hide(name) else { return value.serialize(self) };
        self.json.push_str(&hide(&redacted(value)));
        Ok(())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.name(variant);
        value.serialize(&mut *self)?;
        self.json.push('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'w>, Never> {
        Ok(self.open(None, '[', "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'w>, Never> {
        Ok(self.open(None, '[', "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'w>, Never> {
        Ok(self.open(None, '[', "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'w>, Never> {
        Ok(self.open(Some(variant), '[', "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'w>, Never> {
        Ok(self.open(None, '{', "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'w>, Never> {
        Ok(self.open(None, '{', "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'w>, Never> {
        Ok(self.open(Some(variant), '{', "}}"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;
    use crate::{Caller, Digits, EndReason, Secret, TokenError, TokenUrl};

    fn value(it: &impl Serialize) -> Value {
        serde_json::from_str(&redacted(it)).unwrap()
    }

    #[test]
    fn what_is_not_hidden_is_what_serde_json_writes() {
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
            (value(&Caller::new("+1 (555) 010-0142")), json!({ "from": "…42" })),
            (value(&Caller::new("client:\"a\"")), json!({ "from": "…ta" })),
            (value(&Caller::default()), json!({ "from": "" })),
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
            assert_eq!(value(&Caller::new(caller)), json!({ "from": shown }));
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
