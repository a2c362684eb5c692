//! Every sample, walked once with all that can watch it: what is painted is adopted and does not move, what the press and the
//! reader write is told alike, no content policy is broken, and the console stays quiet.

use anyhow::{Context as _, ensure};
use e2e::{BASE, Browser, Engine, Screen, Server, Site, at_each_engine};
use serde_json::json;

use crate::adoption::{RECORD, is_adopted};
use crate::policy::{LISTEN, listens};

at_each_engine!(every_sample_is_read);

/// What is compared of an article before and after it is adopted.
const PAINTED: &str = "h1, .article__meta, .prose p, .prose figure, .prose li, .neighbours, .neighbours a";

/// What the press and the reader each write of an article.
const WRITTEN_TWICE: &str = "told('.article__head, .neighbours')";

/// What a person and a machine are told by an element, with addresses as they resolve.
const TOLD: &str = "window.told = (selector) => [...document.querySelectorAll(selector)].map(function tell(element) {
      const { localName, className, href = '', src = '', dateTime = '', rel = '', target = '' } = element;
      const text = element.children.length ? '' : element.textContent;
      return [localName, className, element.closest('[lang]').lang, href, src, dateTime, rel, target, text, ...[...element.children].map(tell)];
    });";

async fn every_sample_is_read(engine: Engine) -> anyhow::Result<()> {
    let site = Site::samples()?;
    let server = Server::start(site.folder(), BASE).await?;
    server.before_each_page(&[RECORD, LISTEN, TOLD].join("\n"));
    // A browser that has the reader would not ask for it.
    server.forbid_keeping();
    let phone = Browser::open_in(engine, Screen::Phone).await?;
    let pages = site.pages()?;
    ensure!(pages.len() > 15, "only {} pages", pages.len());
    let is_article = |page: &&String| page.starts_with("a/");
    for page in pages.iter().filter(|page| !is_article(page)).map(String::as_str).chain(["read/?id=nobody"]) {
        phone.read(&server.address(page)).await?;
        phone.scroll_through().await?;
        is_quiet(&phone).await.with_context(|| page.to_owned())?;
    }
    // Before anything was read: the rows say what was.
    list_is_told_alike(&phone, &server, site.items()?.len()).await?;
    for page in pages.iter().filter(is_article) {
        is_read(&phone, &server, page).await.with_context(|| page.clone())?;
    }
    listens(&phone).await?;
    phone.close().await?;
    // The layout of a desk is another, and so is what could move in it.
    let desk = Browser::open_in(engine, Screen::Desk).await?;
    for page in pages.iter().filter(is_article) {
        is_adopted(&desk, &server, page, PAINTED).await.with_context(|| format!("{page} on a desk"))?;
        is_quiet(&desk).await.with_context(|| format!("{page} on a desk"))?;
    }
    desk.close().await
}

/// The rows that the press paints are those that the reader renders when one comes back.
async fn list_is_told_alike(browser: &Browser, server: &Server, count: usize) -> anyhow::Result<()> {
    browser.read(&server.address("")).await?;
    let painted = browser.value("told('.row')").await?;
    ensure!(painted.as_array().map(Vec::len) == Some(count), "the samples fit on the first page: {painted:#}");
    browser.click(".row__link").await?;
    browser.wait("an article", "document.querySelector('.article__head')").await?;
    browser.back().await?;
    browser.wait("as many rows", &format!("document.querySelectorAll('.row').length === {count}")).await?;
    let rendered = browser.value("told('.row')").await?;
    ensure!(rendered == painted, "{rendered:#}\nis not\n{painted:#}");
    Ok(())
}

/// Reads an article as it is painted, and again as the reader renders it for one who comes from the list.
async fn is_read(browser: &Browser, server: &Server, page: &str) -> anyhow::Result<()> {
    is_adopted(browser, server, page, PAINTED).await?;
    let painted = browser.value(WRITTEN_TWICE).await?;
    browser.scroll_through().await?;
    is_quiet(browser).await.context("painted")?;
    browser.read(&server.address("")).await?;
    browser.click(&format!(".row__link[href$='{page}']")).await?;
    browser.wait("the rendered article", "document.querySelector('.neighbours a')").await?;
    let rendered = browser.value(WRITTEN_TWICE).await?;
    ensure!(rendered == painted, "{rendered:#}\nis not\n{painted:#}");
    browser.scroll_through().await?;
    is_quiet(browser).await.context("rendered")
}

/// Nothing was refused, and the console has no errors. Pictures of hosts that do not exist are part of the samples.
async fn is_quiet(browser: &Browser) -> anyhow::Result<()> {
    let refused = browser.value("refused").await?;
    ensure!(refused == json!([]), "the policy refused {refused:#}");
    if browser.engine() != Engine::Chromium {
        // Only chromedriver hands out what the console says.
        return Ok(());
    }
    let mut complaints = browser.complaints().await?;
    complaints
        .retain(|complaint| !(complaint.starts_with("https://") && complaint.contains("net::ERR_NAME_NOT_RESOLVED")));
    ensure!(complaints.is_empty(), "the console says {complaints:#?}");
    Ok(())
}
