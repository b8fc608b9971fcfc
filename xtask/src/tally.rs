//! What test runners report, read: how many checks and tests held, and which did not.

use std::fmt;

use anstream::adapter::strip_str;
use serde_json::Value;

/// How many checks and tests held and how many did not, and what is known of the latter.
#[derive(Default, Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// A line for each failure that its runner names: the test, and how it failed where the report
    /// says that in a line.
    pub(crate) failures: Vec<String>,
}

impl Tally {
    /// One check that held.
    pub(crate) fn passed() -> Self {
        Self { passed: 1, ..Self::default() }
    }

    /// One check that did not.
    pub(crate) fn failed(why: String) -> Self {
        Self { failed: 1, failures: vec![why], ..Self::default() }
    }

    /// The sum of what `cargo test` prints, once for every test binary. Where it fails without a
    /// failed test, something else did: that counts as one.
    pub(crate) fn of_cargo(output: &str, success: bool) -> Self {
        let mut tally = Self::default();
        for line in output.lines() {
            if let Some(result) = line.strip_prefix("test result:") {
                let number_of = |what: &str| {
                    let mut parts = result.split([';', '.']).map(str::trim);
                    parts.find_map(|part| part.strip_suffix(what)?.trim().parse::<u64>().ok())
                };
                tally.passed += number_of("passed").unwrap_or(0);
                tally.failed += number_of("failed").unwrap_or(0);
            } else if let Some(test) = line.strip_suffix(" ... FAILED") {
                tally.failures.push(test.trim_start_matches("test ").to_owned());
            }
        }
        tally.at_least_one_failed_unless(success)
    }

    /// What Node's test runner prints in the Test Anything Protocol.
    pub(crate) fn of_node(output: &str, success: bool) -> Self {
        let number_of = |what: &str| {
            let mut sums = output.lines().filter_map(|line| line.strip_prefix("# "));
            sums.find_map(|sum| sum.strip_prefix(what)?.trim().parse().ok()).unwrap_or(0)
        };
        let name = |line: &str| {
            let (_, name) = line.trim_start().strip_prefix("not ok ")?.split_once(" - ")?;
            Some(name.to_owned())
        };
        let (passed, failed) = (number_of("pass "), number_of("fail "));
        let failures = output.lines().filter_map(name).collect();
        Self { passed, failed, failures }.at_least_one_failed_unless(success)
    }

    /// What Jest's JSON report counts. A file that can't be run has failed as a whole.
    pub(crate) fn of_jest(report: &Value, success: bool) -> Self {
        let number_of = |what: &str| report[what].as_u64().unwrap_or(0);
        let failed = number_of("numFailedTests")
            + number_of("numRuntimeErrorTestSuites")
            + number_of("numPendingTests");
        let failures = each(&report["testResults"])
            .flat_map(|file| each(&file["assertionResults"]))
            .filter(|test| test["status"] == "failed")
            .map(|test| test["fullName"].as_str().unwrap_or_default().to_owned())
            .collect();
        Self { passed: number_of("numPassedTests"), failed, failures }
            .at_least_one_failed_unless(success)
    }

    /// What Playwright's JSON report counts. A test that passes only when it is tried again has
    /// failed; so has one that was not run.
    pub(crate) fn of_playwright(report: &Value, success: bool) -> Self {
        let number_of = |what: &str| report["stats"][what].as_u64().unwrap_or(0);
        let errors = report["errors"].as_array().map_or(0, Vec::len) as u64;
        let passed = number_of("expected");
        let failed = number_of("unexpected") + number_of("flaky") + number_of("skipped") + errors;
        if passed + failed == 0 {
            return Self::failed("no test was run".to_owned());
        }
        let mut failures = Vec::new();
        collect_failures(report, &mut failures);
        Self { passed, failed, failures }.at_least_one_failed_unless(success)
    }

    fn at_least_one_failed_unless(self, success: bool) -> Self {
        if success || self.failed > 0 { self } else { Self { failed: 1, ..self } }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// Adds the tests of a suite of Playwright's, and of those within it, that failed.
fn collect_failures(suite: &Value, failures: &mut Vec<String>) {
    for inner in each(&suite["suites"]) {
        collect_failures(inner, failures);
    }
    for spec in each(&suite["specs"]).filter(|spec| spec["ok"] != true) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let results = each(&spec["tests"]).flat_map(|test| each(&test["results"]));
        let mut errors = results.flat_map(|result| each(&result["errors"]));
        let error = errors.next().map(|error| text(&error["message"])).unwrap_or_default();
        let first_line = strip_str(error.lines().next().unwrap_or_default());
        failures.push(format!("{}: {}: {first_line}", text(&spec["file"]), text(&spec["title"])));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Tally;

    /// A tally by its numbers and the names of what failed.
    fn tally(passed: u64, failed: u64, failures: &[&str]) -> Tally {
        Tally { passed, failed, failures: failures.iter().map(|&it| it.to_owned()).collect() }
    }

    #[test]
    fn every_test_binary_of_cargo_is_counted() {
        let output = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured\n\
                      noise\n\
                      test calls::one_is_lost ... FAILED\n\
                      test calls::another_is_lost ... FAILED\n\
                      test calls::the_third_is_not ... ok\n\
                      test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured\n";
        let expected = tally(15, 2, &["calls::one_is_lost", "calls::another_is_lost"]);
        assert_eq!(Tally::of_cargo(output, false), expected);
    }

    #[test]
    fn what_does_not_compile_counts_as_a_failure() {
        assert_eq!(Tally::of_cargo("", false), tally(0, 1, &[]));
        assert_eq!(Tally::of_cargo("", true), Tally::default());
    }

    #[test]
    fn the_sums_of_node_are_taken_over() {
        let output = "ok 1 - a subtest\n    not ok 2 - a token is refused\n\
                      # tests 4\n# pass 3\n# fail 1\n# cancelled 0\n";
        assert_eq!(Tally::of_node(output, false), tally(3, 1, &["a token is refused"]));
        assert_eq!(Tally::of_node("", false), tally(0, 1, &[]));
    }

    #[test]
    fn what_jest_left_out_has_failed() {
        let report = json!({
            "numPassedTests": 5, "numFailedTests": 1, "numPendingTests": 2,
            "numRuntimeErrorTestSuites": 1,
            "testResults": [{ "assertionResults": [
                { "status": "passed", "fullName": "the header counts" },
                { "status": "failed", "fullName": "the header ticks" },
            ] }],
        });
        assert_eq!(Tally::of_jest(&report, false), tally(5, 4, &["the header ticks"]));
        assert_eq!(Tally::of_jest(&json!({}), false), tally(0, 1, &[]));
    }

    #[test]
    fn a_journey_that_was_flaky_or_left_out_has_failed() {
        let failed = json!({
            "title": "a call is answered", "file": "calls.spec.ts", "ok": false,
            "tests": [{ "results": [{ "errors": [
                { "message": "\u{1b}[31mError: nobody\u{1b}[39m is heard\nat line 3" },
            ] }] }],
        });
        let report = json!({
            "stats": { "expected": 10, "unexpected": 1, "flaky": 1, "skipped": 2 },
            "suites": [{ "suites": [{ "specs": [failed, { "title": "well", "ok": true }] }] }],
        });
        let expected = tally(10, 4, &["calls.spec.ts: a call is answered: Error: nobody is heard"]);
        assert_eq!(Tally::of_playwright(&report, false), expected);
    }

    #[test]
    fn a_browser_that_ran_no_journey_is_a_failure() {
        let none = Tally::of_playwright(&json!({ "stats": {} }), true);
        assert_eq!(none, Tally::failed("no test was run".to_owned()));
    }
}
