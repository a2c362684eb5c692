//! How gently hosts are asked, and when they are asked no more.

use std::collections::HashSet;
use std::io::Read as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use handscroll::images::fetch::{FailureKind, Guard, Limits, Mode, Options, Wanted, fetch};
use tempfile::TempDir;

use crate::server::{Server, picture, pieces, status};
use crate::{fetch_new, given, png, quick, wanted};

#[test]
fn two_requests_to_a_host_and_eight_in_all() {
    let one_host = Server::slow(Duration::from_millis(40), |_| picture(&png(9, 9, 1)));
    let pictures: Vec<Wanted> = (0..12).map(|number| wanted(&[&one_host.at(&format!("/{number}"))])).collect();
    let fetched = fetch_new(&pictures, &one_host, quick());
    assert_eq!(one_host.paths().len(), 12);
    assert!(fetched.outcomes().all(|(address, _)| fetched.picture(address).is_some()));
    assert_eq!(one_host.most_at_once(), 2);

    // Many names for one server, which counts them all: each port is a host, and one server behind them counts.
    let behind = Server::slow(Duration::from_millis(80), |_| picture(&png(9, 9, 1)));
    let doors: Vec<Door> = (0..8).map(|_| Door::to(&behind)).collect();
    let permitted = doors.iter().map(|door| door.address).collect();
    let pictures: Vec<Wanted> = doors
        .iter()
        .flat_map(|door| (0..4).map(|number| wanted(&[&format!("http://{}/{number}", door.address)])))
        .collect();
    let cache = TempDir::new().unwrap();
    let guard = Guard { allow_private: false, permitted };
    let options = Options { mode: Mode::Fetch, cache: cache.path().to_path_buf(), guard, limits: quick() };
    fetch(&pictures, &options, |_| {}).unwrap();
    assert_eq!(behind.paths().len(), 32);
    assert_eq!(behind.most_at_once(), 8);
}

/// A port that hands every connection on to a server.
struct Door {
    address: std::net::SocketAddr,
}

impl Door {
    fn to(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, behind) = (listener.local_addr().unwrap(), server.address);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let (mut from, mut to) = (connection.unwrap(), std::net::TcpStream::connect(behind).unwrap());
                let (mut back_from, mut back_to) = (to.try_clone().unwrap(), from.try_clone().unwrap());
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
                std::thread::spawn(move || std::io::copy(&mut back_from, &mut back_to));
            }
        });
        Self { address }
    }
}

/// A host that takes connections and says nothing: its address, and how often it was connected to.
fn dead_host() -> (std::net::SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, count) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = count.clone();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            // What was sent is read, so that closing the connection tells nothing else.
            let _ = connection.unwrap().read(&mut [0; 1024]);
        }
    });
    (address, count)
}

#[test]
fn a_dead_host_is_given_up_and_the_others_are_not() {
    let (dead, connections) = dead_host();
    let alive = Server::new(|_| picture(&png(9, 9, 1)));
    let mut pictures: Vec<Wanted> = (0..100)
        .map(|number| wanted(&[&format!("http://{dead}/{number}"), &alive.at(&format!("/{number}"))]))
        .collect();
    pictures.push(wanted(&[&format!("http://{dead}/last")]));
    let cache = TempDir::new().unwrap();
    let guard = Guard { allow_private: false, permitted: vec![dead, alive.address] };
    let options = Options { mode: Mode::Fetch, cache: cache.path().to_path_buf(), guard, limits: quick() };
    let (fetched, tally) = fetch(&pictures, &options, |_| {}).unwrap();
    // Two are under way at a time, so that one more may have begun when the fifth failed.
    let connections_made = connections.load(Ordering::SeqCst);
    assert!((5..=6).contains(&connections_made), "{connections_made}");
    assert_eq!((tally.wanted, tally.settled, tally.failed), (101, 101, 1));
    assert_eq!(alive.paths().len(), 100);
    let last = format!("http://{dead}/last");
    assert_eq!(given(&fetched, &last), Err(FailureKind::Unreachable));
    // The next run believes it for a while.
    fetch(&pictures, &options, |_| {}).unwrap();
    assert_eq!(connections.load(Ordering::SeqCst), connections_made);
}

#[test]
fn a_host_that_only_ever_has_too_much_to_do_is_given_up_too() {
    let server = Server::new(|_| status(503));
    let pictures: Vec<Wanted> = (0..50).map(|number| wanted(&[&server.at(&format!("/{number}"))])).collect();
    fetch_new(&pictures, &server, quick());
    let asked = server.paths().len();
    assert!(asked <= 7 * 3, "{asked} requests");
}

#[test]
fn what_a_host_was_not_asked_for_is_asked_for_in_the_next_run() {
    let (busy, cache) = (Arc::new(AtomicBool::new(true)), TempDir::new().unwrap());
    let is_busy = busy.clone();
    let server =
        Server::new(move |_| if is_busy.load(Ordering::SeqCst) { status(503) } else { picture(&png(9, 9, 1)) });
    let pictures: Vec<Wanted> = (0..50).map(|number| wanted(&[&server.at(&format!("/{number}"))])).collect();
    let options = crate::options(&server, cache.path(), quick());
    fetch(&pictures, &options, |_| {}).unwrap();
    let asked: HashSet<String> = server.paths().into_iter().collect();
    busy.store(false, Ordering::SeqCst);
    let (_, tally) = fetch(&pictures, &options, |_| {}).unwrap();
    // What was asked for once and would have been again when the host was given up has not failed yet.
    assert!((5..=asked.len()).contains(&tally.failed), "{} of {} asked for", tally.failed, asked.len());
}

#[test]
fn pictures_that_are_cut_off_do_not_cost_those_that_are_not() {
    let whole = png(200, 200, 1);
    let server = Server::new(move |asked| {
        if !asked.path.starts_with("/bad") {
            return picture(&whole);
        }
        let mut response = pieces(vec![whole[..60].to_vec()], Duration::ZERO);
        response.headers_mut().insert(header::CONTENT_LENGTH, whole.len().to_string().parse().unwrap());
        response
    });
    let paths = ["/bad1", "/bad2"].map(str::to_owned).into_iter().chain((0..20).map(|number| format!("/{number}")));
    let pictures: Vec<Wanted> = paths.map(|path| wanted(&[&server.at(&path)])).collect();
    let fetched = fetch_new(&pictures, &server, quick());
    let failed: HashSet<&str> =
        fetched.outcomes().map(|(of, _)| of).filter(|of| fetched.picture(of).is_none()).collect();
    assert_eq!(failed, HashSet::from([&*server.at("/bad1"), &*server.at("/bad2")]));
}

#[test]
fn a_rest_counts_for_who_waits_for_a_place_too() {
    let server = Server::slow(Duration::from_millis(100), |asked| match asked.path.as_str() {
        "/busy" if asked.before == 0 => (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")]).into_response(),
        _ => picture(&png(9, 9, 1)),
    });
    let pictures = ["/busy", "/other"].map(|path| wanted(&[&server.at(path)]));
    fetch_new(&pictures, &server, Limits { at_once: 1, ..quick() });
    let log = server.log();
    assert_eq!(log.len(), 3);
    assert!(log[1].at - log[0].at >= Duration::from_secs(1));
}

/// Addresses at which nobody listens: each was another's a moment ago.
fn closed_ports(count: usize) -> Vec<std::net::SocketAddr> {
    let listeners: Vec<TcpListener> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    listeners.iter().map(|listener| listener.local_addr().unwrap()).collect()
}

#[test]
fn dead_hosts_do_not_cost_a_slow_one() {
    let alive = Server::slow(Duration::from_millis(500), |_| picture(&png(9, 9, 1)));
    let closed = closed_ports(10);
    let mut pictures: Vec<Wanted> = (0..4).map(|number| wanted(&[&alive.at(&format!("/{number}"))])).collect();
    // A mirror is asked after its original, when nothing but failures may be known.
    pictures.extend(
        closed.iter().map(|dead| wanted(&[&format!("http://{dead}/x"), &alive.at(&format!("/{}", dead.port()))])),
    );
    let cache = TempDir::new().unwrap();
    let permitted = closed.iter().copied().chain([alive.address]).collect();
    let guard = Guard { allow_private: false, permitted };
    let options = Options { mode: Mode::Fetch, cache: cache.path().to_path_buf(), guard, limits: quick() };
    for number in 0..9 {
        pictures.extend(closed.iter().map(|dead| wanted(&[&format!("http://{dead}/{number}")])));
    }
    let (fetched, tally) = fetch(&pictures, &options, |_| {}).unwrap();
    assert_eq!((tally.failed, tally.network_down), (90, false));
    // Each failure is its own, and not the network's.
    let unasked =
        |(address, _): &(&str, &_)| fetched.failure(address).is_some_and(|of| of.kind == FailureKind::Unasked);
    assert_eq!(fetched.outcomes().filter(unasked).count(), 0);
    // Of a later run the dead ones alone are asked for, with one picture that is new.
    let later = Limits { unreachable_kept: Duration::ZERO, ..quick() };
    let mut pictures: Vec<Wanted> = closed.iter().map(|dead| wanted(&[&format!("http://{dead}/y")])).collect();
    pictures.push(wanted(&[&alive.at("/new")]));
    let (fetched, tally) = fetch(&pictures, &Options { limits: later, ..options }, |_| {}).unwrap();
    assert!(fetched.picture(&alive.at("/new")).is_some());
    assert_eq!((tally.failed, tally.network_down), (10, false));
}

#[test]
fn a_network_that_is_down_is_noticed_and_not_remembered() {
    let closed = closed_ports(30);
    let pictures: Vec<Wanted> = closed
        .iter()
        .flat_map(|address| (0..20).map(move |number| wanted(&[&format!("http://{address}/{number}")])))
        .collect();
    let cache = TempDir::new().unwrap();
    let guard = Guard { allow_private: false, permitted: closed.clone() };
    let options = Options { mode: Mode::Fetch, cache: cache.path().to_path_buf(), guard, limits: quick() };
    let start = Instant::now();
    let (fetched, tally) = fetch(&pictures, &options, |_| {}).unwrap();
    assert!(tally.network_down);
    assert_eq!((tally.settled, tally.failed), (600, 600));
    assert!(start.elapsed() < Duration::from_secs(5));
    // The first hosts are given up by themselves.
    let unasked = fetched.outcomes().filter(|(address, _)| {
        let failure = fetched.failure(address).unwrap();
        failure.kind == FailureKind::Unasked && failure.reason.contains("no host can be reached")
    });
    assert!(unasked.count() > 400);

    // Once it is up again, they are asked for.
    let server = Server::new(|_| picture(&png(9, 9, 1)));
    let guard = Guard { allow_private: false, permitted: vec![server.address] };
    let mut again = pictures.clone();
    again.insert(0, wanted(&[&server.at("/x")]));
    let (fetched, _) = fetch(&again, &Options { guard, ..options }, |_| {}).unwrap();
    assert!(fetched.picture(&server.at("/x")).is_some());
}
