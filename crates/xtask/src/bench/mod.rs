//! Benches in a browser: a page with a module that measures, served to one Chromium, which sends back what it found.
//! Knows nothing of what is measured; each bench is a file beside this one.

pub(crate) mod article;
mod dompurify;
pub(crate) mod offline;
pub(crate) mod press;
pub(crate) mod sanitize;

use std::ffi::OsString;
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use serde_json::Value;
use tiny_http::{Header, Method, Request, Response, Server};

use crate::artifacts::{self, Purpose};
use crate::process::{self, Background, cargo, check_stopped};
use crate::tools::{self, ReaderTools};
use crate::workspace::Workspace;

/// No window, no network but this machine, nothing that a browser does for itself, and `gc()` for the page to call.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--expose-gc",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// The module's name in the page, and where it sends its result.
const PAGE: &str = "<!doctype html><meta charset=\"utf-8\"><title>Bench</title>\
    <script type=\"module\">import(\"./bench.js\").then((bench) => bench.default()).then(\
    (found) => fetch(\"result\", { method: \"POST\", body: JSON.stringify({ found }) }),\
    (error) => fetch(\"result\", { method: \"POST\", body: JSON.stringify({ error: String(error?.stack ?? error) }) }));\
    </script>";

/// A file of the page, by its name.
pub(crate) type PageFile = (&'static str, Vec<u8>);

/// Opens a page with these files in a fresh Chromium. `bench.js` is its module; the result is what the promise of its default
/// function gives.
///
/// # Errors
/// When there is no Chromium, the module throws, or nothing comes within `limit`.
pub(crate) fn in_page(files: &[PageFile], limit: Duration) -> anyhow::Result<Value> {
    let server = Server::http("127.0.0.1:0").map_err(|error| anyhow!("could not listen on this machine: {error}"))?;
    let address = server.server_addr().to_ip().context("the page has no address")?;
    let profile = tempfile::tempdir().context("could not make a folder for the browser")?;
    let mut command = Command::new(tools::chromium()?);
    command.args(ARGUMENTS).arg(format!("--user-data-dir={}", profile.path().display()));
    command.arg(format!("http://{address}/")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut browser = Background::start("the bench", command)?;
    let started = Instant::now();
    loop {
        check_stopped()?;
        if browser.ended()?.is_some() {
            bail!("the browser ended before it had a result");
        }
        if started.elapsed() > limit {
            bail!("the page had no result after {} s", limit.as_secs());
        }
        let Some(mut request) = server.recv_timeout(Duration::from_millis(100))? else { continue };
        if *request.method() == Method::Post {
            let mut sent = String::new();
            request.as_reader().read_to_string(&mut sent)?;
            request.respond(Response::empty(204))?;
            return result(&sent);
        }
        answer(request, files)?;
    }
}

/// Runs an example of the tests of the built site with the reader and the press as they ship.
///
/// # Errors
/// When something cannot be built, or the example fails.
pub(crate) fn example(workspace: &Workspace, name: &str, arguments: &[OsString]) -> anyhow::Result<()> {
    let reader = artifacts::reader(workspace, &ReaderTools::ensure(workspace)?, Purpose::Shipping)?;
    let press = artifacts::press_for_shipping(workspace, &reader)?;
    let mut command = cargo(workspace.root(), &["run", "--quiet", "--package", "e2e", "--example", name, "--"]);
    command.args(arguments).env("CHROMEDRIVER", &tools::browser()?.driver).env("HANDSCROLL_BIN", press);
    process::run(&format!("measuring: {name}"), command)
}

fn result(sent: &str) -> anyhow::Result<Value> {
    let mut sent: Value = serde_json::from_str(sent).context("the page sent something else than JSON")?;
    match sent["error"].as_str() {
        Some(error) => bail!("the page failed: {error}"),
        None => Ok(sent["found"].take()),
    }
}

fn answer(request: Request, files: &[PageFile]) -> anyhow::Result<()> {
    let name = request.url().trim_start_matches('/').to_owned();
    let bytes = match name.as_str() {
        "" => Some(PAGE.as_bytes()),
        name => files.iter().find(|(known, _)| *known == name).map(|(_, bytes)| bytes.as_slice()),
    };
    let Some(bytes) = bytes else { return Ok(request.respond(Response::empty(404))?) };
    let mut response = Response::new(200.into(), Vec::new(), Cursor::new(bytes), Some(bytes.len()), None);
    // Alone in its process, a page may look at a clock of 5 microseconds instead of 100.
    for (name, value) in [
        ("Content-Type", content_type(&name)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
    ] {
        response.add_header(Header::from_bytes(name, value).map_err(|()| anyhow!("{name} is no header"))?);
    }
    Ok(request.respond(response)?)
}

fn content_type(name: &str) -> &'static str {
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        _ => "text/html; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_found_or_why_it_could_not() {
        let check = |sent: &str, expected: Result<&str, &str>| {
            let found = result(sent).map(|found| found.to_string()).map_err(|error| error.to_string());
            assert_eq!(found.as_deref().map_err(String::as_str), expected, "{sent}");
        };
        check(r#"{"found":{"rounds":[1]}}"#, Ok(r#"{"rounds":[1]}"#));
        check(r#"{"error":"no wasm"}"#, Err("the page failed: no wasm"));
        check("<html>", Err("the page sent something else than JSON"));
    }
}
