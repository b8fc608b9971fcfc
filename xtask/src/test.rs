//! Everything that is checked before something ships.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::codegen;
use crate::flex::PLUGIN;
use crate::fuzz;
use crate::gallery;
use crate::group;
use crate::node;
use crate::playwright;
use crate::process::{command, line, run, run_quietly, tee};
use crate::progress::step;
use crate::story::{prepare, with_parts};
use crate::tally::Tally;
use crate::tidy;
use crate::workspace::{WASM, Workspace};

/// Runs the tests of a Flex plugin, with the arguments that Jest takes.
const JEST: &str =
    "require('@twilio/flex-plugin-scripts/dist/scripts/test').default(...process.argv.slice(1))";

/// For how long each fuzz target runs, in seconds: `cargo xtask fuzz` has more time.
const FUZZ_SECONDS: u32 = 5;

/// One part of all that is checked, and how it went.
struct Part {
    name: &'static str,
    tally: Tally,
    took: Duration,
}

/// Runs everything, whatever fails. What failed is said again at the end, and how long each part
/// took: the last line has the counts.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    let mut parts: Vec<Part> = Vec::new();
    let mut run = |name, check: &dyn Fn() -> Result<Tally>| {
        let started = Instant::now();
        let tally = check().unwrap_or_else(|error| {
            eprintln!("✗ {error:#}");
            Tally::failed(format!("{error:#}"))
        });
        // What was interrupted has not failed, and the rest is not wanted.
        if let Some(signal) = group::interrupted() {
            std::process::exit(group::code(signal));
        }
        let is_well = tally.failed == 0;
        parts.push(Part { name, tally, took: started.elapsed() });
        is_well
    };

    run("format", &|| check(workspace, &["cargo", "fmt", "--all", "--check"]));
    let fuzz_format = ["cargo", "fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"];
    run("format (fuzz)", &|| check(workspace, &fuzz_format));
    run("invariants", &|| step("Check invariants", || invariants(workspace)));
    run("generated types", &|| {
        step("Check generated types", || codegen::codegen(workspace, true))?;
        Ok(Tally::passed())
    });
    run("TypeScript", &|| check(workspace, &["tsc", "--noEmit"]));
    let wasm_members = wasm_members(workspace)?;
    run("lints", &|| lints(workspace, &[]));
    run("lints (wasm)", &|| lints(workspace, &selection(&wasm_members, |_| true)));
    run("tests", &|| step("Test", || cargo_test(workspace, &[])));
    let wasm_tests = selection(&wasm_members, |it| it.is_tested_by_node);
    run("tests (wasm)", &|| step("Test wasm", || cargo_test(workspace, &wasm_tests)));
    run("fuzz targets", &|| {
        fuzz::fuzz(workspace, None, FUZZ_SECONDS)?;
        Ok(Tally::passed())
    });
    run("tests (content)", &|| step("Test the content script", || node(workspace, "content")));
    let build = || {
        prepare(workspace)?;
        Ok(Tally::passed())
    };
    // What does not build can't be tried.
    if run("build", &build) {
        run("tests (plugin)", &|| step("Test the Flex plugin", || plugin(workspace)));
        let function = || node(workspace, "serverless/tests");
        run("tests (serverless)", &|| step("Test the token Function", function));
        run("faults", &|| step("Play faults in Chromium", || browser(workspace, "faults")));
        run("journeys", &|| step("Test in Chromium", || browser(workspace, "journeys")));
        run("pages", &|| step("Look at the pages in each state", || pages(workspace)));
    }

    let mut total = Tally::default();
    for Part { name, tally, took } in parts {
        let mark = if tally.failed == 0 { '✓' } else { '✗' };
        eprintln!("{mark} {name}: {tally} ({} s)", took.as_secs());
        for failure in &tally.failures {
            eprintln!("    {failure}");
        }
        total += tally;
    }
    println!("{total}");
    // The counts are the last line: what failed has been said.
    if total.failed > 0 {
        std::process::exit(1)
    }
    Ok(())
}

/// A member of the workspace that only makes sense as wasm, or that has tests which do.
struct WasmMember {
    name: String,
    /// Whether Node.js runs its tests. Those of the others want a page.
    is_tested_by_node: bool,
}

/// All members of which a bare `cargo test` leaves something out.
fn wasm_members(workspace: &Workspace) -> Result<Vec<WasmMember>> {
    let metadata = workspace.metadata()?;
    let native = metadata.workspace_default_members.iter().collect::<Vec<_>>();
    let members = metadata.workspace_packages().into_iter().map(|package| {
        let has_tests = package.dependencies.iter().any(|it| it.name == "wasm-bindgen-test");
        (package, native.contains(&&package.id), has_tests)
    });
    Ok(members
        .filter(|(_, is_native, has_tests)| !is_native || *has_tests)
        .map(|(package, is_native, has_tests)| WasmMember {
            name: package.name.to_string(),
            is_tested_by_node: !is_native && has_tests,
        })
        .collect())
}

/// What makes cargo take those members only that are wanted, as wasm.
fn selection(members: &[WasmMember], is_wanted: impl Fn(&WasmMember) -> bool) -> Vec<String> {
    let mut selection = vec!["--target".to_owned(), WASM.to_owned()];
    for member in members.iter().filter(|it| is_wanted(it)) {
        selection.extend(["--package".to_owned(), member.name.clone()]);
    }
    selection
}

/// Runs a command that says by its exit code whether all is well.
fn check(workspace: &Workspace, words: &[&str]) -> Result<Tally> {
    let (program, arguments) = words.split_first().context("no command")?;
    let mut check = command(workspace, program)?;
    check.args(arguments);
    step(&line(&check), || run(&mut check))?;
    Ok(Tally::passed())
}

fn invariants(workspace: &Workspace) -> Result<Tally> {
    let mut tally = Tally::default();
    for finding in tidy::check(workspace)? {
        println!("{finding}");
        tally += if finding.breaks.is_empty() {
            Tally::passed()
        } else {
            Tally::failed(finding.to_string())
        };
    }
    Ok(tally)
}

fn lints(workspace: &Workspace, selection: &[String]) -> Result<Tally> {
    let mut words = vec!["cargo", "clippy", "--locked", "--all-targets"];
    words.extend(selection.iter().map(String::as_str));
    words.extend(["--", "-D", "warnings"]);
    check(workspace, &words)
}

fn cargo_test(workspace: &Workspace, selection: &[String]) -> Result<Tally> {
    let mut cargo = command(workspace, "cargo")?;
    cargo.args(["test", "--locked", "--no-fail-fast"]).args(selection);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    // What the runner writes imports the Voice SDK from a temporary folder.
    cargo.env("NODE_PATH", workspace.root.join("node_modules"));
    let (status, output) = tee(&mut cargo)?;
    Ok(Tally::of_cargo(&output, status.success()))
}

/// Runs the plugin's tests, with Twilio's own builder.
fn plugin(workspace: &Workspace) -> Result<Tally> {
    let report = workspace.target.join("plugin-tests.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut jest = command(workspace, "node")?;
    // What the builder's own command does, which hands no arguments on.
    jest.current_dir(workspace.root.join(PLUGIN)).args(["--eval", JEST, "--"]);
    jest.args(["--ci", "--json"]).arg(format!("--outputFile={}", report.display()));
    let success = run_quietly(&mut jest).is_ok();
    let Ok(report) = fs::read_to_string(&report) else { bail!("jest wrote no report") };
    Ok(Tally::of_jest(&serde_json::from_str(&report)?, success))
}

/// Runs the `*.test.ts` of a folder.
fn node(workspace: &Workspace, folder: &str) -> Result<Tally> {
    let mut node = command(workspace, "node")?;
    node.args(["--test", "--test-reporter", "tap", "--enable-source-maps"]);
    for entry in fs::read_dir(workspace.root.join(folder))? {
        let name = entry?.file_name();
        let name = name.to_str().context("a file name that is not Unicode")?;
        if name.ends_with(".test.ts") {
            node.arg(node::bundle(workspace, &format!("{folder}/{name}"))?);
        }
    }
    let (status, output) = tee(with_parts(workspace, &mut node)?)?;
    Ok(Tally::of_node(&output, status.success()))
}

fn pages(workspace: &Workspace) -> Result<Tally> {
    let (report, success) = gallery::look(workspace)?;
    Ok(Tally::of_playwright(&report, success))
}

/// Runs a project of `e2e/playwright.config.ts`.
fn browser(workspace: &Workspace, project: &str) -> Result<Tally> {
    let (report, success) = playwright::test(workspace, "e2e", Some(project), project)?;
    Ok(Tally::of_playwright(&report, success))
}
