//! The catalogue of texts, as Chrome reads it and no longer: notes for translators stay here, and
//! what stands for a key is its number in the English catalogue, as `texts` has it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::workspace::Workspace;

/// The folder of the catalogue, in the checkout and in the extension.
pub(crate) const FOLDER: &str = "_locales";

/// The language that the others are translations of.
pub(crate) const SOURCE: &str = "en";

/// Texts by their keys.
pub(crate) type Catalogue = Map<String, Value>;

/// Writes `_locales/<language>/messages.json`.
pub(super) fn build(workspace: &Workspace, extension: &Path) -> Result<()> {
    let catalogues = read(workspace)?;
    let source = english(&catalogues)?;
    for (language, catalogue) in &catalogues {
        let to = extension.join(FOLDER).join(language);
        fs::create_dir_all(&to)?;
        fs::write(to.join("messages.json"), serde_json::to_string(&short(catalogue, source))?)?;
    }
    Ok(())
}

/// A manifest that names its texts as the catalogue that ships does.
pub(super) fn in_manifest(workspace: &Workspace, manifest: &str) -> Result<String> {
    let catalogues = read(workspace)?;
    let keys = english(&catalogues)?.keys().enumerate();
    Ok(keys.fold(manifest.to_owned(), |manifest, (number, key)| {
        manifest.replace(&format!("__MSG_{key}__"), &format!("__MSG_{number}__"))
    }))
}

fn english(catalogues: &[(String, Catalogue)]) -> Result<&Catalogue> {
    let source = catalogues.iter().find(|(language, _)| language == SOURCE);
    Ok(&source.context("there is no English catalogue")?.1)
}

/// Every language's texts.
pub(crate) fn read(workspace: &Workspace) -> Result<Vec<(String, Catalogue)>> {
    let mut catalogues = Vec::new();
    for entry in fs::read_dir(workspace.root.join(FOLDER))? {
        let folder = entry?;
        let name = folder.file_name().to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.path().join("messages.json"))?;
        let catalogue = serde_json::from_str(&text).with_context(|| format!("{FOLDER}/{name}"))?;
        catalogues.push((name, catalogue));
    }
    catalogues.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(catalogues)
}

/// The names of the values that a text wants, in the order in which it is given them.
pub(crate) fn values(entry: &Value) -> impl Iterator<Item = &String> {
    entry["placeholders"].as_object().into_iter().flat_map(Map::keys)
}

/// The same texts, with numbers for keys, and `$1` and the like for values; without those that are
/// the same in English: one that a language lacks Chrome looks for there.
fn short(catalogue: &Catalogue, source: &Catalogue) -> Catalogue {
    let is_source = catalogue == source;
    let entries = source.iter().enumerate().filter_map(|(number, (key, entry))| {
        let message = &catalogue.get(key)?["message"];
        if !is_source && *message == entry["message"] {
            return None;
        }
        let mut text = message.as_str().unwrap_or_default().to_owned();
        for (index, name) in values(entry).enumerate() {
            let place = format!("${}$", name.to_uppercase());
            text = text.replace(&place, &format!("${}", index + 1));
        }
        Some((number.to_string(), json!({ "message": text })))
    });
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_has_numbers_for_keys_and_values_and_no_notes() {
        let source = json!({ "calls": { "message": "Calls" }, "ended": {
            "message": "$REASON$ at $TIME$", "description": "A note",
            "placeholders": { "reason": { "content": "$1" }, "time": { "content": "$2" } },
        } });
        let made = |it: &Value| short(it.as_object().unwrap(), source.as_object().unwrap());
        let other =
            json!({ "calls": { "message": "Calls" }, "ended": { "message": "$TIME$: $REASON$" } });
        assert_eq!(Value::Object(made(&other)), json!({ "1": { "message": "$2: $1" } }));
        let english = json!({ "0": { "message": "Calls" }, "1": { "message": "$1 at $2" } });
        assert_eq!(Value::Object(made(&source)), english);
    }
}
