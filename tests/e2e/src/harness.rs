//! The harness of the tests of the built site: which there are, which run in which engine, how long each took. Runs them by
//! `libtest-mimic`, so that all share one process and its browsers. Knows no page.

use std::collections::BTreeMap;
use std::future::Future;
use std::io::Write as _;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};

use crate::run::{block_on, outcome, results};
use crate::skips::{ORDINARY, SKIPS};
use crate::{BASE, Engine, ROOT, browser};

/// What a test does.
pub type Outcome = Pin<Box<dyn Future<Output = anyhow::Result<()>>>>;

/// How a test is run.
#[derive(Clone, Copy)]
pub enum How {
    /// In each engine.
    EachEngine(fn(Engine) -> Outcome),
    /// In each engine in a folder of a host, and in Chromium at the root of one, too.
    EachBase(fn(Engine, &'static str) -> Outcome),
    /// Outside of any engine.
    Once(fn() -> Outcome),
}

/// A test of the built site.
pub struct Test {
    /// The theme's module, and the name.
    pub module: &'static str,
    /// Its function's name.
    pub name: &'static str,
    /// How it is run.
    pub how: How,
}

inventory::collect!(Test);

impl Test {
    /// All of them, by name.
    pub fn all() -> Vec<&'static Self> {
        let mut all: Vec<&Self> = inventory::iter::<Self>().collect();
        all.sort_by_key(|test| test.path());
        all
    }

    /// `theme::name_of_the_test`.
    pub fn path(&self) -> String {
        let theme = self.module.split_once("::").map_or(self.module, |(_, theme)| theme);
        format!("{theme}::{}", self.name)
    }

    fn trials(&'static self) -> Vec<Trial> {
        let path = self.path();
        let engines = Engine::wanted();
        match self.how {
            How::Once(test) => vec![trial(path.clone(), move || block_on(outcome(None, &path, test)))],
            How::EachEngine(test) => {
                let in_engine = |engine| in_engine(&path, engine, "in", move || test(engine));
                engines.into_iter().filter_map(in_engine).collect()
            }
            How::EachBase(test) => {
                let at_root =
                    in_engine(&path, Engine::Chromium, "at_the_root_in", move || test(Engine::Chromium, ROOT));
                let at_root = at_root.filter(|_| engines.contains(&Engine::Chromium));
                let in_folder = |engine| in_engine(&path, engine, "in", move || test(engine, BASE));
                at_root.into_iter().chain(engines.iter().copied().filter_map(in_folder)).collect()
            }
        }
    }
}

/// The trial of a test in an engine that runs it. One that the engine cannot run is listed as ignored, with the reason; one
/// that an ordinary run leaves to Chromium is not listed.
fn in_engine(path: &str, engine: Engine, place: &str, test: impl Fn() -> Outcome + Send + 'static) -> Option<Trial> {
    let name = format!("{path}::{place}_{engine}");
    if !is_every() && engine != Engine::Chromium && !ORDINARY.iter().any(|row| row.holds(path)) {
        return None;
    }
    if let Some(skip) = SKIPS.iter().find(|skip| skip.engine == engine && skip.test == path) {
        let reason = format!("{engine}: {}", skip.reason);
        return Some(Trial::test(name, || Ok(())).with_kind(reason).with_ignored_flag(true));
    }
    let path = name.clone();
    Some(trial(name, move || block_on(outcome(Some(engine), &path, &test))))
}

/// Whether all engines run all tests: as `HANDSCROLL_EVERY` says, which `--every` sets.
pub fn is_every() -> bool {
    std::env::var_os("HANDSCROLL_EVERY").is_some()
}

/// The seconds that each test took, and why it failed, if it did.
static TIMES: Mutex<BTreeMap<String, (f64, Option<String>)>> = Mutex::new(BTreeMap::new());

fn trial(name: String, test: impl FnOnce() -> anyhow::Result<()> + Send + 'static) -> Trial {
    let path = name.clone();
    Trial::test(name, move || {
        let begun = Instant::now();
        let failure = test().err().map(|error| format!("{error:?}"));
        let seconds = begun.elapsed().as_secs_f64();
        if let Some(why) = &failure {
            // At once: the harness prints its reasons when all tests have ended.
            let _ = writeln!(std::io::stderr(), "\n    … {path}: {why}\n");
        }
        TIMES.lock().unwrap_or_else(PoisonError::into_inner).insert(path, (seconds, failure.clone()));
        failure.map_or(Ok(()), |why| Err(Failed::from(why)))
    })
}

/// Runs the tests that the command line asks for, engine by engine, in each the longest of the last run first.
pub fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let before = seconds_before();
    let mut trials: Vec<Trial> = Test::all().into_iter().flat_map(Test::trials).collect();
    let engine_of = |name: &str| Engine::ALL.iter().position(|engine| name.ends_with(engine.name()));
    trials.sort_by(|one, other| {
        let order = |trial: &Trial| (engine_of(trial.name()), -before.get(trial.name()).copied().unwrap_or(0.0));
        order(one).partial_cmp(&order(other)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let conclusion = libtest_mimic::run(&arguments, trials);
    block_on(browser::end_all());
    if let Err(error) = write_times() {
        eprintln!("the times of the tests could not be written: {error:#}");
    }
    conclusion.exit_code()
}

const TIMES_FILE: &str = "times.json";

/// The seconds of each test in the runs before.
fn seconds_before() -> BTreeMap<String, f64> {
    let text = results().and_then(|results| std::fs::read(results.join(TIMES_FILE)).ok());
    let times: Value = text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let seconds = |(name, time): (&String, &Value)| Some((name.clone(), time["seconds"].as_f64()?));
    times.as_object().into_iter().flatten().filter_map(seconds).collect()
}

/// Writes the seconds of each test of this run, and keeps those of tests that did not run.
fn write_times() -> anyhow::Result<()> {
    let Some(results) = results() else { return Ok(()) };
    let file = results.join(TIMES_FILE);
    let known = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok());
    let mut times = known.and_then(|known| known.as_object().cloned()).unwrap_or_default();
    for (_, time) in &mut times {
        time["ran"] = json!(false);
    }
    for (name, (seconds, failure)) in &*TIMES.lock().unwrap_or_else(PoisonError::into_inner) {
        let seconds = (seconds * 1_000.0).round() / 1_000.0;
        times.insert(name.clone(), json!({ "seconds": seconds, "failure": failure, "ran": true }));
    }
    std::fs::create_dir_all(&results)?;
    Ok(std::fs::write(file, serde_json::to_vec_pretty(&times)?)?)
}

/// Makes tests of `async fn(Engine)`s: one in each engine.
#[macro_export]
macro_rules! at_each_engine {
    ($($name:ident),+ $(,)?) => {$(
        $crate::inventory::submit! {
            $crate::Test {
                module: module_path!(),
                name: stringify!($name),
                how: $crate::How::EachEngine(|engine| Box::pin($name(engine))),
            }
        }
    )+};
}

/// Makes tests of `async fn(Engine, &str)`s: in Chromium at the root of its host and in a folder of it, and in the other
/// engines in a folder alone, where more can go wrong.
#[macro_export]
macro_rules! at_each_base {
    ($($name:ident),+ $(,)?) => {$(
        $crate::inventory::submit! {
            $crate::Test {
                module: module_path!(),
                name: stringify!($name),
                how: $crate::How::EachBase(|engine, base| Box::pin($name(engine, base))),
            }
        }
    )+};
}

/// Makes tests of `async fn()`s that need no engine, or choose their own.
#[macro_export]
macro_rules! once {
    ($($name:ident),+ $(,)?) => {$(
        $crate::inventory::submit! {
            $crate::Test { module: module_path!(), name: stringify!($name), how: $crate::How::Once(|| Box::pin($name())) }
        }
    )+};
}
