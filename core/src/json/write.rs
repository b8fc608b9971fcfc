//! From values to text.

use std::fmt::{self, Write as _};

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// From the JSON of a value to that of its stand-in; the stand-in of a stand-in is itself.
pub(crate) type Hide = fn(&str) -> String;

/// A value as JSON, with stand-ins for what is in a newtype that `hide` knows by its name.
pub(crate) fn write(value: &(impl Serialize + ?Sized), hide: fn(&str) -> Option<Hide>) -> String {
    let mut writer = Writer { json: String::new(), hide };
    let Ok(()) = value.serialize(&mut writer);
    writer.json
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

struct Writer {
    json: String,
    hide: fn(&str) -> Option<Hide>,
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
        let key = write(key, self.writer.hide);
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
        let Some(hide) = (self.hide)(name) else { return value.serialize(self) };
        self.json.push_str(&hide(&write(value, self.hide)));
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
