//! `LICENSES.txt`: the licences of everything that is bundled.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cargo_metadata::Package;
use serde_json::Value;

use super::scripts::metafile;
use crate::process::{self, command};
use crate::workspace::{WASM, Workspace};

/// The packages whose wasm is in the extension.
const ROOTS: [&str; 2] = ["voice-client-shells", "voice-client-pages"];

/// The licence that is chosen where there is a choice: its text is needed only once.
const PREFERRED: &str = "Apache-2.0";

/// What stands above some copies of a text and not above others, in lower case.
const TITLES: [&str; 3] = ["the mit license (mit)", "mit license", "# mit license"];

/// Licence texts by their words, without who holds the copyright and without the title.
#[derive(Default)]
struct Texts(BTreeMap<String, Covered>);

/// A text as the first package brings it, and the packages that it covers, each with the lines
/// that say who holds the copyright.
struct Covered {
    body: String,
    packages: BTreeMap<String, BTreeSet<String>>,
}

impl Texts {
    fn add(&mut self, package: &str, text: &str) {
        let (holders, body): (Vec<_>, Vec<_>) = text.lines().partition(|line| holds(line));
        let body = body.join("\n");
        let words: Vec<_> = body.split_whitespace().map(str::to_lowercase).collect();
        let words = words.join(" ");
        let words = TITLES
            .iter()
            .fold(&*words, |words, title| words.strip_prefix(title).unwrap_or(words).trim_start());
        let covered = self.0.entry(words.to_owned());
        let covered = covered.or_insert_with(|| Covered { body, packages: BTreeMap::new() });
        let of_package = covered.packages.entry(package.to_owned()).or_default();
        of_package.extend(holders.into_iter().map(|line| line.trim().to_owned()));
    }
}

impl fmt::Display for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("What this extension is made of, and under which licences.\n")?;
        for Covered { body, packages } in self.0.values() {
            writeln!(f, "\n{}", "=".repeat(80))?;
            let (unnamed, named): (Vec<_>, Vec<_>) =
                packages.iter().partition(|(_, holders)| holders.is_empty());
            for (package, holders) in named {
                let holders = holders.iter().map(String::as_str).collect::<Vec<_>>();
                writeln!(f, "{package}: {}", holders.join("; "))?;
            }
            let unnamed: Vec<_> = unnamed.into_iter().map(|(package, _)| &**package).collect();
            if !unnamed.is_empty() {
                writeln!(f, "{}", unnamed.join(", "))?;
            }
            writeln!(f, "\n{}", body.trim())?;
        }
        Ok(())
    }
}

/// Whether a line of a licence says who holds the copyright.
fn holds(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    // The licences' own sentences about copyright neither begin like this nor name a year.
    line.starts_with("copyright") && line.contains(|it: char| it.is_ascii_digit() || it == '©')
}

/// Writes each text once, with the names of those that it covers.
pub(super) fn build(workspace: &Workspace, extension: &Path) -> Result<()> {
    let mut texts = Texts::default();
    for bundle in ["modules", "content"] {
        let list: Value = serde_json::from_str(&fs::read_to_string(metafile(workspace, bundle))?)?;
        for package in npm_packages(&list) {
            let licences = licences(&workspace.root.join(&package))?;
            if licences.is_empty() {
                bail!("{package} is bundled, and has no licence file");
            }
            let name = format!("{} (npm)", package.trim_start_matches("node_modules/"));
            for text in &licences {
                texts.add(&name, text);
            }
        }
    }
    // Its package names a licence, and brings no file.
    texts.add("@twilio-paste/design-tokens (npm): Twilio", "SPDX-License-Identifier: MIT\n");
    let mut preferred = Vec::new();
    let mut preferred_texts = Vec::new();
    for package in crates(workspace)? {
        let name = format!("{} {}", package.name, package.version);
        let licence = package.license.as_deref().unwrap_or_default();
        let folder = package.manifest_path.parent().context("a crate without a folder")?;
        // Copies differ in how far they are indented.
        let (whole, others): (Vec<_>, Vec<_>) =
            licences(folder.as_std_path())?.into_iter().partition(|it| is_preferred(it));
        if licence.is_empty() && whole.is_empty() && others.is_empty() {
            bail!("{name} is bundled, and does not say under which licence");
        }
        let is_chosen = offers(licence, PREFERRED);
        if is_chosen || !whole.is_empty() {
            preferred.push(name.clone());
        }
        if !is_chosen {
            for text in &others {
                texts.add(&name, text);
            }
            if others.is_empty() && whole.is_empty() {
                texts.add(&name, &format!("SPDX-License-Identifier: {licence}\n"));
            }
        }
        preferred_texts.extend(whole);
    }
    let text = preferred_texts.into_iter().min_by_key(String::len);
    let text = text.with_context(|| format!("no crate brings {PREFERRED}"))?;
    for name in &preferred {
        texts.add(name, &text);
    }
    fs::write(extension.join("LICENSES.txt"), texts.to_string())?;
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

/// The crates from elsewhere that are linked into the wasm of [`ROOTS`]: procedural macros, build
/// scripts and what they need run on the machine that builds, and are not among them.
fn crates(workspace: &Workspace) -> Result<Vec<Package>> {
    let mut tree = command(workspace, "cargo")?;
    tree.args(["tree", "--locked", "--target", WASM, "--edges", "normal,no-proc-macro"]);
    tree.args(["--prefix", "none", "--format", "{p}"]);
    tree.args(ROOTS.iter().flat_map(|root| ["--package", root]));
    let tree = process::read(&mut tree)?;
    // A line for each: its name, its version, and whatever else there is to say.
    let linked: BTreeSet<_> = tree.lines().filter_map(name_and_version).collect();
    let packages = workspace.metadata()?.packages.into_iter();
    Ok(packages
        .filter(|it| it.source.is_some())
        .filter(|it| linked.contains(&(it.name.as_str(), it.version.to_string().as_str())))
        .collect())
}

/// What cargo's tree says of a crate in a line.
fn name_and_version(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split(' ');
    Some((words.next()?, words.next()?.strip_prefix('v')?))
}

/// Whether an SPDX expression leaves the choice of `licence`.
fn offers(expression: &str, licence: &str) -> bool {
    let words: Vec<_> =
        expression.split([' ', '/', '(', ')']).filter(|it| !it.is_empty()).collect();
    words.contains(&licence) && !words.contains(&"AND")
}

/// Whether this is the whole text of [`PREFERRED`].
fn is_preferred(text: &str) -> bool {
    text.contains("Apache License") && text.contains("END OF TERMS AND CONDITIONS")
}

/// The licence files of a package.
fn licences(folder: &Path) -> Result<Vec<String>> {
    licence_files(folder)?.iter().map(|it| read(it)).collect()
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

    use super::{Texts, crates, npm_packages, offers};
    use crate::workspace::Workspace;

    #[test]
    fn a_choice_is_only_one_where_nothing_else_is_asked_for_as_well() {
        assert!(offers("MIT OR Apache-2.0", "Apache-2.0"));
        assert!(offers("MIT/Apache-2.0", "Apache-2.0"));
        assert!(!offers("MIT", "Apache-2.0"));
        assert!(!offers("(MIT OR Apache-2.0) AND Unicode-3.0", "Apache-2.0"));
    }

    #[test]
    fn a_text_stands_once_and_everybody_who_holds_a_copyright_is_named() {
        let mut texts = Texts::default();
        texts.add("a 1", "MIT License\n\nCopyright (c) 2020 Ann\n\nPermission is\nhereby granted");
        texts.add(
            "b 2",
            "Copyright 2021 Bob\nCopyright 2022 Eve\n\nPermission is hereby\ngranted\n",
        );
        texts.add("c 3", "Permission is not granted");
        let text = texts.to_string();
        assert_eq!(text.matches("Permission").count(), 2, "{text}");
        assert!(text.contains("a 1: Copyright (c) 2020 Ann\n"), "{text}");
        assert!(text.contains("b 2: Copyright 2021 Bob; Copyright 2022 Eve\n"), "{text}");
        assert!(text.contains("c 3\n\nPermission is not granted"), "{text}");
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

    #[test]
    fn what_is_linked_is_listed_and_what_only_builds_is_not() {
        let crates = crates(&Workspace::find().unwrap()).unwrap();
        let names: Vec<_> = crates.iter().map(|it| it.name.as_str()).collect();
        for linked in ["postcard", "reactive_graph", "wasm-bindgen"] {
            assert!(names.contains(&linked), "{linked} is missing in {names:?}");
        }
        let builds =
            |name: &&str| matches!(*name, "proc-macro2" | "quote" | "syn" | "serde_derive");
        assert_eq!(names.into_iter().find(builds), None);
    }
}
