//! Every text that a person reads is in the catalogue, in every language.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::Value;

use super::Tracked;
use crate::build::locales::{Catalogue, FOLDER, SOURCE, values};

/// Where texts for people could come from.
const FOLDERS: [&str; 5] =
    ["background/src", "offscreen/src", "popup/src", "ui/src", "welcome/src"];

/// Those in which whatever is shown or put together may be a text.
const PAGES: [&str; 3] = ["popup/src", "ui/src", "welcome/src"];

/// Functions that show what they are given.
const SHOWING: [&str; 5] = ["child", "children", "set_inner_text", "set_text_content", "set_title"];

/// Those that hand on what they are given to the function that they are an argument of.
const PASSING: [&str; 11] = [
    "Some",
    "concat",
    "format",
    "from",
    "into",
    "map",
    "map_or",
    "map_or_else",
    "then",
    "then_some",
    "unwrap_or",
];

/// Functions that give an element an attribute, after its name.
const NAMING: [&str; 3] = ["attr", "prop", "set_attribute"];

/// Attributes that a person sees, or hears.
const SHOWN_ATTRIBUTES: [&str; 8] = [
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "aria-valuetext",
    "placeholder",
    "textContent",
    "title",
];

/// What reads like a text and is none, or is the same in every language.
const EXCEPTIONS: [&str; 5] = [
    "Flex Voice Client",
    // What Chrome asks for and shows to nobody.
    "Carries the phone call, so that it outlives the Flex tab",
    // The field that the Function is asked with.
    "Token",
    // Classes of a style sheet.
    "button {style}",
    // A file's name.
    "voice-client-report-{now}.{}",
];

/// Chrome's limit for `description` in the manifest, in characters.
const LONGEST_DESCRIPTION: usize = 132;

/// Texts in the sources.
pub(super) fn uncatalogued(files: &[Tracked]) -> Vec<String> {
    let mut breaks = Vec::new();
    for file in files {
        let is_source = FOLDERS.iter().any(|it| file.is_in(it)) && file.ends_with(&["rs"]);
        let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
        if is_source && !is_for_developers(&file.path) {
            match text.parse::<TokenStream>() {
                Ok(tokens) => {
                    let is_page = PAGES.iter().any(|it| file.is_in(it));
                    let mut found = vec![];
                    rust(tokens, Place::Plain, &mut |at, text, place| {
                        if is_page || place == Place::Plain {
                            found.push((at, text));
                        }
                    });
                    breaks.extend(found.into_iter().map(|(line, text)| {
                        format!("{}:{line} says “{text}”: put it into _locales", file.path)
                    }));
                }
                Err(error) => breaks.push(format!("{} can't be read: {error}", file.path)),
            }
        }
        // The offscreen document has no face.
        let is_page = ["popup", "welcome"].iter().any(|it| file.is_in(it));
        if is_page && file.ends_with(&["html"]) && !is_for_developers(&file.path) {
            let texts = html(text).filter(|it| !EXCEPTIONS.contains(it));
            breaks.extend(
                texts.map(|it| {
                    format!("{} says “{it}”: the program has to, from _locales", file.path)
                }),
            );
        }
    }
    breaks
}

/// What the manifest says by itself.
pub(super) fn in_manifest(manifest: &Value) -> Vec<String> {
    let commands = manifest["commands"].as_object().into_iter().flatten();
    let commands = commands.map(|(name, it)| (format!("/commands/{name}"), &it["description"]));
    let others = ["/name", "/short_name", "/description", "/action/default_title"];
    let others = others.map(|it| (it.to_owned(), manifest.pointer(it).unwrap_or(&Value::Null)));
    let said = commands.chain(others).filter_map(|(place, text)| Some((place, text.as_str()?)));
    said.filter(|(_, text)| !text.starts_with("__MSG_"))
        .map(|(place, text)| format!("manifest.json{place} says “{text}”: put it into _locales"))
        .collect()
}

/// What a language lacks or has too much, and what nobody reads.
pub(super) fn catalogue(
    files: &[Tracked],
    manifest: &str,
    catalogues: &[(String, Catalogue)],
) -> Vec<String> {
    let Some((_, source)) = catalogues.iter().find(|(language, _)| language == SOURCE) else {
        return vec!["there is no English catalogue".to_owned()];
    };
    let words = words(files, manifest);
    let mut breaks = twice(files);
    for key in source.keys() {
        let constant = key.to_snake_case();
        let names = [constant.to_uppercase(), constant, format!("__MSG_{key}__")];
        if !names.iter().any(|it| words.contains(it.as_str())) {
            breaks.push(format!("nobody says {key}: take it out of every language"));
        }
    }
    for (language, catalogue) in catalogues {
        let missing = source.keys().filter(|key| !catalogue.contains_key(*key));
        breaks.extend(missing.map(|key| format!("{language} lacks {key}")));
        let unknown = catalogue.keys().filter(|key| !source.contains_key(*key));
        breaks.extend(unknown.map(|key| format!("{language} has {key}, and English has not")));
        for (key, entry) in catalogue {
            let text = entry["message"].as_str().unwrap_or_default();
            if text.trim().is_empty() {
                breaks.push(format!("{language} says nothing for {key}"));
            }
            let wanted: BTreeSet<_> = source.get(key).into_iter().flat_map(values).collect();
            let wanted: BTreeSet<_> = wanted.into_iter().map(|it| it.to_uppercase()).collect();
            let there: BTreeSet<_> = places(text).map(str::to_owned).collect();
            if wanted != there {
                breaks.push(format!("{language} puts {there:?} into {key}, and not {wanted:?}"));
            }
            if key == "extensionDescription" && text.chars().count() > LONGEST_DESCRIPTION {
                breaks.push(format!("{language}: {key} is too long for Chrome"));
            }
        }
    }
    breaks
}

/// Keys that a file has twice: a parser takes the last one.
fn twice(files: &[Tracked]) -> Vec<String> {
    let mut breaks = Vec::new();
    for file in files.iter().filter(|it| it.is_in(FOLDER)) {
        let mut seen = BTreeSet::new();
        for (number, line) in file.lines() {
            // Each text has a line of its own.
            let key = line.strip_prefix("  \"").and_then(|it| Some(it.split_once('"')?.0));
            if let Some(key) = key.filter(|it| !seen.insert(*it)) {
                breaks.push(format!("{}:{number} says {key} once more", file.path));
            }
        }
    }
    breaks
}

/// What only those read who work on the pages.
fn is_for_developers(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "dev" | "dev.rs" | "dev.html"))
}

/// Where a literal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Only what reads like a text is one.
    Plain,
    /// It is shown: any letter makes it a text.
    Shown,
    /// Something is put into it, as a figure before its unit, wherever that goes. So does any
    /// letter here.
    Filled,
}

/// Tells each literal that is a text, with its line, and by which place it is known for one; tests
/// and attributes aside.
fn rust(tokens: TokenStream, place: Place, tell: &mut impl FnMut(usize, String, Place)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut is_test = false;
    for (at, token) in tokens.iter().enumerate() {
        let before = |steps: usize| at.checked_sub(steps).and_then(|at| tokens.get(at));
        match token {
            TokenTree::Group(group) => {
                let is_attribute = ['#', '!'].iter().any(|it| is_punct(before(1), *it))
                    && group.delimiter() == Delimiter::Bracket;
                if is_attribute {
                    is_test |= group.stream().to_string().replace(' ', "") == "cfg(test)";
                } else if group.delimiter() == Delimiter::Brace && is_test {
                    is_test = false;
                } else if group.delimiter() == Delimiter::Parenthesis {
                    let (place, skipped) = given_to(&tokens[..at], group.stream(), place);
                    rust(group.stream().into_iter().skip(skipped).collect(), place, tell);
                } else {
                    rust(group.stream(), place, tell);
                }
            }
            TokenTree::Literal(literal) => {
                let Some(text) = string(&literal.to_string()) else { continue };
                let is_arrow = is_punct(before(2), '=') && is_punct(before(1), '>');
                let is_markup = is_punct(before(1), '>') && !is_arrow;
                // It is compared with what there is.
                let is_pattern = is_punct(before(1), '=')
                    && (is_punct(before(2), '=') || is_punct(before(2), '!'))
                    || is_punct(tokens.get(at + 1), '=');
                let place = match place {
                    _ if reads_like_text(&text) => Place::Plain,
                    _ if is_markup && has_letter(&text) => Place::Plain,
                    Place::Shown if !is_pattern && has_letter(&text) => Place::Shown,
                    Place::Filled if at == 0 && has_letter(&text) => Place::Filled,
                    Place::Plain | Place::Shown | Place::Filled => continue,
                };
                if !EXCEPTIONS.contains(&text.as_str()) {
                    tell(literal.span().start().line, text, place);
                }
            }
            TokenTree::Punct(it) if it.as_char() == ';' => is_test = false,
            TokenTree::Punct(_) | TokenTree::Ident(_) => {}
        }
    }
}

/// What becomes of the arguments of a function or a macro, which stands before them, and how many
/// of their tokens are no text of theirs.
fn given_to(before: &[TokenTree], arguments: TokenStream, around: Place) -> (Place, usize) {
    let name = |token: &TokenTree| match token {
        TokenTree::Ident(name) => name.to_string(),
        TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => String::new(),
    };
    let (function, is_macro) = match before {
        [.., function, mark] if is_punct(Some(mark), '!') => (name(function), true),
        [.., function] => (name(function), false),
        [] => (String::new(), false),
    };
    let function = function.as_str();
    if NAMING.contains(&function) {
        let attribute = arguments.into_iter().next().map(|it| it.to_string());
        let attribute = attribute.and_then(|it| string(&it)).unwrap_or_default();
        let is_shown = SHOWN_ATTRIBUTES.contains(&attribute.as_str());
        return (if is_shown { Place::Shown } else { Place::Plain }, 1);
    }
    let is_node = matches!(before, [.., node, _, _, _] if name(node) == "Node");
    let is_keyword = ["", "if", "match", "in", "return", "move"].contains(&function);
    let place = if SHOWING.contains(&function) || is_node && function == "from" {
        Place::Shown
    } else if is_macro && function == "format" && around != Place::Shown {
        Place::Filled
    } else if is_keyword || PASSING.contains(&function) {
        around
    } else {
        Place::Plain
    };
    (place, 0)
}

/// Whether there is a letter in a literal, beside the names of what is put into it, and `\n` and
/// the like; or a percent sign, before which not every language has a blank.
fn has_letter(text: &str) -> bool {
    let mut is_name = false;
    let mut is_escape = false;
    text.chars().any(|it| match it {
        _ if is_escape => {
            is_escape = false;
            false
        }
        '\\' => {
            is_escape = true;
            false
        }
        '{' | '}' => {
            is_name = it == '{';
            false
        }
        it => !is_name && (it.is_alphabetic() || it == '%'),
    })
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == wanted)
}

/// What stands in a string literal; nothing for one of another kind.
fn string(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('r').unwrap_or(literal).trim_matches('#');
    Some(inner.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

/// A sentence, or a label of one word.
fn reads_like_text(text: &str) -> bool {
    if text.contains('<') {
        return false;
    }
    let first = text.chars().next().is_some_and(char::is_uppercase);
    let word = |it: &str| it.len() > 2 && it.chars().skip(1).all(char::is_lowercase);
    let is_label = first && (text.contains(' ') || word(text));
    let is_sentence = text.contains(' ') && text.ends_with(['.', '!', '?', ':']);
    is_label || is_sentence || text.contains(['…', '’', '“'])
}

/// What a page says before its program runs.
fn html(page: &str) -> impl Iterator<Item = &str> {
    let pieces = page.split("-->").filter_map(|it| it.split("<!--").next());
    let texts = pieces.flat_map(|it| it.split('<').filter_map(|it| Some(it.split_once('>')?.1)));
    texts.map(str::trim).filter(|it| it.contains(char::is_alphabetic))
}

/// Every word in the sources, and in the manifest.
fn words<'f>(files: &'f [Tracked], manifest: &'f str) -> BTreeSet<&'f str> {
    let sources = files.iter().filter(|it| it.ends_with(&["rs"]) && !it.is_in("xtask"));
    let texts = sources.filter_map(|it| std::str::from_utf8(&it.bytes).ok());
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    texts.chain([manifest]).flat_map(|it| it.split(move |letter| !is_part(letter))).collect()
}

/// The places for values in a text.
fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        uncatalogued(&[Tracked::new(path, text)])
    }

    #[test]
    fn a_text_in_the_sources_is_found() {
        for source in [
            r#"fn a() { label("Hang up") }"#,
            r#"fn a() { label("Mute") }"#,
            r#"fn a() { format!("{count} calls are waiting.") }"#,
            r#"fn a() { view! { <p class="x">"not yet"</p> } }"#,
            r#"fn a() { "checking…" }"#,
            r#"fn a() { el("p").class("x").child("not yet") }"#,
            r#"fn a() { el("p").child(move || if it { "yes" } else { NO.text() }) }"#,
            r#"fn a() { el("p").child(Some("ms".to_owned())) }"#,
            r#"fn a() { el("p").children(["kbit"]) }"#,
            r#"fn a() { el("p").child(format!("{figure} ms")) }"#,
            r#"fn a() { let said = format!("{} ms", sample.jitter); }"#,
            r#"fn a() { let said = format!("{} %", number(loss)); }"#,
            r#"fn a() { el("img").attr("title", "mute") }"#,
            r#"fn a() { Node::from("mute") }"#,
            r#"fn a() { page.set_title("mute") }"#,
        ] {
            assert_eq!(found("popup/src/app.rs", source).len(), 1, "{source}");
        }
    }

    #[test]
    fn what_is_no_text_is_left_alone() {
        for source in [
            r#"fn a() { class("button primary") }"#,
            r##"const PATH: &str = r#"<path d="M1 2"/>"#;"##,
            r#"#[expect(lint, reason = "Nobody reads this")] fn a() {}"#,
            r#"fn a() { name == "NotAllowedError" }"#,
            r#"fn a() { match it { Tone::Good => "good" } }"#,
            r#"#[cfg(test)] mod tests { fn a() { label("Hang up") } }"#,
            "/// What it says\nfn a() {}",
            r#"fn a() { el("p").child(el("b").class("big").attr("role", "status")) }"#,
            r#"fn a() { el("p").child(match it { "mute" => glyph(MUTE), _ => glyph(HANG_UP) }) }"#,
            r#"fn a() { el("p").child((name == "mute").then_some(texts::MUTE)) }"#,
            r#"fn a() { el("p").child("*").child(format!("{minutes}:{seconds:02}\n")) }"#,
            r#"fn a() { el("p").child(button("primary", None, texts::MUTE)) }"#,
        ] {
            assert_eq!(found("popup/src/app.rs", source), Vec::<String>::new());
        }
        // Nobody sees the worker: what it puts together are URLs, and words for the console.
        assert!(
            found("background/src/log.rs", r#"fn a() { format!("untimely: {it}") }"#).is_empty()
        );
        assert!(found("popup/src/dev/panel.rs", r#"fn a() { "Hang up" }"#).is_empty());
        let page = "<title>Flex Voice Client</title><!-- A note --><p class=\"Big one\"></p>";
        assert!(found("popup/index.html", page).is_empty());
        assert_eq!(found("popup/index.html", "<h1>One moment</h1>").len(), 1);
    }

    #[test]
    fn what_a_language_lacks_is_found() {
        let catalogue = |it: Value| it.as_object().cloned().unwrap();
        let english = json!({
            "hangUp": { "message": "Hang up" },
            "sent": { "message": "Sent: $DIGITS$", "placeholders": { "digits": {} } },
        });
        let check = |other: Value| {
            let source = Tracked::new("popup/src/a.rs", "(texts::HANG_UP, texts::sent)");
            let catalogues =
                [("en".into(), catalogue(english.clone())), ("xx".into(), catalogue(other))];
            super::catalogue(&[source], "", &catalogues)
        };
        assert_eq!(check(english.clone()), Vec::<String>::new());
        let sent = json!({ "message": "$DIGITS$" });
        assert_eq!(check(json!({ "sent": sent })), ["xx lacks hangUp"]);
        let no_value = json!({ "hangUp": { "message": "x" }, "sent": { "message": "x" } });
        assert_eq!(check(no_value).len(), 1);
        let silent = json!({ "hangUp": { "message": " " }, "sent": sent });
        assert_eq!(check(silent), ["xx says nothing for hangUp"]);
    }

    #[test]
    fn a_key_that_nobody_reads_is_found() {
        let english = json!({ "hangUp": { "message": "Hang up" } }).as_object().cloned().unwrap();
        assert_eq!(catalogue(&[], "", &[("en".into(), english.clone())]).len(), 1);
        assert!(catalogue(&[], "__MSG_hangUp__", &[("en".into(), english)]).is_empty());
    }

    #[test]
    fn a_key_that_is_there_twice_is_found() {
        let text = "{\n  \"hangUp\": {},\n  \"mute\": {},\n  \"hangUp\": {}\n}";
        let found = twice(&[Tracked::new("_locales/en/messages.json", text)]);
        assert_eq!(found, ["_locales/en/messages.json:4 says hangUp once more"]);
    }

    #[test]
    fn the_manifest_names_texts_by_their_keys() {
        let manifest = json!({
            "name": "__MSG_extensionName__",
            "commands": { "mute": { "description": "Mute" } },
        });
        assert_eq!(in_manifest(&manifest).len(), 1);
    }
}
