//! From text to a tree: <https://www.rfc-editor.org/rfc/rfc8259>.

use super::Json;

/// JSON that goes deeper is none: whoever writes it may not be a friend, and the stack ends.
const DEEPEST: u32 = 64;

impl Json {
    /// Reads a text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut rest = Rest { text };
        let json = rest.value(DEEPEST)?;
        rest.text.is_empty().then_some(json)
    }
}

/// What is still to be read; white space before it has been skipped.
struct Rest<'t> {
    text: &'t str,
}

impl Rest<'_> {
    /// A value, and the white space around it.
    fn value(&mut self, deepest: u32) -> Option<Json> {
        self.skip_space();
        let json = match self.text.as_bytes().first()? {
            b'"' => Json::Text(self.string()?),
            b'[' => {
                let mut items = vec![];
                self.elements(b']', deepest, |it, deepest| {
                    items.push(it.value(deepest)?);
                    Some(())
                })?;
                Json::List(items)
            }
            b'{' => {
                let mut entries = vec![];
                self.elements(b'}', deepest, |it, deepest| {
                    it.skip_space();
                    let key = it.string()?;
                    it.skip_space();
                    it.take(b':').then_some(())?;
                    entries.push((key, it.value(deepest)?));
                    Some(())
                })?;
                Json::Object(entries)
            }
            b't' => self.word("true", Json::Bool(true))?,
            b'f' => self.word("false", Json::Bool(false))?,
            b'n' => self.word("null", Json::Null)?,
            _ => self.number()?,
        };
        self.skip_space();
        Some(json)
    }

    /// What stands between brackets, separated by commas.
    fn elements(
        &mut self,
        close: u8,
        deepest: u32,
        mut element: impl FnMut(&mut Self, u32) -> Option<()>,
    ) -> Option<()> {
        let deepest = deepest.checked_sub(1)?;
        self.skip(1);
        self.skip_space();
        if self.take(close) {
            return Some(());
        }
        loop {
            element(self, deepest)?;
            if self.take(close) {
                return Some(());
            }
            self.take(b',').then_some(())?;
        }
    }

    fn string(&mut self) -> Option<String> {
        self.take(b'"').then_some(())?;
        let mut string = String::new();
        loop {
            let is_special = |c| matches!(c, '"' | '\\' | '\0'..='\x1f');
            let (plain, _) = self.text.split_at_checked(self.text.find(is_special)?)?;
            string.push_str(plain);
            self.skip(plain.len());
            if self.take(b'"') {
                return Some(string);
            }
            // A control character is no backslash.
            self.take(b'\\').then_some(())?;
            string.push(self.escaped()?);
        }
    }

    /// What a backslash stands before.
    fn escaped(&mut self) -> Option<char> {
        let c = *self.text.as_bytes().first()?;
        self.skip(1);
        Some(match c {
            b'"' | b'\\' | b'/' => char::from(c),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            _ => return None,
        })
    }

    /// A character by its number in UTF-16, in one or two units.
    fn unicode(&mut self) -> Option<char> {
        let unit = self.code_unit()?;
        if !(0xd800..0xdc00).contains(&unit) {
            return char::from_u32(unit);
        }
        (self.take(b'\\') && self.take(b'u')).then_some(())?;
        let low = self.code_unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + low)
    }

    /// Four hexadecimal digits.
    fn code_unit(&mut self) -> Option<u32> {
        let digits = self.text.get(..4)?;
        self.skip(4);
        digits.chars().try_fold(0, |unit, c| Some((unit << 4) | c.to_digit(16)?))
    }

    fn number(&mut self) -> Option<Json> {
        let whole = self.text;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        let whole = whole.strip_suffix(self.text)?;
        let has_fraction = self.take(b'.');
        if has_fraction {
            self.digits()?;
        }
        let has_exponent = self.take(b'e') || self.take(b'E');
        if has_exponent {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let is_whole = !has_fraction && !has_exponent && whole != "-0";
        let number = is_whole.then(|| whole.parse().ok()).flatten();
        Some(number.map_or(Json::Number, Json::Whole))
    }

    /// At least one digit.
    fn digits(&mut self) -> Option<()> {
        let digits = self.text.bytes().take_while(u8::is_ascii_digit).count();
        self.skip(digits);
        (digits > 0).then_some(())
    }

    fn word(&mut self, word: &str, json: Json) -> Option<Json> {
        self.text = self.text.strip_prefix(word)?;
        Some(json)
    }

    fn skip_space(&mut self) {
        self.text = self.text.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Takes this byte of ASCII, if it is the next one.
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.text.as_bytes().first() == Some(&byte);
        if is_next {
            self.skip(1);
        }
        is_next
    }

    /// Skips bytes of which is known that they are whole characters.
    fn skip(&mut self, bytes: usize) {
        self.text = self.text.get(bytes..).unwrap_or_default();
    }
}
