//! Pictures that do not load: how long the reader's start waits for them, when one is given up, when a strip is fetched again.

use anyhow::{Context as _, ensure};
use e2e::{Browser, Engine, Fault, Post, Screen, Site, at_each_engine};

use super::{Rows, pass_until, pass_until_asked, read_without_pictures, real_ms, start, times_asked};

at_each_engine!(pictures_are_waited_for, strips_are_waited_for);

/// Counts the cards of pictures that were given up.
const CARDS: &str = "document.querySelectorAll('.picture-failure').length";

/// Returns the path of a picture's whole file; the first picture has number 1.
fn file(site: &Site, number: usize) -> anyhow::Result<String> {
    let page = site.text("a/scroll/index.html")?;
    let from = page.split("data-from=\"../../").nth(number).context("too few pictures")?;
    Ok(from.split(['"', ' ']).next().context("an address")?.to_owned())
}

async fn pictures_are_waited_for(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("pictures::pictures_are_waited_for");
    let posts = [Post::scroll("scroll", 2), Post { slug: "single".to_owned(), ..Post::scroll("scroll", 1) }];
    let (site, server, browser) = start(engine, Screen::Phone, &posts, &[(400, 300), (400, 280)]).await?;
    let (first, second) = (file(&site, 1)?, file(&site, 2)?);
    for file in [&first, &second] {
        server.break_path(file, Fault::Silent);
    }
    // One picture only: WebKit fetches nothing of low priority, as the reader's wasm, while two others have no answer.
    browser.go(&server.address("a/single/")).await?;
    server.wait("the picture to be asked for", |server| server.was_asked_for(&first)).await?;
    pass_until_asked(&browser, &server, rows.ms("FIRST_PICTURES_LIMIT_MS")?, &[".wasm"]).await?;
    browser.reader_runs().await?;

    // No picture has loaded: the first report of silence gives this one up.
    let silence = rows.ms("PICTURE_SILENCE_MS")?;
    browser.wait("the picture to be watched", &format!("clock.waits({silence}) === 1")).await?;
    pass_until(&browser, silence, &format!("{CARDS} === 1")).await?;
    let told = format!("document.querySelector('.picture-failure').innerText.includes('{} seconds')", silence / 1_000);
    browser.holds("the seconds", &told).await?;

    // The first picture loads, and shows for a while that the network works.
    server.heal(&first);
    let address = server.address("a/scroll/");
    let is_first_there = "document.querySelector('.prose img[data-from]')?.naturalWidth > 0";
    let open = async || {
        read_without_pictures(&browser, &address).await?;
        browser.wait("the first picture", is_first_there).await?;
        browser.wait("the second to be watched", &format!("clock.waits({silence}) === 1")).await
    };
    let pass = format!("clock.pass({silence}) === 1");
    open().await?;
    browser.value(&format!("clock.ahead({} - 1)", rows.ms("NETWORK_ALIVE_MS")?)).await?;
    browser.holds("its silence is noticed", &pass).await?;
    stays_without_card(&browser, silence).await?;
    browser.value("clock.ahead(1)").await?;
    pass_until(&browser, silence, &format!("{CARDS} === 1")).await?;

    open().await?;
    let limit = rows.ms("PICTURE_LIMIT_MS")?;
    for _ in 1..limit / silence {
        browser.holds("its silence is noticed", &pass).await?;
        stays_without_card(&browser, silence).await?;
    }
    pass_until(&browser, silence, &format!("{CARDS} === 1")).await?;
    rows.end()?;
    browser.close().await
}

/// Fails unless the picture still has its timer and no card.
async fn stays_without_card(browser: &Browser, silence: u64) -> anyhow::Result<()> {
    browser.holds("it is waited for", &format!("clock.waits({silence}) === 1 && {CARDS} === 0")).await
}

/// Returns the file names of a strip, wide and narrow.
fn strip(site: &Site, at: usize) -> anyhow::Result<Vec<String>> {
    let page = site.text("a/scroll/index.html")?;
    let list = page.split("data-strips=\"").nth(1).and_then(|rest| rest.split('"').next()).context("no strips")?;
    let strip = list.split(' ').nth(at + 1).context("too few strips")?;
    Ok(strip.split('.').skip(1).map(|name| format!("{name}.webp")).collect())
}

async fn strips_are_waited_for(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("pictures::strips_are_waited_for");
    let (site, server, browser) = start(engine, Screen::Phone, &[Post::scroll("scroll", 1)], &[(1_080, 5_000)]).await?;
    let address = server.address("a/scroll/");
    let whole = file(&site, 1)?;
    let (first, last) = (strip(&site, 0)?, strip(&site, 4)?);
    let break_strip = |names: &[String], fault: &Fault| {
        names.iter().for_each(|name| server.break_path(name, fault.clone()));
    };
    let heal = |names: &[String]| names.iter().for_each(|name| server.heal(name));

    // The first strip stays silent, and another has loaded.
    break_strip(&first, &Fault::Silent);
    read_without_pictures(&browser, &address).await?;
    browser
        .wait("another strip", "[...document.querySelectorAll('.prose .strip')].some((strip) => strip.naturalWidth)")
        .await?;
    let silence = real_ms("PICTURE_SILENCE_MS")?[0];
    browser.wait("the first to be watched", &format!("clock.waits({silence}) === 1")).await?;
    let looks = rows.ms("STRIP_LIMIT_MS")? / silence;
    browser.value(&format!("Array.from({{ length: {looks} - 1 }}, () => clock.pass({silence}))")).await?;
    server.quiet().await?;
    ensure!(!server.was_asked_for(&whole), "the whole was asked for too soon");
    pass_until_asked(&browser, &server, silence, &[&whole]).await?;
    heal(&first);

    // No frame comes, and the reader fetches the last strip after the limit. The server refuses it three times.
    break_strip(&last, &Fault::Status(503));
    server.forget();
    read_without_pictures(&browser, &address).await?;
    browser.wait("the tools of the article", "document.querySelector('.reading-tools')").await?;
    browser.wait("the screen", "document.querySelectorAll('.prose img.strip').length >= 2").await?;
    server.quiet().await?;
    browser.value("(window.frames = requestAnimationFrame, window.requestAnimationFrame = () => 0)").await?;
    let asked = times_asked(&server, &last);
    ensure!(asked == 0, "the last strip was asked for already");
    browser.value("scrollTo({ top: 1e6, behavior: 'instant' })").await?;
    let frame = rows.ms("FRAME_LIMIT_MS")?;
    pass_until_asked(&browser, &server, frame, &last).await?;
    browser.value("(window.requestAnimationFrame = window.frames, null)").await?;
    for delay in rows.all_ms("STRIP_RETRY_DELAYS_MS")? {
        browser.value(&format!("clock.pass({frame})")).await?;
        pass_until_asked(&browser, &server, *delay, &last).await?;
    }
    server.wait("the whole to be asked for", |server| server.was_asked_for(&whole)).await?;
    heal(&last);
    // The page opens where it was left.
    browser.scroll_to(0.0).await?;

    // An image that never decodes is shown after the limit.
    read_without_pictures(&browser, &address).await?;
    browser.wait("the tools of the article", "document.querySelector('.reading-tools')").await?;
    browser.value("(HTMLImageElement.prototype.decode = () => new Promise(() => {}), null)").await?;
    browser.scroll_to(1e6).await?;
    let shown = "[...document.querySelectorAll('.prose .tall > :not(.thumb)')].at(-1).matches('img')";
    pass_until(&browser, rows.ms("DECODE_LIMIT_MS")?, shown).await?;
    rows.end()?;
    browser.close().await
}
