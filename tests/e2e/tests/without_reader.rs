//! Pages without the reader: scripts off, files that never come, a reader that does not start.

use anyhow::{Context as _, ensure};
use data_encoding::BASE64;
use e2e::{BASE, Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use serde_json::json;

at_each_engine!(
    an_article_is_read_with_scripts_off,
    the_library_is_used_with_scripts_off,
    first_paint_waits_for_no_other_file,
    pictures_load_without_the_reader,
    a_tall_picture_is_printed_strip_by_strip_with_scripts_off,
);

/// The page is set as the style says, and something of it has been painted.
const IS_STYLED: &str = "performance.getEntriesByName('first-contentful-paint').length \
    && getComputedStyle(document.querySelector('.skip')).position === 'absolute' \
    && getComputedStyle(document.querySelector('main')).maxWidth !== 'none'";
const ALL_SHOWN: &str = "[...document.querySelectorAll('.prose img')].length === 12 \
    && [...document.querySelectorAll('.prose img')].every((image) => image.naturalWidth > 0)";

async fn an_article_is_read_with_scripts_off(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::scroll("scroll", 12)], 12)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.stop_scripts().await?;
    browser.go(&server.address("a/scroll/")).await?;
    browser
        .holds("the text is there", "document.querySelector('.prose').innerText.includes('What stretch 12 showed.')")
        .await?;
    browser.holds("the article is named", "document.title.startsWith('A scroll of many stretches')").await?;
    browser.wait("the style", IS_STYLED).await?;
    browser
        .holds(
            "each picture is left to the browser",
            "document.querySelectorAll('.prose canvas img[loading=lazy]').length >= 10",
        )
        .await?;
    browser.scroll_through().await?;
    browser.wait("all pictures", ALL_SHOWN).await?;
    let in_sight =
        "[...document.querySelectorAll('.prose img')].every((image) => image.getBoundingClientRect().height > 700)";
    browser.holds("the pictures have their size", in_sight).await?;
    assert!(!server.requests().iter().any(|path| path.ends_with(".wasm")), "no script ran: {:?}", server.requests());
    browser.close().await
}

async fn the_library_is_used_with_scripts_off(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(30), 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.stop_scripts().await?;
    browser.go(&server.address("")).await?;
    browser.holds("the first rows are there", "document.querySelectorAll('.row').length === 20").await?;
    browser.wait("the style", IS_STYLED).await?;
    browser.click(".row__link").await?;
    browser.wait("the article's own page", "document.querySelector('.prose')?.innerText.includes('post 30')").await?;
    assert_eq!(browser.text("location.href").await?, server.address("a/post-030/"));
    browser.click(".neighbours a").await?;
    browser.wait("the older article's page", "document.querySelector('.prose')?.innerText.includes('post 29')").await?;
    browser.click(".bar__home").await?;
    browser.wait("the library", "document.querySelectorAll('.row').length === 20").await?;
    browser.close().await
}

/// Every other file is asked for and never comes: that is harder than files that fail at once.
async fn first_paint_waits_for_no_other_file(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::scroll("scroll", 12)], 12)?;
    let server = Server::start(site.folder(), BASE).await?;
    for file in [".js", ".wasm", ".json", ".svg", ".png", ".webp", ".jpg"] {
        server.break_path(file, Fault::Silent);
    }
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let in_sight = |element: &str| {
        format!(
            "(() => {{ const box = document.querySelector('{element}').getBoundingClientRect(); \
             return box.top < innerHeight && box.width > 200 && box.height > 20; }})()"
        )
    };
    browser.go(&server.address("")).await?;
    browser.wait("the library's style", IS_STYLED).await?;
    browser.holds("a row is in sight", &in_sight(".row")).await?;
    browser.go(&server.address("a/scroll/")).await?;
    browser.wait("the article's style", IS_STYLED).await?;
    browser.holds("text is in sight", &in_sight(".prose p")).await?;
    browser.holds("the first picture's box is in sight", &in_sight(".prose [data-from]")).await?;
    let ratio = browser
        .number("(({ width, height }) => height / width)(document.querySelector('.prose [data-from]').getBoundingClientRect())")
        .await?;
    assert!((ratio - 1.975).abs() < 0.05, "the box of 400 x 790 has its ratio: {ratio}");
    server.wait("the boot file to be asked for", |server| server.was_asked_for(".js")).await?;
    browser.close().await
}

/// The browser runs scripts, but the reader cannot be had: each box gets its picture all the same.
async fn pictures_load_without_the_reader(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::scroll("scroll", 12)], 12)?;
    let server = Server::start(site.folder(), BASE).await?;
    server.break_path(".wasm", Fault::Status(404));
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.go(&server.address("a/scroll/")).await?;
    browser.wait("the boot file to give up", "document.documentElement.dataset.reader === 'absent'").await?;
    server.quiet().await?;
    let asked = || server.requests().iter().filter(|path| path.starts_with("images/")).count();
    assert!(asked() < 6, "lazily: {} pictures before anyone scrolled", asked());
    browser.scroll_through().await?;
    browser.wait("all pictures", ALL_SHOWN).await?;
    browser.scroll_to(0.0).await?;
    browser.draws().await?;
    browser.holds("no box is left", "!document.querySelector('.prose canvas')").await?;
    browser.close().await
}

/// On paper that has room for one strip and a half, each strip is on one sheet, and none is cut.
async fn a_tall_picture_is_printed_strip_by_strip_with_scripts_off(engine: Engine) -> anyhow::Result<()> {
    let site = Site::with_pictures(&[Post::scroll("scroll", 1)], &[(1_080, 12_000)])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    browser.stop_scripts().await?;
    browser.go(&server.address("a/scroll/")).await?;
    browser.wait("the style", IS_STYLED).await?;
    browser.scroll_through().await?;
    let all = "[...document.querySelectorAll('.tall img')].every((image) => image.naturalWidth > 0)";
    browser.wait("all strips", all).await?;
    let strips = browser.number("document.querySelectorAll('.tall > .strip').length").await?;
    ensure!(strips >= 9.0, "too few strips for this test: {strips}");
    // In inches of 96 CSS pixels: a strip fills the sheet's width, and is 1280 / 1080 times as high at most.
    let paper = json!({
        "paperWidth": 7, "paperHeight": 9.5, "marginTop": 0, "marginBottom": 0, "marginLeft": 0, "marginRight": 0,
        "printBackground": true,
    });
    let printed = browser.command("Page.printToPDF", paper).await?;
    let printed = BASE64.decode(printed["data"].as_str().context("no document")?.as_bytes())?;
    let printed = String::from_utf8_lossy(&printed);
    let sheets = printed.matches("/Type /Page").count() - printed.matches("/Type /Pages").count();
    ensure!(sheets as f64 >= strips, "{strips} strips are cut over {sheets} sheets");
    browser.close().await
}
