//! A page and the styles that stand in it, made smaller.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::{Profile, manifest, scripts};
use crate::workspace::Workspace;

/// Makes a release's page smaller, in place.
pub(super) fn minify(workspace: &Workspace, profile: Profile, page: &Path) -> Result<()> {
    if profile != Profile::Release {
        return Ok(());
    }
    let html = fs::read_to_string(page)?;
    let file = page.with_extension("css");
    let mut smaller = html.clone();
    for style in manifest::styles(&html) {
        fs::write(&file, style)?;
        scripts::minify(workspace, profile, &file)?;
        smaller = smaller.replace(style, fs::read_to_string(&file)?.trim_end());
    }
    fs::remove_file(&file)?;
    fs::write(page, strip(&shorten_properties(&drop_properties(&smaller))))?;
    Ok(())
}

/// A page without the custom properties that its own styles do not use: the tokens are those of
/// both pages.
fn drop_properties(page: &str) -> String {
    let used: BTreeSet<_> = manifest::styles(page)
        .flat_map(|style| style.split("var(--").skip(1))
        .filter_map(|rest| rest.split([')', ',']).next())
        .collect();
    let is_used = |declaration: &str| {
        let name = declaration.strip_prefix("--").and_then(|it| Some(it.split_once(':')?.0));
        name.is_none_or(|name| used.contains(name))
    };
    let without = |style: &str| {
        let declarations = style.split_inclusive(['{', ';', '}']);
        declarations.fold(String::new(), |mut kept, piece| {
            if is_used(piece) {
                kept.push_str(piece);
            } else if piece.ends_with('}') {
                kept.push('}');
            }
            kept
        })
    };
    manifest::styles(page).fold(page.to_owned(), |page, style| page.replace(style, &without(style)))
}

/// A page without comments, what was there for Trunk, and what is only there for the eye; a line for
/// each of the source's.
fn strip(page: &str) -> String {
    let lines = page.lines().map(str::trim).filter(|line| {
        let is_comment = line.starts_with("<!--") && line.ends_with("-->");
        !(line.is_empty() || is_comment || line.starts_with("<link data-trunk "))
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Gives a page's custom properties short names: the design tokens' own are long, and stand in it
/// often.
fn shorten_properties(page: &str) -> String {
    let mut uses = BTreeMap::<&str, usize>::new();
    for (is_property, piece) in manifest::styles(page).flat_map(pieces) {
        if is_property {
            *uses.entry(piece).or_default() += 1;
        }
    }
    let mut names: Vec<_> = uses.into_iter().collect();
    names.sort_by_key(|(name, uses)| (usize::MAX - uses, *name));
    let short: HashMap<_, _> =
        names.into_iter().enumerate().map(|(n, (name, _))| (name, short_name(n))).collect();
    let shortened = |(is_property, piece)| match short.get(piece) {
        Some(short) if is_property => short.as_str(),
        Some(_) | None => piece,
    };
    manifest::styles(page).fold(page.to_owned(), |page, style| {
        page.replace(style, &pieces(style).map(shortened).collect::<String>())
    })
}

/// `--a`, …, `--z`, `--aa`, …
fn short_name(mut n: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.insert(0, char::from(b'a' + u8::try_from(n % 26).unwrap_or_default()));
        n /= 26;
        if n == 0 {
            break;
        }
        n -= 1;
    }
    format!("--{}", letters.into_iter().collect::<String>())
}

/// The names of custom properties, and what stands between them.
fn pieces(style: &str) -> impl Iterator<Item = (bool, &str)> {
    let is_of_name = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    let mut rest = style;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // A name is as long as it can be: what begins with a letter is no property.
        let name = rest.len() - rest.trim_start_matches(is_of_name).len();
        let end = if name > 0 { name } else { rest.find(is_of_name).unwrap_or(rest.len()) };
        let (piece, after) = rest.split_at(end);
        rest = after;
        let is_property =
            piece.strip_prefix("--").is_some_and(|it| it.starts_with(char::is_alphabetic));
        Some((is_property, piece))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_get_short_names_and_everything_else_stays() {
        let page = "<!--color-text--><style>:root{--color-text:#000;--space-10:1px}\
            .a--color-text{margin:calc(var(--space-10) - 1px);color:var(--color-text, red)}\
            b{padding:var(--space-10)}</style><p class=\"--space-10\">";
        let short = "<!--color-text--><style>:root{--b:#000;--a:1px}\
            .a--color-text{margin:calc(var(--a) - 1px);color:var(--b, red)}\
            b{padding:var(--a)}</style><p class=\"--space-10\">";
        assert_eq!(shorten_properties(page), short);
    }

    #[test]
    fn what_no_style_uses_and_nobody_reads_is_left_out() {
        let page = "<style>:root{--a:1px;--b:#fff;--c:2px}@media print{:root{--b:#000}}</style>\n\
            <style>.x:hover{margin:var(--a) var(--c,0)}</style>";
        let without = "<style>:root{--a:1px;--c:2px}@media print{:root{}}</style>\n\
            <style>.x:hover{margin:var(--a) var(--c,0)}</style>";
        assert_eq!(drop_properties(page), without);

        let page = "<head>\n  <!-- A note -->\n\n  <link data-trunk rel=\"rust\">\n  <link rel=\"preload\">\n";
        assert_eq!(strip(page), "<head>\n<link rel=\"preload\">\n");
    }

    #[test]
    fn no_two_properties_get_the_same_name() {
        let names: std::collections::HashSet<_> = (0..2_000).map(short_name).collect();
        assert_eq!(names.len(), 2_000);
        assert!(names.contains("--a") && names.contains("--z") && names.contains("--aa"));
    }
}
