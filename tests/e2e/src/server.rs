//! A local server for one test: the press's own, with a log of what was asked for, and with faults where a test wants them.

mod answer;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use handscroll::serve::{self, BasePath, Options};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use answer::Fault;
use answer::answer;

/// How long the log must stay as it is for the page to be at rest, and how long a test waits for that.
const QUIET: Duration = Duration::from_millis(800);
const LIMIT: Duration = Duration::from_secs(20);

/// A running server; it ends when it is dropped.
pub struct Server {
    base: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    base: BasePath,
    log: Mutex<Vec<String>>,
    abandoned: Mutex<Vec<String>>,
    faults: watch::Sender<Vec<(String, Fault)>>,
    /// What runs in each page before anything of its own.
    first: Mutex<Option<String>>,
    /// Whether the browser may keep what it gets.
    keeps: AtomicBool,
}

impl Server {
    /// Serves the files of `site` at `base` of a free port.
    ///
    /// # Errors
    /// When no port could be had.
    pub async fn start(site: &Path, base: &str) -> anyhow::Result<Self> {
        let base: BasePath = base.parse()?;
        let shared = Arc::new(Shared {
            base: base.clone(),
            log: Mutex::default(),
            abandoned: Mutex::default(),
            faults: watch::Sender::default(),
            first: Mutex::default(),
            keeps: AtomicBool::new(true),
        });
        let router = serve::router(site.to_owned(), Options { base: base.clone(), live: false })
            .layer(from_fn_with_state(shared.clone(), answer));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.context("no port is free")?;
        let base = format!("http://{}{}", listener.local_addr()?, base.as_str());
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { base, shared, task })
    }

    /// The absolute address of a path of the site.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// From now on, each page runs `script` before anything of its own, in every engine: its first element is a script of
    /// this server's, ahead of the page's content policy, and allowed by it.
    pub fn before_each_page(&self, script: &str) {
        *locked(&self.shared.first) = Some(script.to_owned());
    }

    /// From now on, the browser keeps nothing of what it gets, and so asks for it again.
    pub fn forbid_keeping(&self) {
        self.shared.keeps.store(false, Ordering::Relaxed);
    }

    /// From now on, answers for paths that end in `path` have this fault, if they have no other; an empty path is the
    /// library's own.
    pub fn break_path(&self, path: &str, fault: Fault) {
        self.shared.faults.send_modify(|faults| faults.push((path.to_owned(), fault)));
    }

    /// From now on, paths that end in `path` are served as they should be.
    pub fn heal(&self, path: &str) {
        self.shared.faults.send_modify(|faults| faults.retain(|(broken, _)| broken != path));
    }

    /// The paths that were asked for, relative to the site's root, in order.
    pub fn requests(&self) -> Vec<String> {
        locked(&self.shared.log).clone()
    }

    /// Whether a path that ends in `path` was asked for.
    pub fn was_asked_for(&self, path: &str) -> bool {
        locked(&self.shared.log).iter().any(|asked| asked.ends_with(path))
    }

    /// Forgets what was asked for until now.
    pub fn forget(&self) {
        locked(&self.shared.log).clear();
    }

    /// Silent requests whose browser went away before an answer.
    pub fn abandoned(&self) -> Vec<String> {
        locked(&self.shared.abandoned).clone()
    }

    /// Waits until nothing more is asked for.
    ///
    /// # Errors
    /// When it never stops.
    pub async fn quiet(&self) -> anyhow::Result<()> {
        let rest = async {
            loop {
                let before = self.requests().len();
                tokio::time::sleep(QUIET).await;
                if self.requests().len() == before {
                    break;
                }
            }
        };
        tokio::time::timeout(LIMIT, rest).await.context("the page never stops asking for files")
    }

    /// Waits until `holds` is true of the server.
    ///
    /// # Errors
    /// When it does not become true; `what` says what was waited for.
    pub async fn wait(&self, what: &str, holds: impl Fn(&Self) -> bool) -> anyhow::Result<()> {
        let rest = async {
            while !holds(self) {
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
        };
        let waited = tokio::time::timeout(LIMIT, rest).await;
        waited.with_context(|| format!("waited for {what}; asked for so far: {:#?}", self.requests()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fits(path: &str, broken: &str) -> bool {
    if broken.is_empty() { path.is_empty() } else { path.ends_with(broken) }
}

impl Shared {
    /// What is asked for, relative to the site's root.
    fn path(&self, request: &Request) -> String {
        let asked = request.uri().path();
        asked.strip_prefix(self.base.as_str()).unwrap_or(asked).to_owned()
    }

    fn fault(&self, path: &str) -> Option<Fault> {
        self.faults.borrow().iter().find(|(broken, _)| fits(path, broken)).map(|(_, fault)| fault.clone())
    }
}
