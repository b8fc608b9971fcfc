//! The hand-written modules, bundled by esbuild.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::{Profile, wasm};
use crate::process::{command, run};
use crate::workspace::Workspace;

/// Chrome 120 is the oldest that the manifest allows.
const TARGET: &str = "--target=chrome120";

/// Bundles worker, offscreen document and content script.
pub(super) fn build(workspace: &Workspace, profile: Profile, extension: &Path) -> Result<()> {
    let mut modules = esbuild(workspace, profile)?;
    modules.args(["background=background/worker.js", "offscreen=offscreen/offscreen.js"]);
    // Both contexts need the wasm and the voice SDK: they are there once, as a chunk.
    modules.args(["--format=esm", "--splitting", "--chunk-names=chunks/[hash]"]);
    // An npm package that the SDK uses takes Node.js's name for it.
    modules.arg("--define:global=globalThis");
    modules.arg(format!("--alias:shells-wasm={}", wasm::generated(workspace).display()));
    // wasm-bindgen's JavaScript imports npm packages from the target folder.
    modules.env("NODE_PATH", workspace.root.join("node_modules"));
    bundle(modules, extension, &metafile(workspace, "modules"))?;

    // Chrome runs content scripts as classic scripts.
    let mut content = esbuild(workspace, profile)?;
    content.args(["content=content/content.ts", "--format=iife"]);
    bundle(content, extension, &metafile(workspace, "content"))
}

/// Makes a script or style sheet of a page smaller, in place, without touching what it imports.
pub(super) fn minify(workspace: &Workspace, profile: Profile, file: &Path) -> Result<()> {
    if profile != Profile::Release {
        return Ok(());
    }
    let mut minify = command(workspace, "esbuild")?;
    minify.args(["--minify", "--format=esm", TARGET, "--log-level=warning", "--allow-overwrite"]);
    run(minify.arg(file).arg(format!("--outfile={}", file.display())))
}

/// Where esbuild says what it bundled: the list that the licences are collected for.
pub(super) fn metafile(workspace: &Workspace, bundle: &str) -> std::path::PathBuf {
    workspace.target.join("esbuild").join(format!("{bundle}.json"))
}

fn esbuild(workspace: &Workspace, profile: Profile) -> Result<Command> {
    let mut esbuild = command(workspace, "esbuild")?;
    esbuild.args(["--bundle", TARGET, "--log-level=warning", "--legal-comments=none"]);
    esbuild.arg(match profile {
        Profile::Release => "--minify",
        Profile::Dev => "--sourcemap=inline",
    });
    Ok(esbuild)
}

fn bundle(mut esbuild: Command, extension: &Path, metafile: &Path) -> Result<()> {
    if let Some(folder) = metafile.parent() {
        fs::create_dir_all(folder)?;
    }
    esbuild.arg(format!("--outdir={}", extension.display()));
    run(esbuild.arg(format!("--metafile={}", metafile.display())))
}
