//! What is kept of a test that failed: what its pages showed, what their consoles and the drivers said, and what its servers
//! were asked for. Judges nothing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::browser::Left;
use crate::run::results;
use crate::server::Log;

/// Limit for looking at one browser, which may be what has failed.
const LIMIT: Duration = Duration::from_secs(10);

/// The folder of one test's evidence.
pub(crate) struct Evidence {
    folder: Option<PathBuf>,
}

impl Evidence {
    /// That of the test with this name.
    pub(crate) fn new(name: &str) -> Self {
        Self { folder: results().map(|results| results.join("failures").join(name.replace("::", "."))) }
    }

    /// Writes it, ends the browsers, and says in one line where it is.
    pub(crate) async fn keep(&self, left: Vec<Left>, servers: &[Arc<Log>]) -> String {
        let folder = self.folder.as_deref();
        for (number, browser) in (1..).zip(left) {
            let seen = tokio::time::timeout(LIMIT, browser.look()).await;
            let (screen, told) = seen.unwrap_or_else(|_| (None, "the browser does not answer".to_owned()));
            if let Some(screen) = screen {
                write(folder, &format!("screen-{number}.png"), &screen);
            }
            write(folder, &format!("browser-{number}.txt"), told.as_bytes());
            let _ = tokio::time::timeout(LIMIT, browser.end()).await;
        }
        for (number, server) in (1..).zip(servers) {
            let asked = server.requests().iter().fold(String::new(), |mut text, path| {
                let _ = writeln!(text, "{path}");
                text
            });
            write(folder, &format!("server-{number}.txt"), asked.as_bytes());
        }
        folder.map_or_else(|| "nothing was kept of it".to_owned(), |folder| format!("kept in {}", folder.display()))
    }
}

fn write(folder: Option<&Path>, name: &str, content: &[u8]) {
    let Some(folder) = folder else { return };
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(folder.join(name), content));
    if let Err(error) = written {
        eprintln!("    … {name} could not be kept: {error}");
    }
}
