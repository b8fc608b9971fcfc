//! Rust to wasm: cargo, wasm-bindgen, wasm-opt.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, iter};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::Profile;
use crate::process::{command, read, run};
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
    optimise(workspace, profile, &wasm, &generated(workspace))
}

/// Where wasm-bindgen puts the JavaScript of worker and offscreen document.
pub(super) fn generated(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("shells.js")
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("wasm-bindgen")
}

/// Makes a release's wasm smaller, in place. wasm-bindgen's JavaScript for it is told the names that
/// the two know each other's functions by from then on: they are long, and stand in both.
pub(super) fn optimise(
    workspace: &Workspace,
    profile: Profile,
    wasm: &Path,
    script: &Path,
) -> Result<()> {
    if profile != Profile::Release {
        return Ok(());
    }
    let mut optimise = command(workspace, "wasm-opt")?;
    optimise.args(FEATURES).args(["-Oz", "--strip-debug", "--strip-producers"]);
    optimise.args(["--strip-target-features", "--minify-imports-and-exports-and-modules"]);
    let names = read(optimise.arg(wasm).arg("-o").arg(wasm))?;
    let names: Names = serde_json::from_str(&names).context("wasm-opt's list of names")?;
    let long = fs::read_to_string(script)?;
    fs::write(script, names.shorten(&long)?)?;
    Ok(())
}

/// What wasm-opt has renamed.
#[derive(Deserialize)]
struct Names {
    /// Module, name, and new name; what all modules are called now is [`Names::MODULE`].
    imports: Vec<(String, String, String)>,
    /// Name and new name.
    exports: Vec<(String, String)>,
}

impl Names {
    /// wasm-opt's one name for all modules.
    const MODULE: &str = "a";

    /// The same names in wasm-bindgen's JavaScript.
    fn shorten(&self, script: &str) -> Result<String> {
        let imports: HashMap<_, _> =
            self.imports.iter().map(|(_, old, new)| (&**old, new)).collect();
        let exports: HashMap<_, _> = self.exports.iter().map(|(old, new)| (&**old, new)).collect();
        let mut missing: HashSet<_> = imports.keys().copied().collect();
        let mut short = String::with_capacity(script.len());
        let mut rest = script;
        while !rest.is_empty() {
            let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
            let (name, after) = rest.split_at(rest.find(|c| !in_name(c)).unwrap_or(rest.len()));
            let new = if after.starts_with(':') {
                missing.remove(name);
                imports.get(name)
            } else if short.ends_with("wasm.") {
                exports.get(name)
            } else {
                None
            };
            short.push_str(new.map_or(name, |new| new));
            let between = after.find(in_name).unwrap_or(after.len());
            short.push_str(&after[..between]);
            rest = &after[between..];
        }
        if let Some(name) = missing.into_iter().next() {
            bail!("wasm-bindgen's JavaScript has no {name}");
        }
        let modules: HashSet<_> = self.imports.iter().map(|(module, _, _)| module).collect();
        for module in modules {
            let (old, new) = (format!("\"{module}\": "), format!("\"{}\": ", Self::MODULE));
            if short.matches(&old).count() != 1 {
                bail!("wasm-bindgen's JavaScript has not one {module}");
            }
            short = short.replace(&old, &new);
        }
        Ok(short)
    }
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

#[cfg(test)]
mod tests {
    use super::Names;

    fn names() -> Names {
        let import = |name: &str, new: &str| ("./x_bg.js".into(), name.into(), new.into());
        Names {
            imports: vec![import("__wbg_call_1", "a"), import("__wbg_call_12", "b")],
            exports: vec![("memory".into(), "a".into()), ("start".into(), "b".into())],
        }
    }

    #[test]
    fn what_wasm_and_script_call_each_other_by_is_renamed_and_nothing_else() {
        let script = "start(); wasm.start(wasm.memory, memory, this.start);
            const import0 = {
                __wbg_call_12: function(arg0) { __wbg_call_12(arg0); },
                __wbg_call_1: function() {},
            };
            return { \"./x_bg.js\": import0 };";
        let short = "start(); wasm.b(wasm.a, memory, this.start);
            const import0 = {
                b: function(arg0) { __wbg_call_12(arg0); },
                a: function() {},
            };
            return { \"a\": import0 };";
        assert_eq!(names().shorten(script).unwrap(), short);
    }

    #[test]
    fn a_script_that_lacks_a_name_is_none_of_that_wasm() {
        for script in ["", "__wbg_call_1: f, __wbg_call_12: g", "__wbg_call_1: f, \"./x_bg.js\": i"]
        {
            assert!(names().shorten(script).is_err(), "{script}");
        }
    }
}
