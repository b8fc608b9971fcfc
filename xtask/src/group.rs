//! Process groups of their own for children that start others, and the signals that end them.
//!
//! Whoever a signal is sent to, a child and all that it started get it once: a terminal sends it to
//! everybody, a supervisor to us alone.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// How long what a child left behind may take to end by itself.
const GRACE: Duration = Duration::from_secs(2);

/// The groups that are running.
static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// The signal that ended them, or 0.
static INTERRUPTED: AtomicI32 = AtomicI32::new(0);

/// A child in a process group of its own.
pub(crate) struct Group {
    child: Child,
    id: Pid,
}

impl Group {
    /// Starts a command, and passes signals on to it from now on.
    pub(crate) fn spawn(command: &mut Command) -> Result<Self> {
        forward_signals()?;
        // Held while it starts: a signal that comes meanwhile is for it too.
        let mut groups = GROUPS.lock().unwrap_or_else(PoisonError::into_inner);
        let child = command.process_group(0).spawn()?;
        let id = Pid::from_raw(i32::try_from(child.id())?);
        groups.push(id);
        Ok(Self { child, id })
    }

    /// What it writes to its standard output, if that is a pipe.
    pub(crate) fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// Waits until it ends, and ends what it left behind.
    pub(crate) fn wait(mut self) -> io::Result<ExitStatus> {
        self.child.wait()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        end(self.id);
        GROUPS.lock().unwrap_or_else(PoisonError::into_inner).retain(|it| *it != self.id);
    }
}

/// The signal that has asked us to end while a group was running.
pub(crate) fn interrupted() -> Option<i32> {
    match INTERRUPTED.load(Ordering::Relaxed) {
        0 => None,
        signal => Some(signal),
    }
}

/// From the first group on, a signal goes to the groups that run; it ends us where none does.
fn forward_signals() -> Result<()> {
    static FORWARDING: Once = Once::new();
    let mut started = Ok(());
    FORWARDING.call_once(|| {
        started = Signals::new([SIGINT, SIGTERM, SIGHUP]).map(|mut signals| {
            thread::spawn(move || signals.forever().for_each(forward));
        });
    });
    Ok(started?)
}

fn forward(signal: i32) {
    let groups = GROUPS.lock().unwrap_or_else(PoisonError::into_inner);
    if groups.is_empty() {
        std::process::exit(code(signal));
    }
    INTERRUPTED.store(signal, Ordering::Relaxed);
    for group in &*groups {
        if let Ok(signal) = Signal::try_from(signal) {
            // The group may be gone already, which is what the signal asks for.
            let _ = killpg(*group, signal);
        }
    }
}

/// What a shell says of a process that a signal ended.
pub(crate) fn code(signal: i32) -> i32 {
    128 + signal
}

/// Ends what a child left behind in its group: it has lost its purpose, and would hold our output
/// open. A process that is between fork and exec loses a signal that its parent handles, so asking
/// is not enough.
fn end(group: Pid) {
    let asked = Instant::now();
    while killpg(group, Signal::SIGTERM).is_ok() {
        if asked.elapsed() > GRACE {
            let _ = killpg(group, Signal::SIGKILL);
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
}
