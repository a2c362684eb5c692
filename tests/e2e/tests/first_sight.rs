//! What is seen of pictures before they are there and before the reader runs.

use anyhow::{Context as _, ensure};
use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};

at_each_engine!(a_picture_that_is_not_there_yet_has_its_colours, a_thumbhash_that_is_none_keeps_nobody_from_reading);

/// The colours of a picture's place from top to bottom: red, green and blue of each.
const COLOURS: &str = "(() => { const place = document.querySelector('.prose [data-thumb]');
    const tints = place && getComputedStyle(place).backgroundImage.match(/\\d+, \\d+, \\d+/g);
    return tints ? tints.map((tint) => tint.split(', ').map(Number)) : null; })()";

fn sky() -> anyhow::Result<Site> {
    // From blue above to red below, by way of what is between.
    Site::beside(&[Post::new("sky", "A sky", "<p>Words.</p><p><img src=\"sky.png\" alt=\"A sky\"></p>")], |posts| {
        let sky = image::RgbImage::from_fn(1_080, 4_000, |_, y| image::Rgb([(y / 16) as u8, 30, 250 - (y / 16) as u8]));
        Ok(sky.save(posts.join("sky.png"))?)
    })
}

async fn a_picture_that_is_not_there_yet_has_its_colours(engine: Engine) -> anyhow::Result<()> {
    let site = sky()?;
    let server = Server::start(site.folder(), "/").await?;
    server.break_path(".webp", Fault::Silent);
    server.break_path(".wasm", Fault::Silent);
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.go(&server.address("a/sky/")).await?;
    browser.wait("the colours", COLOURS).await?;
    let colours = browser.value(COLOURS).await?;
    let colours: Vec<[f64; 3]> = serde_json::from_value(colours)?;
    ensure!(colours.len() >= 8, "{colours:?}");
    for (row, [red, green, blue]) in colours.iter().enumerate() {
        let down = (row as f64 + 0.5) / colours.len() as f64;
        // A thumbhash has but a few waves: a straight way from one colour to another comes out as a bow.
        let is_near = |found: f64, expected: f64| (found - expected).abs() < 48.0;
        let is_it = is_near(*red, 250.0 * down) && is_near(*green, 30.0) && is_near(*blue, 250.0 * (1.0 - down));
        ensure!(is_it, "row {row}: {red} {green} {blue} in {colours:?}");
    }
    // The page is still what the press wrote: the reader keeps its nodes.
    browser.value("(window.painted = [...document.querySelectorAll('.prose p, .prose figure')], true)").await?;
    server.heal(".wasm");
    server.heal(".webp");
    browser.reader_runs().await?;
    browser.wait("the progress of reading", "document.querySelector('.progress')").await?;
    browser
        .holds("the same nodes", "window.painted.length > 1 && window.painted.every((node) => node.isConnected)")
        .await?;
    browser.wait("the picture", "document.querySelector('.prose .strip')?.naturalWidth > 0").await?;
    browser.close().await
}

async fn a_thumbhash_that_is_none_keeps_nobody_from_reading(engine: Engine) -> anyhow::Result<()> {
    let site = sky()?;
    let page = site.text("a/sky/index.html")?;
    let (before, after) = page.split_once("data-thumb=\"").context("the picture has no thumbhash")?;
    let (_, after) = after.split_once('"').context("the thumbhash does not end")?;
    let server = Server::start(site.folder(), "/").await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    for thumb in ["AA", "not base64: ü", "\\22}*{", ""] {
        let damaged = format!("{before}data-thumb=\"{thumb}\"{after}");
        server.break_path("a/sky/", Fault::Instead("text/html; charset=utf-8", damaged));
        browser.read(&server.address("a/sky/")).await?;
        browser.wait("the picture", "document.querySelector('.prose .strip')?.naturalWidth > 0").await?;
    }
    browser.close().await
}
