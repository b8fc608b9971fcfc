//! Everything that is checked before something ships.

use std::fmt;
use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::codegen;
use crate::flex::PLUGIN;
use crate::fuzz;
use crate::gallery;
use crate::node;
use crate::playwright;
use crate::process::{command, line, run, run_quietly, tee};
use crate::progress::step;
use crate::story::{prepare, with_parts};
use crate::tidy;
use crate::workspace::{WASM, Workspace};

/// Runs the tests of a Flex plugin, with the arguments that Jest takes.
const JEST: &str =
    "require('@twilio/flex-plugin-scripts/dist/scripts/test').default(...process.argv.slice(1))";

/// For how long each fuzz target runs, in seconds: `cargo xtask fuzz` has more time.
const FUZZ_SECONDS: u32 = 5;

/// How many checks and tests held, and how many did not.
#[derive(Default, Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    const PASSED: Self = Self { passed: 1, failed: 0 };
    const FAILED: Self = Self { passed: 0, failed: 1 };

    /// The sum of what `cargo test` prints, once for every test binary. Where it fails without a
    /// failed test, something else did: that counts as one.
    fn of_cargo(output: &str, success: bool) -> Self {
        let mut count = Self::default();
        for line in output.lines().filter(|line| line.starts_with("test result:")) {
            let number_of = |what: &str| {
                let mut parts = line.split([';', '.']).map(str::trim);
                parts.find_map(|part| part.strip_suffix(what)?.trim().parse::<u64>().ok())
            };
            count.passed += number_of("passed").unwrap_or(0);
            count.failed += number_of("failed").unwrap_or(0);
        }
        count.at_least_one_failed_unless(success)
    }

    /// The sum that Node's test runner prints.
    fn of_node(output: &str, success: bool) -> Self {
        let number_of = |what: &str| {
            let mut sums = output.lines().filter_map(|line| line.strip_prefix("# "));
            sums.find_map(|sum| sum.strip_prefix(what)?.trim().parse().ok()).unwrap_or(0)
        };
        let count = Self { passed: number_of("pass "), failed: number_of("fail ") };
        count.at_least_one_failed_unless(success)
    }

    /// What Jest's JSON report counts. A file that can't be run has failed as a whole.
    fn of_jest(report: &Value, success: bool) -> Self {
        let number_of = |what: &str| report[what].as_u64().unwrap_or(0);
        let failed = number_of("numFailedTests")
            + number_of("numRuntimeErrorTestSuites")
            + number_of("numPendingTests");
        Self { passed: number_of("numPassedTests"), failed }.at_least_one_failed_unless(success)
    }

    /// What Playwright's JSON report counts. A test that passes only when it is tried again has
    /// failed; so has one that was not run.
    fn of_playwright(report: &Value, success: bool) -> Self {
        let number_of = |what: &str| report["stats"][what].as_u64().unwrap_or(0);
        let errors = report["errors"].as_array().map_or(0, Vec::len) as u64;
        let count = Self {
            passed: number_of("expected"),
            failed: number_of("unexpected") + number_of("flaky") + number_of("skipped") + errors,
        };
        if count == Self::default() {
            Self::FAILED
        } else {
            count.at_least_one_failed_unless(success)
        }
    }

    fn at_least_one_failed_unless(self, success: bool) -> Self {
        if success || self.failed > 0 { self } else { Self { failed: 1, ..self } }
    }
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Runs everything, whatever fails, and ends with one line of counts.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    let mut total = Count::default();
    let mut failures = Vec::new();
    let mut add = |name: &str, count: Result<Count>| {
        let count = count.unwrap_or_else(|error| {
            eprintln!("✗ {error:#}");
            Count::FAILED
        });
        if count.failed > 0 {
            failures.push(format!("{name}: {count}"));
        }
        total += count;
        count.failed == 0
    };

    add("format", check(workspace, &["cargo", "fmt", "--all", "--check"]));
    let fuzz_format = ["cargo", "fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"];
    add("format (fuzz)", check(workspace, &fuzz_format));
    add("invariants", step("Check invariants", || invariants(workspace)));
    let types = step("Check generated types", || codegen::codegen(workspace, true));
    add("generated types", types.map(|()| Count::PASSED));
    add("TypeScript", check(workspace, &["tsc", "--noEmit"]));
    add("lints", lints(workspace, &[]));
    let wasm_members = wasm_members(workspace)?;
    let mut selection = vec!["--target".to_owned(), WASM.to_owned()];
    selection.extend(wasm_members.iter().flat_map(|it| ["--package".into(), it.name.clone()]));
    add("lints (wasm)", lints(workspace, &selection));
    add("tests", step("Test", || cargo_test(workspace, &[])));
    let tested: Vec<_> = wasm_members.iter().filter(|it| it.has_tests).collect();
    if !tested.is_empty() {
        let mut selection = vec!["--target".to_owned(), WASM.to_owned()];
        selection.extend(tested.iter().flat_map(|it| ["--package".into(), it.name.clone()]));
        add("tests (wasm)", step("Test wasm", || cargo_test(workspace, &selection)));
    }
    let fuzzed = fuzz::fuzz(workspace, None, FUZZ_SECONDS);
    add("fuzz targets", fuzzed.map(|()| Count::PASSED));
    add("tests (content)", step("Test the content script", || node(workspace, "content")));
    // What does not build can't be tried.
    if add("build", prepare(workspace).map(|()| Count::PASSED)) {
        add("tests (plugin)", step("Test the Flex plugin", || plugin(workspace)));
        let function = || node(workspace, "serverless/tests");
        add("tests (serverless)", step("Test the token Function", function));
        add("journeys", step("Test in Chromium", || journeys(workspace)));
        add("pages", step("Look at the pages in each state", || pages(workspace)));
    }

    for failure in &failures {
        eprintln!("✗ {failure}");
    }
    println!("{total}");
    // The counts are the last line: what failed has been said.
    if total.failed > 0 {
        std::process::exit(1)
    }
    Ok(())
}

/// A member of the workspace that only makes sense as wasm.
struct WasmMember {
    name: String,
    has_tests: bool,
}

/// All members that a bare `cargo test` leaves out.
fn wasm_members(workspace: &Workspace) -> Result<Vec<WasmMember>> {
    let metadata = workspace.metadata()?;
    let native = metadata.workspace_default_members.iter().collect::<Vec<_>>();
    let members = metadata.workspace_packages().into_iter().filter(|it| !native.contains(&&it.id));
    Ok(members
        .map(|package| WasmMember {
            name: package.name.to_string(),
            has_tests: package.dependencies.iter().any(|it| it.name == "wasm-bindgen-test"),
        })
        .collect())
}

/// Runs a command that says by its exit code whether all is well.
fn check(workspace: &Workspace, words: &[&str]) -> Result<Count> {
    let (program, arguments) = words.split_first().context("no command")?;
    let mut check = command(workspace, program)?;
    check.args(arguments);
    step(&line(&check), || run(&mut check))?;
    Ok(Count::PASSED)
}

fn invariants(workspace: &Workspace) -> Result<Count> {
    let mut count = Count::default();
    for finding in tidy::check(workspace)? {
        println!("{finding}");
        count += if finding.breaks.is_empty() { Count::PASSED } else { Count::FAILED };
    }
    Ok(count)
}

fn lints(workspace: &Workspace, selection: &[String]) -> Result<Count> {
    let mut words = vec!["cargo", "clippy", "--locked", "--all-targets"];
    words.extend(selection.iter().map(String::as_str));
    words.extend(["--", "-D", "warnings"]);
    check(workspace, &words)
}

fn cargo_test(workspace: &Workspace, selection: &[String]) -> Result<Count> {
    let mut cargo = command(workspace, "cargo")?;
    cargo.args(["test", "--locked", "--no-fail-fast"]).args(selection);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    // What the runner writes imports the Voice SDK from a temporary folder.
    cargo.env("NODE_PATH", workspace.root.join("node_modules"));
    let (status, output) = tee(&mut cargo)?;
    Ok(Count::of_cargo(&output, status.success()))
}

/// Runs the plugin's tests, with Twilio's own builder.
fn plugin(workspace: &Workspace) -> Result<Count> {
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
    Ok(Count::of_jest(&serde_json::from_str(&report)?, success))
}

/// Runs the `*.test.ts` of a folder.
fn node(workspace: &Workspace, folder: &str) -> Result<Count> {
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
    Ok(Count::of_node(&output, status.success()))
}

fn pages(workspace: &Workspace) -> Result<Count> {
    let (report, success) = gallery::look(workspace)?;
    Ok(Count::of_playwright(&report, success))
}

fn journeys(workspace: &Workspace) -> Result<Count> {
    let (report, success) = playwright::test(workspace, "e2e", "report.json")?;
    Ok(Count::of_playwright(&report, success))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Count;

    #[test]
    fn every_test_binary_of_cargo_is_counted() {
        let output = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured\n\
                      noise\n\
                      test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured\n";
        assert_eq!(Count::of_cargo(output, false), Count { passed: 15, failed: 2 });
    }

    #[test]
    fn what_does_not_compile_counts_as_a_failure() {
        assert_eq!(Count::of_cargo("", false), Count::FAILED);
        assert_eq!(Count::of_cargo("", true), Count::default());
    }

    #[test]
    fn the_sums_of_node_are_taken_over() {
        let output = "ok 1 - a subtest\n# tests 4\n# pass 3\n# fail 1\n# cancelled 0\n";
        assert_eq!(Count::of_node(output, false), Count { passed: 3, failed: 1 });
        assert_eq!(Count::of_node("", false), Count::FAILED);
    }

    #[test]
    fn what_jest_left_out_has_failed() {
        let report = json!({
            "numPassedTests": 5, "numFailedTests": 1, "numPendingTests": 2,
            "numRuntimeErrorTestSuites": 1,
        });
        assert_eq!(Count::of_jest(&report, false), Count { passed: 5, failed: 4 });
        assert_eq!(Count::of_jest(&json!({}), false), Count::FAILED);
    }

    #[test]
    fn a_journey_that_was_flaky_or_left_out_has_failed() {
        let report =
            json!({ "stats": { "expected": 10, "unexpected": 1, "flaky": 1, "skipped": 2 } });
        assert_eq!(Count::of_playwright(&report, false), Count { passed: 10, failed: 4 });
    }

    #[test]
    fn a_browser_that_ran_no_journey_is_a_failure() {
        assert_eq!(Count::of_playwright(&json!({ "stats": {} }), true), Count::FAILED);
    }
}
