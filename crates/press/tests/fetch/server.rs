//! A server of pictures that answers as a test says and writes down what it was asked. It knows nothing of the press.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tokio::runtime::Runtime;

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    /// How often this path was asked for before.
    pub(crate) before: usize,
    pub(crate) at: Instant,
}

impl Asked {
    pub(crate) fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A server on a port of its own. It ends with its value.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    log: Arc<Mutex<Vec<Asked>>>,
    most: Arc<AtomicUsize>,
    _runtime: Runtime,
}

impl Server {
    /// Answers each request as `answer` says.
    pub(crate) fn new(answer: impl Fn(&Asked) -> Response + Send + Sync + 'static) -> Self {
        Self::slow(Duration::ZERO, answer)
    }

    /// The same, each answer after a while.
    pub(crate) fn slow(wait: Duration, answer: impl Fn(&Asked) -> Response + Send + Sync + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let log: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let most: Arc<AtomicUsize> = Arc::default();
        let state = Arc::new((answer, log.clone(), most.clone(), AtomicUsize::new(0), Mutex::new(HashMap::new())));
        let app = Router::new().fallback(move |request: Request| {
            let state = state.clone();
            async move {
                let (answer, log, most, now, counts) = &*state;
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let path = request.uri().path_and_query().unwrap().to_string();
                let before = {
                    let mut counts = counts.lock().unwrap();
                    let count: &mut usize = counts.entry(path.clone()).or_default();
                    *count += 1;
                    *count - 1
                };
                let asked = Asked { path, headers: request.headers().clone(), before, at: Instant::now() };
                log.lock().unwrap().push(asked.clone());
                tokio::time::sleep(wait).await;
                let response = answer(&asked);
                now.fetch_sub(1, Ordering::SeqCst);
                response
            }
        });
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async { axum::serve(listener, app).await });
        Self { address, log, most, _runtime: runtime }
    }

    /// An address of it.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The paths that were asked for, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.log().into_iter().map(|asked| asked.path).collect()
    }

    pub(crate) fn log(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }

    /// Requests that were under way at the same time, at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// A picture with a type that says nothing.
pub(crate) fn picture(bytes: &[u8]) -> Response {
    bytes.to_vec().into_response()
}

/// A status without a body.
pub(crate) fn status(code: u16) -> Response {
    StatusCode::from_u16(code).unwrap().into_response()
}

/// A way to another address.
pub(crate) fn redirect(to: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, to.to_owned())]).into_response()
}

/// These pieces, each after a pause.
pub(crate) fn pieces(pieces: Vec<Vec<u8>>, pause: Duration) -> Response {
    let pieces = stream::unfold(pieces.into_iter(), move |mut pieces| async move {
        let piece = pieces.next()?;
        tokio::time::sleep(pause).await;
        Some((Ok::<_, std::io::Error>(piece), pieces))
    });
    Body::from_stream(pieces).into_response()
}
