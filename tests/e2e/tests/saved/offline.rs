//! Saved articles without a network, from a cold start, and what the worker makes of them.

use anyhow::ensure;
use e2e::{Browser, Engine, Fault, Post, Server, Site, at_each_base};
use handscroll_core::contract::times::SAVED_CHECK_DELAY_MS;
use serde_json::json;

use super::{TALL, begin_a_saving_that_stands, is_saved, kept, open_with_stores, press_tool, read, strips};
use crate::offline::{feed_is_kept, worker_is_ready};

at_each_base!(
    a_saved_article_opens_without_a_network_with_every_picture,
    an_article_that_was_taken_down_can_still_be_read,
    a_cut_line_in_the_middle_is_gone_on_with_when_it_is_back,
    a_corrected_article_is_fetched_anew,
    a_row_that_cannot_be_opened_leads_to_what_can,
);

/// What is on the screen and blank.
const BLANK: &str = "[...document.querySelectorAll('.strip')].filter((strip) => {
      const { top, bottom } = strip.getBoundingClientRect();
      return top < innerHeight && bottom > 0 && !(strip.naturalWidth > 0);
    }).length";

async fn start(site: &Site, engine: Engine, base: &str) -> anyhow::Result<(Server, Browser)> {
    let server = Server::with_workers(&[(site.folder(), base)])?;
    let browser = open_with_stores(&server, engine).await?;
    Ok((server, browser))
}

async fn a_saved_article_opens_without_a_network_with_every_picture(engine: Engine, base: &str) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = start(&site, engine, base).await?;
    read(&browser, &server, "scroll").await?;
    worker_is_ready(&browser).await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    // Nothing stands in two stores.
    let last = strips(&site, "scroll")?[39].clone();
    let root = server.address("");
    browser.value(&format!("(window.twice = undefined, caches.open('handscroll:{root}:read').then((cache) => cache.match('{root}{last}')).then((kept) => {{ window.twice = Boolean(kept); }}), true)")).await?;
    browser.wait("an answer", "window.twice !== undefined").await?;
    browser.holds("what is saved is not kept as read too", "!window.twice").await?;
    // What was merely read does not help.
    browser
        .value(&format!(
            "(window.gone = 0, caches.delete('handscroll:{}:read').then(() => {{ window.gone = 1; }}), true)",
            server.address("")
        ))
        .await?;
    browser.wait("what was read to be gone", "window.gone").await?;
    server.cut();
    // As somebody does who opens the installed site.
    browser.read(&server.address("saved/")).await?;
    browser.click(".saved-row__link").await?;
    browser.wait("the article", "document.querySelectorAll('.prose .strip').length >= 40").await?;
    // And by its address. (geckodriver's own reload goes past the worker.)
    browser.read(&server.address("a/scroll/")).await?;
    let end = "document.querySelector('.prose').getBoundingClientRect().bottom > innerHeight";
    let mut looked = 0;
    while browser.value(end).await? == true {
        browser.wait("what is on the screen", &format!("{BLANK} === 0")).await?;
        let top = browser.number("scrollY + innerHeight * 0.8").await?;
        browser.scroll_to(top).await?;
        looked += 1;
    }
    ensure!(looked > 10, "{looked} screens");
    // A phone asks for narrow strips, and has the wide ones, which are sharp on any screen.
    browser.wait("the last", &format!("{BLANK} === 0")).await?;
    let sharp = "[...document.querySelectorAll('img.strip')].every((strip) => strip.naturalWidth === 1080)";
    browser.holds("the wide strips stand for the narrow ones", sharp).await?;
    // What is neither saved nor read is told, with a way to try again.
    browser.read(&server.address("a/small/")).await?;
    browser
        .wait(
            "what is missing",
            // Its title, where the manifest has been kept.
            "/a\\/small\\/|A short one/.test(document.querySelector('.saved [role=alert]')?.textContent)",
        )
        .await?;
    browser.wait("what is here", "document.querySelector('.saved-row__link[href$=\"/a/scroll/\"]')").await?;
    server.mend().await?;
    browser.click(".saved [role=alert] .button").await?;
    browser.wait("the article", "document.querySelector('.article__title')?.textContent === 'A short one'").await?;
    browser.close().await
}

async fn an_article_that_was_taken_down_can_still_be_read(engine: Engine, base: &str) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = start(&site, engine, base).await?;
    read(&browser, &server, "scroll").await?;
    worker_is_ready(&browser).await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    // It is gone from the list too.
    let feed = site.text("feed.json")?;
    let mut feed: serde_json::Value = serde_json::from_str(&feed)?;
    if let Some(items) = feed["items"].as_array_mut() {
        items.retain(|item| item["id"] != "scroll");
    }
    server.break_path("feed.json", Fault::Instead("application/feed+json", feed.to_string()));
    server.break_path("a/scroll/", Fault::Status(404));
    for strip in strips(&site, "scroll")? {
        server.break_path(&strip, Fault::Status(404));
    }
    browser.read(&server.address("")).await?;
    browser.wait("the list", "document.querySelector('.rows')").await?;
    for _ in 0..2 {
        browser.read(&server.address("saved/")).await?;
        browser.click(".saved-row__link").await?;
        browser
            .wait("its text", "document.querySelector('.prose')?.textContent.includes('What stretch 4 showed.')")
            .await?;
        browser.wait("its pictures", &format!("{BLANK} === 0 && document.querySelector('img.strip')")).await?;
        // And by its address.
        browser.read(&server.address("a/scroll/")).await?;
        browser
            .holds("its text", "document.querySelector('.prose').textContent.includes('What stretch 4 showed.')")
            .await?;
        // Time for what looks over the saved articles.
        site.outlast(SAVED_CHECK_DELAY_MS).await?;
        server.quiet().await?;
    }
    browser.close().await
}

async fn a_cut_line_in_the_middle_is_gone_on_with_when_it_is_back(engine: Engine, base: &str) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = start(&site, engine, base).await?;
    let strips = strips(&site, "scroll")?;
    begin_a_saving_that_stands(&browser, &server, &strips).await?;
    server.cut();
    let told = "document.querySelector('.save-message')?.textContent.includes('goes on by itself')";
    browser.wait("that it is told", told).await?;
    for strip in &strips[19..] {
        server.heal(strip);
    }
    server.mend().await?;
    is_saved(&browser).await?;
    let there = kept(&browser, &server).await?;
    ensure!(strips.iter().all(|strip| there.iter().any(|(path, bytes, _)| path == strip && *bytes > 0)), "{there:?}");
    browser.close().await
}

async fn a_corrected_article_is_fetched_anew(engine: Engine, base: &str) -> anyhow::Result<()> {
    let article =
        |text: &str| Post::new("one", "The one", format!("<p>{text}</p><p><img src=\"pictures/1.png\" alt=\"x\"></p>"));
    let (old, new) = (
        Site::with_pictures(&[article("As it was.")], &TALL[..1])?,
        Site::with_pictures(&[article("As it is.")], &TALL[..1])?,
    );
    let (server, browser) = start(&old, engine, base).await?;
    read(&browser, &server, "one").await?;
    worker_is_ready(&browser).await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    for (path, kind) in [("feed.json", "application/feed+json"), ("a/one/", "text/html; charset=utf-8")] {
        let file = if path == "a/one/" { "a/one/index.html" } else { path };
        server.break_path(path, Fault::Instead(kind, new.text(file)?));
    }
    browser.read(&server.address("")).await?;
    browser.scroll_to(1e6).await?;
    let root = server.address("");
    let is_new = format!(
        "(caches.open('handscroll:{root}:saved').then((cache) => cache.match('{root}a/one/')).then((page) => page.text()).then((text) => {{ window.isNew = text.includes('As it is.'); }}), window.isNew)"
    );
    browser.wait("the new text to be kept", &is_new).await?;
    server.cut();
    browser.read(&server.address("a/one/")).await?;
    browser.holds("it is shown", "document.querySelector('.prose').textContent.includes('As it is.')").await?;
    browser.wait("its picture", &format!("{BLANK} === 0")).await?;
    browser.close().await
}

async fn a_row_that_cannot_be_opened_leads_to_what_can(engine: Engine, base: &str) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = start(&site, engine, base).await?;
    read(&browser, &server, "scroll").await?;
    worker_is_ready(&browser).await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    browser.read(&server.address("")).await?;
    browser
        .wait("that it is said to be saved", "document.querySelector('.row[data-id=scroll]').dataset.saved === 'whole'")
        .await?;
    let heard = "document.querySelector('.row[data-id=scroll] .row__link').textContent.includes('Saved')";
    browser.holds("it can be heard, too", heard).await?;
    browser.holds("the other is not", "!document.querySelector('.row[data-id=small]').dataset.saved").await?;
    server.cut();
    browser.click(".row[data-id=small] .row__link").await?;
    let way = ".status--failed a[href*='saved/?missing=']";
    browser.wait("that it could not be had", &format!("document.querySelector({})", json!(way))).await?;
    browser.click(way).await?;
    let told = "document.querySelector('.saved [role=alert]')?.textContent.includes('a/small/')";
    let by_title = "document.querySelector('.saved [role=alert]')?.textContent.includes('A short one')";
    browser.wait("what is missing", &format!("{told} || {by_title}")).await?;
    browser.click(".saved-row__link").await?;
    browser.wait("the saved one", "document.querySelectorAll('.prose .strip').length >= 40").await?;
    // One that the list has told of is called by its name.
    server.mend().await?;
    browser.read(&server.address("")).await?;
    browser.scroll_to(1e6).await?;
    let has_come = "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/feed.json'))";
    browser.wait("the list", has_come).await?;
    feed_is_kept(&browser, &server, &site, "feed.json").await?;
    browser.rests().await?;
    server.cut();
    browser.click(".row[data-id=small] .row__link").await?;
    browser.click(way).await?;
    browser.wait("its title", by_title).await?;
    browser.close().await
}
