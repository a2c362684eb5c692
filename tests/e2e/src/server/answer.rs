//! One answer: as the press's server gives it, or with the fault that a test wants. Chooses no fault itself.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header, response};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, StreamExt as _};

use super::{Sending, Shared, fits, locked};

/// What is wrong with an answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Another status, with a page that says so.
    Status(u16),
    /// Another file in its place: its type and content, with status 200.
    Instead(&'static str, String),
    /// Half the file, as if it were all of it.
    Half,
    /// As many bytes as the file has, but for one not those.
    Garbled,
    /// Half the file, then the connection is cut.
    Cut,
    /// Half the file, then nothing more until the fault is taken away; then the rest.
    Stalled,
    /// No answer, until the fault is taken away; then the file.
    Silent,
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
            self.shared.log.changes.send_replace(());
        }
    }
}

/// The path of what runs first, under the site's root.
const FIRST: &str = "before-each-page.js";

/// The answer: with what runs first in it, if it is a page, and with leave to keep it or not.
pub(super) async fn answer(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    if !shared.has_worker && shared.path(&request) == "version.json" {
        return ([(header::CONTENT_TYPE, "application/json")], "{\"worker\":\"off\"}").into_response();
    }
    let first = locked(&shared.first).clone();
    let keeps = shared.keeps.load(Ordering::Relaxed);
    let not_kept = HeaderValue::from_static("no-store");
    if let Some(script) = first.as_ref().filter(|_| shared.path(&request) == FIRST) {
        let head =
            [(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript")), (header::CACHE_CONTROL, not_kept)];
        return (head, script.clone()).into_response();
    }
    if first.is_some() || !keeps {
        ask_for_whole(&mut request);
    }
    let element = format!("<head><script src=\"{}{FIRST}\"></script>", shared.base.as_str());
    let mut answer = faulty(shared, request, next).await;
    if !keeps {
        answer.headers_mut().insert(header::CACHE_CONTROL, not_kept);
    }
    let is_page =
        answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if first.is_none() || !is_page {
        return answer;
    }
    let (mut head, body) = answer.into_parts();
    forget_bytes(&mut head);
    let page = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let page = String::from_utf8_lossy(&page).replacen("<head>", &element, 1);
    Response::from_parts(head, Body::from(page))
}

/// Asks for a file as it stands: one that is compressed, or that the browser has, can be neither halved nor added to.
fn ask_for_whole(request: &mut Request) {
    for name in [header::ACCEPT_ENCODING, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE] {
        request.headers_mut().remove(name);
    }
}

/// Takes away what is true of the file's own bytes alone.
fn forget_bytes(head: &mut response::Parts) {
    for name in [header::CONTENT_LENGTH, header::ETAG, header::LAST_MODIFIED] {
        head.headers.remove(name);
    }
}

async fn faulty(shared: Arc<Shared>, mut request: Request, next: Next) -> Response {
    let path = shared.path(&request);
    shared.log.add(&path);
    let fault = shared.fault(&path);
    if matches!(fault, Some(Fault::Half | Fault::Garbled | Fault::Cut | Fault::Stalled)) {
        ask_for_whole(&mut request);
    }
    match fault {
        None => {
            let sending = Sending::begin(&shared.log);
            let (head, body) = next.run(request).await.into_parts();
            // It is dropped with the body: when all of it was sent, or the browser went away.
            let parts = body.into_data_stream().map(move |part| {
                let _ = &sending;
                part
            });
            Response::from_parts(head, Body::from_stream(parts))
        }
        Some(Fault::Status(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(header::CONTENT_TYPE, "text/html")], "<p>Something is wrong.</p>").into_response()
        }
        Some(Fault::Instead(kind, content)) => ([(header::CONTENT_TYPE, kind)], content).into_response(),
        Some(Fault::Half) => {
            let (head, [half, _]) = halved(next.run(request).await).await;
            Response::from_parts(head, Body::from(half))
        }
        Some(Fault::Garbled) => {
            let (head, [half, rest]) = halved(next.run(request).await).await;
            let mut garbled = [half, rest].concat();
            if let Some(last) = garbled.last_mut() {
                *last ^= 1;
            }
            Response::from_parts(head, Body::from(garbled))
        }
        Some(Fault::Cut) => {
            let (mut head, [half, rest]) = halved(next.run(request).await).await;
            head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(half.len() + rest.len()));
            let cut = async {
                // The half is to have arrived by then.
                tokio::time::sleep(Duration::from_millis(300)).await;
                Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
            };
            let parts = stream::once(async { Ok(half) }).chain(stream::once(cut));
            Response::from_parts(head, Body::from_stream(parts))
        }
        Some(Fault::Stalled) => {
            let (mut head, [half, rest]) = halved(next.run(request).await).await;
            head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(half.len() + rest.len()));
            let rest = async move {
                healed(&shared, &path).await;
                Ok::<_, std::io::Error>(rest)
            };
            let parts = stream::once(async { Ok(half) }).chain(stream::once(rest));
            Response::from_parts(head, Body::from_stream(parts))
        }
        Some(Fault::Silent) => {
            let mut unanswered = Unanswered { shared: &shared, path: Some(path.clone()) };
            healed(&shared, &path).await;
            unanswered.path = None;
            next.run(request).await
        }
    }
}

/// Waits until the path has no fault any more.
async fn healed(shared: &Shared, path: &str) {
    let mut faults = shared.faults.subscribe();
    let _ = faults.wait_for(|faults| !faults.iter().any(|(broken, _)| fits(path, broken))).await;
}

/// The head of an answer and both halves of its body. The browser is not to keep it.
async fn halved(answer: Response) -> (response::Parts, [Bytes; 2]) {
    let (mut head, body) = answer.into_parts();
    forget_bytes(&mut head);
    let mut half = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let rest = half.split_off(half.len() / 2);
    (head, [half, rest])
}
