//! Running other programs: to their end, with a sign of life, and never longer than xtask itself.

use std::fmt;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::progress::minutes;

static STOP: AtomicBool = AtomicBool::new(false);

const POLL: Duration = Duration::from_millis(50);

/// Off a terminal cargo shows no bar, and a long link says nothing at all.
const SIGN_OF_LIFE: Duration = Duration::from_secs(60);

/// The person asked us to stop.
#[derive(Debug)]
pub(crate) struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

/// From now on Ctrl-C (or a polite kill) ends the children first.
pub(crate) fn stop_on_signal() -> anyhow::Result<()> {
    ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed)).context("could not listen for Ctrl-C")
}

/// # Errors
/// [`Stopped`], once a signal came.
pub(crate) fn check_stopped() -> Result<(), Stopped> {
    if STOP.load(Ordering::Relaxed) { Err(Stopped) } else { Ok(()) }
}

/// A command of cargo's at the root of `folder`.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(crate::workspace::cargo());
    command.args(arguments).current_dir(folder);
    without_own_package(&mut command);
    command
}

/// Takes away what `cargo run` tells xtask of its own package: build scripts that look at it would run again for nothing.
pub(crate) fn without_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let is_own =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if is_own {
            command.env_remove(name);
        }
    }
}

/// Runs to the end, with our input and output.
///
/// # Errors
/// When it cannot be started, fails, or is stopped. `what` names it in the message.
pub(crate) fn run(what: &str, command: Command) -> anyhow::Result<()> {
    let status = run_for_status(what, command)?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

/// As [`run`], where a failure is for the caller to judge.
pub(crate) fn run_for_status(what: &str, command: Command) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    Background::start(what, command)?.wait(what, started)
}

/// Runs quietly; what it printed, when it succeeded.
pub(crate) fn output(mut command: Command) -> Option<String> {
    let output = command.stdin(std::process::Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A child that ends with us.
#[derive(Debug)]
pub(crate) struct Background(Child);

impl Background {
    pub(crate) fn start(what: &str, mut command: Command) -> anyhow::Result<Self> {
        let program = command.get_program().to_owned();
        let child = command.spawn().with_context(|| format!("could not start {} for {what}", program.display()))?;
        Ok(Background(child))
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// What it prints, once, if that was asked to be piped.
    pub(crate) fn stdout(&mut self) -> Option<ChildStdout> {
        self.0.stdout.take()
    }

    pub(crate) fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        self.0.try_wait().context("could not wait for a child")
    }

    /// Waits for its end, and says once a minute that `what`, begun at `started`, still runs.
    ///
    /// # Errors
    /// When it cannot be waited for, or a signal came.
    pub(crate) fn wait(&mut self, what: &str, started: Instant) -> anyhow::Result<ExitStatus> {
        let mut said = Instant::now();
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            check_stopped()?;
            if said.elapsed() > SIGN_OF_LIFE && !std::io::stderr().is_terminal() {
                said = Instant::now();
                eprintln!("    … {what}: {} so far", minutes(started.elapsed()));
            }
            std::thread::sleep(POLL);
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // Both fail only for a child that has ended, which is what we want of it.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The first program of that name on the search path.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let name = crate::workspace::executable(name);
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_what_failed() {
        let mut nonsense = cargo(Path::new("."), &["--no-such-option"]);
        nonsense.stderr(std::process::Stdio::null());
        let error = run("asking cargo for nonsense", nonsense).unwrap_err();
        assert!(error.to_string().starts_with("asking cargo for nonsense failed"), "{error}");
        let error = run("a missing program", Command::new("handscroll-has-no-such-program")).unwrap_err();
        assert!(error.to_string().contains("handscroll-has-no-such-program"), "{error}");
    }

    #[test]
    fn what_a_program_says_is_heard_when_it_succeeds() {
        assert!(output(cargo(Path::new("."), &["--version"])).unwrap().starts_with("cargo"));
        assert_eq!(output(cargo(Path::new("."), &["--no-such-option"])), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_child_ends_with_its_owner() {
        let mut command = Command::new("sleep");
        command.arg("600");
        let started = Instant::now();
        let mut child = Background::start("sleeping", command).unwrap();
        assert!(child.ended().unwrap().is_none());
        drop(child);
        assert!(started.elapsed() < Duration::from_secs(60));
    }
}
