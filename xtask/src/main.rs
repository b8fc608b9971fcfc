//! `cargo xtask …`: sets up, builds, checks, tests and shows the project.
//!
//! One file a command. Every command that needs tools installs what is missing first (`setup`).
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool speaks on the terminal"
)]

mod build;
mod codegen;
mod dev;
mod faults;
mod flex;
mod fuzz;
mod gallery;
mod group;
mod node;
mod package;
mod playwright;
mod process;
mod progress;
mod replay;
mod setup;
mod story;
mod tally;
mod test;
mod tidy;
mod tokens;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::build::Profile;
use crate::setup::Need;
use crate::workspace::Workspace;

/// What `cargo xtask` can do.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", version, about = "Builds, tests and shows the voice client")]
enum Command {
    /// Install the tools that are missing (every command that needs them does so too).
    Setup,
    /// Build the extension: dist/extension, ready for "Load unpacked".
    Build,
    /// Build, and build again whenever a source changes.
    Dev,
    /// Build the real Flex UI and the plugin, for `cargo run --bin sandbox` to serve.
    Flex,
    /// Show a call that outlives its tab, in a real browser.
    Demo {
        /// Handed on to the demo.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Check format, lints and invariants, and run every test.
    Test,
    /// Measure, print a table, and write the figures as JSON.
    Bench {
        /// Handed on to the bench.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Let a working day pass in quick motion, in a real browser, and see that nothing grows.
    Soak {
        /// How much of what: --calls, --refreshes, --deaths, --losses, --renewals.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Play every fault in every state in the simulation, and write docs/FAULTS.md.
    Faults {
        /// Let so many random working days pass instead, and write nothing.
        #[arg(long, conflicts_with = "browser")]
        days: Option<u32>,
        /// Play them in a real browser instead, and write that part of the document.
        #[arg(long)]
        browser: bool,
        /// Which of the browser's: --only WORDS, --state STATE.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, requires = "browser")]
        arguments: Vec<String>,
    },
    /// Let a contact centre start its shift within five minutes, in the simulation.
    Simulate {
        /// How many agents come.
        #[arg(long, default_value_t = 10_000)]
        agents: u32,
    },
    /// Say to the extension whatever may come to anybody's mind, and see that it does no harm.
    Fuzz {
        /// One of the files in fuzz/targets; all of them, without it.
        target: Option<String>,
        /// For how long, in seconds each.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Make the pictures of README and docs from the dev pages.
    Shots,
    /// Write the design tokens that the pages' styles use (Trunk asks for it by itself).
    Tokens,
    /// Check the invariants that a machine can check.
    Tidy,
    /// Write the TypeScript types of the protocol from core's.
    Codegen {
        /// Only say whether they are up to date.
        #[arg(long)]
        check: bool,
    },
    /// Let the core handle a report from the field once more, and show each step.
    Replay {
        /// The report, as the popup saves it (JSON).
        file: PathBuf,
    },
    /// Build, and zip dist/extension for the Chrome Web Store.
    Package,
}

fn main() -> ExitCode {
    match Workspace::find().and_then(|workspace| run(Command::parse(), &workspace)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, workspace: &Workspace) -> Result<()> {
    match command {
        Command::Setup => setup::setup(workspace, Need::Browser),
        Command::Build => {
            setup::setup(workspace, Need::Build)?;
            build::build(workspace, Profile::Release)
        }
        Command::Dev => {
            setup::setup(workspace, Need::Build)?;
            dev::dev(workspace)
        }
        Command::Flex => {
            setup::setup(workspace, Need::Browser)?;
            flex::build(workspace)
        }
        Command::Demo { arguments } => story::demo(workspace, &arguments),
        Command::Test => {
            setup::setup(workspace, Need::Browser)?;
            test::test(workspace)
        }
        Command::Bench { arguments } => story::bench(workspace, &arguments),
        Command::Soak { arguments } => story::soak(workspace, &arguments),
        Command::Faults { browser: true, arguments, .. } => story::faults(workspace, &arguments),
        Command::Faults { days, .. } => faults::faults(workspace, days),
        Command::Simulate { agents } => faults::simulate(workspace, agents),
        Command::Fuzz { target, seconds } => fuzz::fuzz(workspace, target.as_deref(), seconds),
        Command::Shots => {
            setup::setup(workspace, Need::Browser)?;
            gallery::shots(workspace)
        }
        Command::Tokens => tokens::write(workspace),
        Command::Tidy => tidy::tidy(workspace),
        Command::Codegen { check } => codegen::codegen(workspace, check),
        Command::Replay { file } => replay::replay(&file),
        Command::Package => {
            setup::setup(workspace, Need::Build)?;
            build::build(workspace, Profile::Release)?;
            package::package(workspace)
        }
    }
}
