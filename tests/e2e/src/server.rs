//! A local server for one test: the press's own, with a log of what was asked for, and with faults where a test wants them.

mod answer;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use axum::Router;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::routing::any_service;
use handscroll::serve::{self, BasePath, Options};
use tokio::runtime::Runtime;
use tokio::sync::watch;

pub use answer::Fault;
use answer::answer;

use crate::run::keep_log;

/// How long nothing must be asked for, with every answer sent, for a page to be at rest: longer than what the reader and its
/// worker wait between two requests in a site of tests.
const QUIET: Duration = Duration::from_millis(250);
/// Limit for every wait.
const LIMIT: Duration = Duration::from_secs(20);

/// A running server; it ends when it is dropped.
pub struct Server {
    base: String,
    shared: Arc<Shared>,
    router: Router,
    address: SocketAddr,
    running: Mutex<Option<Runtime>>,
}

/// What a server was asked for.
#[derive(Default)]
pub(crate) struct Log {
    /// Since the test has forgotten what was before.
    asked: Mutex<Vec<String>>,
    /// From the start.
    all: Mutex<Vec<String>>,
    /// How many answers are being sent.
    sending: AtomicUsize,
    /// Tells of every change of what a test may wait for.
    changes: watch::Sender<()>,
}

/// An answer that is being sent.
struct Sending(Arc<Log>);

impl Sending {
    fn begin(log: &Arc<Log>) -> Self {
        log.sending.fetch_add(1, Ordering::Relaxed);
        Self(log.clone())
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.sending.fetch_sub(1, Ordering::Relaxed);
        self.0.changes.send_replace(());
    }
}

impl Log {
    fn add(&self, path: &str) {
        locked(&self.asked).push(path.to_owned());
        locked(&self.all).push(path.to_owned());
        self.changes.send_replace(());
    }

    /// The paths that were asked for from the start, in order.
    pub(crate) fn requests(&self) -> Vec<String> {
        locked(&self.all).clone()
    }
}

struct Shared {
    base: BasePath,
    log: Arc<Log>,
    abandoned: Mutex<Vec<String>>,
    faults: watch::Sender<Vec<(String, Fault)>>,
    /// What runs in each page before anything of its own.
    first: Mutex<Option<String>>,
    /// Whether the browser may keep what it gets.
    keeps: AtomicBool,
    /// Whether the sites have their service worker.
    has_worker: bool,
}

impl Server {
    /// Serves the files of `site` at `base` of a free port. Its pages are told that no service worker is wanted: one would
    /// answer in the server's place, and what most tests see of the reader are its questions and the server's faults.
    ///
    /// # Errors
    /// When no port could be had.
    pub async fn start(site: &Path, base: &str) -> anyhow::Result<Self> {
        Self::of_sites(&[(site, base)], false)
    }

    /// Serves the files of each site at its base of one free port, with their service workers. Paths are those of the first.
    ///
    /// # Errors
    /// When no port could be had.
    pub fn with_workers(sites: &[(&Path, &str)]) -> anyhow::Result<Self> {
        Self::of_sites(sites, true)
    }

    fn of_sites(sites: &[(&Path, &str)], has_worker: bool) -> anyhow::Result<Self> {
        let mut router = Router::new();
        for (site, base) in sites {
            let base: BasePath = base.parse()?;
            let of_site = serve::router(site.to_path_buf(), Options { base: base.clone(), live: false });
            // The one below the other goes first; a router of axum's looks for the longest path that fits.
            let below = format!("{}{{*path}}", base.as_str());
            router = router.route(base.as_str(), any_service(of_site.clone())).route(&below, any_service(of_site));
        }
        let base: BasePath = sites.first().context("no site to serve")?.1.parse()?;
        let shared = Arc::new(Shared {
            base: base.clone(),
            log: Arc::default(),
            abandoned: Mutex::default(),
            faults: watch::Sender::default(),
            first: Mutex::default(),
            keeps: AtomicBool::new(true),
            has_worker,
        });
        let router = router.layer(from_fn_with_state(shared.clone(), answer));
        keep_log(shared.log.clone());
        let listener = listen_anew()?;
        let address = listener.local_addr()?;
        let running = Mutex::new(Some(serve(listener, router.clone())?));
        Ok(Self { base: format!("http://{address}{}", base.as_str()), shared, router, address, running })
    }

    /// From now on there is no server: nobody listens, and every connection is cut.
    pub fn cut(&self) {
        if let Some(running) = locked(&self.running).take() {
            running.shutdown_background();
        }
    }

    /// The server is there again, at the same address.
    ///
    /// # Errors
    /// When the port cannot be had again.
    pub async fn mend(&self) -> anyhow::Result<()> {
        let since = Instant::now();
        let listener = loop {
            match TcpListener::bind(self.address) {
                Ok(listener) => break listener,
                Err(error) if since.elapsed() > LIMIT => return Err(error).context("the port is not free any more"),
                Err(_) => tokio::time::sleep(Duration::from_millis(30)).await,
            }
        };
        *locked(&self.running) = Some(serve(listener, self.router.clone())?);
        Ok(())
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
        locked(&self.shared.log.asked).clone()
    }

    /// Whether a path that ends in `path` was asked for.
    pub fn was_asked_for(&self, path: &str) -> bool {
        self.times_asked_for(path) > 0
    }

    /// Returns the number of requests for a path that ends in `path`.
    pub fn times_asked_for(&self, path: &str) -> usize {
        locked(&self.shared.log.asked).iter().filter(|asked| asked.ends_with(path)).count()
    }

    /// Forgets what was asked for until now.
    pub fn forget(&self) {
        locked(&self.shared.log.asked).clear();
    }

    /// Silent requests whose browser went away before an answer.
    pub fn abandoned(&self) -> Vec<String> {
        locked(&self.shared.abandoned).clone()
    }

    /// Waits until every answer was sent and nothing more is asked for. For a test that says what is *not* asked for; one that
    /// waits for something names it ([`Server::wait`], [`Browser::wait`](crate::Browser::wait)).
    ///
    /// # Errors
    /// When it never stops.
    pub async fn quiet(&self) -> anyhow::Result<()> {
        let rest = async {
            let mut changes = self.shared.log.changes.subscribe();
            loop {
                let change = tokio::time::timeout(QUIET, changes.changed()).await;
                if change.is_err() && self.shared.log.sending.load(Ordering::Relaxed) == 0 {
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
        let mut changes = self.shared.log.changes.subscribe();
        let rest = async {
            while !holds(self) {
                let _ = changes.changed().await;
            }
        };
        let waited = tokio::time::timeout(LIMIT, rest).await;
        waited.with_context(|| format!("waited for {what}; asked for so far: {:#?}", self.requests()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.cut();
    }
}

/// Listens at a port that no server of this process has had, so that no two tests share an origin. The ports stand below those
/// that systems give out.
fn listen_anew() -> anyhow::Result<TcpListener> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const PORTS: std::ops::Range<u16> = 20_000..32_000;
    let count = PORTS.end - PORTS.start;
    // Another process begins elsewhere.
    let first = (std::process::id() % u32::from(count)) as u16;
    for _ in 0..count {
        let port = PORTS.start + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % count;
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return Ok(listener);
        }
    }
    bail!("no port is free")
}

/// Serves in threads of its own, so that its connections can be cut with them.
fn serve(listener: TcpListener, router: Router) -> anyhow::Result<Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    listener.set_nonblocking(true)?;
    runtime.spawn(async move {
        if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
            let _ = axum::serve(listener, router).await;
        }
    });
    Ok(runtime)
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
