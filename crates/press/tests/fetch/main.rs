//! Fetching pictures, against a server of the tests' own: what is asked of it, and what comes of its answers.

#![allow(clippy::unwrap_used)] // What these helpers of tests cannot do is a failed test.

mod answers;
mod cache;
mod command;
#[path = "../../../pixels/tests/drawn/mod.rs"]
mod drawn;
mod hosts;
mod making;
mod server;

use std::path::Path;
use std::time::Duration;

use handscroll::images::fetch::{FailureKind, Fetched, Guard, Limits, Mode, Options, Outcome, Wanted, fetch};
use tempfile::TempDir;

use server::Server;

/// Limits by which nothing that fails is waited for.
fn quick() -> Limits {
    Limits { back_off: Duration::from_millis(10), ..Limits::default() }
}

/// Fetches from this server alone.
fn options(server: &Server, cache: &Path, limits: Limits) -> Options {
    let guard = Guard { allow_private: false, permitted: vec![server.address] };
    Options { mode: Mode::Fetch, cache: cache.to_path_buf(), guard, limits }
}

fn wanted(addresses: &[&str]) -> Wanted {
    Wanted { addresses: addresses.iter().map(|address| (*address).to_owned()).collect(), page: None }
}

/// Fetches into an empty cache.
fn fetch_new(pictures: &[Wanted], server: &Server, limits: Limits) -> Fetched {
    let cache = TempDir::new().unwrap();
    fetch(pictures, &options(server, cache.path(), limits), |_| {}).unwrap().0
}

/// What an address gave: `Ok` with the bytes' path in the site, or the failure's kind.
fn given(fetched: &Fetched, address: &str) -> Result<String, FailureKind> {
    let outcome = fetched.outcomes().find(|(of, _)| *of == address).map(|(_, outcome)| outcome);
    match outcome.unwrap_or_else(|| panic!("{address} was not asked for")) {
        Outcome::Picture(picture) => Ok(picture.path.clone()),
        Outcome::Size(width, height) => Ok(format!("{width}x{height}")),
        Outcome::Failure(failure) => Err(failure.kind),
    }
}

/// A PNG of one colour; another `shade` gives other bytes.
fn png(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_pixel(width, height, image::Rgb([shade, 80, 160]));
    pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
