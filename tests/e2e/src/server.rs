//! A local server for one test: the press's own, with a log of what was asked for, and with faults where a test wants them.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, StreamExt as _};
use handscroll::serve::{self, BasePath, Options};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long the log must stay as it is for the page to be at rest, and how long a test waits for that.
const QUIET: Duration = Duration::from_millis(800);
const LIMIT: Duration = Duration::from_secs(20);

/// What is wrong with an answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Another status, with a page that says so.
    Status(u16),
    /// Another file in its place: its type and content, with status 200.
    Instead(&'static str, String),
    /// Half the file, as if it were all of it.
    Half,
    /// Half the file, then the connection is cut.
    Cut,
    /// No answer, until the fault is taken away; then the file.
    Silent,
}

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
    fn fault(&self, path: &str) -> Option<Fault> {
        self.faults.borrow().iter().find(|(broken, _)| fits(path, broken)).map(|(_, fault)| fault.clone())
    }
}

/// Remembers a silent request as abandoned if it is dropped before it is answered.
struct Unanswered<'a> {
    shared: &'a Shared,
    path: Option<String>,
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            locked(&self.shared.abandoned).push(path);
        }
    }
}

async fn answer(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    let asked = request.uri().path();
    let path = asked.strip_prefix(shared.base.as_str()).unwrap_or(asked).to_owned();
    locked(&shared.log).push(path.clone());
    let fault = shared.fault(&path);
    if matches!(fault, Some(Fault::Half | Fault::Cut)) {
        // Half of a file that is compressed, or that the browser has, is no half file.
        for name in [header::ACCEPT_ENCODING, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE] {
            request.headers_mut().remove(name);
        }
    }
    match fault {
        None => next.run(request).await,
        Some(Fault::Status(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(header::CONTENT_TYPE, "text/html")], "<p>Something is wrong.</p>").into_response()
        }
        Some(Fault::Instead(kind, content)) => ([(header::CONTENT_TYPE, kind)], content).into_response(),
        Some(Fault::Half) => {
            let (head, half, _) = halved(next.run(request).await).await;
            Response::from_parts(head, Body::from(half))
        }
        Some(Fault::Cut) => {
            let (mut head, half, length) = halved(next.run(request).await).await;
            head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            let cut = async {
                // The half is to have arrived by then.
                tokio::time::sleep(Duration::from_millis(300)).await;
                Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
            };
            let parts = stream::once(async { Ok(half) }).chain(stream::once(cut));
            Response::from_parts(head, Body::from_stream(parts))
        }
        Some(Fault::Silent) => {
            let mut unanswered = Unanswered { shared: &shared, path: Some(path.clone()) };
            let mut faults = shared.faults.subscribe();
            let is_healed = |faults: &Vec<(String, Fault)>| !faults.iter().any(|(broken, _)| fits(&path, broken));
            let _ = faults.wait_for(is_healed).await;
            unanswered.path = None;
            next.run(request).await
        }
    }
}

/// The head of an answer, half its body, and the length of the whole. The browser is not to keep it.
async fn halved(answer: Response) -> (axum::http::response::Parts, Bytes, usize) {
    let (mut head, body) = answer.into_parts();
    for name in [header::CONTENT_LENGTH, header::ETAG, header::LAST_MODIFIED] {
        head.headers.remove(name);
    }
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let (half, length) = (whole.slice(..whole.len() / 2), whole.len());
    (head, half, length)
}
