//! Builds again whenever a source changes.

use std::sync::mpsc;
use std::time::Duration;

use anyhow::Result;
use notify::event::EventKind;
use notify::{RecursiveMode, Watcher};

use crate::build::{self, Profile};
use crate::workspace::Workspace;

/// What the extension is built from.
const SOURCES: [&str; 15] = [
    "_locales",
    "assets",
    "background",
    "browser",
    "content",
    "core",
    "managed_schema.json",
    "manifest.json",
    "offscreen",
    "pages",
    "popup",
    "shells",
    "texts",
    "ui",
    "welcome",
];

/// An editor that saves touches a file several times: this long after the last time, it is done.
const SETTLED: Duration = Duration::from_millis(200);

/// Builds, and builds again on every change, until it is interrupted.
pub(crate) fn dev(workspace: &Workspace) -> Result<()> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Being read is no change.
        if event.is_ok_and(|it| !matches!(it.kind, EventKind::Access(_))) {
            // Nobody listens any more once the command ends.
            let _ = sender.send(());
        }
    })?;
    for source in SOURCES {
        watcher.watch(&workspace.root.join(source), RecursiveMode::Recursive)?;
    }
    loop {
        if let Err(error) = build::build(workspace, Profile::Dev) {
            eprintln!("\n✗ {error:#}");
        }
        eprintln!("Waiting for changes. Reload the extension on chrome://extensions to see them.");
        changes.recv()?;
        while changes.recv_timeout(SETTLED).is_ok() {}
    }
}
