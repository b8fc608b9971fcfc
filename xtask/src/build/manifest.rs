//! `manifest.json`, and what it takes for granted.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::workspace::Workspace;

/// Writes the manifest with the version of `Cargo.toml`, and checks that the files it names are
/// there.
pub(super) fn build(workspace: &Workspace, extension: &Path) -> Result<()> {
    super::copy(
        &workspace.root.join("offscreen/offscreen.html"),
        &extension.join("offscreen.html"),
    )?;
    let source = fs::read_to_string(workspace.root.join("manifest.json"))?;
    let source: Map<String, Value> = serde_json::from_str(&source).context("manifest.json")?;
    let mut manifest = Map::new();
    for (key, value) in source {
        let name = key == "name";
        manifest.insert(key, value);
        if name {
            manifest.insert("version".into(), env!("CARGO_PKG_VERSION").into());
        }
    }
    let manifest = Value::Object(manifest);
    if let Some(missing) = files(&manifest).into_iter().find(|it| !extension.join(it).is_file()) {
        bail!("manifest.json names {missing}, which the build does not make");
    }
    fs::write(extension.join("manifest.json"), serde_json::to_string_pretty(&manifest)? + "\n")?;
    Ok(())
}

/// The files that a manifest names: strings that end like one.
fn files(manifest: &Value) -> Vec<&str> {
    match manifest {
        Value::String(text) => {
            let ending = text.rsplit_once('.').map(|(_, ending)| ending);
            let file = matches!(ending, Some("js" | "html" | "png" | "css" | "wasm"));
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
    fn files_are_found_wherever_the_manifest_names_them() {
        let manifest = json!({
            "name": "Voice 2.0",
            "background": { "service_worker": "background.js" },
            "content_scripts": [{ "js": ["content.js"] }],
        });
        assert_eq!(super::files(&manifest), ["background.js", "content.js"]);
    }
}
