//! The simulation at length: the fault matrix, random days, and a contact centre's morning.

use anyhow::Result;

use crate::process::{command, run};
use crate::workspace::Workspace;

/// Where the fault matrix is written.
const DOCUMENT: &str = "docs/FAULTS.md";

/// Plays every fault in every state and writes the table, or lets random days pass.
pub(crate) fn faults(workspace: &Workspace, days: Option<u32>) -> Result<()> {
    match days {
        None => example(workspace, "faults", &[DOCUMENT]),
        Some(days) => example(workspace, "faults", &["--days", &days.to_string()]),
    }
}

/// Lets so many agents start their shift together.
pub(crate) fn simulate(workspace: &Workspace, agents: u32) -> Result<()> {
    example(workspace, "shift", &[&agents.to_string()])
}

fn example(workspace: &Workspace, name: &str, arguments: &[&str]) -> Result<()> {
    let mut cargo = command(workspace, "cargo")?;
    cargo.args(["run", "--locked", "--quiet", "--release", "--package", "voice-client-simulation"]);
    run(cargo.args(["--example", name, "--"]).args(arguments))
}
