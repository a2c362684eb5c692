//! Articles of the manifest's older pages, which nobody asks for who does not look through the whole library: they are
//! corrected and taken down on devices that read them, too.

use e2e::{Browser, Engine, Post, Screen, Server, Site, at_each_engine};
use serde_json::json;

use super::{BODY, feed_is_kept, page_is_kept, worker_is_ready};

at_each_engine!(an_old_article_is_corrected_and_taken_down);

/// Presses the site with a worker that holds whatever it keeps of the manifest to be old.
fn press_hasty(site: &Site) -> anyhow::Result<()> {
    let (patient, hasty) = ("< TIMES.FEED_MAX_AGE_MS)", "< 0)");
    site.press_changed(site.folder(), |name, text| (name == "sw.js").then(|| text.replace(patient, hasty)))?;
    anyhow::ensure!(site.text("sw.js")?.contains(hasty), "the worker has another limit now");
    Ok(())
}

async fn an_old_article_is_corrected_and_taken_down(engine: Engine) -> anyhow::Result<()> {
    let posts = Post::many(250);
    let site = Site::of(&posts, 0)?.own()?;
    press_hasty(&site)?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    worker_is_ready(&browser).await?;
    // Somebody scrolls down to them, once.
    browser.outcome("fetch('feed-1.json').then((answer) => answer.text())").await?;
    feed_is_kept(&browser, &server, &site, "feed-1.json").await?;
    for slug in ["post-010", "post-020", "post-030"] {
        browser.read(&server.address(&format!("a/{slug}/"))).await?;
        page_is_kept(&browser).await?;
    }
    site.write(&Post { body: "<p>This one was corrected.</p>".to_owned(), ..posts[9].clone() })?;
    site.remove("post-020")?;
    press_hasty(&site)?;
    server.forget();
    browser.read(&server.address("a/post-010/")).await?;
    browser.holds("what is kept is shown at once", &format!("{BODY}.includes('The whole of post 10')")).await?;
    server.wait("its page of the manifest to be asked for", |server| server.was_asked_for("feed-1.json")).await?;
    feed_is_kept(&browser, &server, &site, "feed-1.json").await?;
    browser.read(&server.address("a/post-010/")).await?;
    browser.holds("the corrected text", &format!("{BODY}.includes('This one was corrected.')")).await?;
    is_taken_down(&browser, &server, "a/post-020/").await?;
    // There are so few articles left that there is no such page any more.
    for number in (101..=160).chain([30]) {
        site.remove(&format!("post-{number:03}"))?;
    }
    press_hasty(&site)?;
    assert!(!site.folder().join("feed-1.json").exists(), "it has no sealed page");
    server.forget();
    browser.go(&server.address("a/post-030/")).await?;
    server.wait("its page of the manifest to be asked for", |server| server.was_asked_for("feed-1.json")).await?;
    feed_is_kept(&browser, &server, &site, "feed.json").await?;
    let is_gone = "caches.match(new URL('/feed-1.json', location.href)).then((kept) => !kept)";
    browser.comes_to(is_gone, &json!(true)).await?;
    is_taken_down(&browser, &server, "a/post-030/").await?;
    browser.close().await
}

/// Whether the host's own answer is shown, and nothing of the article kept.
async fn is_taken_down(browser: &Browser, server: &Server, path: &str) -> anyhow::Result<()> {
    browser.go(&server.address(path)).await?;
    browser
        .wait("the host's own answer", "document.querySelector('.status__title') && !document.querySelector('.prose')")
        .await?;
    browser.comes_to("caches.match(location.href).then((kept) => !kept)", &json!(true)).await
}
