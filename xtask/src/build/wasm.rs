//! Rust to wasm: cargo, wasm-bindgen, wasm-opt.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, iter};

use anyhow::Result;

use super::Profile;
use crate::process::{command, run};
use crate::workspace::{WASM, Workspace};

/// What rustc's wasm uses and Chrome understands. `--all-features` would turn on encodings that
/// Chrome refuses.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Compiles worker and offscreen document. Their JavaScript is [`generated`], their wasm goes into
/// the extension.
pub(super) fn build(workspace: &Workspace, profile: Profile, extension: &Path) -> Result<()> {
    let mut cargo = command(workspace, "cargo")?;
    cargo.args(["build", "--target", WASM, "--package", "voice-client-shells"]);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    run(reproducible(workspace, profile, &mut cargo)?)?;

    let compiled = workspace.target.join(WASM).join(profile.folder());
    let compiled = compiled.join("voice_client_shells.wasm");
    let out = folder(workspace);
    let mut bindgen = command(workspace, "wasm-bindgen")?;
    bindgen.args(["--target", "web", "--no-typescript", "--omit-default-module-path"]);
    // The worker makes another instance when one has trapped.
    bindgen.arg("--experimental-reset-state-function");
    bindgen.args(["--out-name", "shells", "--out-dir"]).arg(&out).arg(&compiled);
    run(&mut bindgen)?;

    let wasm = extension.join("shells_bg.wasm");
    super::copy(&out.join("shells_bg.wasm"), &wasm)?;
    optimise(workspace, profile, &wasm)
}

/// Where wasm-bindgen puts the JavaScript of worker and offscreen document.
pub(super) fn generated(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("shells.js")
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("wasm-bindgen")
}

/// Makes a release's wasm smaller, in place.
pub(super) fn optimise(workspace: &Workspace, profile: Profile, wasm: &Path) -> Result<()> {
    if profile != Profile::Release {
        return Ok(());
    }
    let mut optimise = command(workspace, "wasm-opt")?;
    optimise.args(FEATURES).args(["-Oz", "--strip-debug", "--strip-producers"]);
    run(optimise.arg("--strip-target-features").arg(wasm).arg("-o").arg(wasm))
}

/// Keeps the names of this machine's folders out of a release: two machines build the same bytes.
pub(super) fn reproducible<'c>(
    workspace: &Workspace,
    profile: Profile,
    cargo: &'c mut Command,
) -> Result<&'c mut Command> {
    if profile != Profile::Release {
        return Ok(cargo);
    }
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
        #[allow(deprecated, reason = "its trouble is with Windows only")]
        env::home_dir().map(|home| home.join(".cargo"))
    });
    // Each registry has a folder of its own, whose name is a hash of its address.
    let registries = home.map(|home| home.join("registry/src")).filter(|it| it.is_dir());
    let registries = registries.map(fs::read_dir).transpose()?.into_iter().flatten();
    let folders = registries.map(|entry| Ok((entry?.path(), "crates")));
    let own = iter::once(Ok((workspace.root.clone(), ".")));

    let mut flags = OsString::new();
    for folder in folders.chain(own) {
        let (from, to): (PathBuf, &str) = folder.map_err(|error: std::io::Error| error)?;
        if !flags.is_empty() {
            flags.push("\u{1f}");
        }
        flags.push("--remap-path-prefix=");
        flags.push(from);
        flags.push(format!("={to}"));
    }
    Ok(cargo.env("CARGO_ENCODED_RUSTFLAGS", flags))
}
