//! Tests that Playwright runs.

use std::fs;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::process::{command, tee};
use crate::story::with_parts;
use crate::workspace::Workspace;

/// Runs the tests that a folder's `playwright.config.ts` names, or one project of it, and returns
/// Playwright's JSON report, which is in `target/e2e/<report>.json`, and whether it was content.
pub(crate) fn test(
    workspace: &Workspace,
    folder: &str,
    project: Option<&str>,
    report: &str,
) -> Result<(Value, bool)> {
    let report = workspace.target.join("e2e").join(report).with_extension("json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut playwright = command(workspace, "playwright")?;
    playwright.args(["test", "--config", folder, "--reporter", "list,json"]);
    playwright.args(project.iter().flat_map(|project| ["--project", project]));
    playwright.env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    let (status, _) = tee(with_parts(workspace, &mut playwright)?)?;
    let Ok(report) = fs::read_to_string(&report) else {
        bail!("Playwright wrote no report ({status})");
    };
    Ok((serde_json::from_str(&report)?, status.success()))
}
