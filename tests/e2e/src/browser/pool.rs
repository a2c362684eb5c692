//! The browsers that run between tests, so that a test starts none. Knows no page.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::running::Running;
use super::{Manner, Screen};
use crate::Engine;

/// Those that no test has at the moment, the one that was used last at the end.
static IDLE: Mutex<Vec<Running>> = Mutex::new(Vec::new());

fn idle() -> MutexGuard<'static, Vec<Running>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A browser of that engine that is as new: an idle one, preferably of that screen, or one that is started.
///
/// # Errors
/// When none can be started.
pub(super) async fn take(engine: Engine, screen: Screen) -> anyhow::Result<Running> {
    loop {
        let found = {
            let mut idle = idle();
            let of_screen = idle.iter().rposition(|running| running.engine == engine && running.screen == Some(screen));
            of_screen.or_else(|| idle.iter().rposition(|running| running.engine == engine)).map(|at| idle.remove(at))
        };
        let Some(mut running) = found else { break };
        match running.make_new().await {
            Ok(()) => return Ok(running),
            // It ended while it was idle, or would not let go: another takes its place.
            Err(error) => {
                eprintln!("    … {engine} is replaced: {error:#}");
                let _ = running.end().await;
            }
        }
    }
    // Tests run engine by engine: the one before has its last tests.
    let others: Vec<Running> = idle().extract_if(.., |running| running.engine != engine).collect();
    for other in others {
        let _ = other.end().await;
    }
    let mut running = Running::start(engine, Manner::Fresh).await?;
    running.make_new().await?;
    Ok(running)
}

/// Takes a browser back when its test is over.
///
/// # Errors
/// When the browser is gone, or keeps something of the test: it is ended.
pub(super) async fn give_back(mut running: Running) -> anyhow::Result<()> {
    let cleaned = running.clean().await;
    if cleaned.is_ok() {
        idle().push(running);
    } else {
        let _ = running.end().await;
    }
    cleaned
}

/// Ends all browsers.
pub(crate) async fn end() {
    let all: Vec<Running> = idle().drain(..).collect();
    for running in all {
        let _ = running.end().await;
    }
}
