//! A server that fails: each fault is told in words, and Retry goes on once it is gone.

use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_base};

at_each_base!(
    the_list_tells_a_missing_manifest,
    the_list_tells_a_failing_server,
    the_list_tells_a_page_in_place_of_the_manifest,
    the_list_tells_half_a_manifest,
    the_list_tells_a_cut_manifest,
    the_list_tells_a_silent_server,
    the_list_tells_a_missing_older_page,
    an_article_tells_a_failing_server,
    an_article_tells_another_page_in_its_place,
    an_article_tells_half_a_page,
    an_article_tells_a_cut_page,
    an_article_tells_a_silent_server,
    an_article_tells_that_it_is_missing,
);

/// What a host without the file sends when it answers everything with its start page.
fn start_page(of: &Site) -> anyhow::Result<Fault> {
    Ok(Fault::Instead("text/html; charset=utf-8", of.text("index.html")?))
}

async fn the_list_tells_a_missing_manifest(engine: Engine, base: &str) -> anyhow::Result<()> {
    list(engine, base, "feed.json", |_| Ok(Fault::Status(404)), "The server answered: 404.").await
}

async fn the_list_tells_a_failing_server(engine: Engine, base: &str) -> anyhow::Result<()> {
    list(engine, base, "feed.json", |_| Ok(Fault::Status(500)), "The server answered: 500.").await
}

async fn the_list_tells_a_page_in_place_of_the_manifest(engine: Engine, base: &str) -> anyhow::Result<()> {
    list(engine, base, "feed.json", start_page, "The server sent something else than the file asked for: text/html")
        .await
}

async fn the_list_tells_half_a_manifest(engine: Engine, base: &str) -> anyhow::Result<()> {
    list(engine, base, "feed.json", |_| Ok(Fault::Half), "The file is damaged or incomplete").await
}

async fn the_list_tells_a_cut_manifest(engine: Engine, base: &str) -> anyhow::Result<()> {
    list(engine, base, "feed.json", |_| Ok(Fault::Cut), "The file is damaged or incomplete").await
}

async fn the_list_tells_a_silent_server(engine: Engine, base: &str) -> anyhow::Result<()> {
    list(engine, base, "feed.json", |_| Ok(Fault::Silent), "The server did not answer within 10 seconds.").await
}

async fn the_list_tells_a_missing_older_page(engine: Engine, base: &str) -> anyhow::Result<()> {
    list(engine, base, "feed-1.json", |_| Ok(Fault::Status(404)), "The server answered: 404.").await
}

/// The list of a site whose `path` is broken: what is there stays, the fault is told, and Retry goes on.
async fn list(
    engine: Engine,
    base: &str,
    path: &str,
    fault: impl Fn(&Site) -> anyhow::Result<Fault>,
    words: &str,
) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(220), 0)?;
    let server = Server::start(site.folder(), base).await?;
    server.break_path(path, fault(&site)?);
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    let rows = "document.querySelectorAll('.row').length";
    let told = "document.querySelector('.library__end [role=alert]')";
    browser.wait("the fault to be told", &format!("(scrollTo(0, 1e9), {told})")).await?;
    // A click is meant for where the button is, and the page may still be on its way there.
    browser.rests().await?;
    says(&browser, told, words).await?;
    says(&browser, told, "The list could not be fetched").await?;
    let before = browser.number(rows).await?;
    assert!(before >= 20.0, "the rows that were there are gone: {before}");
    // Once more with the fault, so that Retry is known to ask again.
    server.forget();
    if !matches!(fault(&site)?, Fault::Silent) {
        browser.click(".library__end button").await?;
        server.wait("the manifest to be asked for again", |server| server.was_asked_for(path)).await?;
        browser.wait("the fault to be told again", told).await?;
        browser.rests().await?;
    }
    server.heal(path);
    browser.click(".library__end button").await?;
    browser.wait("all rows, after Retry", &format!("(scrollTo(0, 1e9), {rows} === 220)")).await?;
    browser.holds("the fault is told no longer", &format!("!{told}")).await?;
    browser.close().await
}

async fn an_article_tells_a_failing_server(engine: Engine, base: &str) -> anyhow::Result<()> {
    article(engine, base, |_| Ok(Fault::Status(500)), "The server answered: 500.").await
}

async fn an_article_tells_another_page_in_its_place(engine: Engine, base: &str) -> anyhow::Result<()> {
    article(engine, base, start_page, "The article could not be opened").await
}

async fn an_article_tells_half_a_page(engine: Engine, base: &str) -> anyhow::Result<()> {
    article(engine, base, |_| Ok(Fault::Half), "The file is damaged or incomplete").await
}

async fn an_article_tells_a_cut_page(engine: Engine, base: &str) -> anyhow::Result<()> {
    article(engine, base, |_| Ok(Fault::Cut), "The file is damaged or incomplete").await
}

async fn an_article_tells_a_silent_server(engine: Engine, base: &str) -> anyhow::Result<()> {
    article(engine, base, |_| Ok(Fault::Silent), "The server did not answer within 10 seconds.").await
}

async fn an_article_tells_that_it_is_missing(engine: Engine, base: &str) -> anyhow::Result<()> {
    article(engine, base, |_| Ok(Fault::Status(404)), "No such article").await
}

/// An article whose page is broken: the fault is told, the way back is there, and Retry brings the text.
async fn article(
    engine: Engine,
    base: &str,
    fault: impl Fn(&Site) -> anyhow::Result<Fault>,
    words: &str,
) -> anyhow::Result<()> {
    // Long enough that half of its page ends inside the text.
    let body = "<p>A paragraph of many words, so that there is a middle to be cut at.</p>".repeat(2_000);
    let site = Site::of(&[Post::new("long", "A long one", body + "<p>The very end.</p>")], 0)?;
    let server = Server::start(site.folder(), base).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    server.break_path("a/long/", fault(&site)?);
    browser.click(".row__link").await?;
    let told = "document.querySelector('main [role=alert]')";
    browser.wait("the fault to be told", told).await?;
    says(&browser, told, words).await?;
    browser.holds("there is a way back", &format!("{told}.querySelector('a[href]')")).await?;
    browser.holds("no half of a text is shown", "!document.querySelector('.prose p')").await?;
    server.heal("a/long/");
    browser.click("main [role=alert] button").await?;
    let whole = "document.querySelector('.prose')?.textContent.includes('The very end.')";
    browser.wait("the whole text, after Retry", whole).await?;
    browser.holds("the fault is told no longer", &format!("!{told}")).await?;
    browser.close().await
}

async fn says(browser: &Browser, element: &str, words: &str) -> anyhow::Result<()> {
    let text = browser.text(&format!("{element}.innerText")).await?;
    assert!(text.contains(words), "it should say “{words}”, and says: {text}");
    Ok(())
}
