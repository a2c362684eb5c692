//! A server that does not answer, and one that stops in the middle of a body. The first limit passes in real time.

use std::time::Instant;

use anyhow::ensure;
use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};

use super::{Rows, pass_until, start};

at_each_engine!(a_silent_server_is_told_of_after_ten_seconds, a_body_that_stalls_is_told_of);

async fn a_silent_server_is_told_of_after_ten_seconds(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("waiting::a_silent_server_is_told_of_after_ten_seconds");
    let seconds = rows.ms("RESPONSE_LIMIT_MS")? as f64 / 1_000.0;
    let site = Site::in_real_time(&Post::many(2), &[])?;
    let server = Server::start(site.folder(), "/").await?;
    server.forbid_keeping();
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    server.break_path("a/post-002/", Fault::Silent);
    let since = Instant::now();
    browser.click(".row__link").await?;
    let told = "document.querySelector('main [role=alert]')";
    server.wait("the article to be asked for", |server| server.was_asked_for("a/post-002/")).await?;
    browser.wait("the silence to be told", told).await?;
    let waited = since.elapsed().as_secs_f64();
    ensure!((seconds..seconds + 4.0).contains(&waited), "it was told after {waited} s");
    browser.holds("the seconds", &format!("{told}.innerText.includes('within {seconds} seconds')")).await?;
    rows.end()?;
    browser.close().await
}

async fn a_body_that_stalls_is_told_of(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("waiting::a_body_that_stalls_is_told_of");
    let (_site, server, browser) = start(engine, Screen::Phone, &Post::many(30), &[]).await?;
    server.break_path("feed.json", Fault::Stalled);
    browser.read(&server.address("")).await?;
    browser.scroll_to(1e6).await?;
    server.wait("the list to be asked for", |server| server.was_asked_for("feed.json")).await?;
    let limit = rows.ms("BODY_LIMIT_MS")?;
    let told = "document.querySelector('.library__end [role=alert]')";
    pass_until(&browser, limit, told).await?;
    browser.holds("the seconds", &format!("{told}.innerText.includes('within {} seconds')", limit / 1_000)).await?;
    rows.end()?;
    browser.close().await
}
