//! Reads from the log of a test run whether a test failed because of a fault, none did, or none ran. Knows what harnesses
//! print; must not run anything.

/// What became of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// These tests failed.
    Noticed(Vec<String>),
    /// All tests of this step and filter passed.
    NotNoticed(String),
    /// The tests did not run, for this reason: neither of the above is known.
    Broken(String),
}

/// Judges one run by whether it ended well and by what it printed.
pub(super) fn judge(ended_well: bool, log: &str) -> Verdict {
    let (mut passed, mut failed) = (0, 0);
    for line in log.lines().filter_map(|line| line.split_once("test result: ")).map(|(_, counts)| counts) {
        passed += count(line, "passed");
        failed += count(line, "failed");
    }
    // A test also fails where there is no browser. A page says the same of its reader, without this name.
    let unstarted = log.lines().find(|line| line.to_lowercase().contains("chromium could not be started"));
    match (ended_well, passed, failed) {
        (true, 0, _) => Verdict::Broken("no test has such a name".to_owned()),
        (true, ..) => Verdict::NotNoticed(String::new()),
        (false, _, 0) => Verdict::Broken(format!("no test failed, but the run did: {}", reason(log))),
        (false, ..) => match unstarted {
            Some(line) => Verdict::Broken(line.trim().to_owned()),
            None => Verdict::Noticed(failures(log)),
        },
    }
}

/// The number before a word, as in `1 passed; 2 failed`.
fn count(line: &str, word: &str) -> usize {
    let words: Vec<&str> =
        line.split(|at: char| at.is_whitespace() || at == ';').filter(|word| !word.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or_default()
}

/// The names of the tests that failed: `test NAME ... FAILED`, or `... FAIL` where wasm-bindgen runs them.
fn failures(log: &str) -> Vec<String> {
    let name = |line: &str| {
        let line = line.trim();
        let line = line.strip_suffix("FAILED").or_else(|| line.strip_suffix("FAIL"))?;
        let name = line.strip_prefix("test ")?.trim_end().strip_suffix("...")?;
        Some(name.trim().to_owned())
    };
    log.lines().filter_map(name).collect()
}

/// Why a run ended without a failed test: what the compiler said first, or else what xtask said last.
fn reason(log: &str) -> String {
    let of_compiler = log.lines().find(|line| line.starts_with("error"));
    let of_xtask = log.lines().rev().find(|line| line.starts_with("xtask: "));
    of_compiler.or(of_xtask).unwrap_or("the log says no more").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_failed_test_notices_a_fault() {
        let check =
            |ended_well: bool, log: &str, expected: Verdict| assert_eq!(judge(ended_well, log), expected, "{log}");
        let noticed = |names: &[&str]| Verdict::Noticed(names.iter().map(|name| (*name).to_owned()).collect());
        let broken = |reason: &str| Verdict::Broken(reason.to_owned());
        let none = "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out; finished in 0.00s\n";
        let ok = "test a::b ... ok\n\ntest result: ok. 2 passed; 0 failed; 0 ignored\n";
        check(true, &format!("{none}{ok}"), Verdict::NotNoticed(String::new()));
        check(true, none, broken("no test has such a name"));
        check(true, "", broken("no test has such a name"));
        let red = "test a::b ... FAILED\ntest a::c ... ok\ntest result: FAILED. 1 passed; 1 failed; 0 ignored\n";
        check(false, &format!("{none}{red}error: test failed, to rerun pass `--lib`\n"), noticed(&["a::b"]));
        let wasm =
            "    test pages::one ... FAIL\n    test result: FAILED. 0 passed; 1 failed; 0 ignored; 3 filtered out\n";
        check(false, wasm, noticed(&["pages::one"]));
        let compiler = "error[E0308]: mismatched types\nerror: could not compile\n\nxtask: “native” failed after 5 s\n";
        check(false, compiler, broken("no test failed, but the run did: error[E0308]: mismatched types"));
        let tool = "building\n\nxtask: “tools” failed after 5 s: no network\n";
        check(false, tool, broken("no test failed, but the run did: xtask: “tools” failed after 5 s: no network"));
        let reader = format!("The reader could not be started; the page is read as it is.\n{red}");
        check(false, &reader, noticed(&["a::b"]));
        let browser = format!("    chromium could not be started; it said nothing\n{red}");
        check(false, &browser, broken("chromium could not be started; it said nothing"));
    }
}
