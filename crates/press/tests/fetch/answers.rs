//! Each answer that a host can give, and what becomes of it.

use std::time::{Duration, Instant};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use handscroll::images::fetch::{FailureKind, Limits, Mode, Wanted, fetch};
use tempfile::TempDir;

use crate::server::{Asked, Server, picture, pieces, redirect, status};
use crate::{fetch_new, given, options, png, quick, wanted};

/// A server that answers `/x` so: what comes of it, and the paths that were asked for.
#[track_caller]
fn check(
    answer: impl Fn(&Asked) -> Response + Send + Sync + 'static,
    expected: Result<(), FailureKind>,
    asked: &[&str],
) -> Server {
    check_within(quick(), answer, expected, asked)
}

/// The same with other limits.
#[track_caller]
fn check_within(
    limits: Limits,
    answer: impl Fn(&Asked) -> Response + Send + Sync + 'static,
    expected: Result<(), FailureKind>,
    asked: &[&str],
) -> Server {
    let server = Server::new(answer);
    let address = server.at("/x");
    let fetched = fetch_new(&[wanted(&[&address])], &server, limits);
    assert_eq!(given(&fetched, &address).map(|_| ()), expected, "{:?}", fetched.failure(&address));
    assert_eq!(server.paths(), asked);
    server
}

#[test]
fn a_picture_is_what_its_bytes_say() {
    let whole = png(90, 70, 1);
    let html = || ([(header::CONTENT_TYPE, "image/png")], "<!doctype html><title>Sign in</title>").into_response();
    check(move |_| picture(&whole), Ok(()), &["/x"]);
    check(move |_| html(), Err(FailureKind::Dead), &["/x"]);
    check(|_| picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Err(FailureKind::Unusual), &["/x"]);
    check(|_| picture(b""), Err(FailureKind::Dead), &["/x"]);
    check(|_| picture(&[7; 4000]), Err(FailureKind::Broken), &["/x"]);
    check(|_| picture(&png(1, 1, 1)), Err(FailureKind::Placeholder), &["/x"]);
}

#[test]
fn what_is_gone_is_gone_and_what_has_trouble_is_asked_again() {
    check(|_| status(404), Err(FailureKind::Dead), &["/x"]);
    check(|_| status(410), Err(FailureKind::Dead), &["/x"]);
    check(|asked| if asked.before == 0 { status(500) } else { picture(&png(9, 9, 1)) }, Ok(()), &["/x", "/x"]);
    check(|_| status(503), Err(FailureKind::Unreachable), &["/x", "/x", "/x"]);
}

#[test]
fn a_host_that_asks_to_wait_is_waited_for() {
    let busy =
        |seconds: &'static str| (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds)]).into_response();
    let server =
        check(move |asked| if asked.before == 0 { busy("1") } else { picture(&png(9, 9, 1)) }, Ok(()), &["/x", "/x"]);
    let log = server.log();
    assert!(log[1].at - log[0].at >= Duration::from_secs(1));
    // Not at all is not taken at its word.
    let server = check_within(
        Limits { back_off: Duration::from_millis(300), ..quick() },
        move |asked| if asked.before == 0 { busy("0") } else { picture(&png(9, 9, 1)) },
        Ok(()),
        &["/x", "/x"],
    );
    let log = server.log();
    assert!(log[1].at - log[0].at >= Duration::from_millis(300));
    // Not for ever.
    check(move |_| busy("3600"), Err(FailureKind::Unreachable), &["/x"]);
}

/// Which of the referrers a host wants: which come, in order, for two pictures of it.
#[track_caller]
fn check_referrers(wants: fn(Option<&str>, &Asked) -> bool, expected: Result<(), FailureKind>, asked: &[Option<&str>]) {
    let server = Server::new(move |asked| match wants(asked.header(header::REFERER), asked) {
        true => picture(&png(9, 9, 1)),
        false => status(403),
    });
    let (one, two) = (server.at("/1"), server.at("/2"));
    let page = Some("https://news.example/story?a=1#part".to_owned());
    // One after the other, so that the second can profit from the first.
    let limits = Limits { per_host: 1, ..quick() };
    let pictures = [&one, &two].map(|address| Wanted { addresses: vec![address.clone()], page: page.clone() });
    let fetched = fetch_new(&pictures, &server, limits);
    let came: Vec<Option<String>> =
        server.log().iter().map(|asked| asked.header(header::REFERER).map(str::to_owned)).collect();
    let itself = server.at("/");
    let asked: Vec<Option<String>> =
        asked.iter().map(|referrer| referrer.map(|referrer| referrer.replace("ITSELF", &itself))).collect();
    assert_eq!(came, asked);
    assert_eq!(given(&fetched, &one).map(|_| ()), expected);
    assert_eq!(given(&fetched, &two).map(|_| ()), expected);
}

#[test]
fn a_host_that_refuses_is_told_of_other_pages_and_what_it_wants_is_remembered() {
    const PAGE: Option<&str> = Some("https://news.example/story?a=1");
    check_referrers(|referrer, _| referrer.is_none(), Ok(()), &[None, None]);
    check_referrers(|referrer, _| referrer == PAGE, Ok(()), &[None, PAGE, PAGE]);
    check_referrers(
        |referrer, _| referrer.is_some_and(|referrer| referrer.starts_with("http://127.")),
        Ok(()),
        &[None, PAGE, Some("ITSELF"), Some("ITSELF")],
    );
    check_referrers(|_, _| false, Err(FailureKind::Blocked), &[None, PAGE, Some("ITSELF"), None, PAGE, Some("ITSELF")]);
}

/// One host refuses who tells no page, one refuses who tells any: what each wants is remembered of it, and not of the other.
#[test]
fn what_a_host_wants_is_remembered_of_that_host() {
    const PAGE: &str = "https://news.example/story";
    let told = |asked: &Asked| asked.header(header::REFERER).map(str::to_owned);
    let wants_page = Server::new(move |asked| match told(asked).as_deref() {
        Some(PAGE) => picture(&png(9, 9, 1)),
        _ => status(403),
    });
    let wants_none = Server::new(move |asked| match told(asked) {
        None => picture(&png(9, 9, 2)),
        Some(_) => status(451),
    });
    let paths = ["/1", "/2", "/3"];
    let addresses = paths.iter().flat_map(|path| [wants_page.at(path), wants_none.at(path)]);
    let pictures: Vec<Wanted> =
        addresses.map(|address| Wanted { addresses: vec![address], page: Some(PAGE.to_owned()) }).collect();
    let cache = TempDir::new().unwrap();
    // One after the other, so that each can profit from the last.
    let mut options = options(&wants_page, cache.path(), Limits { at_once: 1, per_host: 1, ..quick() });
    options.guard.permitted.push(wants_none.address);
    let (fetched, _) = fetch(&pictures, &options, |_| {}).unwrap();
    for picture in &pictures {
        assert!(given(&fetched, &picture.addresses[0]).is_ok(), "{picture:?}");
    }
    let referrers = |server: &Server| server.log().iter().map(told).collect::<Vec<_>>();
    let page = || Some(PAGE.to_owned());
    assert_eq!(referrers(&wants_page), [None, page(), page(), page()]);
    assert_eq!(referrers(&wants_none), [None, None, None]);
}

#[test]
fn redirects_are_followed_but_not_in_circles() {
    check(
        |asked| if asked.path == "/x" { redirect("/y?z=1") } else { picture(&png(9, 9, 1)) },
        Ok(()),
        &["/x", "/y?z=1"],
    );
    check(|asked| redirect(if asked.path == "/x" { "/y" } else { "/x" }), Err(FailureKind::Dead), &["/x", "/y"]);
    let further = |asked: &Asked| redirect(&format!("{}i", asked.path));
    let server = Server::new(further);
    let address = server.at("/x");
    let fetched = fetch_new(&[wanted(&[&address])], &server, quick());
    assert_eq!(given(&fetched, &address), Err(FailureKind::Dead));
    assert_eq!(server.paths().len(), 11);
    check(|_| redirect("file:///etc/hostname"), Err(FailureKind::Dead), &["/x"]);
    check(|_| redirect("data:image/png;base64,AAAA"), Err(FailureKind::Dead), &["/x"]);
}

#[test]
fn no_way_leads_into_a_private_network() {
    let secret = Server::new(|_| picture(&png(9, 9, 1)));
    let port = secret.address.port();
    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1"] {
        let there = format!("http://{host}:{port}/secret");
        // Named by a post, and by a host that a post names.
        let direct = fetch_new(&[wanted(&[&there])], &secret_door(), quick());
        assert_eq!(given(&direct, &there), Err(FailureKind::Private), "{there}: {:?}", direct.failure(&there));
        check(move |_| redirect(&there), Err(FailureKind::Private), &["/x"]);
    }
    assert_eq!(secret.paths(), Vec::<String>::new());
    // Who wants it has it.
    let cache = TempDir::new().unwrap();
    let mut options = options(&secret, cache.path(), quick());
    options.guard.permitted.clear();
    options.guard.allow_private = true;
    let there = format!("http://localhost:{port}/secret");
    let (fetched, _) = fetch(&[wanted(&[&there])], &options, |_| {}).unwrap();
    assert!(given(&fetched, &there).is_ok(), "{:?}", fetched.failure(&there));
}

/// A server that permits nothing but itself.
fn secret_door() -> Server {
    Server::new(|_| status(404))
}

#[test]
fn a_picture_too_large_is_refused_before_it_is_decoded_or_kept() {
    let mut bomb = png(9, 9, 1);
    bomb[16..20].copy_from_slice(&30_000u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&30_000u32.to_be_bytes());
    check(move |_| picture(&bomb), Err(FailureKind::Oversized), &["/x"]);

    // 60 MB that are announced, and that never come.
    let announced = |_: &Asked| {
        let mut response = pieces(vec![png(9, 9, 1); 1000], Duration::from_millis(300));
        response.headers_mut().insert(header::CONTENT_LENGTH, "60000000".parse().unwrap());
        response
    };
    let start = Instant::now();
    check(announced, Err(FailureKind::Oversized), &["/x"]);
    assert!(start.elapsed() < Duration::from_secs(2));

    // 60 MB that just come.
    let flood = |_: &Asked| {
        let mut all = vec![png(9, 9, 1)];
        all.extend(std::iter::repeat_n(vec![0; 1_000_000], 60));
        pieces(all, Duration::ZERO)
    };
    check(flood, Err(FailureKind::Oversized), &["/x"]);
}

#[test]
fn a_picture_that_comes_too_slowly_is_given_up() {
    let whole = png(200, 200, 1);
    // It stops.
    let start = whole[..60].to_vec();
    check_within(
        Limits { silence: Duration::from_millis(300), ..quick() },
        move |_| pieces(vec![start.clone(), vec![0; 9]], Duration::from_secs(3)),
        Err(FailureKind::Unreachable),
        &["/x", "/x", "/x"],
    );
    // It goes on and on.
    let drops: Vec<Vec<u8>> = whole.iter().map(|byte| vec![*byte]).collect();
    check_within(
        Limits { whole: Duration::from_secs(1), ..quick() },
        move |_| pieces(drops.clone(), Duration::from_millis(100)),
        Err(FailureKind::Unreachable),
        &["/x", "/x", "/x"],
    );
    // It takes long, and goes on well.
    let mut long = whole.clone();
    long.resize(80_000, 0);
    let parts: Vec<Vec<u8>> = long.chunks(8000).map(<[u8]>::to_vec).collect();
    check_within(
        Limits { whole: Duration::from_millis(400), ..quick() },
        move |_| pieces(parts.clone(), Duration::from_millis(100)),
        Ok(()),
        &["/x"],
    );
    // It never begins.
    let wait = Duration::from_secs(20);
    let server = Server::slow(wait, |_| status(404));
    let address = server.at("/x");
    let (second, start) = (Duration::from_secs(1), Instant::now());
    let limits = Limits { connect: second, silence: second, tries: 1, ..quick() };
    let fetched = fetch_new(&[wanted(&[&address])], &server, limits);
    assert_eq!(given(&fetched, &address), Err(FailureKind::Unreachable));
    assert!(start.elapsed() < wait / 2);
}

#[test]
fn a_truncated_answer_is_no_answer() {
    let whole = png(200, 200, 1);
    let answer = move |_: &Asked| {
        let mut response = pieces(vec![whole[..60].to_vec()], Duration::ZERO);
        response.headers_mut().insert(header::CONTENT_LENGTH, whole.len().to_string().parse().unwrap());
        response
    };
    check(answer, Err(FailureKind::Unreachable), &["/x", "/x", "/x"]);
}

#[test]
fn the_first_address_that_gives_a_picture_is_enough() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/gone" => status(404),
        _ => picture(&png(9, 9, 1)),
    });
    let [gone, proxy, other] = ["/gone", "/proxy?url=gone", "/other"].map(|path| server.at(path));
    let fetched = fetch_new(&[wanted(&[&gone, &proxy, &other])], &server, quick());
    assert_eq!(server.paths(), ["/gone", "/proxy?url=gone"]);
    assert_eq!(given(&fetched, &gone), Err(FailureKind::Dead));
    assert!(fetched.picture(&proxy).is_some_and(|picture| picture.fetched_from.as_deref() == Some(&*proxy)));
    assert!(fetched.picture(&other).is_none() && fetched.failure(&other).is_none());
}

#[test]
fn probing_reads_the_beginning_alone() {
    let beginning = png(300, 2000, 1)[..60].to_vec();
    let server = Server::new(move |_| {
        let mut all = vec![beginning.clone()];
        all.extend(std::iter::repeat_n(vec![0; 1_000_000], 40));
        pieces(all, Duration::from_millis(50))
    });
    let address = server.at("/x");
    let cache = TempDir::new().unwrap();
    let mut options = options(&server, cache.path(), quick());
    options.mode = Mode::Probe;
    let (fetched, tally) = fetch(&[wanted(&[&address])], &options, |_| {}).unwrap();
    assert_eq!(fetched.size(&address), Some((300, 2000)));
    assert!(fetched.picture(&address).is_none());
    assert!(tally.bytes < 3_000_000, "{tally:?}");
    assert_eq!(server.log()[0].header(header::RANGE), Some("bytes=0-262143"));
    // A size is enough for probing again, and not for fetching.
    fetch(&[wanted(&[&address])], &options, |_| {}).unwrap();
    assert_eq!(server.paths().len(), 1);
    options.mode = Mode::Fetch;
    fetch(&[wanted(&[&address])], &options, |_| {}).unwrap();
    assert!(server.paths().len() > 1);
}
