//! Pages that load themselves anew when the site was pressed again; the only script that does not come from the site.
//!
//! A page is told the state of the site it was made from, and asks to hear of any other: so a change between the page and
//! the question is not missed, and neither is one while the server itself was started anew.

use std::convert::Infallible;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use axum::body::{Body, to_bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use serde::Deserialize;

use super::answer::Site;

/// Where the script answers, below the base.
pub(super) const SCRIPT: &str = "__live.js";

/// Where the stream of events answers, below the base.
pub(super) const EVENTS: &str = "__live";

/// The list that the press writes last of all.
const LIST: &str = ".handscroll";

const POLL: Duration = Duration::from_millis(300);

/// A page larger than this is sent without the script.
const LARGEST_PAGE_BYTES: usize = 64 << 20;

/// A file of its own, since the pages' policy is `script-src 'self'`. Where the reader was on the page is kept across the load.
const SCRIPT_TEXT: &str = r#"(() => {
  const key = "handscroll-live-scroll";
  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  sessionStorage.removeItem(key);
  if (kept && kept.address === location.href) scrollTo(0, kept.top);
  const own = new URL(document.currentScript.src);
  const events = new EventSource(new URL("__live" + own.search, own));
  events.addEventListener("pressed", () => {
    events.close();
    sessionStorage.setItem(key, JSON.stringify({ address: location.href, top: scrollY }));
    location.reload();
  });
})();
"#;

/// The state of the site that a page was made from.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    seen: String,
}

pub(super) async fn script() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, SCRIPT_TEXT).into_response()
}

pub(super) async fn events(State(site): State<Site>, Query(Seen { seen }): Query<Seen>) -> Response {
    Sse::new(changes(site, seen)).keep_alive(KeepAlive::default()).into_response()
}

/// One event for each state of the site other than the one seen last.
fn changes(site: Site, seen: String) -> impl Stream<Item = Result<Event, Infallible>> {
    futures_util::stream::unfold((site, seen), |(site, seen)| async move {
        loop {
            tokio::time::sleep(POLL).await;
            let now = state_of(site.folder()).await;
            if now != seen {
                let event = Event::default().event("pressed").data(&now);
                return Some((Ok(event), (site, now)));
            }
        }
    })
}

/// Tells one state of the site from another. A site that is not there yet has a state too.
async fn state_of(folder: &Path) -> String {
    let Ok(list) = tokio::fs::metadata(folder.join(LIST)).await else { return "none".to_owned() };
    let changed = list.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("{:x}-{:x}", changed.as_nanos(), list.len())
}

/// The page with the script in its head, or at its end where it has none.
pub(super) async fn with_script(page: Response, folder: &Path, base: &str) -> Response {
    let (mut parts, body) = page.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_PAGE_BYTES).await else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "The page could not be read.\n").into_response();
    };
    let element = format!("<script src=\"{base}{SCRIPT}?seen={}\" defer></script>", state_of(folder).await);
    // An answer without a body (to HEAD) stays without one.
    let body = if body.is_empty() { Vec::new() } else { insert_into_head(&body, element.as_bytes()) };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::ETAG);
    parts.headers.remove(header::LAST_MODIFIED);
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Response::from_parts(parts, Body::from(body))
}

fn insert_into_head(page: &[u8], element: &[u8]) -> Vec<u8> {
    let end_of_head = b"</head>";
    let at = page
        .windows(end_of_head.len())
        .position(|window| window.eq_ignore_ascii_case(end_of_head))
        .unwrap_or(page.len());
    [&page[..at], element, &page[at..]].concat()
}
