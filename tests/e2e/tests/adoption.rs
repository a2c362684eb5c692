//! The reader takes over a page that is painted: nothing moves, and what was painted stays.

use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_base};
use serde_json::Value;

at_each_base!(a_painted_article_is_adopted, a_painted_library_is_adopted);

/// Written down from the first moment on: what moves, in the page's own words, in the one engine that has words for it.
pub(crate) const RECORD: &str = "window.shifts = [];
    PerformanceObserver.supportedEntryTypes.includes('layout-shift') && new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        shifts.push([entry.value, ...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName)]);
      }
    }).observe({ type: 'layout-shift', buffered: true });";

/// Loads a page with the wasm held back, keeps what `painted` finds, lets the reader start, and compares.
pub(crate) async fn is_adopted(browser: &Browser, server: &Server, page: &str, painted: &str) -> anyhow::Result<()> {
    server.break_path(".wasm", Fault::Silent);
    server.forget();
    browser.go(&server.address(page)).await?;
    server.wait("the reader to be asked for", |server| server.was_asked_for(".wasm")).await?;
    browser.holds("the reader does not run yet", "!document.documentElement.dataset.reader").await?;
    let keep = format!("(window.painted = [...document.querySelectorAll(`{painted}`)], painted.length)");
    let count = browser.number(&keep).await?;
    assert!(count >= 5.0, "only {count} painted nodes");
    // Blanks around a picture are nothing that is read, and engines count them differently for boxes and images.
    browser.value("window.texts = painted.map((node) => node.innerText.trim())").await?;
    browser.value("window.places = painted.map((node) => node.getBoundingClientRect())").await?;
    server.heal(".wasm");
    browser.reader_runs().await?;
    server.quiet().await?;
    let same = format!(
        "(window.now = [...document.querySelectorAll(`{painted}`)], painted.every((node, at) => node.isSameNode(now[at])))"
    );
    browser.holds("what was painted is in the page, the same nodes in the same order", &same).await?;
    let read =
        browser.value("painted.map((node) => node.innerText.trim()).filter((text, at) => text !== texts[at])").await?;
    assert_eq!(read, Value::Array(Vec::new()), "what was painted reads as before");
    // Firefox counts in sixtieths of a pixel, and rounds them anew when it lays out anew.
    let moved = browser
        .value(
            "painted.map((node, at) => [node.outerHTML.slice(0, 80), places[at].toJSON(), node.getBoundingClientRect().toJSON()])\
             .filter(([, was, is]) => ['x', 'y', 'width', 'height'].some((side) => Math.abs(was[side] - is[side]) > 0.1))",
        )
        .await?;
    assert_eq!(moved, Value::Array(Vec::new()), "what was painted stands where it stood");
    let shifts = browser.value("shifts").await?;
    assert_eq!(shifts, Value::Array(Vec::new()), "nothing moves when the reader starts");
    Ok(())
}

async fn a_painted_article_is_adopted(engine: Engine, base: &str) -> anyhow::Result<()> {
    let site = Site::of(&[Post::scroll("scroll", 4), Post::new("older", "Older", "<p>Older.</p>")], 4)?;
    let server = Server::start(site.folder(), base).await?;
    server.before_each_page(RECORD);
    // A browser that has the reader would not ask for it.
    server.forbid_keeping();
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    is_adopted(
        &browser,
        &server,
        "a/scroll/",
        "h1, .article__meta, .prose p, .prose figure, .prose sup, .neighbours a",
    )
    .await?;
    browser.wait("the switch of colours, which is the reader's", "document.querySelector('#tools select')").await?;
    browser.scroll_through().await?;
    let shown = "[...document.querySelectorAll('.prose img')].filter((image) => image.naturalWidth > 0).length === 4";
    browser.wait("all pictures", shown).await?;
    assert_eq!(browser.value("shifts").await?, Value::Array(Vec::new()), "nothing moves when pictures come");
    browser.close().await
}

async fn a_painted_library_is_adopted(engine: Engine, base: &str) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(60), 0)?;
    let server = Server::start(site.folder(), base).await?;
    server.before_each_page(RECORD);
    // A browser that has the reader would not ask for it.
    server.forbid_keeping();
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    is_adopted(&browser, &server, "", ".library__head, .row:nth-child(-n+20), .row:nth-child(-n+20) h2").await?;
    browser.wait("more rows under the painted ones", "document.querySelectorAll('.row').length > 20").await?;
    browser.close().await
}
