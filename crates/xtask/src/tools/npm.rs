//! Packages of npm, by version, for what measures Handscroll; nothing that builds it needs one. They never come into the clone.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::cache_folder;
use crate::process::{self, find_program};

/// A package's own folder in the cache, fetched where `file` in it is missing. `purpose` and `expected` are for the person who
/// waits.
///
/// # Errors
/// When it is not there and npm is not, or cannot fetch it.
pub(crate) fn npm_package(
    name: &str,
    version: &str,
    file: &str,
    purpose: &str,
    expected: &str,
) -> anyhow::Result<PathBuf> {
    let folder = cache_folder()?.join("tools").join(format!("{name}-{version}"));
    let package = folder.join("node_modules").join(name);
    if !package.join(file).is_file() {
        fetch(&folder, &format!("{name}@{version}"), purpose, expected, &package)?;
    }
    Ok(package)
}

fn fetch(folder: &Path, wanted: &str, purpose: &str, expected: &str, package: &Path) -> anyhow::Result<()> {
    let Some(npm) = find_program("npm") else {
        bail!(
            "npm is needed to fetch {wanted}, {purpose}. Install Node.js, or unpack the package into {}",
            package.display()
        );
    };
    std::fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    eprintln!("    Fetching {wanted} with npm, {purpose} ({expected}).");
    let mut command = Command::new(npm);
    command.args([
        "install",
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--omit=optional",
        "--silent",
    ]);
    command.arg("--prefix").arg(folder).arg(wanted);
    process::run(&format!("fetching {wanted}"), command)
}
