//! Checks the invariants that a machine can check.
//!
//! Each check returns what is wrong, a line each: what, where, and why it matters or what to do.

mod core;
mod documents;
mod manifest;
mod security;
mod sources;
mod texts;

use std::fs;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::build::locales;
use crate::process::{command, read};
use crate::workspace::Workspace;

/// A file that git tracks.
struct Tracked {
    /// Its path from the checkout's root, with `/`.
    path: String,
    bytes: Vec<u8>,
}

impl Tracked {
    /// Its lines with their numbers, if it is a text.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let text = std::str::from_utf8(&self.bytes).unwrap_or_default();
        text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    fn ends_with(&self, endings: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
    }

    #[cfg(test)]
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), bytes: text.into() }
    }
}

/// A promise, and what breaks it.
pub(crate) struct Finding {
    /// The promise, as a sentence.
    pub(crate) promise: &'static str,
    /// Each break of it.
    pub(crate) breaks: Vec<String>,
}

/// Runs every check and says what came of it.
pub(crate) fn tidy(workspace: &Workspace) -> Result<()> {
    let findings = check(workspace)?;
    let broken = findings.iter().filter(|it| !it.breaks.is_empty()).count();
    for finding in &findings {
        println!("{finding}");
    }
    if broken > 0 {
        bail!("{broken} of {} promises are broken", findings.len());
    }
    Ok(())
}

/// Runs every check.
pub(crate) fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let files = tracked(workspace)?;
    let tree = core::dependencies(workspace)?;
    let manifest = fs::read_to_string(workspace.root.join("manifest.json"))?;
    let catalogues = locales::read(workspace)?;
    let read_manifest: Value = serde_json::from_str(&manifest)?;
    let uncatalogued = [texts::uncatalogued(&files), texts::in_manifest(&read_manifest)].concat();
    let there = |path: &str| workspace.root.join(path).exists();
    let finding = |promise, breaks| Finding { promise, breaks };
    Ok(vec![
        finding("core depends on no browser, clock or randomness", core::strangers(&tree)),
        finding("core reads no clock and touches no system", core::impurities(&files)),
        finding(
            "decisions are in Rust: there is no script beside those listed",
            sources::scripts(&files),
        ),
        finding(
            "the content script writes nothing to the page's console",
            sources::console(&files),
        ),
        finding("the manifest asks for what is needed and no more", manifest::excess(&manifest)),
        finding("every text that a person reads is in the catalogue", uncatalogued),
        finding(
            "every text is in every language, and somebody says it",
            texts::catalogue(&files, &manifest, &catalogues),
        ),
        finding("nothing tracked names a machine's folders", sources::machine_paths(&files)),
        finding("lock files name no registry host", sources::registry_hosts(&files)),
        finding("nothing tracked is built or huge", sources::ballast(&files)),
        finding("each threat has a test that is there", security::missing_tests(&files)),
        finding("each permission has a reason", security::permissions(&files, &manifest)),
        finding("links between documents lead somewhere", documents::dead_links(&files, there)),
    ])
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", if self.breaks.is_empty() { '✓' } else { '✗' }, self.promise)?;
        self.breaks.iter().try_for_each(|it| write!(f, "\n    {it}"))
    }
}

/// The files that git tracks and that are there.
fn tracked(workspace: &Workspace) -> Result<Vec<Tracked>> {
    let list = read(command(workspace, "git")?.args(["ls-files", "-z"]))?;
    let paths = list.split('\0').filter(|path| !path.is_empty());
    Ok(paths
        .filter_map(|path| {
            let bytes = fs::read(workspace.root.join(path)).ok()?;
            Some(Tracked { path: path.into(), bytes })
        })
        .collect())
}
