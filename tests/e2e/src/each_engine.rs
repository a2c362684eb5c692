//! A test that runs in each engine: who runs it where, and what a run must have done to count as one.

use std::cell::Cell;
use std::io::Write as _;
use std::sync::Once;

use anyhow::{Context as _, ensure};
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};

use crate::Engine;
use crate::skips::SKIPS;

tokio::task_local! {
    /// How many browsers of its engine the test at hand has opened.
    static OPENED: (Engine, Cell<u32>);
}

/// Counts a browser for the test that opens it.
pub(crate) fn count_opened(engine: Engine) {
    let _ = OPENED.try_with(|(wanted, opened)| {
        if *wanted == engine {
            opened.set(opened.get() + 1);
        }
    });
}

/// Runs a test in an engine that is wanted, unless the table of skips has it, and says at once why it failed. `module` is where
/// [`at_each_engine`](crate::at_each_engine) put it: `e2e::theme::name_of_the_test`.
///
/// # Errors
/// Those of [`outcome_in`].
pub async fn in_engine<F>(engine: Engine, module: &str, test: impl Fn() -> F) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>>,
{
    let name = test_name(module);
    if !engine.is_wanted() {
        eprintln!("{name}: {engine} is not among the engines of this run");
        return Ok(());
    }
    if let Some(skip) = SKIPS.iter().find(|skip| skip.engine == engine && skip.test == name) {
        eprintln!("{name} is left out in {engine}: {}", skip.reason);
        return Ok(());
    }
    tell_panics();
    outcome_in(engine, name, test).await.inspect_err(|error| tell(&format!("{name}: {error:?}")))
}

/// How often a test has to pass whose browser ended by itself.
const AFTER_DEATH: usize = 3;

/// Runs a test, and runs it once more when a driver fell silent: that says nothing of the page, and WebKit's does it now and
/// then on a busy machine. A page that silences its driver does so twice. Once in some hundreds of tests `WebKitGTK` ends itself
/// over what it draws with; one that a page ends is not to be passed over, and so the test has to pass [`AFTER_DEATH`] times then.
///
/// # Errors
/// Those of the test; and when it opened no browser of the engine, for that would be a skip that nobody is told of.
pub async fn outcome_in<F>(engine: Engine, name: &str, test: impl Fn() -> F) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>>,
{
    let run = async || {
        let counted = async {
            test().await.with_context(|| format!("in {engine}"))?;
            Ok::<_, anyhow::Error>(OPENED.with(|(_, opened)| opened.get()))
        };
        OPENED.scope((engine, Cell::new(0)), counted).await
    };
    let mut opened = run().await;
    let (more, why) = match &opened {
        Err(error) if fell_silent(error) => (1, format!("a driver fell silent: {error:#}")),
        Err(error) if has_died(engine, error) => (AFTER_DEATH, format!("its browser ended by itself: {error:#}")),
        _ => (0, String::new()),
    };
    for turn in 1..=more {
        say(&format!("{name}, which is run again, {turn} of {more}, for {why}"));
        opened = run().await;
        if opened.is_err() {
            break;
        }
    }
    ensure!(opened? > 0, "{name} opened no {engine}: what an engine leaves out stands in the table of skips");
    Ok(())
}

/// Whether a driver did not answer at all, be it with an error.
fn fell_silent(error: &anyhow::Error) -> bool {
    causes(error).any(|cause| matches!(cause, WebDriverErrorInner::HttpError(_)))
}

/// Whether a driver says that there is no browser any more. `WebKitGTK` alone was seen to end without a page being at fault.
fn has_died(engine: Engine, error: &anyhow::Error) -> bool {
    engine == Engine::WebKit && causes(error).any(|cause| matches!(cause, WebDriverErrorInner::InvalidSessionId(_)))
}

fn causes(error: &anyhow::Error) -> impl Iterator<Item = &WebDriverErrorInner> {
    error.chain().filter_map(|cause| cause.downcast_ref::<WebDriverError>()).map(WebDriverError::as_inner)
}

/// How much of a reason is kept for the end of a run.
const REASON: usize = 2_000;

/// Says why a test failed: at once, for its harness does when all of them have ended, and there is an hour of them; and in the
/// file that `HANDSCROLL_FAILURES` names, for whoever runs them.
fn tell(why: &str) {
    say(why);
    if let Some(file) = std::env::var_os("HANDSCROLL_FAILURES") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        let _ = file.and_then(|mut file| writeln!(file, "\n{why:.REASON$}"));
    }
}

fn say(what: &str) {
    // Past the harness, which keeps what is printed.
    let _ = writeln!(std::io::stderr(), "\n    … {what}\n");
}

fn tell_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            tell(&format!("{}: {panic}", std::thread::current().name().unwrap_or_default()));
            told(panic);
        }));
    });
}

fn test_name(module: &str) -> &str {
    module.split_once("::").map_or(module, |(_, name)| name)
}

/// Makes three tests of an `async fn(Engine)`: one in each engine.
#[macro_export]
macro_rules! at_each_engine {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_chromium() -> anyhow::Result<()> {
                let engine = $crate::Engine::Chromium;
                $crate::in_engine(engine, module_path!(), || super::$name(engine)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_firefox() -> anyhow::Result<()> {
                let engine = $crate::Engine::Firefox;
                $crate::in_engine(engine, module_path!(), || super::$name(engine)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_webkit() -> anyhow::Result<()> {
                let engine = $crate::Engine::WebKit;
                $crate::in_engine(engine, module_path!(), || super::$name(engine)).await
            }
        }
    )+};
}

/// Makes four tests of an `async fn(Engine, &str)`: in Chromium at the root of its host and in a folder of it, and in
/// the other engines in a folder alone, where more can go wrong.
#[macro_export]
macro_rules! at_each_base {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn at_the_root_in_chromium() -> anyhow::Result<()> {
                let (engine, base) = ($crate::Engine::Chromium, $crate::BASES[0]);
                $crate::in_engine(engine, module_path!(), || super::$name(engine, base)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_chromium() -> anyhow::Result<()> {
                let (engine, base) = ($crate::Engine::Chromium, $crate::BASES[1]);
                $crate::in_engine(engine, module_path!(), || super::$name(engine, base)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_firefox() -> anyhow::Result<()> {
                let (engine, base) = ($crate::Engine::Firefox, $crate::BASES[1]);
                $crate::in_engine(engine, module_path!(), || super::$name(engine, base)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_webkit() -> anyhow::Result<()> {
                let (engine, base) = ($crate::Engine::WebKit, $crate::BASES[1]);
                $crate::in_engine(engine, module_path!(), || super::$name(engine, base)).await
            }
        }
    )+};
}
