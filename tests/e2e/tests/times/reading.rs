//! Reading: when the place is written while the page scrolls, when a short article counts as read, and how long the reader
//! works before it yields.

use anyhow::ensure;
use e2e::{Engine, Post, Screen, at_each_engine};

use super::{CLOCK, Rows, pass_until, start};

at_each_engine!(a_place_is_kept, a_long_article_is_adopted_in_slices);

const LONG: &str = "<p>A long paragraph that goes on for a while, so that there is something to scroll through.</p>";

async fn a_place_is_kept(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("reading::a_place_is_kept");
    let posts = [Post::new("short", "Short", "<p>A few words.</p>"), Post::new("long", "Long", LONG.repeat(100))];
    let (_site, server, browser) = start(engine, Screen::Phone, &posts, &[]).await?;
    browser.read(&server.address("a/short/")).await?;
    let is_read = "document.querySelector('.reading-tools__finished')?.ariaPressed === 'true'";
    browser.wait("the tools of the article", "document.querySelector('.reading-tools__finished')").await?;
    pass_until(&browser, rows.ms("SHORT_ARTICLE_READ_MS")?, is_read).await?;

    browser.read(&server.address("a/long/")).await?;
    browser.wait("the tools of the article", "document.querySelector('.reading-tools__finished')").await?;
    // The copy of the place for the next first paint.
    let kept = "Object.entries(localStorage).find(([name]) => name.endsWith(':places'))?.join()";
    for (top, name) in [(500, "POSITION_WRITE_INTERVAL_MS"), (1_000, "SCROLL_END_MS")] {
        browser.value(&format!("(window.kept = {kept}, null)")).await?;
        browser.scroll_to(f64::from(top)).await?;
        pass_until(&browser, rows.ms(name)?, &format!("{kept} !== window.kept")).await?;
    }
    browser.scroll_to(1_500.0).await?;
    let noted = "history.state?.startsWith('1500 ')";
    pass_until(&browser, rows.ms("HISTORY_WRITE_DELAY_MS")?, noted).await?;
    rows.end()?;
    browser.close().await
}

/// Each call of `performance.now` adds a fixed time. If that is the length of a slice or more, the reader yields at its first
/// look at the clock; if it is a little less, at the second, so it yields less often.
async fn a_long_article_is_adopted_in_slices(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("reading::a_long_article_is_adopted_in_slices");
    let slice = rows.ms("TIME_SLICE_MS")? as f64;
    let (_site, server, browser) =
        start(engine, Screen::Phone, &[Post::new("long", "Long", LONG.repeat(100))], &[]).await?;
    let turns = async |look: f64| {
        let count = "window.turns = 0;
            window.MessageChannel = class extends MessageChannel { constructor() { super(); window.turns += 1; } };";
        server.before_each_page(&format!("{CLOCK}\n{count}\nclock.stop({look});"));
        browser.read(&server.address("a/long/")).await?;
        browser.wait("the tools of the article", "document.querySelector('.reading-tools')").await?;
        browser
            .wait(
                "the last turn",
                "(window.same = window.last === turns ? window.same + 1 : 0, window.last = turns, window.same > 8)",
            )
            .await?;
        browser.number("window.turns").await
    };
    let (longer, exact, shorter) = (turns(slice + 0.01).await?, turns(slice).await?, turns(slice - 0.01).await?);
    ensure!(longer == exact && exact > 1.5 * shorter, "{longer}, {exact} and {shorter} turns");
    rows.end()?;
    browser.close().await
}
