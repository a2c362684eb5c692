//! Printing with a picture that does not load, and in an engine that does not report the end of printing; how long a note stays.

use anyhow::ensure;
use e2e::{Engine, Fault, Post, Screen, at_each_engine};

use super::{Rows, pass_until, start};

at_each_engine!(pictures_for_paper_are_waited_for);

const NOTE: &str = "document.querySelector('.reading-tools__note').textContent";
const STRIPS: &str = "document.querySelectorAll('.prose .tall > img').length";

async fn pictures_for_paper_are_waited_for(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("printing::pictures_for_paper_are_waited_for");
    let sizes = [(1_080, 9_000), (400, 300)];
    let (_site, server, browser) = start(engine, Screen::Phone, &[Post::scroll("scroll", 2)], &sizes).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.wait("the tools", "document.querySelector('.reading-tools') && document.querySelector('.aid')").await?;
    let small =
        "document.querySelectorAll('.prose figure')[1].querySelector('[data-from]').dataset.from.split('/').at(-1)";
    server.break_path(&browser.text(small).await?, Fault::Silent);
    browser.value("(window.print = () => { window.printed = true; }, clock.stop())").await?;
    browser.value("document.querySelectorAll('.reading-tools__button:not(.save-tool)')[1].click()").await?;

    // All strips load, and the small picture does not.
    let poll = rows.ms("PRINT_POLL_MS")?;
    let all = browser.number("document.querySelectorAll('.prose .tall > :not(.thumb)').length").await?;
    ensure!(all >= 9.0, "{all} strips");
    let shown = format!("{NOTE}.includes('{all} / {}')", all + 1.0);
    pass_until(&browser, poll, &shown).await?;
    let look = async || {
        browser.wait("the next look", &format!("clock.waits({poll})")).await?;
        browser.value(&format!("clock.pass({poll})")).await
    };
    browser.value(&format!("clock.go({})", rows.ms("PRINT_LIMIT_MS")?)).await?;
    look().await?;
    browser.wait("the look after", &format!("clock.waits({poll}) && !window.printed")).await?;
    browser.value("clock.go(1)").await?;
    look().await?;
    browser.wait("the print", "window.printed").await?;
    browser.holds("what is missing is told", &format!("/^1 /.test({NOTE})")).await?;
    pass_until(&browser, rows.ms("NOTE_SHOWN_MS")?, &format!("{NOTE} === ''")).await?;
    browser.holds("the strips are still there", &format!("{STRIPS} === {all}")).await?;
    pass_until(&browser, rows.ms("PRINT_OVER_LIMIT_MS")?, &format!("{STRIPS} < 7")).await?;
    rows.end()?;
    browser.close().await
}
