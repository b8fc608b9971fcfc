//! TypeScript that runs in Node.js: the demo, the bench, and the unit tests of the content script.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::{command, run};
use crate::workspace::Workspace;

/// Bundles a module of the checkout (npm packages stay outside) and says where the result is:
/// `target/node/<source>.mjs`.
pub(crate) fn bundle(workspace: &Workspace, source: &str) -> Result<PathBuf> {
    let script = workspace.target.join("node").join(source).with_extension("mjs");
    let mut esbuild = command(workspace, "esbuild")?;
    esbuild.arg(source).arg(format!("--outfile={}", script.display()));
    esbuild.args(["--bundle", "--platform=node", "--format=esm", "--target=node20"]);
    esbuild.args(["--packages=external", "--sourcemap=inline", "--log-level=warning"]);
    run(&mut esbuild)?;
    Ok(script)
}
