//! A server that fails: each fault is told in words, and Retry goes on once it is gone.

use anyhow::{Context as _, ensure};
use e2e::{BASE, Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};

at_each_engine!(the_list_tells_each_fault, an_article_tells_each_fault);

/// What a row is about, the fault, and what the page says of it.
type Row = (&'static str, Fault, &'static str);

const ROWS: &str = "document.querySelectorAll('.row').length";
const LIST_ALERT: &str = "document.querySelector('.library__end [role=alert]')";

/// What a host without the file sends when it answers everything with its start page.
fn start_page(of: &Site) -> anyhow::Result<Fault> {
    Ok(Fault::Instead("text/html; charset=utf-8", of.text("index.html")?))
}

/// What is there stays, the fault is told, and Retry goes on.
async fn the_list_tells_each_fault(engine: Engine) -> anyhow::Result<()> {
    const OTHER_FILE: &str = "The server sent something else than the file asked for: text/html";
    const DAMAGED: &str = "The file is damaged or incomplete";
    let site = Site::of(&Post::many(220), 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    // A browser that has the manifest would not ask for it.
    server.forbid_keeping();
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let rows: [(&str, Row); 7] = [
        ("feed.json", ("a missing manifest", Fault::Status(404), "The server answered: 404.")),
        ("feed.json", ("a failing server", Fault::Status(500), "The server answered: 500.")),
        ("feed.json", ("a page in place of the manifest", start_page(&site)?, OTHER_FILE)),
        ("feed.json", ("half a manifest", Fault::Half, DAMAGED)),
        ("feed.json", ("a cut manifest", Fault::Cut, DAMAGED)),
        ("feed.json", ("a silent server", Fault::Silent, "The server did not answer within 10 seconds.")),
        ("feed-1.json", ("a missing older page", Fault::Status(404), "The server answered: 404.")),
    ];
    for (path, row) in rows {
        list_tells(&browser, &server, path, &row).await.with_context(|| row.0)?;
    }
    list_asks_once(&browser, &server).await.context("loaded anew, far down")?;
    browser.close().await
}

/// A list that is reloaded far down shows the failure too, and fetches again only on Retry.
async fn list_asks_once(browser: &Browser, server: &Server) -> anyhow::Result<()> {
    server.break_path("feed.json", Fault::Status(500));
    server.forget();
    browser.reload().await?;
    browser.reader_runs().await?;
    browser.wait("the fault to be told", LIST_ALERT).await?;
    server.quiet().await?;
    ensure!(server.times_asked_for("feed.json") == 1, "it did not ask once: {:?}", server.requests());
    server.heal("feed.json");
    browser.click(".library__end button").await?;
    browser.wait("more rows, after Retry", &format!("{ROWS} > 20")).await
}

async fn list_tells(browser: &Browser, server: &Server, path: &str, row: &Row) -> anyhow::Result<()> {
    let (_, fault, words) = row;
    server.break_path(path, fault.clone());
    browser.read(&server.address("")).await?;
    let at_end = |condition: &str| format!("(scrollTo({{ top: 1e9, behavior: 'instant' }}), {condition})");
    browser.wait("the fault to be told", &at_end(LIST_ALERT)).await?;
    // A click is meant for where the button is, and the page may still be on its way there.
    browser.rests().await?;
    says(browser, LIST_ALERT, words).await?;
    says(browser, LIST_ALERT, "The list could not be fetched").await?;
    let before = browser.number(ROWS).await?;
    ensure!(before >= 20.0, "the rows that were there are gone: {before}");
    // Once more with the fault, so that Retry is known to ask again.
    server.forget();
    if !matches!(fault, Fault::Silent) {
        browser.click(".library__end button").await?;
        server.wait("the manifest to be asked for again", |server| server.was_asked_for(path)).await?;
        browser.wait("the fault to be told again", LIST_ALERT).await?;
        browser.rests().await?;
    }
    server.heal(path);
    browser.click(".library__end button").await?;
    browser.wait("all rows, after Retry", &at_end(&format!("{ROWS} === 220"))).await?;
    browser.holds("the fault is told no longer", &format!("!{LIST_ALERT}")).await
}

/// The fault is told, the way back is there, and Retry brings the text.
async fn an_article_tells_each_fault(engine: Engine) -> anyhow::Result<()> {
    // Long enough that half of its page ends inside the text.
    let body = "<p>A paragraph of many words, so that there is a middle to be cut at.</p>".repeat(2_000);
    let site = Site::of(&[Post::new("long", "A long one", body + "<p>The very end.</p>")], 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    server.forbid_keeping();
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let rows: [Row; 6] = [
        ("a failing server", Fault::Status(500), "The server answered: 500."),
        ("another page in its place", start_page(&site)?, "The article could not be opened"),
        ("half a page", Fault::Half, "The file is damaged or incomplete"),
        ("a cut page", Fault::Cut, "The file is damaged or incomplete"),
        ("a silent server", Fault::Silent, "The server did not answer within 10 seconds."),
        ("a missing article", Fault::Status(404), "No such article"),
    ];
    for row in rows {
        article_tells(&browser, &server, &row).await.with_context(|| row.0)?;
    }
    browser.close().await
}

async fn article_tells(browser: &Browser, server: &Server, row: &Row) -> anyhow::Result<()> {
    let (_, fault, words) = row;
    browser.read(&server.address("")).await?;
    server.break_path("a/long/", fault.clone());
    browser.click(".row__link").await?;
    let told = "document.querySelector('main [role=alert]')";
    browser.wait("the fault to be told", told).await?;
    says(browser, told, words).await?;
    browser.holds("there is a way back", &format!("{told}.querySelector('a[href]')")).await?;
    browser.holds("no half of a text is shown", "!document.querySelector('.prose p')").await?;
    server.heal("a/long/");
    browser.click("main [role=alert] button").await?;
    let whole = "document.querySelector('.prose')?.textContent.includes('The very end.')";
    browser.wait("the whole text, after Retry", whole).await?;
    browser.holds("the fault is told no longer", &format!("!{told}")).await
}

async fn says(browser: &Browser, element: &str, words: &str) -> anyhow::Result<()> {
    let text = browser.text(&format!("{element}.innerText")).await?;
    ensure!(text.contains(words), "it should say “{words}”, and says: {text}");
    Ok(())
}
