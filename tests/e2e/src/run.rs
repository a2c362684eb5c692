//! One test in one engine: what its run must have done to count as one, and what is kept of a run that failed. Knows no theme.

use std::cell::{Cell, RefCell};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use anyhow::{Context as _, anyhow, ensure};
use futures_util::FutureExt as _;
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};
use tokio::runtime::Runtime;

use crate::Engine;
use crate::browser::Left;
use crate::evidence::Evidence;
use crate::server::Log;

/// Limit for one test. Each wait in it has a limit of its own; this one is for a test that waits without end.
const LIMIT: Duration = Duration::from_secs(400);

/// How often a test has to pass whose browser ended by itself.
const AFTER_DEATH: usize = 3;

/// All tests run on it: the connections to running drivers outlive the test that made them.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap_or_else(|error| panic!("no runtime for the tests: {error}"))
});

tokio::task_local! {
    static CURRENT: Current;
}

/// The test at hand, and what it has opened.
struct Current {
    engine: Option<Engine>,
    opened: Cell<u32>,
    left: RefCell<Vec<Left>>,
    servers: RefCell<Vec<Arc<Log>>>,
}

/// Runs a future to its end on the runtime of all tests.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.block_on(future)
}

/// Counts a browser for the test that opens it.
pub(crate) fn count_opened(engine: Engine) {
    let _ = CURRENT.try_with(|current| {
        if current.engine == Some(engine) {
            current.opened.set(current.opened.get() + 1);
        }
    });
}

/// Keeps a browser that a test left without giving it back. Outside of a test it ends.
pub(crate) fn leave(left: Left) {
    let mut left = Some(left);
    let _ = CURRENT.try_with(|current| current.left.borrow_mut().extend(left.take()));
}

/// Keeps what a server was asked for, for as long as the test runs.
pub(crate) fn keep_log(log: Arc<Log>) {
    let _ = CURRENT.try_with(|current| current.servers.borrow_mut().push(log));
}

/// Runs a test in an engine, or outside of one. A test whose WebKitGTK ended by itself has to pass [`AFTER_DEATH`] times: the
/// engine ends itself over what it draws with once in some hundreds of tests, and one that a page ends is not to be passed over.
///
/// # Errors
/// Those of the test, with the folder of what was kept of it; and when it opened no browser of the engine, for that would
/// be a skip that no table has.
pub async fn outcome<F>(engine: Option<Engine>, name: &str, test: impl Fn() -> F) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>>,
{
    let mut opened = once(engine, name, &test).await;
    let death = opened.as_ref().err().filter(|error| has_died(engine, error)).map(|error| format!("{error:#}"));
    if let Some(death) = death {
        for turn in 1..=AFTER_DEATH {
            eprintln!("\n    … {name} runs again, {turn} of {AFTER_DEATH}: its browser ended by itself: {death}\n");
            opened = once(engine, name, &test).await;
            if opened.is_err() {
                break;
            }
        }
    }
    let opened = opened?;
    ensure!(
        engine.is_none() || opened > 0,
        "{name} opened no browser: what an engine leaves out stands in the table of skips"
    );
    Ok(())
}

/// Runs a test once, and gives how many browsers of its engine it has opened.
async fn once<F>(engine: Option<Engine>, name: &str, test: &impl Fn() -> F) -> anyhow::Result<u32>
where
    F: Future<Output = anyhow::Result<()>>,
{
    let current = Current { engine, opened: Cell::new(0), left: RefCell::default(), servers: RefCell::default() };
    let whole = async {
        let run = tokio::time::timeout(LIMIT, AssertUnwindSafe(test()).catch_unwind()).await;
        let mut outcome = match run {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => Err(anyhow!("it panicked: {}", said_in(&*panic))),
            Err(_) => Err(anyhow!("it did not end within {} s", LIMIT.as_secs())),
        };
        let (opened, left, servers) =
            CURRENT.with(|current| (current.opened.get(), current.left.take(), current.servers.take()));
        if outcome.is_ok() {
            for browser in left {
                let given_back = browser.give_back().await;
                outcome = outcome.and(given_back.context("after the test"));
            }
        } else {
            let kept = Evidence::new(name).keep(left, &servers).await;
            outcome = outcome.map_err(|error| error.context(kept));
        }
        outcome.map(|()| opened)
    };
    CURRENT.scope(current, whole).await
}

/// The words of a panic.
fn said_in(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word")
}

/// Whether a driver says that its browser is gone. `WebKitGTK` alone was seen to end without a page being at fault.
fn has_died(engine: Option<Engine>, error: &anyhow::Error) -> bool {
    let mut causes =
        error.chain().filter_map(|cause| cause.downcast_ref::<WebDriverError>()).map(WebDriverError::as_inner);
    engine == Some(Engine::WebKit) && causes.any(|cause| matches!(cause, WebDriverErrorInner::InvalidSessionId(_)))
}

/// The folder in which a run keeps what it has to show: as `HANDSCROLL_RESULTS` names it.
pub(crate) fn results() -> Option<PathBuf> {
    std::env::var_os("HANDSCROLL_RESULTS").map(PathBuf::from)
}
