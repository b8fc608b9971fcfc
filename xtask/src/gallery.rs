//! The dev pages, looked at in Chromium in each of their states: pictures, and what axe finds.

use anyhow::Result;
use serde_json::Value;

use crate::playwright;
use crate::process::{command, run};
use crate::progress::step;
use crate::story::with_parts;
use crate::workspace::{WASM, Workspace};

/// The pages, by the names of their folders.
const PAGES: [&str; 2] = ["popup", "welcome"];

/// Builds the dev pages, and makes the pictures of README and docs.
pub(crate) fn shots(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    let mut playwright = command(workspace, "playwright")?;
    playwright.args(["test", "--config", "e2e/gallery", "pictures", "--update-snapshots=all"]);
    run(with_parts(workspace, &mut playwright)?)
}

/// Builds the dev pages, looks at all of them, and returns Playwright's report.
pub(crate) fn look(workspace: &Workspace) -> Result<(Value, bool)> {
    build(workspace)?;
    playwright::test(workspace, "e2e/gallery", None, "gallery")
}

fn build(workspace: &Workspace) -> Result<()> {
    for page in PAGES {
        let out = workspace.target.join("trunk/gallery").join(page);
        let mut trunk = command(workspace, "trunk")?;
        trunk.args(["build", "--log", "warn"]);
        trunk.arg("--dist").arg(out).arg(format!("{page}/dev.html"));
        // Trunk 0.21 takes it for a boolean, and the convention's "1" for a mistake.
        trunk.env_remove("NO_COLOR");
        step(&format!("Build the dev page of {page}"), || run(&mut trunk))?;
    }
    // `dom.spec.ts` runs them, in as little time as a test may take.
    let mut tests = command(workspace, "cargo")?;
    tests.args(["test", "--locked", "--no-run", "--target", WASM]);
    tests.args(["--package", "voice-client-ui", "--test", "dom"]);
    step("Build the tests of the pages' elements", || run(&mut tests))
}
