//! The local server, asked as a browser asks it: a small site in a folder, requests, and what must come back.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use handscroll::serve::{Options, router};
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;

const KEPT: &str = "public, max-age=31536000, immutable";
const PAGE: &str = "<!doctype html><html><head><title>卷</title></head><body><p>手卷</p></body></html>";

/// A site with one file of each kind that matters.
fn site() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let long = "text ".repeat(400);
    write("index.html", PAGE);
    write("404.html", "<!doctype html><title>Lost</title>");
    write("a/x/index.html", PAGE);
    write("a/手卷/index.html", PAGE);
    write("feed.json", &format!("{{\"title\":\"{long}\"}}"));
    write("atom.xml", &format!("<feed>{long}</feed>"));
    write("manifest.webmanifest", "{}");
    write("reader.0123456789abcdef.wasm", &long);
    write("boot.0123456789abcdef.js", &long);
    write("sw.js", &long);
    write("sea.webp", &long);
    write("images/0123456789abcdef.webp", &long);
    write("_headers", "/*\n  X: y");
    write(".handscroll", "index.html\n");
    write(".well-known/security.txt", "Contact: x");
    folder
}

fn options(base: &str, live: bool) -> Options {
    Options { base: base.parse().unwrap(), live }
}

async fn ask(site: &TempDir, options: Options, request: Request<Body>) -> Response<Body> {
    router(site.path().to_owned(), options).oneshot(request).await.unwrap()
}

async fn get(site: &TempDir, options: Options, path: &str) -> Response<Body> {
    ask(site, options, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn header(response: &Response<Body>, name: header::HeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_site_says_what_headers_it_wants() {
    let site = site();
    for path in ["/sub/", "/sub/a/x/", "/sub/sea.webp", "/sub/nowhere", "/sub/_headers"] {
        let response = get(&site, options("/sub/", false), path).await;
        assert_eq!(header(&response, header::HeaderName::from_static("x")), "y", "{path}");
        assert_eq!(header(&response, header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
    }
    let elsewhere = get(&site, options("/sub/", false), "/other").await;
    assert_eq!(header(&elsewhere, header::HeaderName::from_static("x")), "");
}

#[tokio::test]
async fn each_file_has_its_type_and_its_time_to_live() {
    let site = site();
    for (path, kind, kept) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/a/x/", "text/html; charset=utf-8", "no-cache"),
        ("/a/%E6%89%8B%E5%8D%B7/", "text/html; charset=utf-8", "no-cache"),
        ("/feed.json", "application/json", "no-cache"),
        ("/feed.json?fresh=1", "application/json", "no-cache"),
        ("/atom.xml", "application/xml; charset=utf-8", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/reader.0123456789abcdef.wasm", "application/wasm", KEPT),
        ("/boot.0123456789abcdef.js", "text/javascript; charset=utf-8", KEPT),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/sea.webp", "image/webp", "no-cache"),
        ("/images/0123456789abcdef.webp", "image/webp", KEPT),
        ("/.well-known/security.txt", "text/plain; charset=utf-8", "no-cache"),
    ] {
        let response = get(&site, Options::default(), path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&response, header::CONTENT_TYPE), kind, "{path}");
        assert_eq!(header(&response, header::CACHE_CONTROL), kept, "{path}");
        assert_eq!(header(&response, header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
    }
}

/// What the press asks hosts for is what this server does by itself, so that a site behaves alike on all of them.
#[tokio::test]
async fn the_headers_of_the_press_say_how_long_each_file_may_be_kept() {
    let site = site();
    for (path, kept) in [
        ("", "no-cache"),
        ("index.html", "no-cache"),
        ("a/x/", "no-cache"),
        ("a/x/index.html", "no-cache"),
        ("read/?id=1", "no-cache"),
        ("saved/", "no-cache"),
        ("settings/", "no-cache"),
        ("feed.json", "no-cache"),
        ("feed-1.json", "no-cache"),
        ("atom.xml", "no-cache"),
        ("sw.js", "no-cache"),
        ("version.json", "no-cache"),
        ("site.webmanifest", "no-cache"),
        ("assets/boot.0123456789abcdef.js", KEPT),
        ("images/0123456789abcdef.webp", KEPT),
        ("images/fedcba9876543210.webp", "no-cache"),
    ] {
        let file = path.split('?').next().unwrap();
        let file = site.path().join(if file.is_empty() || file.ends_with('/') {
            format!("{file}index.html")
        } else {
            file.into()
        });
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        if !path.contains("fedcba") {
            fs::write(file, "text").unwrap();
        }
        for headers in ["", &handscroll::write::headers_file::text(true)] {
            fs::write(site.path().join("_headers"), headers).unwrap();
            let response = get(&site, options("/sub/", false), &format!("/sub/{path}")).await;
            let all: Vec<_> = response.headers().get_all(header::CACHE_CONTROL).iter().collect();
            assert_eq!(all, [kept], "{path} with {headers:?}");
            let policy = header(&response, header::CONTENT_SECURITY_POLICY);
            assert_eq!(policy.contains("frame-ancestors"), !headers.is_empty(), "{path}");
        }
    }
}

#[tokio::test]
async fn a_folder_without_its_slash_is_sent_on_by_a_relative_address() {
    let site = site();
    for (base, path, expected) in [
        ("/", "/a/x", "./x/"),
        ("/", "/a/x?strip=3", "./x/?strip=3"),
        ("/", "/a/%E6%89%8B%E5%8D%B7", "./%E6%89%8B%E5%8D%B7/"),
        ("/sub/path/", "/sub/path/a/x", "./x/"),
        ("/sub/path/", "/sub/path", "./path/"),
    ] {
        let response = get(&site, options(base, false), path).await;
        assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(header(&response, header::LOCATION), expected, "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_the_sites_own_404() {
    let site = site();
    for path in [
        "/nothing",
        "/a/none/",
        "/boot.ffffffffffffffff.js",
        "/_headers",
        "/.handscroll",
        "/%2ehandscroll",
        "/a/../.handscroll",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "/a/x/index.html/",
        "/%00",
    ] {
        for base in ["/", "/sub/"] {
            let response = get(&site, options(base, false), &format!("{}{path}", base.trim_end_matches('/'))).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(header(&response, header::CONTENT_TYPE), "text/html; charset=utf-8", "{path}");
            assert_eq!(header(&response, header::CACHE_CONTROL), "no-cache", "{path}");
            assert_eq!(text(response).await, "<!doctype html><title>Lost</title>", "{path}");
        }
    }
}

#[tokio::test]
async fn a_base_hides_the_rest_of_the_host() {
    let site = site();
    for (path, expected) in [
        ("/sub/", StatusCode::OK),
        ("/sub/a/x/", StatusCode::OK),
        ("/", StatusCode::NOT_FOUND),
        ("/a/x/", StatusCode::NOT_FOUND),
        ("/subway/", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(get(&site, options("/sub/", false), path).await.status(), expected, "{path}");
    }
}

#[tokio::test]
async fn text_and_wasm_are_compressed_and_pictures_are_not() {
    let site = site();
    for (path, accepted, expected) in [
        ("/feed.json", "gzip, br", "br"),
        ("/feed.json", "gzip", "gzip"),
        ("/feed.json", "identity", ""),
        ("/atom.xml", "gzip, br", "br"),
        ("/reader.0123456789abcdef.wasm", "gzip, br", "br"),
        ("/sw.js", "gzip", "gzip"),
        ("/sea.webp", "gzip, br", ""),
    ] {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, accepted).body(Body::empty()).unwrap();
        let response = ask(&site, Options::default(), request).await;
        assert_eq!(header(&response, header::CONTENT_ENCODING), expected, "{path} for {accepted}");
    }
}

#[tokio::test]
async fn a_copy_that_was_compressed_before_is_sent_where_it_is_understood() {
    let site = site();
    fs::write(site.path().join("a/x/index.html.br"), "as brotli").unwrap();
    fs::write(site.path().join("a/x/index.html.gz"), "as gzip").unwrap();
    for (live, accepted, range, expected) in [
        (false, "gzip, deflate, br, zstd", "", ("br", "as brotli")),
        (false, "gzip, deflate", "", ("gzip", "as gzip")),
        (false, "br;q=0, gzip", "", ("gzip", "as gzip")),
        (false, "identity", "", ("", PAGE)),
        (false, "br", "bytes=0-8", ("", "<!doctype")),
    ] {
        let request = Request::get("/a/x/").header(header::ACCEPT_ENCODING, accepted);
        let request = if range.is_empty() { request } else { request.header(header::RANGE, range) };
        let response = ask(&site, options("/", live), request.body(Body::empty()).unwrap()).await;
        assert_eq!(header(&response, header::CONTENT_TYPE), "text/html; charset=utf-8", "{accepted}");
        let encoding = header(&response, header::CONTENT_ENCODING).to_owned();
        if range.is_empty() {
            assert_eq!(
                header(&response, header::VARY),
                "accept-encoding",
                "a cache between must not send it to others"
            );
        }
        assert_eq!((encoding.as_str(), text(response).await.as_str()), expected, "{accepted}");
    }
    let request = Request::get("/a/x/").header(header::ACCEPT_ENCODING, "br").body(Body::empty()).unwrap();
    let live = ask(&site, options("/", true), request).await;
    assert_ne!(text(live).await, "as brotli", "a live page is more than its file");
}

#[tokio::test]
async fn what_the_browser_holds_already_is_not_sent_again() {
    let site = site();
    let first = get(&site, Options::default(), "/feed.json").await;
    let tag = header(&first, header::ETAG).to_owned();
    let changed = header(&first, header::LAST_MODIFIED).to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    for (name, value, expected) in [
        (header::IF_NONE_MATCH, tag.as_str(), StatusCode::NOT_MODIFIED),
        (header::IF_NONE_MATCH, "\"other\"", StatusCode::OK),
        (header::IF_MODIFIED_SINCE, changed.as_str(), StatusCode::NOT_MODIFIED),
        (header::IF_MODIFIED_SINCE, "Thu, 01 Jan 1970 00:00:00 GMT", StatusCode::OK),
    ] {
        let request = Request::get("/feed.json").header(&name, value).body(Body::empty()).unwrap();
        assert_eq!(ask(&site, Options::default(), request).await.status(), expected, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_part_of_a_file_can_be_asked_for() {
    let site = site();
    for (range, status, expected, said) in [
        ("bytes=0-3", StatusCode::PARTIAL_CONTENT, "text", "bytes 0-3/2000"),
        ("bytes=5-8", StatusCode::PARTIAL_CONTENT, "text", "bytes 5-8/2000"),
        ("bytes=-5", StatusCode::PARTIAL_CONTENT, "text ", "bytes 1995-1999/2000"),
        ("bytes=1998-", StatusCode::PARTIAL_CONTENT, "t ", "bytes 1998-1999/2000"),
        ("bytes=2000-", StatusCode::RANGE_NOT_SATISFIABLE, "", "bytes */2000"),
    ] {
        for (path, kept) in [("/sea.webp", "no-cache"), ("/images/0123456789abcdef.webp", KEPT)] {
            let request = Request::get(path).header(header::RANGE, range).header(header::ACCEPT_ENCODING, "br, gzip");
            let response = ask(&site, Options::default(), request.body(Body::empty()).unwrap()).await;
            assert_eq!(response.status(), status, "{range}");
            assert_eq!(header(&response, header::CONTENT_RANGE), said, "{range}");
            assert_eq!(header(&response, header::CONTENT_ENCODING), "", "{range}");
            if status == StatusCode::PARTIAL_CONTENT {
                assert_eq!(header(&response, header::CACHE_CONTROL), kept, "{range} of {path}");
            }
            assert_eq!(text(response).await, expected, "{range}");
        }
    }
}

#[tokio::test]
async fn only_a_live_server_adds_its_script_and_only_to_pages() {
    let site = site();
    let script = "__live.js?seen=";
    for (live, path, expected) in [
        (false, "/", false),
        (true, "/", true),
        (true, "/a/x/", true),
        (true, "/nothing", true),
        (true, "/feed.json", false),
        (true, "/sw.js", false),
    ] {
        let page = text(get(&site, options("/", live), path).await).await;
        assert_eq!(page.contains(script), expected, "{path}, live: {live}");
    }
    let page = text(get(&site, options("/sub/", true), "/sub/").await).await;
    let (before, _) = page.split_once("</head>").unwrap();
    assert!(before.contains("<script src=\"/sub/__live.js?seen="), "{page}");
    let response = get(&site, options("/sub/", true), "/sub/__live.js").await;
    assert_eq!(header(&response, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    assert_eq!(get(&site, options("/", false), "/__live.js").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_open_page_hears_that_the_site_was_pressed_again() {
    let site = site();
    let page = text(get(&site, options("/", true), "/").await).await;
    let seen = page.split_once("?seen=").and_then(|(_, rest)| rest.split_once('"')).unwrap().0;
    let response = get(&site, options("/", true), &format!("/__live?seen={seen}")).await;
    assert_eq!(header(&response, header::CONTENT_TYPE), "text/event-stream");
    let mut body = response.into_body();

    let quiet = tokio::time::timeout(Duration::from_millis(900), body.frame()).await;
    assert!(quiet.is_err(), "nothing changed, and yet: {quiet:?}");

    fs::write(site.path().join(".handscroll"), "index.html\nfeed.json\n").unwrap();
    let heard = tokio::time::timeout(Duration::from_secs(10), body.frame()).await.unwrap().unwrap().unwrap();
    let heard = String::from_utf8(heard.into_data().unwrap().to_vec()).unwrap();
    assert!(heard.contains("event: pressed"), "{heard}");
}
