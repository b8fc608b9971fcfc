//! Builds the extension: `dist/extension`, ready for "Load unpacked".
//!
//! What goes where:
//!
//! | source | built by | in the extension |
//! |---|---|---|
//! | `shells`: `background/src`, `offscreen/src` | cargo, wasm-bindgen, wasm-opt | `shells_bg.wasm` |
//! | `background/worker.js`, `offscreen/offscreen.js` | esbuild | `background.js`, `offscreen.js`, `chunks/` |
//! | `content/content.ts` | esbuild | `content.js` |
//! | `pages`: `popup/index.html`, `welcome/index.html` | Trunk, wasm-opt | `popup.html`, `welcome.html`, and their files beside them |
//! | `offscreen/offscreen.html`, `managed_schema.json` | copied | the same |
//! | `assets/icons` | resvg | `icons/<name>-<pixels>.png` |
//! | – | [`sounds`] | `sounds/<name>.wav` |
//! | `manifest.json` | the version comes from `Cargo.toml` | `manifest.json` |
//! | `_locales` | [`locales`] | `_locales` |
//! | `@twilio-paste/design-tokens` | [`crate::tokens`] | in the pages' styles |
//! | – | [`licences`] | `LICENSES.txt` |
//!
//! `worker.js` and `offscreen.js` import the JavaScript that wasm-bindgen writes as `shells-wasm`.
//! Its default export wants to be told where the wasm is:
//! `init({ module_or_path: chrome.runtime.getURL("shells_bg.wasm") })`.

mod assets;
mod licences;
pub(crate) mod locales;
mod manifest;
mod pages;
mod scripts;
mod sounds;
mod styles;
mod wasm;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walkdir::WalkDir;

use crate::progress::step;
use crate::workspace::Workspace;

/// How the extension is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As small as it gets: what ships, and what the tests run.
    Release,
    /// Quickly, with names and source maps.
    Dev,
}

impl Profile {
    /// The folder in Cargo's target folder.
    fn folder(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }
}

/// Builds everything. The old build stays until the new one is complete.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<()> {
    let extension = workspace.extension();
    let new = extension.with_extension("new");
    if new.exists() {
        fs::remove_dir_all(&new)?;
    }
    fs::create_dir_all(&new)?;

    step("Compile worker and offscreen document", || wasm::build(workspace, profile, &new))?;
    step("Bundle scripts", || scripts::build(workspace, profile, &new))?;
    step("Build popup and welcome page", || pages::build(workspace, profile, &new))?;
    step("Draw icons, make sounds", || {
        assets::build(workspace, &new)?;
        sounds::build(&new.join("sounds"))
    })?;
    locales::build(workspace, &new)?;
    step("Collect licences", || licences::build(workspace, &new))?;
    manifest::build(workspace, &new)?;

    if extension.exists() {
        fs::remove_dir_all(&extension)?;
    }
    fs::rename(&new, &extension)?;
    println!(
        "{}: {} KB",
        workspace.shorten(&extension).display(),
        size(&extension)?.div_ceil(1000)
    );
    Ok(())
}

/// The bytes of all files in a folder.
fn size(folder: &Path) -> Result<u64> {
    WalkDir::new(folder).into_iter().try_fold(0, |sum, entry| {
        let metadata = entry?.metadata()?;
        Ok(sum + if metadata.is_file() { metadata.len() } else { 0 })
    })
}

/// Copies a file, and says which one if it can't.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("{} can't be copied", from.display()))?;
    Ok(())
}
