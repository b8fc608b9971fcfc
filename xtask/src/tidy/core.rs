//! `core` is pure: events in, effects out, and nothing of the world around it.

use anyhow::Result;

use super::Tracked;
use crate::process::{command, read};
use crate::workspace::Workspace;

/// What `core` must not be linked with: starts of package names.
const STRANGERS: [&str; 16] = [
    "async-std",
    "chrono",
    "fastrand",
    "futures",
    "getrandom",
    "gloo",
    "instant",
    "js-sys",
    "leptos",
    "rand",
    "serde-wasm-bindgen",
    "smol",
    "tokio",
    "wasm-bindgen",
    "web-sys",
    "web-time",
];

/// What reads a clock or reaches for the system.
const IMPURITIES: [&str; 10] = [
    "SystemTime",
    "Instant::now",
    "now_utc",
    "now_local",
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::process",
    "std::thread",
];

/// Every package that `core` is linked with, on any platform.
pub(super) fn dependencies(workspace: &Workspace) -> Result<String> {
    let mut tree = command(workspace, "cargo")?;
    tree.args(["tree", "--package", "voice-client-core", "--edges", "normal"]);
    read(tree.args(["--target", "all", "--prefix", "none", "--format", "{p}"]))
}

pub(super) fn strangers(tree: &str) -> Vec<String> {
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| STRANGERS.iter().any(|it| name.starts_with(it)))
        .map(|name| format!("core depends on {name}: hand it what it needs in an event instead"))
        .collect()
}

pub(super) fn impurities(files: &[Tracked]) -> Vec<String> {
    let sources = files.iter().filter(|it| it.is_in("core/src") && it.ends_with(&["rs"]));
    sources
        .flat_map(|file| file.lines().map(move |(number, line)| (file, number, line)))
        .flat_map(|(file, number, line)| {
            let code = line.split("//").next().unwrap_or_default();
            IMPURITIES.iter().filter(move |it| code.contains(**it)).map(move |it| {
                format!("{}:{number} uses {it}: time and randomness are arguments", file.path)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_crate_in_the_tree_is_found() {
        let pure = "voice-client-core v0.1.0 (core)\nserde v1.0.0\ntime v0.3.0\n";
        assert!(strangers(pure).is_empty());
        for stranger in ["js-sys v0.3.0", "wasm-bindgen-futures v0.4.0", "rand_core v0.9.0"] {
            assert_eq!(strangers(&format!("{pure}{stranger}\n")).len(), 1, "{stranger}");
        }
    }

    #[test]
    fn a_clock_in_the_source_is_found() {
        let source = "use std::time::Duration;\nlet now = Instant::now(); // not SystemTime\n";
        let found = impurities(&[Tracked::new("core/src/client.rs", source)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("core/src/client.rs:2 uses Instant::now"), "{found:?}");
        assert!(impurities(&[Tracked::new("sandbox/src/main.rs", source)]).is_empty());
    }
}
