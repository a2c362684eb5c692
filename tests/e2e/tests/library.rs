//! The list of articles: rows that grow as one scrolls, and the same place found again.

use e2e::{BASE, Browser, Engine, Post, Screen, Server, Site, at_each_engine};

at_each_engine!(rows_are_added_across_sealed_pages, back_leads_to_the_same_place, back_leads_there_after_a_reload_too);

const ROWS: &str = "document.querySelectorAll('.row').length";
/// More than two sealed pages of the manifest.
const POSTS: u32 = 350;

async fn rows_are_added_across_sealed_pages(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(POSTS), 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    server.quiet().await?;
    let rows = browser.number(ROWS).await?;
    assert!((20.0..100.0).contains(&rows), "{rows} rows before anyone scrolled");
    assert!(!server.was_asked_for("feed-2.json"), "a second page of the manifest was fetched before anyone scrolled");
    for rows in [60, 200, 350] {
        // Each time the end is near, more is added, so the end moves on.
        let more = format!("(scrollTo({{ top: 1e9, behavior: 'instant' }}), {ROWS} >= {rows})");
        browser.wait(&format!("{rows} rows"), &more).await?;
    }
    assert_eq!(server.requests().iter().filter(|path| path.ends_with(".json")).count(), 3, "{:?}", server.requests());
    let in_order = "[...document.querySelectorAll('.row')].every((row, at) => row.dataset.id === `post-${String(350 - at).padStart(3, '0')}`)";
    browser.holds("the rows are newest first, each once", in_order).await?;
    browser.wait("the end to be told", "document.querySelector('.library__end').textContent.trim()").await?;
    browser.close().await
}

/// Goes some screens down the list and opens an article; returns where in the list that was, and which row was seen there.
async fn open_from_below(browser: &Browser, server: &Server) -> anyhow::Result<(f64, String)> {
    browser.read(&server.address("")).await?;
    let more = format!("(scrollTo({{ top: 1e9, behavior: 'instant' }}), {ROWS} >= 200)");
    browser.wait("200 rows", &more).await?;
    let middle = browser.number("document.documentElement.scrollHeight * 0.6").await?;
    browser.scroll_to(middle.round()).await?;
    let seen = "document.elementFromPoint(195, 420).closest('.row').dataset.id";
    let id = browser.text(seen).await?;
    let top = browser.number("scrollY").await?;
    browser.click(&format!(".row[data-id='{id}'] .row__link")).await?;
    browser
        .wait(
            "the article",
            &format!("document.querySelector('.prose')?.textContent.includes('post {}')", id_number(&id)),
        )
        .await?;
    assert_eq!(browser.number("scrollY").await?, 0.0, "an article begins at its beginning");
    Ok((top, id))
}

fn id_number(id: &str) -> &str {
    id.trim_start_matches("post-").trim_start_matches('0')
}

async fn is_at(browser: &Browser, server: &Server, top: f64, id: &str) -> anyhow::Result<()> {
    browser
        .wait(
            "the list at the same place",
            &format!("document.querySelector('.rows') && Math.abs(scrollY - {top}) <= 4"),
        )
        .await?;
    // What comes later must not move it.
    server.quiet().await?;
    browser.rests().await?;
    let now = browser.number("scrollY").await?;
    assert!((now - top).abs() <= 4.0, "was at {top}, is at {now}");
    assert_eq!(browser.text("document.elementFromPoint(195, 420).closest('.row').dataset.id").await?, id);
    Ok(())
}

async fn back_leads_to_the_same_place(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(POSTS), 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let (top, id) = open_from_below(&browser, &server).await?;
    browser.back().await?;
    is_at(&browser, &server, top, &id).await?;
    browser.close().await
}

async fn back_leads_there_after_a_reload_too(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(POSTS), 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let (top, id) = open_from_below(&browser, &server).await?;
    browser.reload().await?;
    browser.reader_runs().await?;
    browser.back().await?;
    is_at(&browser, &server, top, &id).await?;
    browser.close().await
}
