//! What the terminal shows while something takes its time.

use std::time::Instant;

use anyhow::Result;

/// Runs one step of a command: its name at the start, the time that it took at the end.
pub(crate) fn step<T>(name: &str, run: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("▸ {name}");
    let started = Instant::now();
    let result = run();
    let mark = if result.is_ok() { '✓' } else { '✗' };
    eprintln!("{mark} {name} ({:.1} s)", started.elapsed().as_secs_f64());
    result
}
