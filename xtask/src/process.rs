//! Child processes: how they are started, what is said when they fail.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::group::Group;
use crate::workspace::Workspace;

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
/// It is in a process group of its own.
pub(crate) fn tee(command: &mut Command) -> Result<(ExitStatus, String)> {
    let mut group =
        Group::spawn(command.stdout(Stdio::piped())).with_context(|| cannot_start(command))?;
    let mut text = String::new();
    if let Some(stdout) = group.stdout() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            text.push_str(&line);
            text.push('\n');
        }
    }
    Ok((group.wait()?, text))
}

/// Runs a command that may go on for long, in a process group of its own. That a signal ended it is
/// no failure.
pub(crate) fn run_group(command: &mut Command) -> Result<()> {
    let status = Group::spawn(command).with_context(|| cannot_start(command))?.wait()?;
    std::io::stdout().flush()?;
    if matches!(status.signal(), Some(SIGINT | SIGTERM | SIGHUP)) {
        return Ok(());
    }
    check(command, status)
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
