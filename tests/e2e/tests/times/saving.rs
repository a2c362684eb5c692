//! Saving: retries of files and articles, and the newest articles, which are saved in the background.

use anyhow::ensure;
use e2e::{Browser, Engine, Fault, Post, Server, Site, at_each_engine};

use super::{CLOCK, Rows, pass_until, pass_until_asked, read_without_pictures};
use crate::saved::{choose, open_with_stores, press_tool};

at_each_engine!(a_saving_is_tried_again, the_newest_are_saved_in_the_background);

const LONG: &str = "<p>A long paragraph that goes on for a while, so that there is something to scroll through.</p>";

/// Makes a long article with one picture.
fn with_picture(slug: &str, number: u32) -> Post {
    let picture = format!("<p><img src=\"pictures/{number}.png\" alt=\"A picture\"></p>");
    Post::new(slug, &format!("Article {slug}"), format!("<p>Words.</p>{picture}{}", LONG.repeat(60)))
}

async fn start(engine: Engine, posts: &[Post]) -> anyhow::Result<(Site, Server, Browser)> {
    let site = Site::in_real_time(posts, &[(400, 300), (400, 280)])?;
    let server = Server::start(site.folder(), "/").await?;
    server.forbid_keeping();
    server.before_each_page(CLOCK);
    let browser = open_with_stores(&server, engine).await?;
    Ok((site, server, browser))
}

/// Returns the path of an article's picture.
fn picture(site: &Site, slug: &str) -> anyhow::Result<String> {
    let page = site.text(&format!("a/{slug}/index.html"))?;
    let file = page.split("data-from=\"../../").nth(1).and_then(|rest| rest.split(['"', ' ']).next());
    Ok(file.unwrap_or_default().to_owned())
}

async fn a_saving_is_tried_again(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("saving::a_saving_is_tried_again");
    let (site, server, browser) = start(engine, &[with_picture("one", 1)]).await?;
    let picture = picture(&site, "one")?;
    browser.read(&server.address("a/one/")).await?;
    browser.wait("the picture", "document.querySelector('.prose img')?.naturalWidth > 0").await?;
    server.forget();
    server.break_path(&picture, Fault::Stalled);
    press_tool(&browser).await?;
    server.wait("the picture to be fetched", |server| server.times_asked_for(&picture) == 1).await?;
    let limit = rows.ms("SAVED_BODY_LIMIT_MS")?;
    let [first, second] = rows.all_ms("FILE_RETRY_DELAYS_MS")? else { anyhow::bail!("two delays") };
    pass_until(&browser, limit, &format!("clock.waits({first})")).await?;

    // The server refuses the file three times; then the article waits, longer each time.
    server.heal(&picture);
    server.break_path(&picture, Fault::Status(503));
    let delays = rows.all_ms("ARTICLE_RETRY_DELAYS_MS")?;
    let last = delays.last().into_iter();
    for (round, delay) in delays.iter().chain(last).enumerate() {
        pass_until_asked(&browser, &server, *first, &[&picture]).await?;
        pass_until_asked(&browser, &server, *second, &[&picture]).await?;
        ensure!(server.times_asked_for(&picture) == 3 * (round + 1), "{:?}", server.requests());
        if round == delays.len() {
            // The file is gone for good.
            server.heal(&picture);
            server.break_path(&picture, Fault::Status(404));
        }
        pass_until_asked(&browser, &server, *delay, &[&picture]).await?;
    }
    pass_until_asked(&browser, &server, *first, &[&picture]).await?;
    let says = "document.querySelector('.save-message')?.textContent.includes('missing')";
    browser.wait("what is missing to be told", says).await?;
    let are_tools_gone = "!document.querySelector('.reading-tools--shown')";
    browser.wait("the tools", &format!("!({are_tools_gone})")).await?;
    pass_until(&browser, rows.ms("DOWNLOAD_NOTE_SHOWN_MS")?, are_tools_gone).await?;
    rows.end()?;
    browser.close().await
}

async fn the_newest_are_saved_in_the_background(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("saving::the_newest_are_saved_in_the_background");
    let newest = Post { date: "2024-06-01 08:00:00".into(), ..with_picture("newest", 1) };
    let oldest = Post { date: "1999-06-01 08:00:00".into(), ..with_picture("oldest", 2) };
    let (site, server, browser) = start(engine, &[&[newest, oldest], &Post::many(10)[..]].concat()).await?;
    let (of_newest, of_oldest) = (picture(&site, "newest")?, picture(&site, "oldest")?);

    // The list cannot be fetched now, so the next page starts the work.
    server.break_path("feed.json", Fault::Status(503));
    browser.read(&server.address("settings/")).await?;
    choose(&browser, "Keep the newest", "10").await?;
    server.wait("the list to be asked for", |server| server.was_asked_for("feed.json")).await?;
    server.heal("feed.json");
    server.break_path(&of_oldest, Fault::Silent);
    server.forget();
    read_without_pictures(&browser, &server.address("a/oldest/")).await?;
    pass_until_asked(&browser, &server, rows.ms("SAVED_CHECK_DELAY_MS")?, &["feed.json"]).await?;

    // The download yields to the picture of the page, which does not load.
    server.wait("the newest article", |server| server.was_asked_for("a/newest/")).await?;
    let (limit, poll) = (rows.ms("DOWNLOAD_YIELD_LIMIT_MS")?, rows.ms("DOWNLOAD_YIELD_POLL_MS")?);
    let passed =
        format!("(clock.passTimes({poll}, {} - 1).then(() => {{ window.yielded = true; }}), null)", limit / poll);
    browser.value(&passed).await?;
    browser.wait("the yielding", &format!("window.yielded && clock.waits({poll})")).await?;
    ensure!(!server.was_asked_for(&of_newest), "the download did not yield");
    pass_until_asked(&browser, &server, poll, &[&of_newest]).await?;

    // The next article starts at the next look at the download's state.
    let poll = rows.ms("DOWNLOAD_POLL_MS")?;
    server.quiet().await?;
    pass_until_asked(&browser, &server, poll, &["a/post-010/"]).await?;
    pass_until_asked(&browser, &server, poll, &["a/post-002/"]).await?;

    // Ten, all, and ten again: first with a list of the largest age, then with one that is a millisecond older.
    server.heal(&of_oldest);
    server.forget();
    browser.read(&server.address("")).await?;
    browser.scroll_to(1e6).await?;
    server.wait("the list to be asked for", |server| server.was_asked_for("feed.json")).await?;
    browser.wait("the list", "!document.querySelector('.library__end > .status')").await?;
    browser.value("document.querySelector('.site-links__link[href$=\"settings/\"]').click()").await?;
    let saved = "document.querySelectorAll('.storage .saved-row').length";
    let age = rows.ms("LIST_MAX_AGE_MS")?;
    for (ahead, is_asked) in [(age, false), (1, true)] {
        choose(&browser, "Keep the newest", "25").await?;
        // Each is saved, and the last look at its state is over.
        let all = format!("{saved} === 12 && !clock.waits({poll})");
        browser.wait("all to be saved", &format!("{all} || (clock.pass({poll}), false)")).await?;
        server.quiet().await?;
        server.forget();
        browser.value(&format!("clock.ahead({ahead})")).await?;
        choose(&browser, "Keep the newest", "10").await?;
        browser.wait("two to go", &format!("{saved} === 10")).await?;
        ensure!(server.was_asked_for("feed.json") == is_asked, "a list of {ahead} ms more: {:?}", server.requests());
    }
    rows.end()?;
    browser.close().await
}
