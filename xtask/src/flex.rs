//! The real Flex UI and our plugin, built from npm for the sandbox, which serves them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::process::{command, run, run_quietly};
use crate::progress::step;
use crate::workspace::Workspace;

/// The folder of the plugin, whose npm packages the Flex UI is one of.
pub(crate) const PLUGIN: &str = "flex-plugin";

/// What the sandbox's page loads the Flex UI from.
const UI_SOURCES: &str = "sandbox/flex-ui";

/// Where the sandbox has its token Function.
const FUNCTION_URL: &str = "https://voice-client-0000.twil.io/generateToken";

/// The folder of the Flex UI's script.
pub(crate) fn ui_folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("flex-ui")
}

/// The folder of the plugin's script, as the sandbox wants it.
pub(crate) fn plugins_folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("plugins")
}

/// Builds both.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    ui(workspace)?;
    step("Build the Flex plugin", || plugin(workspace))
}

/// Makes one script of the Flex UI and everything that it needs. It is built again only when
/// something of it has changed.
fn ui(workspace: &Workspace) -> Result<()> {
    let script = ui_folder(workspace).join("flex-ui.js");
    let sources = workspace.root.join(UI_SOURCES);
    let mut inputs = vec![workspace.root.join(PLUGIN).join("package-lock.json")];
    for entry in fs::read_dir(&sources)? {
        inputs.push(entry?.path());
    }
    if is_newer(&script, &inputs) {
        return Ok(());
    }
    step("Bundle the Flex UI", || {
        let mut esbuild = command(workspace, "esbuild")?;
        esbuild.arg(sources.join("entry.js")).arg(format!("--outfile={}", script.display()));
        esbuild.args(["--bundle", "--minify", "--format=iife", "--platform=browser"]);
        esbuild.args(["--legal-comments=none", "--log-level=error"]);
        esbuild.arg("--define:process.env.NODE_ENV=\"production\"");
        esbuild.arg("--define:global=globalThis");
        // Some of its packages are written for Node.js.
        esbuild.args(["--alias:path=path-browserify", "--alias:util=util/"]);
        esbuild.args(["--alias:buffer=buffer/", "--alias:events=events/"]);
        esbuild.arg(format!("--inject:{}", sources.join("node-globals.js").display()));
        esbuild.env("NODE_PATH", workspace.root.join(PLUGIN).join("node_modules"));
        run(&mut esbuild)
    })
}

/// Whether a file is there, and nothing that it was made from is younger.
fn is_newer(file: &Path, inputs: &[PathBuf]) -> bool {
    let changed = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    let Some(built) = changed(file) else { return false };
    inputs.iter().all(|input| changed(input).is_some_and(|at| at <= built))
}

/// Builds the plugin with Twilio's own builder.
fn plugin(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join(PLUGIN);
    let mut build = command(workspace, "npm")?;
    build.current_dir(&folder).args(["run", "--silent", "build"]);
    build.env("FLEX_APP_VOICE_CLIENT_TOKEN_GENERATOR_URL", FUNCTION_URL);
    run_quietly(&mut build)?;
    let plugins = plugins_folder(workspace);
    if plugins.exists() {
        fs::remove_dir_all(&plugins)?;
    }
    fs::create_dir_all(&plugins)?;
    let mut copied = 0;
    for entry in fs::read_dir(folder.join("build"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "js") {
            let name = path.file_name().context("a file without a name")?;
            fs::copy(&path, plugins.join(name))?;
            copied += 1;
        }
    }
    if copied == 0 {
        bail!("the builder left no script in {}", workspace.shorten(&folder).display());
    }
    Ok(())
}
