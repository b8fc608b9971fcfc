//! Fuzzing: whatever anybody says to the extension does no harm.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::process::{command, read, run, run_quietly};
use crate::progress::step;
use crate::workspace::Workspace;

/// The folder of the targets, of their seeds, and of their own workspace.
const FOLDER: &str = "fuzz";

/// What has libFuzzer see which ways the program takes: what cargo-fuzz gives the compiler when it is
/// told to do without a sanitizer. There is no unsafe code to sanitise, and so no need of a nightly.
const COVERAGE: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// An input that takes longer, in seconds, has found an endless loop.
const LONGEST: u32 = 10;

/// The biggest input, in bytes.
const BIGGEST: u32 = 4 * 1024;

/// Runs a target, or all of them, for so many seconds each. What is found is kept in the target
/// folder: what a target has learnt in `fuzz/corpus`, and an input that breaks it in
/// `fuzz/artifacts`.
pub(crate) fn fuzz(workspace: &Workspace, only: Option<&str>, seconds: u32) -> Result<()> {
    let all = targets(workspace)?;
    let chosen: Vec<_> = all.iter().filter(|it| only.is_none_or(|only| only == *it)).collect();
    if chosen.is_empty() {
        bail!("there is no such target: there are {}", all.join(", "));
    }
    let host = read(command(workspace, "rustc")?.args(["--print", "host-tuple"]))?;
    let host = host.trim();
    step("Compile the fuzz targets", || {
        let mut cargo = command(workspace, "cargo")?;
        cargo.args(["build", "--quiet", "--release", "--locked", "--target", host]);
        cargo.args(["--manifest-path", &format!("{FOLDER}/Cargo.toml")]);
        cargo.arg("--target-dir").arg(workspace.target.join(FOLDER));
        run(cargo.env("RUSTFLAGS", COVERAGE.join(" ")))
    })?;
    let broken: Vec<_> = chosen
        .into_iter()
        .filter(|name| {
            let tried = step(&format!("Fuzz {name}"), || try_out(workspace, host, name, seconds));
            tried.inspect_err(|error| eprintln!("✗ {error:#}")).is_err()
        })
        .collect();
    if !broken.is_empty() {
        bail!("some input breaks {broken:?}: it is named above");
    }
    Ok(())
}

/// The names of all targets, in order.
fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let mut names = vec![];
    for entry in fs::read_dir(workspace.root.join(FOLDER).join("targets"))? {
        let name = entry?.file_name();
        let name = name.to_str().context("a file name that is not Unicode")?;
        names.extend(name.strip_suffix(".rs").map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

fn try_out(workspace: &Workspace, host: &str, name: &str, seconds: u32) -> Result<()> {
    let built = workspace.target.join(FOLDER);
    let (corpus, artifacts) = (built.join("corpus").join(name), built.join("artifacts"));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&artifacts)?;
    let program = built.join(host).join("release").join(name);
    let mut target = command(workspace, program)?;
    target.args(["-verbosity=0", &format!("-max_total_time={seconds}")]);
    target.args([&format!("-timeout={LONGEST}"), &format!("-max_len={BIGGEST}")]);
    target.arg(format!("-artifact_prefix={}/{name}-", artifacts.display()));
    // It has much to say about how it went on.
    run_quietly(target.arg(corpus).arg(workspace.root.join(FOLDER).join("seeds").join(name)))
}
