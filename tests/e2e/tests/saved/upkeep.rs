//! What is saved, over time: what is freed, what another tab or another device does to it, what is asked of the browser.

use anyhow::ensure;
use e2e::{Browser, Engine, Fault, Post, Server, Site, at_each_engine};
use handscroll_core::contract::times::{DOWNLOAD_POLL_MS, LIST_MAX_AGE_MS, SAVED_CHECK_DELAY_MS};
use serde_json::{Value, json};

use super::{
    Kept, begin_a_saving_that_stands, choose, holds, is_saved, is_whole, kept, kept_comes_to, open, press_tool, read,
    remove, strips,
};
use crate::state::{OUTCOME, choose_file};

at_each_engine!(
    what_is_removed_goes_though_another_article_is_nowhere,
    a_removal_that_is_cut_short_ends_at_the_next_visit,
    what_another_tab_takes_away_does_not_come_back,
    a_page_that_is_left_lets_others_save,
    narrow_strips_are_stood_for_as_the_wide_ones_come,
    a_browser_is_asked_once_to_keep_what_is_saved,
    a_list_of_yesterday_lets_nothing_go,
    what_comes_from_another_device_is_told_and_not_fetched_where_data_is_spared,
    the_way_to_the_storage_page_leads_there,
);

/// A record of an article that another device has saved.
fn of_another_device(slug: &str, title: &str, at: u64) -> Value {
    let saved = json!({ "title": title, "lang": "en", "hash": "0123456789abcdef", "pictures": 40, "pictures_saved": 40,
        "elsewhere": 0, "bytes": 5_000_000, "auto": false, "saved_at": 1_700_000_000_000_u64 });
    json!({ "kind": "saved", "id": format!("a/{slug}/"), "value": saved, "at": at })
}

/// Chooses a file with these records on the page of settings.
async fn offer(browser: &Browser, server: &Server, records: &[Value]) -> anyhow::Result<()> {
    let root = server.address("");
    let file = json!({ "format": "handscroll-backup", "version": 1, "site": root, "made": 1_700_000_000_000_u64, "records": records });
    browser.read(&server.address("settings/")).await?;
    browser.wait("the field", "document.querySelector('.backup__file input')").await?;
    choose_file(browser, &file.to_string()).await?;
    browser.wait("what is in it", "document.querySelector('.backup__offer')").await
}

async fn take_in(browser: &Browser) -> anyhow::Result<()> {
    browser.click(".backup__offer .button:not(.button--quiet)").await?;
    browser.wait("it to be taken in", &format!("{OUTCOME}.includes('taken in')")).await
}

async fn what_is_removed_goes_though_another_article_is_nowhere(engine: Engine) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = open(&site, engine).await?;
    // It was taken down, and this device never had it.
    offer(&browser, &server, &[of_another_device("gone", "Taken down", 1_700_000_000_000)]).await?;
    take_in(&browser).await?;
    read(&browser, &server, "small").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    let before = kept(&browser, &server).await?.len();
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    remove(&browser, &server, "scroll").await?;
    kept_comes_to(&browser, &server, "its strips to be gone", |kept| kept.len() == before).await?;
    remove(&browser, &server, "small").await?;
    kept_comes_to(&browser, &server, "nothing to be left", <[Kept]>::is_empty).await?;
    browser
        .wait("the lost one to stay wanted", "document.querySelector('.saved').textContent.includes('Taken down')")
        .await?;
    browser.close().await
}

/// Closing the tab may interrupt a removal at any file.
async fn a_removal_that_is_cut_short_ends_at_the_next_visit(engine: Engine) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = open(&site, engine).await?;
    // Its record claims pictures, so the reader cannot delete files that no page needs: they may be these.
    offer(&browser, &server, &[of_another_device("gone", "Taken down", 1_700_000_000_000)]).await?;
    take_in(&browser).await?;
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    server.before_each_page(
        "const remove = Cache.prototype.delete;
         Cache.prototype.delete = async function (address) {
           return (await this.keys()).length > 3 ? remove.call(this, address) : new Promise(() => {});
         };",
    );
    remove(&browser, &server, "scroll").await?;
    kept_comes_to(&browser, &server, "the last files", |kept| kept.len() == 3).await?;
    server.before_each_page("");
    browser.read(&server.address("saved/")).await?;
    kept_comes_to(&browser, &server, "nothing to be left", <[Kept]>::is_empty).await?;
    browser.close().await
}

async fn what_another_tab_takes_away_does_not_come_back(engine: Engine) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    begin_a_saving_that_stands(&browser, &server, &strips).await?;
    let (saving, other) = browser.second_tab().await?;
    browser.come_to(&other).await?;
    browser.read(&server.address("saved/")).await?;
    browser.wait("the row", "document.querySelector('.saved-row__ways button:last-child')").await?;
    browser.value("document.querySelector('.saved-row__ways button:last-child').click()").await?;
    browser.wait("it to be gone", "!document.querySelector('.saved-row')").await?;
    browser.come_to(&saving).await?;
    browser.wait("the first tab to leave it", "document.querySelector('.save-tool')?.textContent === 'Save'").await?;
    for strip in &strips[19..] {
        server.heal(strip);
    }
    kept_comes_to(&browser, &server, "nothing to be left", <[Kept]>::is_empty).await?;
    browser.read(&server.address("saved/")).await?;
    let is_empty = "document.querySelector('.saved').textContent.includes('Nothing is saved yet')";
    browser.wait("that nothing is saved", is_empty).await?;
    browser.close().await
}

/// A page that is left may be kept for the way back, and must not keep what only one page may have at a time. It is, when
/// nothing is on its way: here, while the saving rests before another attempt.
async fn a_page_that_is_left_lets_others_save(engine: Engine) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    for strip in &strips[19..] {
        server.break_path(strip, Fault::Status(503));
    }
    read(&browser, &server, "scroll").await?;
    server.quiet().await?;
    server.forget();
    press_tool(&browser).await?;
    server.wait("the first that fail", |server| strips[19..23].iter().all(|strip| server.was_asked_for(strip))).await?;
    browser.go(&server.address("saved/")).await?;
    for strip in &strips[19..] {
        server.heal(strip);
    }
    browser.reader_runs().await?;
    browser.wait("it to be whole", "document.querySelector('.saved-row') && !/in part|Cancel/.test(document.querySelector('.saved-row').textContent)").await?;
    is_whole(&browser, &server, &site).await?;
    // What was left is right when one comes back.
    browser.back().await?;
    browser.wait("the article", "document.querySelectorAll('.prose .strip').length >= 40").await?;
    is_saved(&browser).await?;
    browser.close().await
}

async fn narrow_strips_are_stood_for_as_the_wide_ones_come(engine: Engine) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    begin_a_saving_that_stands(&browser, &server, &strips).await?;
    let there = kept(&browser, &server).await?;
    for strip in &strips[..19] {
        ensure!(there.iter().any(|(.., same)| same == strip), "nothing says that {strip} stands for its narrow one");
    }
    for strip in &strips[19..] {
        server.heal(strip);
    }
    is_saved(&browser).await?;
    // One is lost, and what there is for it needs no fetching.
    let there = kept(&browser, &server).await?;
    let lost = there.iter().find(|(.., same)| *same == strips[5]).map(|(path, ..)| path.clone()).unwrap_or_default();
    let root = server.address("");
    let lose = format!(
        "(window.lost = 0, caches.open('handscroll:{root}:saved').then((cache) => cache.delete('{root}{lost}')).then(() => {{ window.lost = 1; }}), true)"
    );
    browser.value(&lose).await?;
    browser.wait("the loss", "window.lost").await?;
    server.forget();
    browser.read(&server.address("saved/")).await?;
    kept_comes_to(&browser, &server, "it to be stood for again", |kept| holds(kept, &lost)).await?;
    is_whole(&browser, &server, &site).await?;
    ensure!(!server.was_asked_for("a/scroll/"), "nothing is fetched for it");
    browser.close().await
}

async fn a_browser_is_asked_once_to_keep_what_is_saved(engine: Engine) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = open(&site, engine).await?;
    server.before_each_page(
        // Where a browser has none to ask, it is given one.
        "const storage = navigator.storage || {};
         storage.persisted = async () => false;
         storage.persist = async () => { localStorage.asked = Number(localStorage.asked || 0) + 1; return false; };
         Object.defineProperty(navigator, 'storage', { value: storage });",
    );
    for slug in ["small", "scroll"] {
        read(&browser, &server, slug).await?;
        press_tool(&browser).await?;
        is_saved(&browser).await?;
        browser.wait("the browser to be asked", "localStorage.asked").await?;
        browser.holds("it was asked once", "localStorage.asked === '1'").await?;
    }
    browser.close().await
}

async fn a_list_of_yesterday_lets_nothing_go(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(14), 0)?;
    let (server, browser) = open(&site, engine).await?;
    // The newest was not there yet.
    let mut feed: Value = serde_json::from_str(&site.text("feed.json")?)?;
    let newest = feed["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    if let Some(items) = feed["items"].as_array_mut() {
        items.remove(0);
    }
    server.break_path("feed.json", Fault::Instead("application/feed+json", feed.to_string()));
    browser.read(&server.address("settings/")).await?;
    choose(&browser, "Keep the newest", "10").await?;
    browser.read(&server.address("")).await?;
    browser.scroll_to(1e6).await?;
    let pages = |kept: &[Kept]| kept.iter().filter(|(path, ..)| path.starts_with("a/")).count();
    kept_comes_to(&browser, &server, "ten articles", |kept| pages(kept) == 10).await?;
    let newest = format!("a/{newest}/");
    let has_newest = |kept: &[Kept]| pages(kept) == 10 && holds(kept, &newest);
    // Another tab, which knows of the newest.
    server.heal("feed.json");
    let (old, new) = browser.second_tab().await?;
    browser.come_to(&new).await?;
    browser.read(&server.address("settings/")).await?;
    kept_comes_to(&browser, &server, "the newest", has_newest).await?;
    browser.come_to(&old).await?;
    // By then the first tab's list is old.
    site.outlast(LIST_MAX_AGE_MS).await?;
    let change = "((select) => { select.value = 'dark'; select.dispatchEvent(new Event('change', { bubbles: true })); })(document.querySelector('.theme-switch__select'))";
    browser.value(change).await?;
    site.outlast(DOWNLOAD_POLL_MS).await?;
    server.quiet().await?;
    kept_comes_to(&browser, &server, "the newest to stay", has_newest).await?;
    server.forget();
    browser.value("document.querySelector('.site-links__link[href$=\"settings/\"]').click()").await?;
    choose(&browser, "Keep the newest", "25").await?;
    server.wait("the list to be asked for again", |server| server.was_asked_for("feed.json")).await?;
    kept_comes_to(&browser, &server, "all fourteen", |kept| pages(kept) == 14 && holds(kept, &newest)).await?;
    browser.close().await
}

async fn what_comes_from_another_device_is_told_and_not_fetched_where_data_is_spared(
    engine: Engine,
) -> anyhow::Result<()> {
    let site = super::site()?;
    let (server, browser) = open(&site, engine).await?;
    read(&browser, &server, "small").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    server.before_each_page(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true });",
    );
    // There it was removed long after it was saved here; the date is no date, and stays the last one for nobody.
    let removed = json!({ "kind": "saved", "id": "a/small/", "value": null, "at": 8_640_000_000_000_000_u64 });
    offer(&browser, &server, &[of_another_device("scroll", "Scroll", 1_700_000_000_000), removed]).await?;
    let shown = browser.text(OUTCOME).await?;
    ensure!(shown.contains("removed there later: 1"), "{shown}");
    ensure!(shown.contains("will fetch when there is a network: 1"), "{shown}");
    take_in(&browser).await?;
    server.forget();
    browser.read(&server.address("saved/")).await?;
    browser.wait("the article", "document.querySelector('.saved-row')").await?;
    kept_comes_to(&browser, &server, "the removed one to be gone", <[Kept]>::is_empty).await?;
    // Time for what looks over the saved articles.
    site.outlast(SAVED_CHECK_DELAY_MS).await?;
    server.quiet().await?;
    ensure!(!server.was_asked_for("a/scroll/"), "it was fetched though data is spared");
    // What was taken away can be saved again.
    read(&browser, &server, "small").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    server.before_each_page("");
    browser.read(&server.address("saved/")).await?;
    server.wait("the article", |server| server.was_asked_for("a/scroll/")).await?;
    browser.close().await
}

async fn the_way_to_the_storage_page_leads_there(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(1), 0)?;
    let (server, browser) = open(&site, engine).await?;
    browser.read(&server.address("saved/")).await?;
    browser.click(".saved__storage").await?;
    let is_there = "(() => { const part = document.getElementById('storage');
        const isEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
        return part && scrollY > 100 && (Math.abs(part.getBoundingClientRect().top) < 40 || isEnd); })()";
    browser.wait("the part on storage", is_there).await?;
    browser.go(&server.address("robots.txt")).await.ok();
    browser.read(&server.address("settings/#storage")).await?;
    browser.wait("the part on storage, by its address", is_there).await?;
    browser.close().await
}
