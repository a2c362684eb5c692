//! A program that cargo installs, at one version, into the cache folder; whole or not at all.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::cache_folder::cache_folder;
use crate::process::{self, Background, cargo};
use crate::progress::minutes;
use crate::workspace::{Workspace, executable};

/// A program of the registry's that we need at exactly one version.
#[derive(Debug)]
pub(crate) struct CargoTool {
    /// The package's name in the registry.
    pub(crate) package: &'static str,
    /// The program that must answer `--version`.
    pub(crate) binary: &'static str,
    /// Exact.
    pub(crate) version: String,
    /// Options for `cargo install`, beside `--locked`.
    pub(crate) options: &'static [&'static str],
    /// What it does for us, for the person who waits.
    pub(crate) purpose: &'static str,
    /// How long the installation may take.
    pub(crate) expected: &'static str,
}

/// What makes debug builds of tools compile a quarter faster: no debug information, no checks of our own use of them, no
/// unwinding. Nobody debugs them, and a panic ends them either way.
const LEAN_DEBUG: [(&str, &str); 4] = [
    ("CARGO_PROFILE_DEV_DEBUG", "0"),
    ("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false"),
    ("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false"),
    ("CARGO_PROFILE_DEV_PANIC", "abort"),
];

impl CargoTool {
    /// Returns the program's path, after installing it where it is missing.
    pub(crate) fn ensure(self, workspace: &Workspace) -> anyhow::Result<PathBuf> {
        self.start(workspace, false)?.finish()
    }

    /// Starts the installation where the program is missing, and lets it run beside other work. Its output is shown only if
    /// it fails.
    pub(crate) fn begin(self, workspace: &Workspace) -> anyhow::Result<Installation> {
        self.start(workspace, true)
    }

    fn start(self, workspace: &Workspace, is_quiet: bool) -> anyhow::Result<Installation> {
        let cache = cache_folder()?;
        let folder = cache.join("tools").join(format!("{}-{}", self.package, self.version));
        let program = folder.join("bin").join(executable(self.binary));
        if self.answers(&program) {
            return Ok(Installation { tool: self, folder, program, running: None });
        }
        let beside = if is_quiet { " beside other work" } else { "" };
        eprintln!(
            "    Installing {} {}{beside}, which {} ({}).",
            self.package, self.version, self.purpose, self.expected
        );
        let running = self.install(workspace, &cache, is_quiet).with_context(|| self.failure(&folder))?;
        Ok(Installation { tool: self, folder, program, running: Some(running) })
    }

    /// A program that was cut short, or built for another system, does not answer.
    fn answers(&self, program: &Path) -> bool {
        let mut command = Command::new(program);
        command.arg("--version").env_remove("NO_COLOR");
        process::output(command).is_some_and(|answer| is_version(&answer, &self.version))
    }

    /// Installs beside the final folder, so that an interrupted installation is never taken for a whole one.
    fn install(&self, workspace: &Workspace, cache: &Path, is_quiet: bool) -> anyhow::Result<Running> {
        let place = cache.join("unfinished");
        fs::create_dir_all(&place).with_context(|| format!("could not write to {}", place.display()))?;
        let unfinished = tempfile::Builder::new()
            .prefix(&format!("{}-{}-", self.package, self.version))
            .tempdir_in(&place)
            .with_context(|| format!("could not write to {}", place.display()))?;
        let (root, build) = (unfinished.path().join("root"), unfinished.path().join("build"));
        let mut command = cargo(workspace.root(), &["install", "--locked", "--version", &format!("={}", self.version)]);
        command.args(self.options).arg("--root").arg(&root).arg("--target-dir").arg(&build).arg(self.package);
        command.envs(LEAN_DEBUG);
        super::without_own_flags(&mut command);
        // With the folder on it, cargo does not advise to put a folder on PATH that is about to go.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::split_paths(&path).chain([root.join("bin")]);
        command.env("PATH", std::env::join_paths(path).context("PATH cannot be extended")?);
        let log = is_quiet.then(|| unfinished.path().join("log"));
        if let Some(log) = &log {
            let log = File::create(log).context("could not write a log")?;
            command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        }
        let child = Background::start(&format!("installing {}", self.package), command)?;
        Ok(Running { child, started: Instant::now(), log, unfinished })
    }

    fn failure(&self, folder: &Path) -> String {
        let options = self.options.join(" ");
        format!(
            "could not install {} {}; try it yourself: cargo install --locked --version ={} {options} --root \"{}\" {}",
            self.package,
            self.version,
            self.version,
            folder.display(),
            self.package
        )
    }
}

/// A tool that is there, or is being installed. Dropping it ends the installation.
#[derive(Debug)]
pub(crate) struct Installation {
    tool: CargoTool,
    folder: PathBuf,
    program: PathBuf,
    running: Option<Running>,
}

/// The fields are dropped in this order: the child ends before its folder is removed.
#[derive(Debug)]
struct Running {
    child: Background,
    started: Instant,
    /// Holds the output, if it is not shown.
    log: Option<PathBuf>,
    /// A gigabyte that nothing needs once the tool is in its place.
    unfinished: TempDir,
}

impl Installation {
    /// Waits for the end of the installation, and returns the program's path.
    pub(crate) fn finish(self) -> anyhow::Result<PathBuf> {
        let Some(running) = self.running else { return Ok(self.program) };
        let CargoTool { package, version, .. } = &self.tool;
        let started = running.started;
        match running.finish(&self.tool, &self.folder) {
            Err(error) if error.is::<process::Stopped>() => return Err(error),
            outcome => outcome.with_context(|| self.tool.failure(&self.folder))?,
        }
        let taken = minutes(started.elapsed());
        eprintln!("    Installed {package} {version} in {taken}, into {}.", self.folder.display());
        anyhow::ensure!(
            self.tool.answers(&self.program),
            "{} was installed, but does not run or is of another version",
            self.program.display()
        );
        Ok(self.program)
    }
}

impl Running {
    fn finish(mut self, tool: &CargoTool, folder: &Path) -> anyhow::Result<()> {
        let what = format!("installing {}", tool.package);
        let status = self.child.wait(&what, self.started)?;
        if !status.success() {
            if let Some(log) = &self.log {
                eprintln!("{}", fs::read_to_string(log).unwrap_or_default());
            }
            bail!("{what} failed ({status})");
        }
        put(&self.unfinished.path().join("root"), folder)
    }
}

fn put(installed: &Path, folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("could not remove the broken {}", folder.display()))?;
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).with_context(|| format!("could not make {}", parent.display()))?;
    }
    fs::rename(installed, folder).with_context(|| format!("could not move the tool to {}", folder.display()))
}

/// `answer` is what `--version` prints: the program's name, then its version, then perhaps more.
fn is_version(answer: &str, version: &str) -> bool {
    answer.split_whitespace().nth(1) == Some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_version_will_do() {
        let check = |answer: &str, expected: bool| assert_eq!(is_version(answer, "0.2.129"), expected, "{answer}");
        check("wasm-bindgen 0.2.129\n", true);
        check("wasm-bindgen 0.2.129 (abcdef)\n", true);
        check("wasm-bindgen 0.2.12\n", false);
        check("wasm-bindgen 0.2.1290\n", false);
        check("", false);
    }

    #[test]
    fn a_tool_takes_the_place_of_a_broken_one() {
        let cache = tempfile::tempdir().unwrap();
        let (installed, folder) = (cache.path().join("unfinished/root"), cache.path().join("tools/trunk-1"));
        fs::create_dir_all(installed.join("bin")).unwrap();
        fs::write(installed.join("bin/trunk"), "whole").unwrap();
        fs::create_dir_all(folder.join("bin")).unwrap();
        fs::write(folder.join("bin/trunk"), "cut sh").unwrap();
        put(&installed, &folder).unwrap();
        assert_eq!(fs::read_to_string(folder.join("bin/trunk")).unwrap(), "whole");
        assert!(!installed.exists());
    }
}
