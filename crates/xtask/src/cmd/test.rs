//! `cargo xtask test`: everything that must hold, or a part of it.

use std::process::ExitCode;

use lexopt::Arg::{Long, Value};

use crate::faults;
use crate::steps::{self, Bench, STEPS, TESTS};
use crate::test_names::TestNames;
use crate::tools::{self, Engine};
use crate::workspace::Workspace;

pub(super) fn run(workspace: Workspace, mut arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let mut words = Vec::new();
    let mut engines = vec![Engine::Chromium];
    let mut every = false;
    let mut from = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("engines") => engines = tools::listed(&arguments.value()?.to_string_lossy())?,
            Long("every") => every = true,
            Long("from") => from = Some(arguments.value()?.to_string_lossy().into_owned()),
            Value(word) => words.push(word.to_string_lossy().into_owned()),
            other => return Err(other.unexpected().into()),
        }
    }
    if words.first().is_some_and(|word| word == "faults") {
        return faults::run(&workspace, words.get(1).map(String::as_str), from.as_deref());
    }
    anyhow::ensure!(from.is_none(), "--from belongs to `cargo xtask test faults`");
    let (mut names, filter) = choose(words);
    if let Some(word) = filter.first().filter(|word| !word.starts_with('-')) {
        let tests = TestNames::read(workspace.root())?;
        names.retain(|step| tests.has(step, word));
        if names.is_empty() {
            let steps: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
            anyhow::bail!("no test has “{word}” in its name; the steps are: {}", steps.join(", "));
        }
    }
    steps::run(&steps::with_needs(&names), &Bench::new(workspace, filter, engines, every))?;
    Ok(ExitCode::SUCCESS)
}

/// Which steps, and what goes to `cargo test`: a first word that is a step's name chooses it, any other word filters tests.
fn choose(mut words: Vec<String>) -> (Vec<&'static str>, Vec<String>) {
    let step = words.first().and_then(|word| STEPS.iter().find(|step| step.name == word));
    let names = match step {
        Some(step) => {
            words.remove(0);
            vec![step.name]
        }
        None if words.is_empty() => STEPS.iter().map(|step| step.name).collect(),
        None => TESTS.to_vec(),
    };
    (names, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_step_or_a_filter() {
        let check = |words: &[&str], names: &[&str], filter: &[&str]| {
            let found = choose(words.iter().map(|word| (*word).to_owned()).collect());
            assert_eq!(found.0, names, "{words:?}");
            assert_eq!(found.1, filter, "{words:?}");
        };
        check(&["e2e"], &["e2e"], &[]);
        check(&["native", "srcset"], &["native"], &["srcset"]);
        check(&["srcset"], &["native", "wasm", "e2e"], &["srcset"]);
        assert_eq!(choose(Vec::new()).0.len(), STEPS.len());
    }
}
