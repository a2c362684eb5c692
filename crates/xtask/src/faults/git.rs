//! Git for fault patches: checks that they apply, and keeps the copy that they are applied to. Must not know which tests run
//! there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::patch::Patch;
use crate::process;
use crate::workspace::Workspace;

/// The copy of the sources, below cargo's target folder.
const COPY: &str = "faults/clone";

/// A clone of this repository at its last commit. Its `target` folder stays, so that builds are incremental.
pub(super) struct Copy {
    folder: PathBuf,
    commit: String,
}

impl Copy {
    /// Makes the copy, or brings it to the last commit. Changes that are not committed are not part of it.
    ///
    /// # Errors
    /// When git is missing, or the sources are not in a repository.
    pub(super) fn make(workspace: &Workspace) -> anyhow::Result<Self> {
        let root = workspace.root();
        let commit = run(root, &["rev-parse", "HEAD"]).context("the sources are not in a git repository")?;
        if !run(root, &["status", "--porcelain", "--untracked-files=no"])?.is_empty() {
            eprintln!("    note: changes that are not committed are not part of the copy");
        }
        let folder = workspace.target(COPY);
        if !folder.join(".git").exists() {
            std::fs::create_dir_all(&folder)?;
            let (from, to) = (root.display().to_string(), folder.display().to_string());
            run(root, &["clone", "--quiet", "--shared", "--no-checkout", &from, &to])?;
        }
        let copy = Self { folder, commit };
        copy.reset()?;
        Ok(copy)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes away whatever a patch has changed.
    ///
    /// # Errors
    /// When git fails.
    pub(super) fn reset(&self) -> anyhow::Result<()> {
        run(&self.folder, &["checkout", "--quiet", "--force", "--detach", &self.commit])?;
        run(&self.folder, &["clean", "--quiet", "--force", "-d"]).map(drop)
    }

    /// Applies a patch.
    ///
    /// # Errors
    /// With what git says when the patch does not apply.
    pub(super) fn apply(&self, patch: &Patch) -> anyhow::Result<()> {
        run(&self.folder, &["apply", &patch.path.display().to_string()]).map(drop)
    }
}

/// Checks that a patch applies to the files at `root`, which need not be a repository.
///
/// # Errors
/// With what git says when it does not.
pub(super) fn applies(root: &Path, patch: &Patch) -> anyhow::Result<()> {
    run(root, &["apply", "--check", &patch.path.display().to_string()]).map(drop)
}

/// Runs git in a folder, and returns what it printed.
fn run(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let Some(git) = process::find_program("git") else {
        bail!("git is not on the search path: install it to check and apply fault patches");
    };
    let mut command = Command::new(git);
    command.args(arguments).current_dir(folder);
    // A git hook sets these for its own repository.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    // In an export of the sources inside another repository, git would skip all files.
    command.env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap_or(folder));
    let output = command.stdin(std::process::Stdio::null()).output().context("could not start git")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`git {}` failed: {}", arguments.first().unwrap_or(&""), said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_applies_to_its_text_and_to_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.patch");
        let text = "Fault: A.\nTest: native a\n\ndiff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-one\n+two\n";
        std::fs::write(&path, text).unwrap();
        let patch = Patch { name: "one".into(), path, fault: "A.".into(), tests: Vec::new() };
        let check = |content: &str, expected: bool| {
            std::fs::write(folder.path().join("f"), content).unwrap();
            let outcome = applies(folder.path(), &patch);
            assert_eq!(outcome.is_ok(), expected, "{content:?}: {outcome:?}");
        };
        check("one\n", true);
        check("another\n", false);
    }
}
