//! What a later run asks for: nothing that is fresh, and of the rest only whether it changed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use handscroll::images::fetch::{FailureKind, Fetched, Limits, Mode, Options, Wanted, fetch};
use tempfile::TempDir;

use crate::server::{Asked, Server, picture, status};
use crate::{given, options, png, quick, wanted};

fn run(server: &Server, cache: &Path, pictures: &[Wanted], limits: Limits) -> Fetched {
    fetch(pictures, &options(server, cache, limits), |_| {}).unwrap().0
}

/// Nothing is fresh for longer than the moment.
fn stale() -> Limits {
    Limits { fresh_at_least: Duration::ZERO, fresh_at_most: Duration::ZERO, failure_kept: Duration::ZERO, ..quick() }
}

fn answer(asked: &Asked) -> axum::response::Response {
    match asked.path.as_str() {
        "/gone" => status(404),
        "/page" => "<html>".into_response(),
        "/blocked" => status(403),
        "/moved" => crate::server::redirect("/1"),
        path => picture(&png(9, 9, path.len() as u8)),
    }
}

#[test]
fn a_second_run_makes_no_request() {
    let (server, cache) = (Server::new(answer), TempDir::new().unwrap());
    let paths = ["/1", "/22", "/gone", "/page", "/blocked", "/moved"];
    let pictures: Vec<Wanted> = paths.iter().map(|path| wanted(&[&server.at(path)])).collect();
    let first = run(&server, cache.path(), &pictures, quick());
    let requests = server.paths().len();
    let second = run(&server, cache.path(), &pictures, quick());
    assert_eq!(server.paths().len(), requests);
    for path in paths {
        let address = server.at(path);
        assert_eq!(given(&first, &address), given(&second, &address), "{path}");
    }
    let kept = second.picture(&server.at("/22")).unwrap();
    assert_eq!(*kept.bytes().unwrap(), png(9, 9, 3));
    // What was taken out of the cache is asked for again, and only that.
    fs::remove_dir_all(cache.path().join("pictures")).unwrap();
    let third = run(&server, cache.path(), &pictures[..2], quick());
    assert_eq!(server.paths().len(), requests + 2);
    assert!(third.picture(&server.at("/1")).is_some());
}

#[test]
fn what_is_no_longer_fresh_is_asked_for_by_its_mark() {
    const MARK: &str = "\"a1\"";
    const DATE: &str = "Wed, 21 Oct 2015 07:28:00 GMT";
    let server = Server::new(|asked| {
        let headers = [(header::ETAG, MARK), (header::LAST_MODIFIED, DATE)];
        let shade = match asked.header(header::IF_NONE_MATCH) {
            Some(MARK) if asked.path == "/same" => return (StatusCode::NOT_MODIFIED, headers).into_response(),
            Some(_) => 2,
            None => 1,
        };
        (headers, png(9, 9, shade)).into_response()
    });
    let cache = TempDir::new().unwrap();
    let pictures = ["/same", "/other"].map(|path| wanted(&[&server.at(path)]));
    let first = run(&server, cache.path(), &pictures, stale());
    let second = run(&server, cache.path(), &pictures, stale());
    assert_eq!(server.paths().len(), 4);
    for asked in &server.log()[2..] {
        assert_eq!(asked.header(header::IF_NONE_MATCH), Some(MARK));
        assert_eq!(asked.header(header::IF_MODIFIED_SINCE), Some(DATE));
    }
    let (same, other) = (server.at("/same"), server.at("/other"));
    assert_eq!(given(&first, &same), given(&second, &same));
    assert_ne!(given(&first, &other), given(&second, &other));
    assert_eq!(*second.picture(&other).unwrap().bytes().unwrap(), png(9, 9, 2));
}

#[test]
fn a_copy_outlives_its_original() {
    let server = Server::new(|asked| if asked.before == 0 { picture(&png(9, 9, 1)) } else { status(404) });
    let cache = TempDir::new().unwrap();
    let pictures = [wanted(&[&server.at("/x")])];
    run(&server, cache.path(), &pictures, stale());
    let later = run(&server, cache.path(), &pictures, stale());
    assert_eq!(server.paths().len(), 2);
    assert!(later.picture(&server.at("/x")).is_some());
}

#[test]
fn probing_leaves_a_kept_picture() {
    let (server, cache) = (Server::new(answer), TempDir::new().unwrap());
    let pictures = [wanted(&[&server.at("/1")])];
    run(&server, cache.path(), &pictures, stale());
    let probe = Options { mode: Mode::Probe, ..options(&server, cache.path(), stale()) };
    let (probed, _) = fetch(&pictures, &probe, |_| {}).unwrap();
    assert_eq!(probed.size(&server.at("/1")), Some((9, 9)));
    assert!(probed.picture(&server.at("/1")).is_some());
    assert_eq!(server.paths().len(), 1);
}

#[test]
fn a_failure_is_not_believed_for_ever() {
    let server = Server::new(|asked| if asked.before == 0 { status(404) } else { picture(&png(9, 9, 1)) });
    let cache = TempDir::new().unwrap();
    let pictures = [wanted(&[&server.at("/x")])];
    let first = run(&server, cache.path(), &pictures, stale());
    assert_eq!(given(&first, &server.at("/x")), Err(FailureKind::Dead));
    assert!(run(&server, cache.path(), &pictures, stale()).picture(&server.at("/x")).is_some());
}

#[test]
fn a_broken_cache_is_an_empty_one() {
    let (server, cache) = (Server::new(answer), TempDir::new().unwrap());
    let pictures = [wanted(&[&server.at("/1")])];
    run(&server, cache.path(), &pictures, quick());
    for folder in fs::read_dir(cache.path().join("entries")).unwrap() {
        for entry in fs::read_dir(folder.unwrap().path()).unwrap() {
            fs::write(entry.unwrap().path(), "{").unwrap();
        }
    }
    assert!(run(&server, cache.path(), &pictures, quick()).picture(&server.at("/1")).is_some());
    // A picture that was cut short, by a disk that was full for one.
    for picture in fs::read_dir(cache.path().join("pictures")).unwrap() {
        fs::write(picture.unwrap().path(), "x").unwrap();
    }
    let whole = run(&server, cache.path(), &pictures, quick());
    assert_eq!(*whole.picture(&server.at("/1")).unwrap().bytes().unwrap(), png(9, 9, 2));
    assert_eq!(server.paths().len(), 3);
}
