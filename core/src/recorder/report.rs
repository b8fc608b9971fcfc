//! What a person hands to support: all chapters that there are, as JSON or to read.

use std::fmt::Write as _;

use super::redacted;
use crate::Time;

/// How each chapter begins, before its number.
pub(super) const CHAPTER: &str = "{\"chapter\":";
/// What stands between the number and state of a chapter and its entries.
pub(super) const ENTRIES: &str = ",\"entries\":[";
/// How each chapter ends that is written no further.
const END: &str = "\n]}";

/// All that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    version: String,
    browser: String,
    chapters: Vec<String>,
}

impl Report {
    /// From the chapters as they are kept, in any order; `version` is the extension's, `browser`
    /// how the browser calls itself.
    pub fn new(version: &str, browser: &str, kept: impl IntoIterator<Item = String>) -> Self {
        let numbered = kept.into_iter().filter_map(|text| Some((number_of(&text)?, text)));
        // Each goes behind those of a smaller number: they are few.
        let mut chapters: Vec<(u32, String)> = vec![];
        for (number, text) in numbered {
            let before = chapters.iter().take_while(|(it, _)| *it < number).count();
            chapters.insert(before, (number, text));
        }
        let chapters = chapters.into_iter().map(|(_, text)| text).collect();
        Self { version: version.to_owned(), browser: browser.to_owned(), chapters }
    }

    /// For machines: `cargo xtask replay` reads it.
    pub fn json(&self) -> String {
        let mut json = format!(
            "{{\"report\":1,\"version\":{},\"browser\":{},\"chapters\":[\n",
            redacted(&self.version),
            redacted(&self.browser),
        );
        for (n, chapter) in self.chapters.iter().enumerate() {
            json.push_str(if n == 0 { "" } else { ",\n" });
            json.push_str(chapter);
            json.push_str(END);
        }
        json.push_str("\n]}\n");
        json
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!("Flex Voice Client {}\n{}\n", self.version, self.browser);
        for chapter in &self.chapters {
            text.push('\n');
            for line in chapter.lines() {
                text.push_str(&line_of(line).unwrap_or_else(|| heading(line)));
                text.push('\n');
            }
        }
        text
    }
}

/// How a chapter begins, to read: its number, and the state.
fn heading(line: &str) -> String {
    let line = line.strip_prefix('{').unwrap_or(line);
    plain(line.strip_suffix(ENTRIES).unwrap_or(line))
}

/// An entry to read: when, and then the rest without what only a replay needs.
fn line_of(entry: &str) -> Option<String> {
    let (at, rest) = entry.strip_prefix("{\"at\":")?.split_once(',')?;
    let (_, rest) = rest.split_once(',')?;
    let rest = rest.strip_suffix(',').unwrap_or(rest);
    let rest = rest.strip_suffix('}').unwrap_or(rest);
    let mut line = String::new();
    write!(line, "{}  {}", Time::from_millis(at.parse().ok()?), plain(rest)).ok()?;
    Some(line)
}

/// The number of a chapter, if the text is one.
pub(super) fn number_of(chapter: &str) -> Option<u32> {
    chapter.strip_prefix(CHAPTER)?.split(',').next()?.parse().ok()
}

/// JSON with fewer signs: `{"a":{"b":1}}` is `(a (b 1))`. It is for eyes, and can't be read back.
pub fn plain(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        match c {
            _ if escaped => {
                escaped = false;
                if c != '"' {
                    text.push('\\');
                }
                text.push(c);
            }
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            c if quoted => text.push(c),
            '{' => text.push('('),
            '}' => text.push(')'),
            ':' => text.push(' '),
            ',' => text.push_str(", "),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_in_order_and_what_is_none_is_left_out() {
        let chapter = |n: u32| format!("{CHAPTER}{n},\"state\":null,\"entries\":[");
        let report = Report::new("1.0.0", "B\"", [chapter(10), "x".into(), chapter(9)]);
        let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!(json["browser"], "B\"");
        let numbers: Vec<_> =
            json["chapters"].as_array().unwrap().iter().map(|it| it["chapter"].clone()).collect();
        assert_eq!(numbers, [9, 10]);
    }

    #[test]
    fn an_entry_reads_like_a_line_of_a_log() {
        let entry =
            r#"{"at":1500,"jitter":7,"event":{"a":{"b":"x, \"y\": {z}"}},"effects":[1,2]},"#;
        assert_eq!(
            line_of(entry).unwrap(),
            r#"1970-01-01T00:00:01.500Z  event (a (b x, "y": {z})), effects [1, 2]"#
        );
    }
}
