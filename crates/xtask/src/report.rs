//! What a run of steps leaves behind: `target/test-times.json` with the seconds of each step and test, the slowest tests, and for
//! each failed test its failure and the command that runs it again. Reads what the tests' harness wrote; runs nothing.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Map, Value, json};

/// How many of the slowest tests are printed.
const SLOWEST: usize = 10;

/// How many lines of a test's failure the end of the report repeats.
const FAILURE_LINES: usize = 6;
/// Longest of these lines, in characters.
const FAILURE_WIDTH: usize = 400;

/// The tests of a built site, as their harness wrote them down.
#[derive(Debug, Default)]
pub(crate) struct Tests(Map<String, Value>);

impl Tests {
    /// Those of the last run, of which `results` is the folder.
    pub(crate) fn of(results: &Path) -> Self {
        let text = fs::read(results.join("times.json")).unwrap_or_default();
        Tests(serde_json::from_slice(&text).unwrap_or_default())
    }

    /// Names and seconds of the tests that ran.
    fn ran(&self) -> impl Iterator<Item = (&str, f64)> {
        let ran = self.0.iter().filter(|(_, test)| test["ran"] == true);
        ran.map(|(name, test)| (name.as_str(), test["seconds"].as_f64().unwrap_or_default()))
    }

    /// The slowest, a line each.
    fn slowest(&self) -> String {
        let mut tests: Vec<(&str, f64)> = self.ran().collect();
        tests.sort_by(|one, other| other.1.total_cmp(&one.1));
        let mut text = String::from("\nseconds  the slowest tests\n");
        for (name, seconds) in tests.iter().take(SLOWEST) {
            let _ = writeln!(text, "{seconds:>7.1}  {name}");
        }
        text
    }

    /// Lists each failed test with the command that runs it again and the first lines of its failure.
    pub(crate) fn failed(&self) -> String {
        let mut text = String::new();
        for (name, test) in self.0.iter().filter(|(_, test)| test["ran"] == true) {
            let Some(failure) = test["failure"].as_str() else { continue };
            let engine = name.rsplit_once("in_").map_or("chromium", |(_, engine)| engine);
            let _ = writeln!(text, "{name}\n    cargo xtask test --engines {engine} --every e2e {name}");
            for line in failure.lines().filter(|line| !line.trim().is_empty()).take(FAILURE_LINES) {
                let _ = writeln!(text, "    {}", line.chars().take(FAILURE_WIDTH).collect::<String>());
            }
        }
        text
    }
}

/// Writes the times of steps and tests, and gives what is worth to be read of them.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn write(file: &Path, steps: &[(String, Duration)], tests: &Tests) -> anyhow::Result<String> {
    let seconds = |time: &Duration| (time.as_secs_f64() * 10.0).round() / 10.0;
    let steps: Map<String, Value> = steps.iter().map(|(name, time)| (name.clone(), json!(seconds(time)))).collect();
    let of_tests: Map<String, Value> = tests.ran().map(|(name, seconds)| (name.to_owned(), json!(seconds))).collect();
    let text = serde_json::to_vec_pretty(&json!({ "steps": steps, "tests": of_tests }))?;
    fs::write(file, text).with_context(|| format!("could not write {}", file.display()))?;
    Ok(if of_tests.is_empty() { String::new() } else { tests.slowest() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tests() -> Tests {
        let test = |seconds: f64, failure: Option<&str>, ran: bool| json!({ "seconds": seconds, "failure": failure, "ran": ran });
        let tests = json!({
            "tall::one::in_webkit": test(3.5, Some("kept in a folder\n\nwaited for the strips"), true),
            "tall::two::at_the_root_in_chromium": test(12.0, None, true),
            "tall::three::in_firefox": test(90.0, Some("of an earlier run"), false),
        });
        serde_json::from_value(tests).map(Tests).unwrap()
    }

    #[test]
    fn what_ran_is_listed_by_its_time() {
        let expected = "\nseconds  the slowest tests\n   12.0  tall::two::at_the_root_in_chromium\n    3.5  tall::one::in_webkit\n";
        assert_eq!(tests().slowest(), expected);
    }

    #[test]
    fn what_failed_is_named_with_its_command_and_the_reason() {
        let expected = "tall::one::in_webkit
    cargo xtask test --engines webkit --every e2e tall::one::in_webkit
    kept in a folder
    waited for the strips
";
        assert_eq!(tests().failed(), expected);
    }

    #[test]
    fn times_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test-times.json");
        let said = write(&file, &[("native".into(), Duration::from_millis(61_234))], &tests()).unwrap();
        assert!(said.contains("tall::two"), "{said}");
        let written: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(written["steps"], json!({ "native": 61.2 }));
        assert_eq!(written["tests"]["tall::one::in_webkit"], json!(3.5));
        assert!(written["tests"]["tall::three::in_firefox"].is_null(), "{written}");
    }
}
