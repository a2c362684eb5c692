//! The step `patches`: every fault patch applies, and the tests that it names are there. Builds nothing.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::git;
use super::patch::{self, Test};
use crate::steps::TESTS;

/// The smallest number of patches.
const LEAST: usize = 30;

/// Checks the patches of the clone at `root`, and prints what is wrong with each.
///
/// # Errors
/// When one does not apply or names no test, when there are too few, or when git is missing.
pub(crate) fn check(root: &Path) -> anyhow::Result<()> {
    let patches = patch::read_all(root)?;
    let names = Names::read(root)?;
    let mut wrong = Vec::new();
    for patch in &patches {
        if let Err(error) = git::applies(root, patch) {
            wrong.push(format!("{}: {error:#}", patch.name));
        }
        for Test { step, filter } in patch.tests.iter().filter(|test| !names.has(test)) {
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

/// The functions that may be tests, by their step, as `module::name`. Helpers in the same files are among them.
struct Names(Vec<(&'static str, Vec<String>)>);

impl Names {
    fn read(root: &Path) -> anyhow::Result<Self> {
        let of_step = |step: &'static str| {
            let mut names = Vec::new();
            match step {
                "wasm" => read(&root.join("tests"), "", Depth::Files, &mut names)?,
                "e2e" => read(&root.join("tests/e2e/tests"), "", Depth::Folders, &mut names)?,
                _ => {
                    read(&root.join("src"), "", Depth::Folders, &mut names)?;
                    read(&root.join("crates"), "", Depth::Folders, &mut names)?;
                }
            }
            Ok((step, names))
        };
        Ok(Self(TESTS.iter().copied().map(of_step).collect::<anyhow::Result<_>>()?))
    }

    fn has(&self, test: &Test) -> bool {
        let mut names = self.0.iter().filter(|(step, _)| *step == test.step).flat_map(|(_, names)| names);
        names.any(|name| name.contains(&test.filter))
    }
}

/// Whether folders inside a folder are read too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Files,
    Folders,
}

fn read(folder: &Path, module: &str, depth: Depth, names: &mut Vec<String>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            if depth == Depth::Folders && name != "target" {
                read(&entry.path(), &format!("{module}{name}::"), depth, names)?;
            }
        } else if let Some(stem) = name.strip_suffix(".rs") {
            let text = fs::read_to_string(entry.path()).with_context(|| format!("could not read {name}"))?;
            let module = if stem == "mod" { module.to_owned() } else { format!("{module}{stem}::") };
            names.extend(functions(&text).map(|function| format!("{module}{function}")));
        }
    }
    Ok(())
}

/// The names of the functions of a file that has tests.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    let has_tests = ["#[test]", "#[tokio::test", "#[wasm_bindgen_test", "proptest!", "at_each_", "e2e::"];
    let text = if has_tests.iter().any(|mark| text.contains(mark)) { text } else { "" };
    text.lines().filter_map(|line| {
        let (before, after) = line.split_once("fn ")?;
        let is_function =
            before.split_whitespace().all(|word| word.starts_with("pub") || matches!(word, "async" | "const"));
        let end = after.find(['(', '<'])?;
        is_function.then(|| &after[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_where_there_are_tests() {
        let check = |text: &str, expected: &[&str]| assert_eq!(functions(text).collect::<Vec<_>>(), expected, "{text}");
        check("#[test]\nfn one() {}\n// the fn two() is a word\n    async fn three<T>() {}\n", &["one", "three"]);
        check("at_each_engine!(one);\nasync fn one(engine: Engine) -> anyhow::Result<()> {\n", &["one"]);
        check("fn one() {}\n", &[]);
    }

    #[test]
    fn a_test_is_known_by_its_step_and_module() {
        let names = Names::read(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()).unwrap();
        let check = |step, filter: &str, expected: bool| {
            assert_eq!(names.has(&Test { step, filter: filter.to_owned() }), expected, "{step} {filter}");
        };
        check("native", "functions_are_found_where_there_are_tests", true);
        check("native", &"no_such_test".repeat(2), false);
        check("e2e", "offline::updates::a_new_version_waits", true);
        check("wasm", "offline::updates::a_new_version_waits", false);
        check("wasm", "two_tabs_know_the_same", true);
    }
}
