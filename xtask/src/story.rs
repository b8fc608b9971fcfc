//! The demo, the bench and the like: scripts in `e2e/` that drive the extension in a real browser.
//!
//! They are TypeScript modules, bundled and run by Node.js in the checkout's root: paths are relative
//! to that, not to the module.

use std::process::Command;

use anyhow::{Context, Result};

use crate::build::{self, Profile};
use crate::flex;
use crate::node;
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

/// Lets a working day pass in quick motion.
pub(crate) fn soak(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    play(workspace, "soak", arguments)
}

/// Plays every fault in every state.
pub(crate) fn faults(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    play(workspace, "faults", arguments)
}

/// Builds what runs in the browser and what stands in for Twilio.
pub(crate) fn prepare(workspace: &Workspace) -> Result<()> {
    build::build(workspace, Profile::Release)?;
    flex::build(workspace)?;
    step("Compile the sandbox", || {
        // Not `--package`: with all members in view it shares what `cargo test` and this program
        // have compiled.
        run(command(workspace, "cargo")?.args(["build", "--locked", "--bin", "sandbox"]))
    })
}

/// Tells a child process where the parts are: `CHROMIUM` and `SANDBOX` are programs, `EXTENSION`
/// is the unpacked extension, `FLEX_UI` and `PLUGINS` are what the sandbox serves of Flex.
pub(crate) fn with_parts<'c>(
    workspace: &Workspace,
    command: &'c mut Command,
) -> Result<&'c mut Command> {
    let chromium = find_chromium().context("there is no Chromium: run `cargo xtask setup`")?;
    command.env("CHROMIUM", chromium);
    command.env("SANDBOX", workspace.target.join("debug/sandbox"));
    command.env("FLEX_UI", flex::ui_folder(workspace));
    command.env("PLUGINS", flex::plugins_folder(workspace));
    Ok(command.env("EXTENSION", workspace.extension()))
}

fn play(workspace: &Workspace, name: &str, arguments: &[String]) -> Result<()> {
    setup::setup(workspace, Need::Browser)?;
    prepare(workspace)?;
    let script = node::bundle(workspace, &format!("e2e/{name}.ts"))?;
    let mut node = command(workspace, "node")?;
    node.arg("--enable-source-maps").arg(script).args(arguments);
    run_group(with_parts(workspace, &mut node)?)
}
