//! Pictures: in the order in which they are reached, and again when they could not be had.

use anyhow::Context as _;
use e2e::{BASE, Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use serde_json::Value;

at_each_engine!(only_near_pictures_are_asked_for, a_broken_picture_says_what_it_was);

const SCREEN: f64 = 844.0;

/// Address and distance under the screen, in CSS pixels, of every picture of the article.
async fn pictures(browser: &Browser) -> anyhow::Result<Vec<(String, f64)>> {
    let found = browser
        .value(
            "[...document.querySelectorAll('.prose [data-from]')]\
             .map((box) => [new URL(box.dataset.from.split(' ')[0], location.href).pathname, box.getBoundingClientRect().top - innerHeight])",
        )
        .await?;
    let pair = |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].as_f64()?));
    found.as_array().context("no list")?.iter().map(|entry| pair(entry).context("no pair")).collect()
}

/// What was asked for, by way of the painted page and by way of the list.
async fn only_near_pictures_are_asked_for(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::scroll("scroll", 12)], 12)?;
    let server = Server::start(site.folder(), BASE).await?;
    for from_list in [false, true] {
        let browser = Browser::open_in(engine, Screen::Phone).await?;
        if from_list {
            browser.read(&server.address("")).await?;
            server.forget();
            browser.click(".row__link").await?;
            browser.wait("the article", "document.querySelectorAll('.prose figure').length === 12").await?;
        } else {
            server.forget();
            browser.read(&server.address("a/scroll/")).await?;
        }
        server.quiet().await?;
        browser.holds("nobody has scrolled", "scrollY === 0").await?;
        let pictures = pictures(&browser).await?;
        let asked =
            |path: &str| server.requests().iter().any(|asked| path.ends_with(asked.as_str()) && !asked.is_empty());
        assert_eq!(pictures.len(), 12);
        assert!(asked(&pictures[0].0), "the first picture was not asked for: {:?}", server.requests());
        for (path, distance) in &pictures {
            assert!(
                !asked(path) || *distance <= 3.0 * SCREEN,
                "{path} stands {:.1} screens away and was asked for",
                distance / SCREEN
            );
        }
        let (path, distance) = &pictures[11];
        assert!(*distance > 10.0 * SCREEN, "the article is too short for this test: {distance}");
        browser.scroll_through().await?;
        server.wait("the last picture, once one is there", |_| asked(path)).await?;
        browser
            .wait(
                "the last picture to be shown",
                "[...document.querySelectorAll('.prose img')].at(-1).naturalWidth > 0",
            )
            .await?;
        browser.close().await?;
    }
    Ok(())
}

/// The first is painted by the press and fails before the reader runs; the third is the reader's.
async fn a_broken_picture_says_what_it_was(engine: Engine) -> anyhow::Result<()> {
    let post = Post { lang: Some("fr"), ..Post::scroll("scroll", 3) };
    let site = Site::of(&[post], 3)?;
    let server = Server::start(site.folder(), BASE).await?;
    // A browser that has a picture would not ask for it again.
    server.forbid_keeping();
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    let paths: Vec<String> = pictures(&browser).await?.into_iter().map(|(path, _)| path).collect();
    for (number, path) in [(1, &paths[0]), (3, &paths[2])] {
        let name = path.rsplit('/').next().context("a name")?;
        server.break_path(name, Fault::Status(503));
        browser.read(&server.address("a/scroll/")).await?;
        browser.scroll_to(if number == 1 { 0.0 } else { 3_000.0 }).await?;
        let card = "document.querySelector('.picture-failure')";
        browser.wait("the broken picture to be told", card).await?;
        let says = browser.text(&format!("{card}.innerText")).await?;
        assert!(says.contains(&format!("Stretch {number}")), "what it shows: {says}");
        assert!(says.contains(name), "its address: {says}");
        assert!(says.contains("Try again"), "a way on: {says}");
        let spoken = format!(
            "['title', 'label', 'reason'].map((part) => {card}.querySelector(`.picture-failure__${{part}}`).closest('[lang]').lang).join()"
        );
        assert_eq!(browser.text(&spoken).await?, "en,fr,en", "each part is read out in its own language");
        let href = browser.text(&format!("{card}.querySelector('a').href")).await?;
        assert!(href.ends_with(path.as_str()), "{href} leads to {path}");
        // As long as it is broken, Retry says so again.
        server.forget();
        browser.click(".picture-failure button").await?;
        server.wait("the picture to be asked for again", |server| server.was_asked_for(name)).await?;
        browser.wait("the broken picture to be told again", card).await?;
        server.heal(name);
        browser.click(".picture-failure button").await?;
        let shown = format!(
            "[...document.querySelectorAll('.prose img[src$=\"{name}\"]')].some((image) => image.naturalWidth > 0)"
        );
        browser.wait("the picture, now that the server has it", &format!("!{card} && {shown}")).await?;
    }
    browser.close().await
}
