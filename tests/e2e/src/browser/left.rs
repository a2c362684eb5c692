//! A browser that a test left behind: given back after one that passed, looked at and ended after one that failed.

use super::pool;
use super::running::Running;
use crate::Engine;

/// A browser without a test.
pub(crate) struct Left {
    running: Running,
    is_shared: bool,
}

impl Left {
    pub(super) fn new(running: Running, is_shared: bool) -> Self {
        Self { running, is_shared }
    }

    /// Lets the next test have it, or ends it if it was the test's own.
    ///
    /// # Errors
    /// When it is gone, or keeps something of the test.
    pub(crate) async fn give_back(self) -> anyhow::Result<()> {
        if self.is_shared { pool::give_back(self.running).await } else { self.running.end().await }
    }

    /// The screen as a PNG, and in words where the page is, what stands on it and what was said of it.
    pub(crate) async fn look(&self) -> (Option<Vec<u8>>, String) {
        let Running { web, engine, .. } = &self.running;
        let screen = web.screenshot_as_png().await.ok();
        let page = "return `${location.href}\nat ${scrollX}, ${scrollY} of ${innerWidth} x ${innerHeight}\n\n${document.body?.innerText}`";
        let page = web.execute(page, Vec::new()).await.map_or_else(
            |error| format!("the page does not answer: {error}"),
            |answer| answer.json().as_str().unwrap_or_default().to_owned(),
        );
        let console = if *engine == Engine::Chromium {
            let log = web.browser_log().await.unwrap_or_default();
            log.into_iter().map(|entry| format!("{} {}\n", entry.level, entry.message)).collect()
        } else {
            format!("{engine} does not hand out its console\n")
        };
        (screen, format!("{page}\n\n# The console\n{console}\n# {}", self.running.driver_said()))
    }

    /// Ends it.
    pub(crate) async fn end(self) {
        let _ = self.running.end().await;
    }
}
