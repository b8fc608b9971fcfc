//! Paste's design tokens as CSS custom properties, for the pages: those that their style sheets
//! use, and no others. Trunk asks for them before each build (`Trunk.toml`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// The npm package that brings the tokens.
pub(crate) const PACKAGE: &str = "node_modules/@twilio-paste/design-tokens";

/// The style sheets that use them.
const SHEETS: [&str; 4] = ["ui/ui.css", "ui/dev.css", "popup/popup.css", "welcome/welcome.css"];

/// What Chrome paints itself, and in their light colours all the same.
const PAINTED: [&str; 2] = ["assets/icons", "background/src/effects/badge.rs"];

/// Where the pages look for them.
const OUT: &str = "target/tokens.css";

/// A theme: values by the names of their custom properties.
type Theme<'t> = BTreeMap<&'t str, &'t str>;

/// Writes `target/tokens.css`.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    let read = |path: PathBuf| {
        fs::read_to_string(&path).with_context(|| workspace.shorten(&path).display().to_string())
    };
    let theme = |name: &str| {
        read(
            workspace
                .root
                .join(PACKAGE)
                .join(format!("dist/themes/{name}/tokens.custom-properties.css")),
        )
    };
    let (light, dark) = (theme("twilio")?, theme("twilio-dark")?);
    let sheets: Vec<_> =
        SHEETS.iter().map(|it| read(workspace.root.join(it))).collect::<Result<_>>()?;
    let (light, dark) = (properties(&light), properties(&dark));
    let css = css(&sheets.concat(), &light, &dark)?;
    for path in painted(workspace)? {
        if let Some(colour) = stranger(&read(path.clone())?, &light) {
            bail!("{} paints in {colour}, which is no colour of Paste's", path.display());
        }
    }
    let out = workspace.root.join(OUT);
    fs::create_dir_all(out.parent().context("a file at the root of the disk")?)?;
    // Trunk watches what a page includes: what has not changed is not touched.
    if fs::read_to_string(&out).ok().as_deref() != Some(&css) {
        fs::write(out, css)?;
    }
    Ok(())
}

/// The files of what Chrome paints.
fn painted(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let [icons, badge] = PAINTED.map(|it| workspace.root.join(it));
    let icons = fs::read_dir(icons)?.map(|icon| Ok(icon?.path()));
    icons.chain([Ok(badge)]).collect()
}

/// The first colour, as `#rrggbb`, that no token has.
fn stranger<'t>(text: &'t str, theme: &Theme) -> Option<&'t str> {
    let mut colours = text.match_indices('#').filter_map(|(at, _)| text.get(at..at + 7));
    colours.find(|colour| {
        let part = |from: usize| u8::from_str_radix(colour.get(from..from + 2)?, 16).ok();
        let parts = (part(1), part(3), part(5));
        let (Some(red), Some(green), Some(blue)) = parts else { return false };
        let value = format!("rgb({red}, {green}, {blue})");
        !theme.values().any(|it| *it == value)
    })
}

/// What the sheets use: every token in its light value, and again where the dark one differs.
fn css(sheets: &str, light: &Theme, dark: &Theme) -> Result<String> {
    let own: BTreeSet<_> = properties(sheets).into_keys().collect();
    let used: BTreeSet<_> = used(sheets).filter(|name| !own.contains(name)).collect();
    let (mut day, mut night) = (String::new(), String::new());
    for name in used {
        let Some(value) = light.get(name) else { bail!("Paste has no token --{name}") };
        write!(day, "--{name}:{};", tight(value))?;
        if let Some(other) = dark.get(name).filter(|it| *it != value) {
            write!(night, "--{name}:{};", tight(other))?;
        }
    }
    Ok(format!(":root{{{day}}}\n@media (prefers-color-scheme: dark){{:root{{{night}}}}}\n"))
}

/// Without the blanks that mean nothing, and a colour as `#rrggbb`: a minifier leaves custom
/// properties as they are.
fn tight(value: &str) -> String {
    hex(value).unwrap_or_else(|| value.replace(", ", ","))
}

/// `rgb(255, 0, 0)` as `#ff0000`; nothing for any other value.
fn hex(value: &str) -> Option<String> {
    let parts = value.strip_prefix("rgb(")?.strip_suffix(')')?.split(", ");
    let parts: Vec<u8> = parts.map(|it| it.parse().ok()).collect::<Option<_>>()?;
    let [red, green, blue] = parts[..] else { return None };
    Some(format!("#{red:02x}{green:02x}{blue:02x}"))
}

/// The custom properties that a sheet sets.
fn properties(css: &str) -> Theme<'_> {
    let declarations = css.split([';', '{', '}']).filter_map(|it| {
        let after_comment = it.rsplit("*/").next()?;
        let (name, value) = after_comment.trim().strip_prefix("--")?.split_once(':')?;
        Some((name.trim(), value.trim()))
    });
    declarations.collect()
}

/// The custom properties that a sheet uses.
fn used(css: &str) -> impl Iterator<Item = &str> {
    css.split("var(--").skip(1).filter_map(|rest| rest.split([')', ',']).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHT: &str = ":root {\n  /* A comment: it stays behind. */\n  --color-text: black;\n  --space-20: 4px;\n  --unused: 0;\n}";
    const DARK: &str = ":root { --color-text: rgb(9, 9, 9); --space-20: 4px; }";

    fn made_for(sheet: &str) -> Result<String> {
        css(sheet, &properties(LIGHT), &properties(DARK))
    }

    #[test]
    fn only_what_is_used_is_there_and_only_what_differs_twice() {
        let sheet =
            "a { --own: 1px; margin: var(--own) var(--space-20); color: var(--color-text) }";
        assert_eq!(
            made_for(sheet).unwrap(),
            ":root{--color-text:black;--space-20:4px;}\n\
             @media (prefers-color-scheme: dark){:root{--color-text:#090909;}}\n"
        );
    }

    #[test]
    fn a_colour_that_is_not_pastes_is_found() {
        let theme = Theme::from([("color-text-error", "rgb(199, 35, 35)")]);
        assert_eq!(stranger("#[test] fill=\"#c72323\"", &theme), None);
        assert_eq!(stranger("a { #c72323 } b { #c72324 }", &theme), Some("#c72324"));
    }

    #[test]
    fn a_token_that_there_is_not_is_named() {
        let error = made_for("a { color: var(--color-txet) }").unwrap_err();
        assert!(error.to_string().contains("--color-txet"), "{error}");
    }
}
