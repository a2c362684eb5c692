//! What a person did, where the browser does not keep it as it should: it goes on, and says so.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use e2e::{Browser, Engine, Manner, Post, Screen, Server, Site, at_each_engine};
use serde_json::json;

at_each_engine!(
    what_an_earlier_version_kept_is_taken_over,
    a_database_that_is_broken_is_set_aside_and_told_of,
    a_database_of_a_later_version_is_left_and_read,
    a_page_that_is_left_while_it_writes_keeps_no_other_waiting,
    reading_in_private_is_reading,
    a_browser_that_keeps_nothing_is_read_in_and_says_so,
    a_full_disk_is_told_and_nothing_breaks,
);

/// A file of the site that runs nothing, and yet is of its origin in every engine.
const NO_PAGE: &str = "robots.txt";

/// The word wherever one is, and what the page of settings says.
const NOTE: &str = "document.querySelector('.keeping-note__card')";
const TOLD: &str = "document.querySelector('.settings__told').innerText";

async fn start() -> anyhow::Result<(Site, Server)> {
    const WORDS: &str = "A long paragraph that goes on for a while, so that there is something to scroll through. ";
    let long = format!("<p>{}</p>", WORDS.repeat(8)).repeat(30);
    let site = Site::of(&["one", "two"].map(|slug| Post::new(slug, &format!("Article {slug}"), long.clone())), 0)?;
    let server = Server::start(site.folder(), "/").await?;
    Ok((site, server))
}

/// Goes to a file of the site that runs nothing. Firefox comes by a page of no origin, which has no storage.
async fn leave(browser: &Browser, server: &Server) -> anyhow::Result<()> {
    browser.go(&server.address(NO_PAGE)).await?;
    browser.wait("a page that may store", "location.pathname.endsWith('robots.txt') && localStorage.length >= 0").await
}

/// Makes the database as `upgrade` does in that version, in a page that the reader does not run in.
async fn make_database(browser: &Browser, server: &Server, version: u32, upgrade: &str) -> anyhow::Result<()> {
    leave(browser, server).await?;
    let name = format!("handscroll:{}:state", server.address(""));
    let make = format!(
        "(() => {{ window.isMade = false;
         const request = indexedDB.open({}, {version});
         request.onupgradeneeded = ({{ target: {{ result, transaction }} }}) => {{ {upgrade} }};
         request.onsuccess = () => {{ request.result.close(); window.isMade = true; }};
         return true; }})()",
        json!(name)
    );
    browser.value(&make).await?;
    browser.wait("a database", "window.isMade").await
}

async fn what_an_earlier_version_kept_is_taken_over(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    leave(&browser, &server).await?;
    let prefix = format!("handscroll:{}:", server.address(""));
    let keep =
        |name: &str, text: &str| format!("localStorage.setItem({}, {})", json!(format!("{prefix}{name}")), json!(text));
    browser.value(&keep("theme", "sepia")).await?;
    browser.value(&keep("places", "a/one/ at-12-500000\n")).await?;
    browser.read(&server.address("")).await?;
    browser.wait("the place", "document.querySelector('.row[data-id=one]').dataset.mark === 'begun'").await?;
    // The copies may go: the database has it all.
    browser.database_has(&server.address(""), "place/a/one/").await?;
    browser.database_has(&server.address(""), "setting/theme").await?;
    leave(&browser, &server).await?;
    browser.value("localStorage.clear()").await?;
    browser.read(&server.address("a/one/")).await?;
    browser.wait("the colours", "document.documentElement.dataset.theme === 'sepia'").await?;
    let off = "(({ top, height }) => top + height / 2 - 16)(document.querySelectorAll('.prose > p')[12].getBoundingClientRect())";
    browser.wait("the place", &format!("Math.abs({off}) < 8")).await?;
    browser.close().await
}

async fn a_database_that_is_broken_is_set_aside_and_told_of(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    make_database(&browser, &server, 1, "result.createObjectStore('something-else')").await?;
    browser.read_to(&server.address("a/one/"), 1_500.0).await?;
    browser.wait("a word of it", NOTE).await?;
    browser.read(&server.address("settings/")).await?;
    browser.wait("what is the matter", &format!("{TOLD}.includes('could not be opened')")).await?;
    // What was done meanwhile is kept beside it, without the copies for the first paint too.
    browser.database_has_all(&server.address("")).await?;
    leave(&browser, &server).await?;
    browser.value("localStorage.clear()").await?;
    browser.read(&server.address("a/one/")).await?;
    browser.wait("the place", "Math.abs(scrollY - 1500) < 8").await?;
    // It was left as it is.
    let name = json!(format!("handscroll:{}:state", server.address("")));
    let look = format!(
        "(() => {{ indexedDB.open({name}).onsuccess = ({{ target: {{ result }} }}) => {{ window.stores = [...result.objectStoreNames].join(); result.close(); }}; return true; }})()"
    );
    browser.value(&look).await?;
    browser.wait("its stores", "window.stores === 'something-else'").await?;
    browser.close().await
}

async fn a_database_of_a_later_version_is_left_and_read(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let row = json!({ "kind": "read", "id": "a/two/", "value": { "finished": true }, "at": 5 }).to_string();
    let upgrade = format!(
        "result.createObjectStore('records').put({}, 'read/a/two/'); result.createObjectStore('later');",
        json!(row)
    );
    make_database(&browser, &server, 9, &upgrade).await?;
    browser.read(&server.address("")).await?;
    browser
        .wait("what could be read", "document.querySelector('.row[data-id=two]').dataset.mark === 'finished'")
        .await?;
    browser.read(&server.address("settings/")).await?;
    browser
        .wait("what is the matter", &format!("{TOLD}.includes('later version') && {TOLD}.includes('1 entries')"))
        .await?;
    browser.close().await
}

async fn a_page_that_is_left_while_it_writes_keeps_no_other_waiting(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    for (round, slug) in ["one", "two"].into_iter().cycle().take(10).enumerate() {
        browser.read(&server.address(&format!("a/{slug}/"))).await?;
        let top = 700.0 + 100.0 * round as f64;
        browser.scroll_to(top).await?;
        // A place is written when one has rested, and when one leaves: here at another moment each time.
        if round % 2 == 0 {
            tokio::time::sleep(Duration::from_millis(30 * round as u64)).await;
        }
        browser.read(&server.address("settings/")).await?;
        browser.database_answers(&server.address("")).await.with_context(|| format!("round {round}"))?;
    }
    // Two of the places, to be sure that they were kept.
    for (slug, top) in [("one", 1_500.0), ("two", 1_600.0)] {
        browser.read(&server.address(&format!("a/{slug}/"))).await?;
        browser.wait("the place", &format!("Math.abs(scrollY - {top}) < 8")).await?;
    }
    browser.close().await
}

async fn reading_in_private_is_reading(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_as(engine, Screen::Phone, Manner::Private).await?;
    browser.read_to(&server.address("a/one/"), 1_500.0).await?;
    browser.read(&server.address("")).await?;
    browser.wait("the mark", "document.querySelector('.row[data-id=one]').dataset.mark === 'begun'").await?;
    browser.read(&server.address("a/one/")).await?;
    browser.wait("the place", "Math.abs(scrollY - 1500) < 8").await?;
    browser.close().await
}

async fn a_browser_that_keeps_nothing_is_read_in_and_says_so(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_as(engine, Screen::Phone, Manner::Forgetful).await?;
    browser.read_to(&server.address("a/one/"), 1_500.0).await?;
    browser.wait("a word of it", NOTE).await?;
    // As long as the page is open, it knows.
    browser.value("document.querySelector('.bar__home').click()").await?;
    browser.wait("the mark", "document.querySelector('.row[data-id=one]')?.dataset.mark === 'begun'").await?;
    browser.value("document.querySelector('.keeping-note__card a').click()").await?;
    browser.wait("what is the matter", &format!("{TOLD}.includes('forgotten when you close it')")).await?;
    browser.click(".keeping-note__close").await?;
    browser.wait("the word to go away", &format!("!{NOTE}")).await?;
    browser.close().await
}

async fn a_full_disk_is_told_and_nothing_breaks(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let origin = server.address("");
    let origin = origin.trim_end_matches('/');
    let quota = |bytes: u64| json!({ "origin": origin, "quotaSize": bytes });
    browser.command("Storage.overrideQuotaForOrigin", quota(1)).await?;
    browser.read_to(&server.address("a/one/"), 3_000.0).await?;
    browser.wait("a word of it", NOTE).await?;
    browser.value("document.querySelector('.keeping-note__card a').click()").await?;
    browser.wait("what is the matter", &format!("{TOLD}.includes('no room')")).await?;
    // There is room again: what was done meanwhile is kept, too.
    browser.command("Storage.overrideQuotaForOrigin", json!({ "origin": origin })).await?;
    browser.read_to(&server.address("a/two/"), 1_500.0).await?;
    browser.database_has_all(&server.address("")).await?;
    browser.holds("all is well", &format!("!{NOTE}")).await?;
    leave(&browser, &server).await?;
    browser.value("localStorage.clear()").await?;
    browser.read(&server.address("a/one/")).await?;
    browser.wait("the place", "Math.abs(scrollY - 3000) < 8").await?;
    let complaints = browser.complaints().await.context("the console")?;
    ensure!(!complaints.iter().any(|line| line.contains("panicked")), "{complaints:#?}");
    browser.close().await
}
