//! The step `patches`: every fault patch applies, and the tests that it names are there. Builds nothing.

use std::path::Path;

use anyhow::bail;

use super::git;
use super::patch::{self, Test};
use crate::test_names::TestNames;

/// The smallest number of patches.
const LEAST: usize = 30;

/// Checks the patches of the clone at `root`, and prints what is wrong with each.
///
/// # Errors
/// When one does not apply or names no test, when there are too few, or when git is missing.
pub(crate) fn check(root: &Path) -> anyhow::Result<()> {
    let patches = patch::read_all(root)?;
    let names = TestNames::read(root)?;
    let mut wrong = Vec::new();
    for patch in &patches {
        if let Err(error) = git::applies(root, patch) {
            wrong.push(format!("{}: {error:#}", patch.name));
        }
        for Test { step, filter } in patch.tests.iter().filter(|test| !names.has(test.step, &test.filter)) {
            wrong.push(format!("{}: no test of the step {step} has “{filter}” in its name", patch.name));
        }
    }
    for line in &wrong {
        eprintln!("    {line}");
    }
    if !wrong.is_empty() {
        bail!("{} fault patches are out of date, as listed above: make them anew (CONTRIBUTING.md)", wrong.len());
    }
    if patches.len() < LEAST {
        bail!("{} holds {} patches; there must be {LEAST}", patch::FOLDER, patches.len());
    }
    eprintln!("    {} fault patches apply", patches.len());
    Ok(())
}
