//! `LICENSES.txt`: the licences of everything that is bundled.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, Package, PackageId, TargetKind};
use serde_json::Value;

use super::scripts::metafile;
use crate::workspace::Workspace;

/// The packages whose wasm is in the extension.
const ROOTS: [&str; 2] = ["voice-client-shells", "voice-client-pages"];

/// The licence that is chosen where there is a choice: its text is needed only once.
const PREFERRED: &str = "Apache-2.0";

/// Who is covered by a text.
type Texts = BTreeMap<String, BTreeSet<String>>;

/// Writes one text a licence, with the names of those that it covers.
pub(super) fn build(workspace: &Workspace, extension: &Path) -> Result<()> {
    let mut texts = Texts::new();
    let mut preferred = BTreeSet::new();
    for bundle in ["modules", "content"] {
        let list: Value = serde_json::from_str(&fs::read_to_string(metafile(workspace, bundle))?)?;
        for package in npm_packages(&list) {
            let folder = workspace.root.join(&package);
            let text = licence_text(&folder)?
                .with_context(|| format!("{package} is bundled, and has no licence file"))?;
            let name = package.trim_start_matches("node_modules/").to_owned();
            texts.entry(text).or_default().insert(format!("{name} (npm)"));
        }
    }
    let metadata = workspace.metadata()?;
    let mut apache = None;
    for package in crates(&metadata, &ROOTS)? {
        let name = format!("{} {}", package.name, package.version);
        let licence = package.license.as_deref().unwrap_or_default();
        let folder = package.manifest_path.parent().context("a crate without a folder")?;
        if offers(licence, PREFERRED) {
            apache = apache.or(preferred_text(folder.as_std_path())?);
            preferred.insert(name);
        } else if let Some(text) = licence_text(folder.as_std_path())? {
            texts.entry(text).or_default().insert(name);
        } else if licence.is_empty() {
            bail!("{name} is bundled, and does not say under which licence");
        } else {
            texts.entry(format!("SPDX-License-Identifier: {licence}\n")).or_default().insert(name);
        }
    }
    if let Some(text) = apache {
        texts.entry(text).or_default().extend(preferred);
    } else if !preferred.is_empty() {
        bail!("no crate brings the text of {PREFERRED}");
    }

    let mut out = String::from("What this extension is made of, and under which licences.\n");
    for (text, names) in texts {
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        write!(out, "\n{}\n{names}\n\n{}\n", "=".repeat(80), text.trim_end())?;
    }
    fs::write(extension.join("LICENSES.txt"), out)?;
    Ok(())
}

/// The folders of the npm packages in a bundle, by esbuild's list of what it read.
fn npm_packages(metafile: &Value) -> BTreeSet<String> {
    let inputs = metafile["inputs"].as_object().into_iter().flatten();
    let folders = inputs.filter_map(|(path, _)| {
        let (before, inside) = path.rsplit_once("node_modules/")?;
        let parts = if inside.starts_with('@') { 2 } else { 1 };
        let name = inside.split('/').take(parts).collect::<Vec<_>>().join("/");
        Some(format!("{before}node_modules/{name}"))
    });
    folders.collect()
}

/// The crates from elsewhere that are linked into the wasm of `roots`: procedural macros and build
/// scripts run on the machine that builds, and are not among them.
fn crates<'m>(metadata: &'m Metadata, roots: &[&str]) -> Result<Vec<&'m Package>> {
    let resolve = metadata.resolve.as_ref().context("cargo metadata lists no dependencies")?;
    let packages: HashMap<&PackageId, &Package> =
        metadata.packages.iter().map(|it| (&it.id, it)).collect();
    let nodes: HashMap<&PackageId, _> = resolve.nodes.iter().map(|it| (&it.id, it)).collect();
    let is_root = |id: &&PackageId| roots.contains(&packages[id].name.as_str());
    let mut queue: VecDeque<_> = metadata.workspace_members.iter().filter(is_root).collect();
    let mut seen: BTreeSet<&PackageId> = queue.iter().copied().collect();
    while let Some(id) = queue.pop_front() {
        for dependency in &nodes[id].deps {
            let linked = dependency.dep_kinds.iter().any(|it| it.kind == DependencyKind::Normal);
            let target = &packages[&dependency.pkg].targets;
            let is_macro = target.iter().any(|it| it.kind.contains(&TargetKind::ProcMacro));
            if linked && !is_macro && seen.insert(&dependency.pkg) {
                queue.push_back(&dependency.pkg);
            }
        }
    }
    Ok(seen.into_iter().map(|id| packages[id]).filter(|it| it.source.is_some()).collect())
}

/// Whether an SPDX expression leaves the choice of `licence`.
fn offers(expression: &str, licence: &str) -> bool {
    let words: Vec<_> =
        expression.split([' ', '/', '(', ')']).filter(|it| !it.is_empty()).collect();
    words.contains(&licence) && !words.contains(&"AND")
}

fn preferred_text(folder: &Path) -> Result<Option<String>> {
    let file = licence_files(folder)?.into_iter().find(|it| {
        it.file_name().is_some_and(|name| name.to_string_lossy().to_uppercase().contains("APACHE"))
    });
    file.map(|it| read(&it)).transpose()
}

/// All licence files of a package, one after the other.
fn licence_text(folder: &Path) -> Result<Option<String>> {
    let texts: Vec<_> = licence_files(folder)?.iter().map(|it| read(it)).collect::<Result<_>>()?;
    Ok((!texts.is_empty()).then(|| texts.join("\n\n")))
}

fn read(file: &Path) -> Result<String> {
    let text = fs::read(file).with_context(|| format!("{}", file.display()))?;
    let text = String::from_utf8_lossy(&text);
    Ok(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

fn licence_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let is_licence = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"]
            .iter()
            .any(|start| name.starts_with(start));
        if is_licence && entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{npm_packages, offers};

    #[test]
    fn a_choice_is_only_one_where_nothing_else_is_asked_for_as_well() {
        assert!(offers("MIT OR Apache-2.0", "Apache-2.0"));
        assert!(offers("MIT/Apache-2.0", "Apache-2.0"));
        assert!(!offers("MIT", "Apache-2.0"));
        assert!(!offers("(MIT OR Apache-2.0) AND Unicode-3.0", "Apache-2.0"));
    }

    #[test]
    fn packages_in_a_bundle_are_found_with_their_scopes() {
        let inputs = json!({ "inputs": {
            "node_modules/@twilio/voice-sdk/esm/twilio.js": {},
            "node_modules/a/node_modules/b/index.js": {},
            "background/worker.js": {},
        }});
        let found: Vec<_> = npm_packages(&inputs).into_iter().collect();
        assert_eq!(found, ["node_modules/@twilio/voice-sdk", "node_modules/a/node_modules/b"]);
    }
}
