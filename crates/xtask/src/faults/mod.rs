//! `cargo xtask test faults`: applies each fault patch to a copy of the sources, runs the tests that the patch names, and
//! fails where they stay green. Must not know what a patch changes.

mod check;
mod git;
mod patch;
mod verdict;

use std::fs::File;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::process::{self, Background, cargo};
use crate::progress::minutes;
use crate::workspace::{Workspace, executable};
pub(crate) use check::check;
use git::Copy;
use patch::{Patch, Test};
use verdict::{Verdict, judge};

/// How often a run is polled.
const POLL: Duration = Duration::from_millis(100);

/// How long a run may take to end its own children when we are stopped.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a running test is reported where there is no terminal.
const SIGN_OF_LIFE: Duration = Duration::from_secs(60);

/// Tries the patches whose names contain `name`, from the first whose name contains `from` on.
///
/// # Errors
/// When a fault is not noticed, or a patch cannot be tried; after all others were.
pub(crate) fn run(workspace: &Workspace, name: Option<&str>, from: Option<&str>) -> anyhow::Result<ExitCode> {
    let patches = chosen(patch::read_all(workspace.root())?, name, from)?;
    let logs = workspace.target("faults");
    let copy = Copy::make(workspace)?;
    let bench = Bench::build(&copy)?;
    let mut results = Vec::new();
    for patch in &patches {
        process::check_stopped()?;
        let started = Instant::now();
        let verdict = bench.attempt(&copy, patch, &logs.join(format!("{}.log", patch.name)))?;
        let result = (patch, started.elapsed(), verdict);
        println!("{}", line(&result));
        results.push(result);
    }
    copy.reset()?;
    println!("\n{} faults:", results.len());
    results.iter().for_each(|result| println!("{}", line(result)));
    let unnoticed = names(&results, |verdict| matches!(verdict, Verdict::NotNoticed(_)));
    let broken = names(&results, |verdict| matches!(verdict, Verdict::Broken(_)));
    match (unnoticed.is_empty(), broken.is_empty()) {
        (true, true) => Ok(ExitCode::SUCCESS),
        (false, true) => bail!("no test notices {unnoticed}; the logs are in {}", logs.display()),
        (true, false) => bail!("{broken} could not be tried; the logs are in {}", logs.display()),
        (false, false) => {
            bail!("no test notices {unnoticed}, and {broken} could not be tried; the logs are in {}", logs.display())
        }
    }
}

/// Settings for cargo. A fault changes a file or two: an incremental build without link-time optimisation compiles it soonest.
const QUICK_BUILDS: [(&str, &str); 5] = [
    ("CARGO_PROFILE_READER_LTO", "off"),
    ("CARGO_PROFILE_READER_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_READER_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_READER_INCREMENTAL", "true"),
    ("CARGO_PROFILE_RELEASE_INCREMENTAL", "true"),
];

/// A patch, how long it took, and what became of it.
type Outcome<'a> = (&'a Patch, Duration, Verdict);

fn names(results: &[Outcome<'_>], is_wanted: impl Fn(&Verdict) -> bool) -> String {
    let names = results.iter().filter(|(.., verdict)| is_wanted(verdict)).map(|(patch, ..)| patch.name.as_str());
    names.collect::<Vec<_>>().join(", ")
}

fn line((patch, taken, verdict): &Outcome<'_>) -> String {
    let verdict = match verdict {
        Verdict::Noticed(tests) => format!("noticed by {}", tests.join(", ")),
        Verdict::NotNoticed(tests) => format!("NOT NOTICED by {tests}: {}", patch.fault),
        Verdict::Broken(reason) => format!("broken: {reason}"),
    };
    format!("{:>7.0} s  {}: {verdict}", taken.as_secs_f64(), patch.name)
}

fn chosen(patches: Vec<Patch>, name: Option<&str>, from: Option<&str>) -> anyhow::Result<Vec<Patch>> {
    let fits = |patch: &Patch, wanted: Option<&str>| wanted.is_none_or(|wanted| patch.name.contains(wanted));
    let patches: Vec<Patch> =
        patches.into_iter().filter(|patch| fits(patch, name)).skip_while(|patch| !fits(patch, from)).collect();
    if patches.is_empty() {
        bail!("no patch in {} has such a name", patch::FOLDER);
    }
    Ok(patches)
}

/// The copy's own xtask, which builds and runs the tests there. It runs without cargo around it, to receive signals.
struct Bench {
    program: PathBuf,
}

impl Bench {
    fn build(copy: &Copy) -> anyhow::Result<Self> {
        let mut command = cargo(copy.folder(), &["build", "--quiet", "--package", "xtask"]);
        command.env("CARGO_TARGET_DIR", target(copy));
        process::run("building the copy's xtask", command)?;
        Ok(Self { program: target(copy).join("debug").join(executable("xtask")) })
    }

    /// Applies a patch and runs its tests, until one of them does not notice it.
    fn attempt(&self, copy: &Copy, patch: &Patch, log: &Path) -> anyhow::Result<Verdict> {
        copy.reset()?;
        if let Err(error) = copy.apply(patch) {
            return Ok(Verdict::Broken(format!("{error:#}")));
        }
        let mut file = File::create(log).with_context(|| format!("could not write {}", log.display()))?;
        let mut noticed = Vec::new();
        for test in &patch.tests {
            let Test { step, filter } = test;
            writeln!(file, "\n# {}\n# cargo xtask test {step} {filter}\n", patch.fault)?;
            let before = std::fs::metadata(log)?.len();
            let ended_well = self.run(copy, patch, test, &file)?;
            let written = std::fs::read(log)?;
            let written = String::from_utf8_lossy(written.get(before as usize..).unwrap_or_default()).into_owned();
            match judge(ended_well, &written) {
                Verdict::Noticed(tests) => noticed.extend(tests),
                Verdict::NotNoticed(_) => return Ok(Verdict::NotNoticed(format!("{step} {filter}"))),
                Verdict::Broken(reason) => return Ok(Verdict::Broken(format!("{step} {filter}: {reason}"))),
            }
        }
        Ok(Verdict::Noticed(noticed))
    }

    /// Whether the tests passed. What they print goes to `log`.
    fn run(&self, copy: &Copy, patch: &Patch, test: &Test, log: &File) -> anyhow::Result<bool> {
        let mut command = Command::new(&self.program);
        command.args(["test", test.step, &test.filter, "--engines", "chromium"]).current_dir(copy.folder());
        command.env("CARGO_TARGET_DIR", target(copy)).envs(QUICK_BUILDS);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log.try_clone()?);
        process::without_own_package(&mut command);
        let mut child = Background::start(&patch.name, command)?;
        let (started, mut said) = (Instant::now(), Instant::now());
        loop {
            let ended = child.ended()?;
            if let Err(stopped) = process::check_stopped() {
                end(&mut child);
                return Err(stopped.into());
            }
            if let Some(status) = ended {
                return Ok(status.success());
            }
            if said.elapsed() > SIGN_OF_LIFE && !std::io::stderr().is_terminal() {
                said = Instant::now();
                eprintln!("    … {}: {} so far", patch.name, minutes(started.elapsed()));
            }
            std::thread::sleep(POLL);
        }
    }
}

fn target(copy: &Copy) -> PathBuf {
    copy.folder().join("target")
}

/// Asks a run to end its own children: a run that is killed leaves them behind.
fn end(child: &mut Background) {
    if cfg!(unix) {
        let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    }
    let since = Instant::now();
    while cfg!(unix) && since.elapsed() < PATIENCE && matches!(child.ended(), Ok(None)) {
        std::thread::sleep(POLL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(name: &str) -> Patch {
        Patch { name: name.to_owned(), path: PathBuf::new(), fault: "It is broken.".to_owned(), tests: Vec::new() }
    }

    #[test]
    fn patches_are_chosen_by_name_and_from_one_on() {
        let check = |name: Option<&str>, from: Option<&str>, expected: &[&str]| {
            let all = ["list-back", "list-rows", "viewer-focus"].map(patch).into();
            let found =
                chosen(all, name, from).map(|found| found.into_iter().map(|patch| patch.name).collect::<Vec<_>>());
            assert_eq!(found.unwrap_or_default(), expected, "{name:?} from {from:?}");
        };
        check(None, None, &["list-back", "list-rows", "viewer-focus"]);
        check(Some("list"), None, &["list-back", "list-rows"]);
        check(None, Some("rows"), &["list-rows", "viewer-focus"]);
        check(Some("list"), Some("rows"), &["list-rows"]);
        check(Some("nothing"), None, &[]);
    }

    #[test]
    fn each_outcome_is_one_line() {
        let check = |verdict: Verdict, expected: &str| {
            assert_eq!(
                line(&(&patch("list-back"), Duration::from_secs(75), verdict)),
                format!("     75 s  list-back: {expected}")
            );
        };
        check(Verdict::Noticed(vec!["a".into(), "b".into()]), "noticed by a, b");
        check(Verdict::NotNoticed("native a".into()), "NOT NOTICED by native a: It is broken.");
        check(Verdict::Broken("native a: no test has such a name".into()), "broken: native a: no test has such a name");
    }
}
