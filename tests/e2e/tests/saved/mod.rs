//! Saving articles for offline: what is brought, what becomes of it when the line is cut or there is no room, what is said.

mod offline;
mod store;
mod upkeep;

use anyhow::{Context as _, ensure};
use e2e::{BASE, Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use handscroll_core::contract::times::DOWNLOAD_YIELD_POLL_MS;
use serde_json::json;
use store::{Kept, are, holds, kept, kept_comes_to};

at_each_engine!(
    an_article_is_saved_with_all_that_it_is_shown_by,
    a_saving_whose_line_is_cut_goes_on_by_itself,
    a_saving_goes_on_when_the_page_is_opened_again,
    a_saving_that_is_cancelled_leaves_nothing,
    what_the_site_refuses_is_told_and_can_be_tried_again,
    bytes_that_are_not_those_of_their_name_are_not_kept,
    when_there_is_no_room_it_is_told_and_nothing_is_lost,
    what_is_missing_of_a_saved_article_is_brought_again,
    files_that_two_articles_need_stay_until_both_are_removed,
    the_newest_are_kept_and_let_go,
    saved_articles_are_sorted_and_removed_on_the_storage_page,
    two_tabs_save_an_article_once,
);

/// Forty strips, of four pictures.
pub(crate) const TALL: [(u32, u32); 4] = [(1_080, 10_240); 4];

/// The button that saves, as one finds it by the keyboard.
const TOOL: &str = "document.querySelector('.save-tool')";

/// Two articles: one of forty strips, and one of a picture that the other has too.
fn site() -> anyhow::Result<Site> {
    let small = "<p>A short one.</p><p><img src=\"pictures/1.png\" alt=\"Stretch 1\"></p>";
    let small = Post { date: "2024-04-01 08:00:00".into(), ..Post::new("small", "A short one", small) };
    Site::with_pictures(&[Post::scroll("scroll", TALL.len() as u32), small], &TALL)
}

/// The wide strips of an article, in order.
fn strips(site: &Site, slug: &str) -> anyhow::Result<Vec<String>> {
    let page = site.text(&format!("a/{slug}/index.html"))?;
    let mut strips = Vec::new();
    for list in page.split("data-strips=\"").skip(1) {
        let list = list.split('"').next().unwrap_or_default();
        for strip in list.split(' ').skip(1) {
            let wide = strip.split('.').nth(1).context("a strip without a name")?;
            strips.push(format!("images/{wide}.webp"));
        }
    }
    Ok(strips)
}

async fn open(site: &Site, engine: Engine) -> anyhow::Result<(Server, Browser)> {
    let server = Server::start(site.folder(), BASE).await?;
    let browser = open_with_stores(&server, engine).await?;
    Ok((server, browser))
}

/// A browser that does not lose what a page has put. WebKit's driver opens private windows alone, and there the engine forgets
/// all files of a store as soon as no page has it open, which between two pages is a matter of luck
/// (`CacheStorageMemoryStore`). A tab that nobody looks at has it open.
pub(crate) async fn open_with_stores(server: &Server, engine: Engine) -> anyhow::Result<Browser> {
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    if engine == Engine::WebKit {
        let (first, _) = browser.second_tab().await?;
        let empty = "<!doctype html><title>An empty page</title>".to_owned();
        server.break_path("empty.html", Fault::Instead("text/html", empty));
        browser.go(&server.address("empty.html")).await?;
        let name = format!("handscroll:{}:saved", server.address(""));
        browser.value(&format!("(caches.open('{name}').then((cache) => {{ window.held = cache; }}), true)")).await?;
        browser.wait("the store to be open", "window.held").await?;
        browser.come_to(&first).await?;
        server.heal("empty.html");
        server.forget();
    }
    Ok(browser)
}

async fn read(browser: &Browser, server: &Server, slug: &str) -> anyhow::Result<()> {
    browser.read(&server.address(&format!("a/{slug}/"))).await?;
    browser.wait("the button that saves", TOOL).await
}

pub(crate) async fn press_tool(browser: &Browser) -> anyhow::Result<()> {
    browser.wait("the button that saves", TOOL).await?;
    browser.value(&format!("{TOOL}.click()")).await.map(drop)
}

async fn is_saved(browser: &Browser) -> anyhow::Result<()> {
    browser.wait("the article to be saved", "document.querySelector('.save-tool--saved')").await
}

async fn says(browser: &Browser, words: &str) -> anyhow::Result<()> {
    let told = format!("document.querySelector('.save-message')?.textContent.includes({})", json!(words));
    browser.wait(words, &told).await
}

/// All that the article is shown by is there, and nothing else.
async fn is_whole(browser: &Browser, server: &Server, site: &Site) -> anyhow::Result<()> {
    let kept = kept(browser, server).await?;
    let strips = strips(site, "scroll")?;
    ensure!(strips.len() >= 40, "{} strips", strips.len());
    for strip in &strips {
        let (_, bytes, same) = kept.iter().find(|(path, ..)| path == strip).with_context(|| format!("no {strip}"))?;
        let length = std::fs::metadata(site.folder().join(strip))?.len();
        ensure!((*bytes, same.as_str()) == (length, ""), "{strip}: {bytes} bytes, as {same}");
    }
    ensure!(kept.iter().any(|(path, bytes, _)| path == "a/scroll/" && *bytes > 1_000), "no page: {kept:?}");
    let narrow = kept.iter().filter(|(_, _, same)| !same.is_empty());
    ensure!(narrow.clone().count() == strips.len(), "each narrow strip is stood for: {kept:?}");
    ensure!(narrow.clone().all(|(_, bytes, same)| *bytes == 0 && strips.contains(same)), "{kept:?}");
    Ok(())
}

/// Begins to save the long article, of which all strips from the twentieth on get no answer, and waits until it stands there.
async fn begin_a_saving_that_stands(browser: &Browser, server: &Server, strips: &[String]) -> anyhow::Result<()> {
    for strip in &strips[19..] {
        server.break_path(strip, Fault::Silent);
    }
    read(browser, server, "scroll").await?;
    press_tool(browser).await?;
    let running = "document.querySelector('.save-tool__progress')?.textContent.startsWith('19 / 4')";
    browser.wait("the saving to stand", running).await
}

async fn an_article_is_saved_with_all_that_it_is_shown_by(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    read(&browser, &server, "scroll").await?;
    // By the keyboard alone.
    browser.value(&format!("{TOOL}.focus()")).await?;
    browser.press("\u{e007}").await?;
    is_saved(&browser).await?;
    is_whole(&browser, &server, &site).await?;
    browser.value(&format!("{TOOL}.click()")).await?;
    browser.wait("the list", "document.querySelector('.saved .saved-row__link[href$=\"/a/scroll/\"]')").await?;
    browser.wait("its size", "/\\d MB|\\d kB/.test(document.querySelector('.saved-row__meta').textContent)").await?;
    browser.reload().await?;
    browser.reader_runs().await?;
    browser.wait("the list", "document.querySelector('.saved-row__link')").await?;
    browser.value("document.querySelector('.saved-row__link').click()").await?;
    is_saved(&browser).await?;
    browser.close().await
}

async fn a_saving_whose_line_is_cut_goes_on_by_itself(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    for strip in &strips[19..] {
        server.break_path(strip, Fault::Cut);
    }
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    says(&browser, "goes on by itself").await?;
    let there = kept(&browser, &server).await?;
    ensure!(there.iter().any(|(path, ..)| path == "a/scroll/"), "the page is kept from the start");
    ensure!(strips[..19].iter().all(|strip| there.iter().any(|(path, ..)| path == strip)), "{there:?}");
    ensure!(strips[19..].iter().all(|strip| !there.iter().any(|(path, ..)| path == strip)), "{there:?}");
    server.forget();
    for strip in &strips[19..] {
        server.heal(strip);
    }
    is_saved(&browser).await?;
    is_whole(&browser, &server, &site).await?;
    let twice: Vec<_> = strips[..19].iter().filter(|strip| server.was_asked_for(strip)).collect();
    ensure!(twice.is_empty(), "brought twice: {twice:?}");
    browser.close().await
}

async fn a_saving_goes_on_when_the_page_is_opened_again(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    begin_a_saving_that_stands(&browser, &server, &strips).await?;
    // The tab is closed while it stands there.
    browser.go(&server.address("feed.json")).await.ok();
    for strip in &strips[19..] {
        server.heal(strip);
    }
    browser.read(&server.address("saved/")).await?;
    browser.wait("the article in the list", "document.querySelector('.saved-row')").await?;
    browser
        .wait("it to be whole", "document.querySelector('.saved-row') && !/in part|Saving| \\/ /.test(document.querySelector('.saved-row').textContent)")
        .await?;
    is_whole(&browser, &server, &site).await?;
    browser.close().await
}

async fn a_saving_that_is_cancelled_leaves_nothing(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    read(&browser, &server, "small").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    let before = kept(&browser, &server).await?;
    for strip in &strips[30..] {
        server.break_path(strip, Fault::Silent);
    }
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    let running = "document.querySelector('.save-tool__progress')?.textContent.startsWith('30 / 4')";
    browser.wait("the saving to stand", running).await?;
    browser
        .value("[...document.querySelectorAll('.save-tool')].find((button) => button.textContent === 'Cancel').click()")
        .await?;
    browser.wait("it to be ended", &format!("{TOOL}?.textContent === 'Save'")).await?;
    kept_comes_to(&browser, &server, "what was there before", |kept| kept == before).await?;
    // Nothing comes after that.
    server.quiet().await?;
    ensure!(kept(&browser, &server).await? == before, "{:?} instead of {before:?}", kept(&browser, &server).await?);
    browser.reload().await?;
    browser.reader_runs().await?;
    browser.wait("it to be as before", &format!("{TOOL}?.textContent === 'Save'")).await?;
    browser.close().await
}

async fn what_the_site_refuses_is_told_and_can_be_tried_again(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    for strip in [&strips[25], &strips[33]] {
        server.break_path(strip, Fault::Status(404));
    }
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    says(&browser, "2 pieces of pictures are missing").await?;
    ensure!(kept(&browser, &server).await?.iter().any(|(path, ..)| path == &strips[39]), "the others are there");
    for strip in [&strips[25], &strips[33]] {
        server.heal(strip);
    }
    server.forget();
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    is_whole(&browser, &server, &site).await?;
    ensure!(!server.was_asked_for(&strips[30]), "only what is missing is brought");
    browser.close().await
}

async fn bytes_that_are_not_those_of_their_name_are_not_kept(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    server.break_path(&strips[36], Fault::Half);
    server.break_path(&strips[37], Fault::Instead("image/webp", "another file".to_owned()));
    server.break_path(&strips[38], Fault::Instead("text/html", site.text("index.html")?));
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    says(&browser, "3 pieces of pictures are missing").await?;
    let there = kept(&browser, &server).await?;
    for strip in &strips[36..39] {
        ensure!(!there.iter().any(|(path, ..)| path == strip), "{strip} was kept");
        server.heal(strip);
    }
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    is_whole(&browser, &server, &site).await?;
    browser.close().await
}

async fn when_there_is_no_room_it_is_told_and_nothing_is_lost(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    read(&browser, &server, "small").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    let before = kept(&browser, &server).await?;
    ensure!(!before.is_empty(), "nothing was saved");
    browser
        .value("(window.room = undefined, navigator.storage.estimate().then((room) => { window.room = room; }), true)")
        .await?;
    browser.wait("an estimate", "window.room").await?;
    let used = browser.number("window.room.usage").await?;
    let origin = browser.text("location.origin").await?;
    let quota = |bytes: f64| json!({ "origin": origin, "quotaSize": bytes });
    browser.command("Storage.overrideQuotaForOrigin", quota(used + 40_000.0)).await?;
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    says(&browser, "There is no room left").await?;
    says(&browser, "Storage").await?;
    let after = kept(&browser, &server).await?;
    for entry in &before {
        ensure!(after.contains(entry), "{entry:?} was lost");
    }
    browser.value("document.querySelector('.save-message a').click()").await?;
    browser.wait("the way to the storage page", "document.querySelector('.storage .storage__bar')").await?;
    // Room is made, and what failed is tried again.
    browser.command("Storage.overrideQuotaForOrigin", quota(used + 400_000_000.0)).await?;
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    is_whole(&browser, &server, &site).await?;
    browser.close().await
}

async fn what_is_missing_of_a_saved_article_is_brought_again(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    let root = server.address("");
    let lose = |path: &str| {
        format!(
            "(window.lost = 0, caches.open('handscroll:{root}:saved').then((cache) => cache.delete('{root}{path}')).then(() => {{ window.lost = 1; }}), true)"
        )
    };
    for path in [strips[7].as_str(), "a/scroll/"] {
        browser.value(&lose(path)).await?;
        browser.wait("the loss", "window.lost").await?;
        server.forget();
        browser.read(&server.address("saved/")).await?;
        server.wait("the repair", |server| server.was_asked_for("a/scroll/")).await?;
        browser.wait("it to be whole", "document.querySelector('.saved-row a') && !/in part|Saving| \\/ /.test(document.querySelector('.saved-row').textContent)").await?;
        is_whole(&browser, &server, &site).await?;
        ensure!(!server.was_asked_for(&strips[30]), "only what is missing is brought");
    }
    browser.close().await
}

async fn files_that_two_articles_need_stay_until_both_are_removed(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    for slug in ["scroll", "small"] {
        read(&browser, &server, slug).await?;
        press_tool(&browser).await?;
        is_saved(&browser).await?;
    }
    remove(&browser, &server, "scroll").await?;
    let own = strips(&site, "scroll")?.swap_remove(30);
    let is_gone = |kept: &[Kept]| !holds(kept, "a/scroll/") && !holds(kept, &own);
    kept_comes_to(&browser, &server, "the long one to be gone", is_gone).await?;
    let there = kept(&browser, &server).await?;
    let shared = strips(&site, "small")?;
    ensure!(shared.iter().all(|strip| holds(&there, strip)), "{there:?}");
    remove(&browser, &server, "small").await?;
    kept_comes_to(&browser, &server, "nothing to be left", <[Kept]>::is_empty).await?;
    browser
        .wait(
            "the sentence on how to save",
            "document.querySelector('.saved').textContent.includes('Nothing is saved yet')",
        )
        .await?;
    browser.close().await
}

/// Removes an article from the list, which asks once more.
async fn remove(browser: &Browser, server: &Server, slug: &str) -> anyhow::Result<()> {
    browser.read(&server.address("saved/")).await?;
    let row = format!("document.querySelector('.saved-row__link[href$=\"/a/{slug}/\"]')?.closest('.saved-row')");
    browser.wait("the row", &row).await?;
    let button = format!("{row}.querySelector('.saved-row__ways button:last-child')");
    browser.value(&format!("{button}.click()")).await?;
    browser.wait("to be asked", &format!("{button}?.textContent.startsWith('Really remove')")).await?;
    browser.value(&format!("{button}.click()")).await?;
    browser.wait("the row to go", &format!("!({row})")).await
}

async fn the_newest_are_kept_and_let_go(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(14), 0)?;
    let (server, browser) = open(&site, engine).await?;
    // One of the oldest is a person's own.
    read(&browser, &server, "post-001").await?;
    press_tool(&browser).await?;
    is_saved(&browser).await?;
    browser.read(&server.address("settings/")).await?;
    choose(&browser, "Keep the newest", "10").await?;
    browser.read(&server.address("")).await?;
    browser.scroll_to(1e6).await?;
    let rows = "document.querySelectorAll('.saved-row a.saved-row__link').length";
    for (number, count) in [("10", 11), ("none", 1)] {
        browser.read(&server.address("settings/")).await?;
        choose(&browser, "Keep the newest", number).await?;
        browser.read(&server.address("")).await?;
        browser.scroll_to(1e6).await?;
        browser.value("document.querySelector('.site-links__link').click()").await?;
        browser.wait(&format!("{count} saved articles"), &format!("{rows} === {count}")).await?;
    }
    // The tab may have been left before all was gone: the next visit finishes it.
    kept_comes_to(&browser, &server, "a person's own to be left", |kept| are(kept, &["a/post-001/"])).await?;
    browser.close().await
}

/// Chooses an option by its text, of the choice of that name.
pub(crate) async fn choose(browser: &Browser, label: &str, option: &str) -> anyhow::Result<()> {
    let select = format!(
        "[...document.querySelectorAll('.storage label')].find((label) => label.textContent.includes({}))?.querySelector('select')",
        json!(label)
    );
    browser.wait(label, &select).await?;
    let script = format!(
        "(() => {{ const select = {select};
           select.value = [...select.options].find((option) => option.textContent === {}).value;
           select.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()",
        json!(option)
    );
    browser.value(&script).await.map(drop)
}

async fn saved_articles_are_sorted_and_removed_on_the_storage_page(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    for slug in ["scroll", "small"] {
        read(&browser, &server, slug).await?;
        press_tool(&browser).await?;
        is_saved(&browser).await?;
    }
    // The short one is read to its end.
    browser.scroll_to(1e6).await?;
    browser.place_is_kept().await?;
    browser.read(&server.address("settings/")).await?;
    let first = |slug: &str| {
        format!("document.querySelector('.storage .saved-row__link')?.getAttribute('href').endsWith('/a/{slug}/')")
    };
    browser.wait("the largest first", &first("scroll")).await?;
    choose(&browser, "Sort by", "date").await?;
    browser.wait("the newest first", &first("small")).await?;
    choose(&browser, "Sort by", "title").await?;
    browser.wait("by title", &first("scroll")).await?;
    browser.wait("the way to be rid of what is read", "[...document.querySelectorAll('.storage .button')].some((button) => button.textContent === 'Remove the 1 read to the end')").await?;
    browser.value("[...document.querySelectorAll('.storage .button')].find((button) => button.textContent.startsWith('Remove the 1')).click()").await?;
    browser.wait("one to be left", "document.querySelectorAll('.storage .saved-row').length === 1").await?;
    browser.value("[...document.querySelectorAll('.storage .button')].find((button) => button.textContent.startsWith('Clear')).click()").await?;
    browser.wait("it to be said", "document.querySelector('.storage__said').textContent.includes('Cleared')").await?;
    is_whole(&browser, &server, &site).await?;
    browser.close().await
}

async fn two_tabs_save_an_article_once(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let (server, browser) = open(&site, engine).await?;
    let strips = strips(&site, "scroll")?;
    server.break_path(&strips[39], Fault::Silent);
    read(&browser, &server, "scroll").await?;
    press_tool(&browser).await?;
    let running = "document.querySelector('.save-tool__progress')?.textContent.includes(' / 4')";
    browser.wait("the saving to run", running).await?;
    let address = json!(server.address("a/small/"));
    browser.value(&format!("(window.other = window.open({address}), true)")).await?;
    let other = "window.other.document";
    browser.wait("the other page", &format!("{other}.querySelector('.save-tool')")).await?;
    browser.value(&format!("{other}.querySelector('.save-tool').click()")).await?;
    let waits = format!("{other}.querySelector('.save-tool__progress')?.textContent === 'Waiting…'");
    browser.wait("the other to wait for its turn", &waits).await?;
    site.outlast(DOWNLOAD_YIELD_POLL_MS).await?;
    browser.holds("the other waits for its turn", &waits).await?;
    server.heal(&strips[39]);
    is_saved(&browser).await?;
    browser.wait("the other's turn", &format!("{other}.querySelector('.save-tool--saved')")).await?;
    let asked = server.requests().iter().filter(|path| **path == strips[20]).count();
    ensure!(asked <= 2, "{asked} times asked for");
    browser.close().await
}
