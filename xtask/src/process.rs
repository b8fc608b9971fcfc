//! Child processes: how they are started, what is said when they fail.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::workspace::Workspace;

/// How long what a child left behind may take to end by itself.
const GRACE: Duration = Duration::from_secs(2);

/// What wipes a terminal: the screen, what was scrolled away, and back to the top.
const WIPE: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// A command that runs in the checkout's root and finds the project's tools first.
pub(crate) fn command(workspace: &Workspace, program: impl AsRef<OsStr>) -> Result<Command> {
    let mut command = Command::new(program);
    command.current_dir(&workspace.root).env("PATH", workspace.path()?);
    Ok(command)
}

/// Runs a command whose output the reader sees. An error names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    check(command, status)
}

/// Runs a command that has more to say than the reader wants to know while all is well, and that
/// would wipe the terminal to say it.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        for text in [&output.stdout, &output.stderr] {
            eprintln!("{}", String::from_utf8_lossy(text).replace(WIPE, ""));
        }
    }
    check(command, output.status)
}

/// Runs a command and returns what it wrote to its standard output.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| cannot_start(command))?;
    check(command, output.status)?;
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` wrote something else than text", line(command)))
}

/// Runs a command whose output the reader sees, and returns what it wrote to its standard output.
pub(crate) fn tee(command: &mut Command) -> Result<(ExitStatus, String)> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| cannot_start(command))?;
    let mut text = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            text.push_str(&line);
            text.push('\n');
        }
    }
    Ok((child.wait()?, text))
}

/// Runs a command that may go on for long, in a process group of its own, and passes signals on to
/// the whole group: once each, and whoever they were sent to.
pub(crate) fn run_group(command: &mut Command) -> Result<()> {
    use std::os::unix::process::{CommandExt, ExitStatusExt};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    let mut child = command.process_group(0).spawn().with_context(|| cannot_start(command))?;
    let group = Pid::from_raw(i32::try_from(child.id())?);
    let handle = signals.handle();
    let forward = thread::spawn(move || {
        for signal in &mut signals {
            if let Ok(signal) = Signal::try_from(signal) {
                // The group may be gone already, which is what the signal asks for.
                let _ = killpg(group, signal);
            }
        }
    });
    let status = child.wait()?;
    end_group(group);
    handle.close();
    let _ = forward.join();
    std::io::stdout().flush()?;
    if matches!(status.signal(), Some(SIGINT | SIGTERM | SIGHUP)) {
        return Ok(());
    }
    check(command, status)
}

/// Ends what a child left behind in its group: it has lost its purpose, and would hold our output
/// open. A process that is between fork and exec loses a signal that its parent handles, so asking
/// is not enough.
fn end_group(group: Pid) {
    let asked = Instant::now();
    while killpg(group, Signal::SIGTERM).is_ok() {
        if asked.elapsed() > GRACE {
            let _ = killpg(group, Signal::SIGKILL);
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// A command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!("`{}` could not be started", line(command))
}

fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn a_failure_names_the_command() {
        let error = run(&mut shell("exit 3")).unwrap_err();
        assert_eq!(error.to_string(), "`sh -c exit 3` failed (exit status: 3)");
    }

    #[test]
    fn output_is_shown_and_kept() {
        let (status, text) = tee(&mut shell("echo one; echo two; exit 1")).unwrap();
        assert_eq!((status.success(), text.as_str()), (false, "one\ntwo\n"));
    }

    #[test]
    fn a_signal_ends_the_child_and_what_it_started() {
        // The child signals us, as a terminal would, and waits for a grandchild that never ends.
        let script = "trap 'exit 7' TERM; sleep 1000 & kill -TERM $PPID; wait";
        let error = run_group(&mut shell(script)).unwrap_err();
        assert!(error.to_string().ends_with("(exit status: 7)"), "{error}");
    }

    #[test]
    fn a_grandchild_that_does_not_listen_is_ended_too() {
        let (mut ours, theirs) = std::io::pipe().unwrap();
        let mut child = shell("(trap '' TERM; while :; do sleep 1; done) & exit 0");
        run_group(child.stdout(theirs)).unwrap();
        drop(child);
        // The end of the pipe: nobody has it open any more.
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut ours, &mut rest).unwrap();
        assert_eq!(rest, "");
    }
}
