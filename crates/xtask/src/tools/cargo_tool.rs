//! A program that cargo installs, at one version, into the cache folder; whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context;

use super::cache_folder::cache_folder;
use crate::process::{self, cargo};
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

impl CargoTool {
    /// The program's path, after installing it where it is missing.
    pub(crate) fn ensure(&self, workspace: &Workspace) -> anyhow::Result<PathBuf> {
        let cache = cache_folder()?;
        let folder = cache.join("tools").join(format!("{}-{}", self.package, self.version));
        let program = folder.join("bin").join(executable(self.binary));
        if self.answers(&program) {
            return Ok(program);
        }
        eprintln!("    Installing {} {}, which {} ({}).", self.package, self.version, self.purpose, self.expected);
        let started = Instant::now();
        self.install(workspace, &cache, &folder).with_context(|| {
            format!("could not install {} {}; try it yourself: {}", self.package, self.version, self.by_hand(&folder))
        })?;
        eprintln!(
            "    Installed {} {} in {}, into {}.",
            self.package,
            self.version,
            minutes(started.elapsed()),
            folder.display()
        );
        anyhow::ensure!(
            self.answers(&program),
            "{} was installed, but does not run or is of another version",
            program.display()
        );
        Ok(program)
    }

    /// A program that was cut short, or built for another system, does not answer.
    fn answers(&self, program: &Path) -> bool {
        let mut command = Command::new(program);
        command.arg("--version").env_remove("NO_COLOR");
        process::output(command).is_some_and(|answer| is_version(&answer, &self.version))
    }

    /// Installs beside the final folder and renames, so that an interrupted installation is never taken for a whole one.
    fn install(&self, workspace: &Workspace, cache: &Path, folder: &Path) -> anyhow::Result<()> {
        let unfinished =
            cache.join("unfinished").join(format!("{}-{}-{}", self.package, self.version, std::process::id()));
        let (root, build) = (unfinished.join("root"), unfinished.join("build"));
        fs::create_dir_all(&unfinished).with_context(|| format!("could not write to {}", unfinished.display()))?;
        let mut command = cargo(workspace.root(), &["install", "--locked", "--version", &format!("={}", self.version)]);
        command.args(self.options).arg("--root").arg(&root).arg("--target-dir").arg(&build).arg(self.package);
        // Flags meant for our own code must not change or break a tool.
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("CARGO_BUILD_TARGET");
        // With the folder on it, cargo does not advise to put a folder on PATH that is about to go.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::split_paths(&path).chain([root.join("bin")]);
        command.env("PATH", std::env::join_paths(path).context("PATH cannot be extended")?);
        let outcome = process::run(&format!("installing {}", self.package), command).and_then(|()| put(&root, folder));
        // The build takes a gigabyte, and nothing needs it again; where it cannot be removed, the tool is whole all the same.
        let _ = fs::remove_dir_all(&unfinished);
        outcome
    }

    fn by_hand(&self, folder: &Path) -> String {
        let options = self.options.join(" ");
        format!(
            "cargo install --locked --version ={} {options} --root \"{}\" {}",
            self.version,
            folder.display(),
            self.package
        )
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
