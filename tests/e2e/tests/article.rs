//! Articles: opened from the list and by their address, and moved about in.

use anyhow::Context as _;
use e2e::{BASE, Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};

at_each_engine!(
    a_row_opens_its_article,
    an_address_opens_its_article,
    fragments_lead_within_an_article,
    an_article_that_is_gone_leads_back,
);
at_each_engine!(leaving_an_article_ends_its_request);

const TITLE: &str = "document.querySelector('.article__title')?.textContent";

async fn a_row_opens_its_article(engine: Engine) -> anyhow::Result<()> {
    let site = Site::samples()?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    // One in another language than the site's, so that `lang` must change.
    let item = site.items()?.into_iter().find(|item| item["language"] == "zh-Hans").context("no Chinese sample")?;
    let (id, title) = (item["id"].as_str().context("id")?, item["title"].as_str().context("title")?);
    browser.value("window.isSameDocument = true").await?;
    browser.click(&format!(".row[data-id='{id}'] .row__link")).await?;
    browser.wait("the article's text", "document.querySelector('.prose')?.textContent.length > 100").await?;
    assert_eq!(browser.text(TITLE).await?, title);
    browser.holds("the document stays", "window.isSameDocument").await?;
    let named = format!("document.title.includes({})", serde_json::json!(title));
    browser.holds("the document is named after the article", &named).await?;
    browser.holds("the language is the article's", "document.documentElement.lang === 'zh-Hans'").await?;
    assert_eq!(browser.text("location.href").await?, server.address(&format!("a/{id}/")));
    // Each picture comes when one is there, and gives way to its box when one is far.
    let pictures = "document.querySelectorAll('.prose :is(canvas, img):not(.thumb)')";
    let is_there = "(box) => { const { top, bottom } = box.getBoundingClientRect(); \
                    return top >= innerHeight || bottom <= 0 || box.naturalWidth > 0; }";
    browser.holds("it has pictures", &format!("{pictures}.length > 0")).await?;
    for share in 0..=20 {
        let top = browser.number("document.documentElement.scrollHeight").await? * f64::from(share) / 20.0;
        browser.scroll_to(top).await?;
        browser.wait("the pictures on the screen", &format!("[...{pictures}].every({is_there})")).await?;
    }
    browser.holds("none has failed", "!document.querySelector('.picture-failure')").await?;
    browser.back().await?;
    browser.wait("the list", "document.querySelectorAll('.row').length > 1").await?;
    browser.holds("the language is the site's again", "document.documentElement.lang === 'en'").await?;
    browser.holds("the document is named after the site again", "!document.title.includes('·')").await?;
    browser.close().await
}

async fn an_address_opens_its_article(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::scroll("scroll", 2), Post::new("older", "An older one", "<p>Older.</p>")], 2)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    assert_eq!(browser.text(TITLE).await?, "A scroll of many stretches");
    // Again where one was, after a reload.
    browser.scroll_to(900.0).await?;
    browser.place_is_kept().await?;
    browser.reload().await?;
    browser.reader_runs().await?;
    browser.wait("the place from before the reload", "Math.abs(scrollY - 900) <= 4").await?;
    // The painted links work: to the neighbour, and home.
    browser.click(".neighbours a").await?;
    browser.wait("the older article", "document.querySelector('.prose')?.textContent.includes('Older.')").await?;
    browser.click(".bar__home").await?;
    browser.wait("the list", "document.querySelectorAll('.row').length === 2").await?;
    assert_eq!(browser.text("location.href").await?, server.address(""));
    browser.close().await
}

async fn fragments_lead_within_an_article(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::scroll("scroll", 3)], 3)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let note_is_seen = "(() => { const top = document.querySelector('.prose ol li')?.getBoundingClientRect().top; \
                        return top >= 0 && top < innerHeight; })()";
    // Both ways into an article: painted, and fetched from the list.
    for from_list in [false, true] {
        if from_list {
            browser.read(&server.address("")).await?;
            browser.click(".row__link").await?;
            browser.wait("the article", "document.querySelector('.prose sup a')").await?;
        } else {
            browser.read(&server.address("a/scroll/")).await?;
        }
        browser.value("window.isSameDocument = true").await?;
        browser.scroll_to(40.0).await?;
        browser.click(".prose sup a").await?;
        browser.wait("the note", note_is_seen).await?;
        browser.rests().await?;
        browser.holds("the address names the note", "location.hash.length > 1").await?;
        browser.back().await?;
        browser.wait("the place one left", "location.hash === '' && Math.abs(scrollY - 40) <= 4").await?;
        browser.holds("the document stays", "window.isSameDocument && document.querySelector('.prose sup')").await?;
    }
    // An address with a fragment opens there.
    let fragment = browser.text("document.querySelector('.prose sup a').getAttribute('href')").await?;
    browser.go("about:blank").await?;
    browser.read(&server.address(&format!("a/scroll/{fragment}"))).await?;
    browser.wait("the note of the address", note_is_seen).await?;
    browser.close().await
}

async fn an_article_that_is_gone_leads_back(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::new("gone", "Soon gone", "<p>Here.</p>")], 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    server.break_path("a/gone/", Fault::Status(404));
    browser.click(".row__link").await?;
    browser
        .wait("it to be missed", "document.querySelector('[role=alert] h1')?.textContent === 'No such article'")
        .await?;
    browser.click(".status__ways a").await?;
    browser.wait("the list", "document.querySelectorAll('.row').length === 1").await?;
    assert_eq!(browser.text("location.href").await?, server.address(""));
    browser.close().await
}

async fn leaving_an_article_ends_its_request(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::new("slow", "Slow", "<p>Here.</p>")], 0)?;
    let server = Server::start(site.folder(), "/").await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    server.break_path("a/slow/", Fault::Silent);
    browser.click(".row__link").await?;
    server.wait("the article to be asked for", |server| server.was_asked_for("a/slow/")).await?;
    assert!(server.abandoned().is_empty(), "given up while somebody waits for it");
    browser.back().await?;
    server.wait("the request to be given up", |server| server.abandoned() == ["a/slow/"]).await?;
    browser.close().await
}
