//! Everything that can be checked, step by step, in the order in which a failure is cheapest; `check` and `test` choose among them.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::artifacts::{self, Purpose};
use crate::process::{self, cargo};
use crate::progress::Progress;
use crate::tools::{self, Browser, Engine, ReaderTools};
use crate::workspace::Workspace;
use crate::{borders, budget, faults, report};

/// One step: its name, how long it may take, the steps it stands on, and what it does.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    expected: &'static str,
    needs: &'static [&'static str],
    run: fn(&Bench) -> anyhow::Result<()>,
}

/// All steps. One stands after those it needs.
pub(crate) const STEPS: &[Step] = &[
    Step { name: "format", expected: "seconds", needs: &[], run: format },
    Step { name: "borders", expected: "seconds", needs: &[], run: |bench| borders::check(bench.workspace.root()) },
    Step { name: "patches", expected: "seconds", needs: &[], run: |bench| faults::check(bench.workspace.root()) },
    Step { name: "deny", expected: "seconds; with its installation 2 minutes", needs: &[], run: deny },
    Step { name: "clippy", expected: "1 to 3 minutes on a new machine", needs: &[], run: clippy },
    Step { name: "native", expected: "2 to 5 minutes on a new machine", needs: &[], run: native },
    Step { name: "tools", expected: "seconds; with their installation 5 minutes", needs: &[], run: reader_tools },
    Step { name: "clippy-wasm", expected: "1 to 2 minutes on a new machine", needs: &["tools"], run: clippy_wasm },
    Step { name: "reader", expected: "2 to 4 minutes on a new machine", needs: &["tools"], run: reader },
    Step { name: "budget", expected: "seconds", needs: &["reader"], run: |bench| budget::check(bench.reader()?) },
    Step { name: "browser", expected: "seconds; with its installation 3 minutes", needs: &[], run: browser },
    Step { name: "wasm", expected: "2 to 6 minutes on a new machine", needs: &["browser"], run: wasm },
    Step { name: "press", expected: "3 to 6 minutes on a new machine", needs: &["reader"], run: press },
    Step { name: "lab", expected: "1 to 3 minutes on a new machine", needs: &["tools"], run: lab },
    Step { name: "engines", expected: "seconds; with their installation 5 minutes", needs: &[], run: engines },
    Step { name: "e2e", expected: "2 to 6 minutes an engine", needs: &["press", "lab", "engines"], run: e2e },
];

/// The part of each wait that sites of tests wait: short enough not to be waited for, and far above what a busy machine needs.
const TIME_SCALE: &str = "0.2";

/// How many tests of the built site run at a time. They wait more than they compute.
const AT_A_TIME: &str = "3";

/// What `check` asks of the sources, without a browser.
pub(crate) const CHECKS: &[&str] = &["format", "borders", "patches", "deny", "clippy", "clippy-wasm", "budget"];

/// What runs tests, and so takes a filter.
pub(crate) const TESTS: &[&str] = &["native", "wasm", "e2e"];

/// What the steps leave for one another.
pub(crate) struct Bench {
    workspace: Workspace,
    /// Goes to `cargo test` as it is.
    filter: Vec<String>,
    /// Those that the built site is tested in.
    engines: Vec<Engine>,
    /// Whether each of them runs all tests.
    every: bool,
    drivers: OnceCell<Vec<(Engine, PathBuf)>>,
    tools: OnceCell<ReaderTools>,
    browser: OnceCell<Browser>,
    reader: OnceCell<PathBuf>,
    press: OnceCell<PathBuf>,
    lab: OnceCell<PathBuf>,
}

impl Bench {
    pub(crate) fn new(workspace: Workspace, filter: Vec<String>, engines: Vec<Engine>, every: bool) -> Self {
        Bench {
            workspace,
            filter,
            engines,
            every,
            drivers: OnceCell::new(),
            tools: OnceCell::new(),
            browser: OnceCell::new(),
            reader: OnceCell::new(),
            press: OnceCell::new(),
            lab: OnceCell::new(),
        }
    }

    fn tools(&self) -> anyhow::Result<&ReaderTools> {
        self.tools.get().context("the step “tools” has not run")
    }

    fn drivers(&self) -> anyhow::Result<&[(Engine, PathBuf)]> {
        self.drivers.get().map(Vec::as_slice).context("the step “engines” has not run")
    }

    fn browser(&self) -> anyhow::Result<&Browser> {
        self.browser.get().context("the step “browser” has not run")
    }

    fn reader(&self) -> anyhow::Result<&Path> {
        self.reader.get().map(PathBuf::as_path).context("the step “reader” has not run")
    }

    fn press(&self) -> anyhow::Result<&Path> {
        self.press.get().map(PathBuf::as_path).context("the step “press” has not run")
    }

    pub(crate) fn lab(&self) -> anyhow::Result<&Path> {
        self.lab.get().map(PathBuf::as_path).context("the step “lab” has not run")
    }

    /// What the tests of the built site leave: their times, and what is kept of those that failed.
    fn results(&self) -> PathBuf {
        self.workspace.target("test/results")
    }
}

/// The steps of these names and all that they stand on, in order.
pub(crate) fn with_needs(names: &[&str]) -> Vec<&'static Step> {
    let mut wanted: Vec<&str> = names.to_vec();
    // A step stands after what it needs, so one pass from the end gathers all.
    for step in STEPS.iter().rev() {
        if wanted.contains(&step.name) {
            wanted.extend(step.needs);
        }
    }
    STEPS.iter().filter(|step| wanted.contains(&step.name)).collect()
}

/// Runs steps to the first failure, prints what each took, and writes it to `target/test-times.json`.
pub(crate) fn run(steps: &[&Step], bench: &Bench) -> anyhow::Result<()> {
    let mut progress = Progress::new(steps.len());
    let outcome = steps.iter().try_for_each(|step| {
        process::check_stopped()?;
        progress.step(step.name, step.expected, || (step.run)(bench))
    });
    eprintln!("{}", progress.table());
    let tests = if progress.has("e2e") { report::Tests::of(&bench.results()) } else { report::Tests::default() };
    eprintln!("{}", report::write(&bench.workspace.target("test-times.json"), progress.done(), &tests)?);
    outcome
}

fn format(bench: &Bench) -> anyhow::Result<()> {
    tools::component(&bench.workspace, "rustfmt")?;
    process::run("rustfmt (`cargo fmt` puts it right)", cargo(bench.workspace.root(), &["fmt", "--all", "--check"]))
}

fn clippy(bench: &Bench) -> anyhow::Result<()> {
    tools::component(&bench.workspace, "clippy")?;
    process::run(
        "clippy",
        cargo(bench.workspace.root(), &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    )
}

fn clippy_wasm(bench: &Bench) -> anyhow::Result<()> {
    let reader = ["clippy", "--package", "handscroll-reader", "--all-targets", "--target", "wasm32-unknown-unknown"];
    process::run(
        "clippy for the browser",
        cargo(bench.workspace.root(), &[&reader[..], &["--", "-D", "warnings"]].concat()),
    )
}

fn deny(bench: &Bench) -> anyhow::Result<()> {
    let program = tools::cargo_deny(&bench.workspace)?;
    // cargo-deny looks at the crates of every system, while a build fetches those of its own alone.
    process::run(
        "fetching the crates of all systems",
        cargo(bench.workspace.root(), &["fetch", "--locked", "--quiet"]),
    )?;
    let mut command = std::process::Command::new(program);
    command.args(["--offline", "--locked", "--log-level", "error", "check", "--hide-inclusion-graph"]);
    command.args(["bans", "licenses", "sources"]).current_dir(bench.workspace.root());
    process::without_own_package(&mut command);
    process::run("cargo deny", command)
}

fn native(bench: &Bench) -> anyhow::Result<()> {
    // There are no documentation tests, and looking for them takes a build of each library. handscroll-bindgen has no tests and a
    // profile of its own.
    let mut command = cargo(
        bench.workspace.root(),
        &[
            "test",
            "--workspace",
            "--exclude",
            "e2e",
            "--exclude",
            "handscroll-bindgen",
            "--lib",
            "--bins",
            "--tests",
            "--examples",
        ],
    );
    command.args(&bench.filter);
    process::run("the native tests", command)
}

fn reader_tools(bench: &Bench) -> anyhow::Result<()> {
    let tools = ReaderTools::ensure(&bench.workspace)?;
    bench.tools.get_or_init(|| tools);
    Ok(())
}

fn browser(bench: &Bench) -> anyhow::Result<()> {
    let browser = tools::browser()?;
    bench.browser.get_or_init(|| browser);
    Ok(())
}

fn engines(bench: &Bench) -> anyhow::Result<()> {
    let drivers = tools::drivers(&bench.workspace, &bench.engines)?;
    bench.drivers.get_or_init(|| drivers);
    Ok(())
}

fn reader(bench: &Bench) -> anyhow::Result<()> {
    let folder = artifacts::reader(&bench.workspace, bench.tools()?, Purpose::Shipping)?;
    bench.reader.get_or_init(|| folder);
    Ok(())
}

fn wasm(bench: &Bench) -> anyhow::Result<()> {
    tools::wasm_target(&bench.workspace)?;
    let runner = tools::test_runner(&bench.workspace)?;
    let mut command = cargo(
        bench.workspace.root(),
        &["test", "--package", "handscroll-reader", "--target", "wasm32-unknown-unknown"],
    );
    command.args(&bench.filter);
    // As a list, since cargo would split a plain value at the spaces of a path.
    command.arg("--config").arg(format!("target.wasm32-unknown-unknown.runner=['{}']", runner.display()));
    command.env("CHROMEDRIVER", &bench.browser()?.driver);
    // A slow machine needs longer than the runner's own 20 seconds to start a browser and compile the tests in it.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    process::run("the tests in the browser", command)
}

fn press(bench: &Bench) -> anyhow::Result<()> {
    let program = artifacts::press_for_shipping(&bench.workspace, bench.reader()?)?;
    bench.press.get_or_init(|| program);
    Ok(())
}

fn lab(bench: &Bench) -> anyhow::Result<()> {
    let folder = artifacts::lab(&bench.workspace, bench.tools()?)?;
    bench.lab.get_or_init(|| folder);
    Ok(())
}

fn e2e(bench: &Bench) -> anyhow::Result<()> {
    let mut command = cargo(bench.workspace.root(), &["test", "--package", "e2e"]);
    command.args(&bench.filter);
    command.args(["--", "--test-threads", AT_A_TIME]);
    command.env("HANDSCROLL_BIN", bench.press()?).env("HANDSCROLL_TIME_SCALE", TIME_SCALE);
    command.env("HANDSCROLL_LAB", bench.lab()?);
    for (engine, driver) in bench.drivers()? {
        command.env(engine.variable(), driver);
    }
    let engines: Vec<&str> = bench.engines.iter().map(|engine| engine.name()).collect();
    command.env("HANDSCROLL_ENGINES", engines.join(","));
    if bench.every {
        command.env("HANDSCROLL_EVERY", "1");
    }
    command.env("HANDSCROLL_TEST_STORE", bench.workspace.target("test/store"));
    let results = bench.results();
    let _ = std::fs::remove_dir_all(results.join("failures"));
    command.env("HANDSCROLL_RESULTS", &results);
    // Where an error was made says little beside what was waited for, and fills a screen.
    command.env("RUST_BACKTRACE", "0");
    process::run("the tests of the built site", command).inspect_err(|_| {
        println!("\nWhat failed, and what runs it again:\n{}", report::Tests::of(&results).failed());
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(wanted: &[&str]) -> Vec<&'static str> {
        with_needs(wanted).iter().map(|step| step.name).collect()
    }

    #[test]
    fn a_step_brings_what_it_stands_on() {
        assert_eq!(names(&["native"]), ["native"]);
        assert_eq!(names(&["budget"]), ["tools", "reader", "budget"]);
        assert_eq!(names(&["e2e"]), ["tools", "reader", "press", "lab", "engines", "e2e"]);
    }

    #[test]
    fn every_step_stands_after_what_it_needs() {
        for (index, step) in STEPS.iter().enumerate() {
            for need in step.needs {
                assert!(STEPS[..index].iter().any(|earlier| earlier.name == *need), "{} needs {need}", step.name);
            }
        }
        assert_eq!(names(CHECKS).len(), CHECKS.len() + 2, "tools and reader come with the budget");
        assert_eq!(STEPS.last().map(|step| step.name), Some("e2e"));
    }
}
