//! Reads the names of all tests from the sources. Builds nothing, and must not know what a test does.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::steps::TESTS;

/// The functions that may be tests, by their step, as `module::name`. Helpers in the same files are among them.
pub(crate) struct TestNames(Vec<(&'static str, Vec<String>)>);

impl TestNames {
    /// Reads the names from the sources at `root`.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn read(root: &Path) -> anyhow::Result<Self> {
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

    /// Returns true if a test of the step may match `filter`, which may be a whole name as `cargo test` prints it.
    pub(crate) fn has(&self, step: &str, filter: &str) -> bool {
        // The sources do not spell these parts: the module of unit tests, and what a run adds to a browser test.
        let of_the_run = |part: &str| part == "tests" || part.starts_with("in_") || part.starts_with("at_the_root");
        let parts: Vec<&str> = filter.split("::").filter(|part| !of_the_run(part)).collect();
        let mut names = self.0.iter().filter(|(of, _)| *of == step).flat_map(|(_, names)| names);
        names.any(|name| parts.iter().all(|part| name.contains(part)))
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
        let names = TestNames::read(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()).unwrap();
        let check = |step: &str, filter: &str, expected: bool| {
            assert_eq!(names.has(step, filter), expected, "{step} {filter}");
        };
        check("native", "functions_are_found_where_there_are_tests", true);
        check("native", &"no_such_test".repeat(2), false);
        check("e2e", "offline::updates::a_new_version_waits", true);
        check("wasm", "offline::updates::a_new_version_waits", false);
        check("e2e", "offline::updates::a_new_version_waits_until_it_is_wanted::in_firefox", true);
        check("native", "test_names::tests::a_test_is_known", true);
        check("wasm", "two_tabs_know_the_same", true);
    }
}
