//! `manifest.json`, and what it takes for granted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::locales;
use super::pages::PAGES;
use crate::workspace::Workspace;

/// Writes the manifest with the version of `Cargo.toml`, and checks that the files it names are
/// there.
pub(super) fn build(workspace: &Workspace, extension: &Path) -> Result<()> {
    super::copy(
        &workspace.root.join("offscreen/offscreen.html"),
        &extension.join("offscreen.html"),
    )?;
    let schema = "managed_schema.json";
    super::copy(&workspace.root.join(schema), &extension.join(schema))?;
    let source = fs::read_to_string(workspace.root.join("manifest.json"))?;
    let source = locales::in_manifest(workspace, &source)?;
    let source: Map<String, Value> = serde_json::from_str(&source).context("manifest.json")?;
    let mut manifest = Map::new();
    for (key, value) in source {
        let name = key == "name";
        manifest.insert(key, value);
        if name {
            manifest.insert("version".into(), env!("CARGO_PKG_VERSION").into());
        }
    }
    let mut manifest = Value::Object(manifest);
    allow_styles(&mut manifest, extension)?;
    if let Some(missing) = files(&manifest).into_iter().find(|it| !extension.join(it).is_file()) {
        bail!("manifest.json names {missing}, which the build does not make");
    }
    fs::write(extension.join("manifest.json"), serde_json::to_string(&manifest)?)?;
    Ok(())
}

/// Lets the pages use the styles that stand in them, by their hashes, and no other style.
fn allow_styles(manifest: &mut Value, extension: &Path) -> Result<()> {
    const STYLES: &str = "style-src 'self'";
    let mut hashes = BTreeSet::new();
    for page in PAGES {
        let html = fs::read_to_string(extension.join(format!("{page}.html")))?;
        hashes.extend(styles(&html).map(|style| format!(" 'sha256-{}'", sha256(style))));
    }
    let policy = &mut manifest["content_security_policy"]["extension_pages"];
    let text = policy.as_str().filter(|text| text.contains(STYLES));
    let text = text.with_context(|| format!("the policy in manifest.json lacks {STYLES}"))?;
    let hashes: String = hashes.into_iter().collect();
    *policy = text.replacen(STYLES, &format!("{STYLES}{hashes}"), 1).into();
    Ok(())
}

/// What stands in the `<style>` elements of a page that Trunk has written.
pub(super) fn styles(html: &str) -> impl Iterator<Item = &str> {
    html.split("<style").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once('>')?;
        Some(rest.split_once("</style>")?.0)
    })
}

/// The hash of a text, as a content security policy wants it.
fn sha256(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text))
}

/// The files that a manifest names: strings that end like one.
fn files(manifest: &Value) -> Vec<&str> {
    match manifest {
        Value::String(text) => {
            let ending = text.rsplit_once('.').map(|(_, ending)| ending);
            let file = matches!(ending, Some("js" | "json" | "html" | "png" | "css" | "wasm"));
            if file { vec![text] } else { Vec::new() }
        }
        Value::Array(values) => values.iter().flat_map(files).collect(),
        Value::Object(values) => values.values().flat_map(files).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn styles_are_found_in_a_page_and_hashed_as_a_policy_wants_them() {
        let html = "<head><style type=\"text/css\">a{}</style><style>b{}</style></head>";
        assert_eq!(super::styles(html).collect::<Vec<_>>(), ["a{}", "b{}"]);
        // printf alert | openssl dgst -sha256 -binary | base64
        let hash = "35BQWN1npAn++BSA6B5HNlcrDttNf7mHxpXNB+Jg7IE=";
        assert_eq!(super::sha256("alert"), hash);
    }

    #[test]
    fn files_are_found_wherever_the_manifest_names_them() {
        let manifest = json!({
            "name": "Voice 2.0",
            "background": { "service_worker": "background.js" },
            "content_scripts": [{ "js": ["content.js"] }],
        });
        assert_eq!(super::files(&manifest), ["background.js", "content.js"]);
    }
}
