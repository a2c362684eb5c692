//! One request, one answer: finds the file, then sets what a good static host would set; it knows nothing of ports.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::base::Place;
use super::{Options, content_type, live, site_headers};
use crate::write::headers_file;

/// The folder that is served, and how.
#[derive(Debug, Clone)]
pub(super) struct Site(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    options: Options,
}

impl Site {
    pub(super) fn new(folder: PathBuf, options: Options) -> Self {
        Site(Arc::new(Inner { folder, options }))
    }

    pub(super) fn folder(&self) -> &Path {
        &self.0.folder
    }

    fn options(&self) -> &Options {
        &self.0.options
    }
}

pub(super) async fn answer(State(site): State<Site>, request: Request) -> Response {
    let mut response = match site.options().base.place(request.uri().path()) {
        Place::Inside(path) => {
            let path = path.to_owned();
            let mut response = from_folder(&site, &path, request).await;
            // What a host that knows the file would send: so whoever tests here tests under it.
            if let Ok(file) = tokio::fs::read_to_string(site.folder().join(headers_file::NAME)).await {
                site_headers::add(&file, &path, &mut response);
            }
            response
        }
        Place::WithoutSlash => to_folder(request.uri()),
        Place::Outside => outside(&site),
    };
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// `path` is the request's path as the site sees it, still percent-encoded.
async fn from_folder(site: &Site, path: &str, mut request: Request) -> Response {
    if is_hidden(path) {
        return not_found(site).await;
    }
    let asked = request.uri().clone();
    // The file service must see a path alone: the folder is the root of it, and the query is not its concern.
    let Ok(inside) = Uri::try_from(path) else { return not_found(site).await };
    *request.uri_mut() = inside;
    if site.options().live {
        // A live page carries more than its file does, so the file's age must not decide that it is unchanged.
        request.headers_mut().remove(header::IF_NONE_MATCH);
        request.headers_mut().remove(header::IF_MODIFIED_SINCE);
    }
    // Copies of a file are of the whole of it, and a live page is another than the file.
    let may_be_copy = !site.options().live && !request.headers().contains_key(header::RANGE);
    let folder = ServeDir::new(site.folder());
    let folder = if may_be_copy { folder.precompressed_br().precompressed_gzip() } else { folder };
    // The file service itself refuses `..`, in any spelling, and anything else that leads out of the folder.
    let Ok(response) = folder.oneshot(request).await;
    match response.status() {
        StatusCode::NOT_FOUND => not_found(site).await,
        status if status.is_redirection() && response.headers().contains_key(header::LOCATION) => to_folder(&asked),
        _ => finish(site, path, response.map(Body::new)).await,
    }
}

/// What the press keeps for itself or for a host, and hidden files. A host reads `_headers`, and does not show it.
fn is_hidden(path: &str) -> bool {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let mut segments = decoded.split(['/', '\\']).filter(|segment| !segment.is_empty());
    let first_is_for_the_host = matches!(segments.clone().next(), Some(headers_file::NAME | "_redirects"));
    first_is_for_the_host || segments.any(|segment| segment.starts_with('.') && segment != ".well-known")
}

/// Sends to the same folder with its final slash, which relative links need; by a relative address, so that it holds
/// under any base and behind any proxy.
fn to_folder(asked: &Uri) -> Response {
    let name = asked.path().rsplit('/').next().unwrap_or_default();
    let query = asked.query().map(|query| format!("?{query}")).unwrap_or_default();
    (
        StatusCode::PERMANENT_REDIRECT,
        [(header::LOCATION, format!("./{name}/{query}")), (header::CACHE_CONTROL, "no-cache".to_owned())],
    )
        .into_response()
}

fn outside(site: &Site) -> Response {
    let base = site.options().base.as_str();
    (
        StatusCode::NOT_FOUND,
        [(header::CACHE_CONTROL, "no-cache")],
        format!("Nothing here: this site is served at {base}\n"),
    )
        .into_response()
}

async fn not_found(site: &Site) -> Response {
    let page = tokio::fs::read(site.folder().join("404.html")).await;
    let body = page.map_or_else(
        |_| Body::from("<!doctype html><title>Not found</title><p>There is no such page.</p>\n"),
        Body::from,
    );
    let page = (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response();
    finish(site, "/404.html", page).await
}

/// Sets the type and how long the answer may be kept, and puts the live script into pages.
async fn finish(site: &Site, path: &str, mut response: Response) -> Response {
    let name = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("index.html");
    let name = percent_decode_str(name).decode_utf8_lossy();
    let status = response.status();
    let headers = response.headers_mut();
    if let Some(kind) = content_type::content_type(&name).filter(|_| headers.contains_key(header::CONTENT_TYPE)) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    let may_be_kept = content_type::is_named_by_content(path) && status != StatusCode::NOT_FOUND;
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if may_be_kept { headers_file::FOR_EVER } else { headers_file::ASK_FIRST }),
    );
    // The tag is that of the file, while what is sent may be compressed: equal in meaning, not in bytes.
    let weak =
        headers.get(header::ETAG).and_then(|tag| HeaderValue::try_from(format!("W/{}", tag.to_str().ok()?)).ok());
    if let Some(weak) = weak {
        headers.insert(header::ETAG, weak);
    }
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if site.options().live && is_page && status != StatusCode::PARTIAL_CONTENT {
        return live::with_script(response, site.folder(), site.options().base.as_str()).await;
    }
    response
}
