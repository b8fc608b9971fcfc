//! Rust to wasm: cargo, wasm-bindgen, wasm-opt.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, iter};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::Profile;
use crate::process::{command, read, run};
use crate::workspace::{UNSTABLE, WASM, Workspace};

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
    let target = target(workspace, profile, "small");
    compile_std(profile, &target, &mut cargo);
    run(reproducible(workspace, profile, &[], &mut cargo)?)?;

    let compiled = target.join(WASM).join(profile.folder()).join("voice_client_shells.wasm");
    let out = folder(workspace);
    let mut bindgen = command(workspace, "wasm-bindgen")?;
    bindgen.args(["--target", "web", "--no-typescript", "--omit-default-module-path"]);
    // The worker makes another instance when one has trapped.
    bindgen.arg("--experimental-reset-state-function");
    bindgen.args(["--out-name", "shells", "--out-dir"]).arg(&out).arg(&compiled);
    run(&mut bindgen)?;

    let wasm = out.join("shells_bg.wasm");
    optimise(workspace, profile, &wasm, &generated(workspace))?;
    super::copy(&wasm, &extension.join("shells_bg.wasm"))
}

/// Where wasm-bindgen puts the JavaScript of worker and offscreen document.
pub(super) fn generated(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("shells.js")
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("wasm-bindgen")
}

/// Makes a release's wasm smaller, in place, and the JavaScript that wasm-bindgen wrote for it.
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
    // What one run leaves, another makes smaller still, the more so after the code has been taken
    // apart.
    optimise.args(FEATURES).args(["-Oz", "--flatten", "--rereloop", "-Oz", "-Oz"]);
    optimise.args(["--strip-debug", "--strip-producers"]);
    // rustc links the stack first: its last KiB lies there.
    optimise.arg("--low-memory-unused");
    // A constant that is used often is long.
    optimise.args(["--const-hoisting", "--strip-target-features"]);
    optimise.arg("--minify-imports-and-exports-and-modules");
    let names = read(optimise.arg(wasm).arg("-o").arg(wasm))?;
    let names: Names = serde_json::from_str(&names).context("wasm-opt says no names")?;
    let renamed = names
        .put_into(&fs::read_to_string(script)?)
        .with_context(|| format!("{} does not fit its wasm", script.display()))?;
    fs::write(script, renamed)?;
    Ok(())
}

/// What wasm and JavaScript call each other by. wasm-bindgen's names are long, and stand in both.
#[derive(Deserialize)]
struct Names {
    /// The module's, the old one, the new one.
    imports: Vec<(String, String, String)>,
    /// The old one, the new one.
    exports: Vec<(String, String)>,
}

impl Names {
    /// What wasm-opt calls the one module that everything is imported from.
    const MODULE: &str = "a";

    /// Puts the new names into what wasm-bindgen wrote: where the wasm's exports are used, and in
    /// the object that has its imports. Fails if the script lacks an import, or uses an export that
    /// there is not.
    fn put_into(&self, script: &str) -> Result<String> {
        let mut missing: BTreeSet<_> =
            self.imports.iter().map(|(_, old, _)| old.as_str()).collect();
        let imports: HashMap<_, _> =
            self.imports.iter().map(|(_, old, new)| (old.as_str(), new)).collect();
        let exports: HashMap<_, _> =
            self.exports.iter().map(|(old, new)| (old.as_str(), new)).collect();
        let mut renamed = String::with_capacity(script.len());
        let mut rest = script;
        while let Some(start) = rest.find(is_of_name) {
            let (before, from_here) = rest.split_at(start);
            let end = from_here.find(|it| !is_of_name(it)).unwrap_or(from_here.len());
            let (name, after) = from_here.split_at(end);
            renamed.push_str(before);
            let new = if renamed.ends_with("wasm.") {
                Some(exports.get(name).with_context(|| format!("the wasm exports no {name}"))?)
            } else if after.starts_with(':') {
                missing.remove(name);
                imports.get(name)
            } else {
                None
            };
            renamed.push_str(new.map_or(name, |it| it));
            rest = after;
        }
        renamed.push_str(rest);
        if !missing.is_empty() {
            bail!("the script has nothing for {missing:?}");
        }
        let modules: BTreeSet<_> = self.imports.iter().map(|(module, ..)| module).collect();
        Ok(modules.into_iter().fold(renamed, |script, module| {
            script.replace(&format!("{module:?}:"), &format!("{:?}:", Self::MODULE))
        }))
    }
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '$'
}

/// Makes a release by way of Cargo smaller than stable Rust can, by a tenth: the standard library is
/// compiled along, for size, and a panic is a trap at once, without the words for it. It is for
/// pages, which are opened anew; in the worker a panic has to be told of.
pub(super) fn smallest<'c>(
    workspace: &Workspace,
    profile: Profile,
    cargo: &'c mut Command,
) -> Result<&'c mut Command> {
    compile_std(profile, &target(workspace, profile, "smallest"), cargo);
    let flags = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"];
    reproducible(workspace, profile, &flags, cargo)
}

/// Where a release is compiled with a standard library of its own, and anything else.
fn target(workspace: &Workspace, profile: Profile, name: &str) -> PathBuf {
    match profile {
        Profile::Release => workspace.target.join(name),
        Profile::Dev => workspace.target.clone(),
    }
}

/// Compiles the standard library of a release along, for size.
fn compile_std(profile: Profile, target: &Path, cargo: &mut Command) {
    if profile == Profile::Release {
        cargo.env(UNSTABLE, "1");
        cargo.env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
        cargo.env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
        // Macros that are compiled for the stable compiler are others.
        cargo.env("CARGO_TARGET_DIR", target);
    }
}

/// Keeps the names of this machine's folders out of a release: two machines build the same bytes.
fn reproducible<'c>(
    workspace: &Workspace,
    profile: Profile,
    flags: &[&str],
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
    // The standard library that is compiled along.
    let sysroot = read(command(workspace, "rustc")?.args(["--print", "sysroot"]))?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library");
    let own = own.chain(iter::once(Ok((library, "library"))));

    let mut flags = OsString::from(flags.join("\u{1f}"));
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
    use super::*;

    #[test]
    fn both_sides_get_the_same_names() {
        let names = r#"{
            "imports": [["./a_bg.js", "__wbg_now_1", "a"], ["./a_bg.js", "__wbg_log_2", "b"]],
            "exports": [["memory", "c"], ["__wbg_log_2", "d"]]
        }"#;
        let names: Names = serde_json::from_str(names).unwrap();
        let script = r#"
            const import0 = { __wbg_now_1: () => Date.now(), __wbg_log_2: function() { __wbg_log_2(); } };
            function __wbg_log_2() { wasm.__wbg_log_2(performance.memory, wasm.memory); }
            return { "./a_bg.js": import0 };
        "#;
        let renamed = r#"
            const import0 = { a: () => Date.now(), b: function() { __wbg_log_2(); } };
            function __wbg_log_2() { wasm.d(performance.memory, wasm.c); }
            return { "a": import0 };
        "#;
        assert_eq!(names.put_into(script).unwrap(), renamed);

        let lacks_an_import = script.replace("__wbg_now_1:", "__wbg_now_7:");
        let error = names.put_into(&lacks_an_import).unwrap_err().to_string();
        assert_eq!(error, r#"the script has nothing for {"__wbg_now_1"}"#);
        let uses_no_export = script.replace("wasm.memory", "wasm.memory2");
        let error = names.put_into(&uses_no_export).unwrap_err().to_string();
        assert_eq!(error, "the wasm exports no memory2");
    }
}
