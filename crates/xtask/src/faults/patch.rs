//! Fault patches: small regressions in `tests/faults/`, each with the tests that must notice it. Knows their headers; must not
//! know how a patch is applied.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use crate::steps::TESTS;

/// Where the patches are, from the root.
pub(super) const FOLDER: &str = "tests/faults";

/// The first line of a change. Git ignores all text before it, which is the header.
const DIFF: &str = "diff --git ";

/// A fault and the tests that must notice it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Patch {
    /// The file's name without its ending.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// What is broken, as a user sees it.
    pub(super) fault: String,
    /// Each of them must fail.
    pub(super) tests: Vec<Test>,
}

/// Tests of one step, by a part of their names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) step: &'static str,
    pub(super) filter: String,
}

impl Patch {
    /// The most expensive step that it needs, by its place in [`TESTS`].
    fn cost(&self) -> usize {
        let place = |test: &Test| TESTS.iter().position(|step| *step == test.step);
        self.tests.iter().filter_map(place).max().unwrap_or(TESTS.len())
    }
}

/// Reads all patches of the clone at `root`. The cheapest step comes first, then names count: patches of one area follow one
/// another, so that little is rebuilt between them.
///
/// # Errors
/// When a file cannot be read, or its header is malformed.
pub(super) fn read_all(root: &Path) -> anyhow::Result<Vec<Patch>> {
    let folder = root.join(FOLDER);
    let mut patches = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("could not list {FOLDER}"))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(name) = name.strip_suffix(".patch").map(str::to_owned) else {
            bail!("{FOLDER} holds {name}, which is not a patch");
        };
        let text = fs::read_to_string(&path).with_context(|| format!("could not read {FOLDER}/{name}.patch"))?;
        let (fault, tests) = header(&text).with_context(|| format!("the header of {FOLDER}/{name}.patch"))?;
        patches.push(Patch { name, path, fault, tests });
    }
    patches.sort_by(|one, other| one.cost().cmp(&other.cost()).then_with(|| one.name.cmp(&other.name)));
    Ok(patches)
}

/// The fault and the tests that a patch's header names.
fn header(text: &str) -> anyhow::Result<(String, Vec<Test>)> {
    let (mut faults, mut tests, mut has_diff) = (Vec::new(), Vec::new(), false);
    for line in text.lines() {
        if line.starts_with(DIFF) {
            has_diff = true;
            break;
        }
        if let Some(fault) = line.strip_prefix("Fault: ") {
            faults.push(fault.trim().to_owned());
        } else if let Some(test) = line.strip_prefix("Test: ") {
            tests.push(read_test(test)?);
        } else if !line.trim().is_empty() {
            bail!("“{line}” begins with neither `Fault: ` nor `Test: `");
        }
    }
    ensure!(has_diff, "no line begins with `{}`: git finds no change in it", DIFF.trim());
    ensure!(!tests.is_empty(), "no `Test: STEP FILTER` line says which test must fail");
    match <[String; 1]>::try_from(faults) {
        Ok([fault]) if fault.ends_with('.') => Ok((fault, tests)),
        Ok([fault]) => bail!("“{fault}” is not a sentence that ends with a full stop"),
        Err(faults) => bail!("one `Fault: ` line must say what is broken; there are {}", faults.len()),
    }
}

fn read_test(text: &str) -> anyhow::Result<Test> {
    let mut words = text.split_whitespace();
    let (Some(step), Some(filter), None) = (words.next(), words.next(), words.next()) else {
        bail!("“Test: {text}” is not `Test: STEP FILTER`");
    };
    let Some(step) = TESTS.iter().find(|known| **known == step) else {
        bail!("“Test: {text}” names no step of tests: {}", TESTS.join(", "));
    };
    Ok(Test { step, filter: filter.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_the_fault_and_its_tests() {
        let text =
            "Fault: Nothing is shown.\nTest: native window\nTest: e2e tall::one\n\ndiff --git a/x b/x\nTest: not one\n";
        let test = |step, filter: &str| Test { step, filter: filter.to_owned() };
        let expected = ("Nothing is shown.".to_owned(), vec![test("native", "window"), test("e2e", "tall::one")]);
        assert_eq!(header(text).unwrap(), expected);
    }

    #[test]
    fn a_malformed_header_is_refused_with_its_reason() {
        let check = |text: &str, reason: &str| {
            let error = format!("{:#}", header(text).unwrap_err());
            assert!(error.contains(reason), "{text:?}: {error}");
        };
        const DIFF: &str = "diff --git a/x b/x\n";
        check("Fault: A.\nTest: native a\n", "git finds no change");
        check(&format!("Test: native a\n{DIFF}"), "there are 0");
        check(&format!("Fault: A.\nFault: B.\nTest: native a\n{DIFF}"), "there are 2");
        check(&format!("Fault: A\nTest: native a\n{DIFF}"), "full stop");
        check(&format!("Fault: A.\n{DIFF}"), "which test must fail");
        check(&format!("Fault: A.\nTest: native\n{DIFF}"), "is not `Test: STEP FILTER`");
        check(&format!("Fault: A.\nTest: native a b\n{DIFF}"), "is not `Test: STEP FILTER`");
        check(&format!("Fault: A.\nTest: clippy a\n{DIFF}"), "names no step of tests: native, wasm, e2e");
        check(&format!("Fault: A.\nReason: B.\nTest: native a\n{DIFF}"), "neither");
    }

    #[test]
    fn the_cheapest_patches_come_first() {
        let patch = |name: &str, steps: &[&'static str]| Patch {
            name: name.to_owned(),
            path: PathBuf::new(),
            fault: String::new(),
            tests: steps.iter().map(|step| Test { step, filter: String::new() }).collect(),
        };
        let costs =
            [patch("a", &["native"]), patch("b", &["native", "wasm"]), patch("c", &["e2e"])].map(|one| one.cost());
        assert_eq!(costs, [0, 1, 2]);
    }
}
