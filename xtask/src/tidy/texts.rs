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

/// What reads like a text and is none, or is the same in every language.
const EXCEPTIONS: [&str; 3] = [
    "Flex Voice Client",
    // What Chrome asks for and shows to nobody.
    "Carries the phone call, so that it outlives the Flex tab",
    // The field that the Function is asked with.
    "Token",
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
                Ok(tokens) => rust(tokens, &mut |line, text| {
                    breaks
                        .push(format!("{}:{line} says “{text}”: put it into _locales", file.path));
                }),
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

/// Tells each literal that reads like a text, with its line; tests and attributes aside.
fn rust(tokens: TokenStream, tell: &mut impl FnMut(usize, String)) {
    let mut before: Option<TokenTree> = None;
    let mut is_arrow = false;
    let mut is_test = false;
    for token in tokens {
        match &token {
            TokenTree::Group(group) => {
                let is_attribute = ['#', '!'].iter().any(|it| is_punct(before.as_ref(), *it))
                    && group.delimiter() == Delimiter::Bracket;
                if is_attribute {
                    is_test |= group.stream().to_string().replace(' ', "") == "cfg(test)";
                } else if group.delimiter() == Delimiter::Brace && is_test {
                    is_test = false;
                } else {
                    rust(group.stream(), tell);
                }
            }
            TokenTree::Literal(literal) => {
                let is_child = is_punct(before.as_ref(), '>') && !is_arrow;
                if let Some(text) = string(&literal.to_string())
                    && (reads_like_text(&text) || is_child && text.contains(char::is_alphabetic))
                    && !EXCEPTIONS.contains(&text.as_str())
                {
                    tell(literal.span().start().line, text);
                }
            }
            TokenTree::Punct(it) if it.as_char() == ';' => is_test = false,
            TokenTree::Punct(_) | TokenTree::Ident(_) => {}
        }
        is_arrow = is_punct(before.as_ref(), '=') && is_punct(Some(&token), '>');
        before = Some(token);
    }
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
        ] {
            assert_eq!(found("popup/src/app.rs", source), Vec::<String>::new());
        }
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
