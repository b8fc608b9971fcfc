//! JSON without what is nobody's business.
//!
//! What is hidden is known by the name of its type, so that it is hidden wherever it turns up.
//! Each stand-in is a value of the same type: a record can be read back, and replayed.

use std::fmt::{Error, Write as _};

use serde::Serialize;
use serde::ser::{
    Impossible, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleVariant, Serializer,
};

/// A value as JSON. A token is a mark that tells it from others, of a token URL there is the
/// origin, of a caller the last two digits, and of DTMF digits their number. What has no JSON, as a
/// number with a fraction, is null; nothing in this crate is.
pub fn redacted(value: &(impl Serialize + ?Sized)) -> String {
    let mut writer = Writer::default();
    match value.serialize(&mut writer) {
        Ok(()) => writer.json,
        Err(Error) => "null".to_owned(),
    }
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
    // FNV-1a, <http://www.isthe.com/chongo/tech/comp/fnv/>, folded.
    let hash = json
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("\"…{:04x}\"", (hash >> 16) ^ (hash & 0xffff))
}

fn origin(json: &str) -> String {
    let url = json.trim_matches('"');
    let end = url.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = url.split_at(end);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("\"{scheme}{authority}\"")
}

fn last_two(json: &str) -> String {
    let known: String = json.chars().filter(char::is_ascii_alphanumeric).collect();
    match known.len() {
        0 => "\"\"".to_owned(),
        length => format!("\"…{}\"", &known[length.saturating_sub(2)..]),
    }
}

fn zeros(json: &str) -> String {
    json.replace(|c: char| c.is_ascii_digit(), "0")
}

#[derive(Default)]
struct Writer {
    json: String,
}

impl Writer {
    fn open<'w>(&'w mut self, variant: Option<&str>, brackets: Brackets) -> Open<'w> {
        if let Some(variant) = variant {
            self.name(variant);
        }
        self.json.push_str(brackets.open);
        Open { writer: self, close: brackets.close, wrapped: variant.is_some(), first: true }
    }

    /// The name of what follows, in an object of its own.
    fn name(&mut self, name: &str) {
        self.json.push('{');
        self.text(name);
        self.json.push(':');
    }

    fn text(&mut self, text: &str) {
        self.json.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => self.json.extend(['\\', c]),
                // Of those there are none beyond four hex digits.
                c if c.is_control() => {
                    let _ = write!(self.json, "\\u{:04x}", u32::from(c));
                }
                c => self.json.push(c),
            }
        }
        self.json.push('"');
    }
}

#[derive(Clone, Copy)]
struct Brackets {
    open: &'static str,
    close: &'static str,
}

const LIST: Brackets = Brackets { open: "[", close: "]" };
const OBJECT: Brackets = Brackets { open: "{", close: "}" };

/// A list or an object that is being written.
struct Open<'w> {
    writer: &'w mut Writer,
    close: &'static str,
    /// Whether it is in an object that names its variant.
    wrapped: bool,
    first: bool,
}

impl Open<'_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        if !std::mem::take(&mut self.first) {
            self.writer.json.push(',');
        }
        value.serialize(&mut *self.writer)
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        self.element(name)?;
        self.writer.json.push(':');
        value.serialize(&mut *self.writer)
    }

    fn finish(self) {
        self.writer.json.push_str(self.close);
        if self.wrapped {
            self.writer.json.push('}');
        }
    }
}

/// What of a list, a tuple or an object there is to write.
macro_rules! elements {
    ($($kind:ident::$method:ident),*) => {$(
        impl $kind for Open<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.element(value)
            }

            fn end(self) -> Result<(), Error> {
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
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), Error> {
                self.finish();
                Ok(())
            }
        }
    )*};
}

elements!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleVariant::serialize_field
);
fields!(SerializeStruct, SerializeStructVariant);

macro_rules! whole_numbers {
    ($($method:ident($type:ty) => $as:ident),*) => {$(
        fn $method(self, value: $type) -> Result<(), Error> {
            self.$as(value.into())
        }
    )*};
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'w>;
    type SerializeTuple = Open<'w>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Open<'w>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStruct = Open<'w>;
    type SerializeStructVariant = Open<'w>;

    whole_numbers!(
        serialize_i8(i8) => serialize_i64,
        serialize_i16(i16) => serialize_i64,
        serialize_i32(i32) => serialize_i64,
        serialize_u8(u8) => serialize_u64,
        serialize_u16(u16) => serialize_u64,
        serialize_u32(u32) => serialize_u64
    );

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        write!(self.json, "{value}")
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        write!(self.json, "{value}")
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.json.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_f64(self, _: f64) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.json.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
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
    ) -> Result<(), Error> {
        self.name(variant);
        value.serialize(&mut *self)?;
        self.json.push('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'w>, Error> {
        Ok(self.open(None, LIST))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'w>, Error> {
        Ok(self.open(None, LIST))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Error> {
        Err(Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'w>, Error> {
        Ok(self.open(Some(variant), LIST))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Error> {
        Err(Error)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'w>, Error> {
        Ok(self.open(None, OBJECT))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'w>, Error> {
        Ok(self.open(Some(variant), OBJECT))
    }
}

#[cfg(test)]
mod tests {
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
        );
        assert_eq!(value(&all), serde_json::to_value(&all).unwrap());
    }

    #[test]
    fn what_is_hidden_has_a_stand_in_of_its_own_type() {
        let url = |text: &str| TokenUrl::parse(text).unwrap();
        let cases = [
            (value(&url("https://a.twil.io:8443/generateToken?k=v")), json!("https://a.twil.io:8443")),
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
        assert_eq!(value(&TokenError::Refused { status: 403 }), json!({ "Refused": { "status": 403 } }));
    }
}
