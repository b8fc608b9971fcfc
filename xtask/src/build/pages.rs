//! The pages that are written in Leptos, built by Trunk: one run each.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use walkdir::WalkDir;

use super::{Profile, scripts, styles, wasm};
use crate::process::{command, run};
use crate::workspace::Workspace;

/// The pages, by the names of their folders.
pub(super) const PAGES: [&str; 2] = ["popup", "welcome"];

/// Builds `popup.html` and `welcome.html`, with their scripts, styles and wasm beside them.
pub(super) fn build(workspace: &Workspace, profile: Profile, extension: &Path) -> Result<()> {
    for page in PAGES {
        let out = workspace.target.join("trunk").join(page);
        let mut trunk = command(workspace, "trunk")?;
        trunk.args(["build", "--log", "warn"]);
        trunk.arg("--dist").arg(&out);
        if profile == Profile::Release {
            trunk.arg("--release=true");
        }
        trunk.arg(format!("{page}/index.html"));
        // Trunk 0.21 takes it for a boolean, and the convention's "1" for a mistake.
        trunk.env_remove("NO_COLOR");
        run(wasm::smallest(workspace, profile, &mut trunk)?)?;
        styles::minify(workspace, profile, &out.join("index.html"))?;
        let wasm = out.join("voice-client-pages_bg.wasm");
        wasm::optimise(workspace, profile, &wasm, &out.join("voice-client-pages.js"))?;

        for entry in WalkDir::new(&out).sort_by_file_name() {
            let entry = entry?;
            if entry.file_type().is_file() {
                add(workspace, profile, page, entry.path(), &out, extension)?;
            }
        }
    }
    Ok(())
}

fn add(
    workspace: &Workspace,
    profile: Profile,
    page: &str,
    file: &Path,
    out: &Path,
    extension: &Path,
) -> Result<()> {
    let name = file.strip_prefix(out).context("Trunk wrote outside of its folder")?;
    let to = match name.to_str() {
        Some("index.html") => extension.join(format!("{page}.html")),
        _ => extension.join(name),
    };
    if file.extension().is_some_and(|it| it == "js") {
        scripts::minify(workspace, profile, file)?;
    }
    // The pages live in one folder: what both bring has to be the same.
    if to.exists() && fs::read(&to)? != fs::read(file)? {
        bail!("{page} wants to add another {}: give it a name of its own", name.display());
    }
    super::copy(file, &to)
}
