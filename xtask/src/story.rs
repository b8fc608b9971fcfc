//! The demo and the bench: scripts in `e2e/` that drive the extension in a real browser.
//!
//! They are TypeScript modules, bundled by esbuild to `target/e2e/<name>.mjs` (npm packages stay
//! outside) and run by Node.js from the checkout's root.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::{self, Profile};
use crate::process::{command, run, run_group};
use crate::progress::step;
use crate::setup::{self, Need, find_chromium};
use crate::workspace::Workspace;

/// Tells the story of a call that outlives its tab.
pub(crate) fn demo(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    play(workspace, "demo", arguments)
}

/// Measures what the extension promises.
pub(crate) fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    play(workspace, "bench", arguments)
}

/// Builds what runs in the browser and what stands in for Twilio.
pub(crate) fn prepare(workspace: &Workspace) -> Result<()> {
    build::build(workspace, Profile::Release)?;
    step("Compile the sandbox", || {
        run(command(workspace, "cargo")?.args(["build", "--locked", "--package", "sandbox"]))
    })
}

/// Tells a child process where the parts are: `CHROMIUM` and `SANDBOX` are programs, `EXTENSION`
/// is the unpacked extension.
pub(crate) fn with_parts<'c>(
    workspace: &Workspace,
    command: &'c mut Command,
) -> Result<&'c mut Command> {
    let chromium = find_chromium().context("there is no Chromium: run `cargo xtask setup`")?;
    command.env("CHROMIUM", chromium);
    command.env("SANDBOX", workspace.target.join("debug/sandbox"));
    Ok(command.env("EXTENSION", workspace.extension()))
}

fn play(workspace: &Workspace, name: &str, arguments: &[String]) -> Result<()> {
    setup::setup(workspace, Need::Browser)?;
    prepare(workspace)?;
    let script = bundle(workspace, name)?;
    let mut node = command(workspace, "node")?;
    run_group(with_parts(workspace, node.arg("--enable-source-maps").arg(script).args(arguments))?)
}

fn bundle(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let script = workspace.target.join(format!("e2e/{name}.mjs"));
    let mut esbuild = command(workspace, "esbuild")?;
    esbuild.arg(format!("e2e/{name}.ts")).arg(format!("--outfile={}", script.display()));
    esbuild.args(["--bundle", "--platform=node", "--format=esm", "--target=node20"]);
    esbuild.args(["--packages=external", "--sourcemap=inline", "--log-level=warning"]);
    run(&mut esbuild)?;
    Ok(script)
}
