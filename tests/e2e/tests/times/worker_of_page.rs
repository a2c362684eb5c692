//! A page and its service worker: when the page installs it, how long it waits for it, when it asks for a new version.

use anyhow::ensure;
use e2e::{Engine, Fault, at_each_engine};
use serde_json::json;

use super::{CLOCK, Rows, pass_until, pass_until_asked, start_with_worker};

at_each_engine!(a_page_waits_for_its_worker);

async fn a_page_waits_for_its_worker(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("worker_of_page::a_page_waits_for_its_worker");
    let (_site, server, browser) = start_with_worker(engine, "boot.js", CLOCK).await?;
    server.break_path("saved/", Fault::Silent);
    browser.read(&server.address("a/post-001/")).await?;
    pass_until_asked(&browser, &server, rows.ms("IDLE_POLL_MS")?, &["sw.js"]).await?;

    // The page hands nothing over to a worker that took too long to install.
    let limit = rows.ms("WORKER_INSTALL_LIMIT_MS")?;
    pass_until(&browser, limit, &format!("!clock.waits({limit})")).await?;
    server.heal("saved/");
    browser.wait("the worker to answer", "navigator.serviceWorker.controller").await?;
    server.quiet().await?;
    let is_kept = browser.outcome("caches.match(location.href).then(Boolean)").await?;
    ensure!(is_kept == json!(false), "the page handed its article over after the limit");

    // A page asks for a new version after the interval, not a millisecond before.
    server.forget();
    let interval = rows.ms("UPDATE_CHECK_INTERVAL_MS")?;
    browser.value(&format!("(clock.ahead({interval} - 1), document.querySelector('.prose').click())")).await?;
    server.quiet().await?;
    ensure!(!server.was_asked_for("sw.js"), "a new version was asked for too soon");
    browser.value("(clock.ahead(1), document.querySelector('.prose').click())").await?;
    server.wait("a new version to be asked for", |server| server.was_asked_for("sw.js")).await?;

    // A worker that does not answer: the page clears the cache itself after the limit.
    browser.read(&server.address("settings/")).await?;
    browser.value("(ServiceWorker.prototype.postMessage = () => {}, null)").await?;
    browser.click(".storage__ways .button").await?;
    let told = "document.querySelector('.storage__said').textContent !== ''";
    pass_until(&browser, rows.ms("WORKER_ANSWER_LIMIT_MS")?, told).await?;
    rows.end()?;
    browser.close().await
}
