//! Installs what is missing, and nothing else. When all is there, it takes a fraction of a second.

use std::env;
use std::fs;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::flex::PLUGIN;
use crate::process::{command, read, run};
use crate::progress::step;
use crate::workspace::{UNSTABLE, WASM, Workspace};

/// The version of Trunk that `Trunk.toml` is written for.
const TRUNK: &str = "0.21.14";

/// The oldest Node.js that the build's and the tests' tools run on.
const OLDEST_NODE: u32 = 20;

/// What the tools are needed for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// To build the extension.
    Build,
    /// To run it in a browser, with Flex and the token Function, too.
    Browser,
}

/// Makes sure that every tool is there, in the right version.
pub(crate) fn setup(workspace: &Workspace, need: Need) -> Result<()> {
    // What is downloaded and what is compiled do not wait for each other.
    thread::scope(|scope| {
        let downloads = scope.spawn(|| {
            node(workspace)?;
            npm_packages(workspace, "")?;
            if need == Need::Browser {
                npm_packages(workspace, "serverless")?;
                npm_packages(workspace, PLUGIN)?;
                chromium(workspace)?;
            }
            Ok(())
        });
        let compiled = rust_tools(workspace);
        let downloaded = downloads.join().unwrap_or_else(|panic| resume_unwind(panic));
        compiled.and(downloaded)
    })
}

fn rust_tools(workspace: &Workspace) -> Result<()> {
    wasm_target(workspace)?;
    standard_library(workspace)?;
    let wasm_bindgen = locked_version(workspace, "wasm-bindgen")?;
    // Its lock file names crates that have been withdrawn; newer ones that fit are fine.
    cargo_tool(workspace, "wasm-bindgen", "wasm-bindgen-cli", &wasm_bindgen, &[])?;
    // Without TLS and the look for newer versions: what it would fetch is there, and it serves this
    // machine only. It compiles in a third of the time.
    cargo_tool(workspace, "trunk", "trunk", TRUNK, &["--locked", "--no-default-features"])
}

/// Where Chromium is: the `CHROMIUM` environment variable, or the first found on `PATH`.
pub(crate) fn find_chromium() -> Option<PathBuf> {
    match env::var_os("CHROMIUM") {
        Some(named) => Some(named.into()),
        None => which::which("chromium").ok(),
    }
}

fn wasm_target(workspace: &Workspace) -> Result<()> {
    let arguments = ["--print", "target-libdir", "--target", WASM];
    let libraries = read(command(workspace, "rustc")?.args(arguments))?;
    if PathBuf::from(libraries.trim()).is_dir() {
        return Ok(());
    }
    step("Install Rust's wasm target", || {
        run(command(workspace, "rustup")?.args(["target", "add", WASM]))
            .context("install rustup (https://rustup.rs), or the wasm target of your Rust")
    })
}

/// The source of Rust's standard library, which a release is compiled with, and of what it uses.
fn standard_library(workspace: &Workspace) -> Result<()> {
    let root = read(command(workspace, "rustc")?.args(["--print", "sysroot"]))?;
    let library = PathBuf::from(root.trim()).join("lib/rustlib/src/rust/library");
    if !library.is_dir() {
        step("Install the source of Rust's standard library", || {
            run(command(workspace, "rustup")?.args(["component", "add", "rust-src"]))
                .context("install rustup (https://rustup.rs), or the rust-src of your Rust")
        })?;
    }
    let mut fetch = command(workspace, "cargo")?;
    fetch.args(["fetch", "--quiet", "--locked", "--target", WASM, "--manifest-path"]);
    run(fetch.arg(library.join("Cargo.toml")).env(UNSTABLE, "1"))
}

/// The version of a package in `Cargo.lock`.
fn locked_version(workspace: &Workspace, package: &str) -> Result<String> {
    let lock = fs::read_to_string(workspace.root.join("Cargo.lock"))?;
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines
        .next()
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock does not name {package}"))
}

/// Uses the tool that is on `PATH` if its version fits, and otherwise compiles it into the target
/// folder: nothing global is touched.
fn cargo_tool(
    workspace: &Workspace,
    program: &str,
    package: &str,
    version: &str,
    arguments: &[&str],
) -> Result<()> {
    let output = command(workspace, program)?.arg("--version").stderr(Stdio::null()).output();
    if output
        .is_ok_and(|it| String::from_utf8_lossy(&it.stdout).split(' ').any(|w| w.trim() == version))
    {
        return Ok(());
    }
    step(
        &format!("Install {program} {version} into target/tools (this takes some minutes)"),
        || {
            let mut install = command(workspace, "cargo")?;
            install.args(["install", "--quiet", "--force", "--root"]).arg(workspace.tools());
            install.args(arguments).arg(format!("{package}@{version}"));
            // It runs for seconds at a time: a quick build is worth more than a quick program.
            install.env("CARGO_PROFILE_RELEASE_LTO", "off");
            install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
            install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
            // Kept until it is installed, so that an interrupted installation goes on where it was.
            let scratch = workspace.tools().join("build");
            install.env("CARGO_TARGET_DIR", &scratch);
            run(&mut install).with_context(|| {
                format!("install it by hand: `cargo install {package}@{version}`, and try again")
            })?;
            fs::remove_dir_all(&scratch).ok();
            Ok(())
        },
    )
}

fn node(workspace: &Workspace) -> Result<()> {
    let version = read(command(workspace, "node")?.arg("--version"))
        .with_context(|| format!("install Node.js {OLDEST_NODE} or newer, with npm"))?;
    let version = version.trim();
    let major = version.trim_start_matches('v').split('.').next().and_then(|it| it.parse().ok());
    if major.is_none_or(|major: u32| major < OLDEST_NODE) {
        bail!("Node.js {version} is too old: install {OLDEST_NODE} or newer");
    }
    Ok(())
}

/// Installs what the lock file in a folder of the checkout names.
fn npm_packages(workspace: &Workspace, folder: &str) -> Result<()> {
    let folder = workspace.root.join(folder);
    let lock = folder.join("package-lock.json");
    let name = workspace.shorten(&lock).display();
    let wanted: Value =
        serde_json::from_str(&fs::read_to_string(&lock)?).with_context(|| name.to_string())?;
    let installed = fs::read_to_string(folder.join("node_modules/.package-lock.json"))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or(Value::Null);
    if npm_packages_fit(&wanted, &installed) {
        return Ok(());
    }
    step(&format!("Install the npm packages of {name}"), || {
        let mut npm = command(workspace, "npm")?;
        run(npm.current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]))
            .with_context(|| format!("npm could not install what {name} names"))
    })
}

/// Whether what npm has installed is what the lock file names. Packages for other platforms are
/// optional, and not there.
fn npm_packages_fit(wanted: &Value, installed: &Value) -> bool {
    let Some(packages) = wanted["packages"].as_object() else { return false };
    packages.iter().filter(|(path, _)| !path.is_empty()).all(|(path, package)| {
        let found = &installed["packages"][path];
        if found.is_null() {
            package["optional"] == true
        } else {
            found["version"] == package["version"] && found["integrity"] == package["integrity"]
        }
    })
}

fn chromium(workspace: &Workspace) -> Result<()> {
    if let Some(chromium) = find_chromium() {
        let works = Command::new(&chromium)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !works {
            bail!("{} does not run: point CHROMIUM at a Chromium that does", chromium.display());
        }
        return Ok(());
    }
    step("Install Chromium", || {
        apt_get(workspace, &["install", "--yes", "chromium"])
            .or_else(|_| {
                // A machine that has never asked does not know what there is.
                apt_get(workspace, &["update"])?;
                apt_get(workspace, &["install", "--yes", "chromium"])
            })
            .context("install Chromium, or point the environment variable CHROMIUM at it")
    })
}

fn apt_get(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let mut apt_get = if nix::unistd::geteuid().is_root() {
        command(workspace, "apt-get")?
    } else {
        let mut sudo = command(workspace, "sudo")?;
        sudo.arg("apt-get");
        sudo
    };
    run(apt_get.arg("--quiet").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::npm_packages_fit;

    #[test]
    fn packages_of_another_version_are_installed_again() {
        let lock =
            |version| json!({ "packages": { "": {}, "node_modules/a": { "version": version } } });
        assert!(npm_packages_fit(&lock("1.0.0"), &lock("1.0.0")));
        assert!(!npm_packages_fit(&lock("1.0.1"), &lock("1.0.0")));
    }

    #[test]
    fn only_packages_for_other_platforms_may_be_missing() {
        let lock = |optional| json!({ "packages": { "node_modules/a": { "version": "1.0.0", "optional": optional } } });
        let nothing = json!({ "packages": {} });
        assert!(npm_packages_fit(&lock(true), &nothing));
        assert!(!npm_packages_fit(&lock(false), &nothing));
    }
}
