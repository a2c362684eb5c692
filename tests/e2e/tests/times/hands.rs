//! The viewer under hands: what counts as a double tap and as a throw, and how far a throw glides. The test dates the events.

use e2e::{Engine, Post, Screen, at_each_engine};
use thirtyfour::Key;

use super::{Rows, start};

at_each_engine!(taps_throws_and_glides_have_their_times);

const VIEW: &str = "document.querySelector('.viewer__view')";
const WIDTH: &str = "document.querySelector('.viewer__sheet').getBoundingClientRect().width";

/// Defines `hand`, which sends events: each is `click` or the kind of a pointer event, its milliseconds, and its height.
const HAND: &str = "window.hand = (...events) => { for (const [kind, ms, y] of events) {
    const how = { bubbles: true, cancelable: true, clientX: 600, clientY: y, pointerType: 'mouse', button: 0, pointerId: 1 };
    const event = kind === 'click' ? new MouseEvent(kind, how) : new PointerEvent(`pointer${kind}`, how);
    Object.defineProperty(event, 'timeStamp', { value: ms });
    document.querySelector('.viewer__view').dispatchEvent(event);
  } }";

async fn taps_throws_and_glides_have_their_times(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("hands::taps_throws_and_glides_have_their_times");
    let (_site, server, browser) =
        start(engine, Screen::Desk, &[Post::scroll("scroll", 1)], &[(1_350, 10_000)]).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.wait("the tools of the article", "document.querySelector('.reading-tools')").await?;
    browser.value("document.querySelector('.prose .tall').focus({ preventScroll: true })").await?;
    browser.press(Key::Enter).await?;
    browser.wait("the viewer", "document.querySelector('.viewer[open]')").await?;
    browser.value(HAND).await?;
    let top = browser.number(&format!("{VIEW}.scrollTop")).await?;

    // The mouse pulls by 200 pixels at one pixel a millisecond, which the viewer averages to a push of 0.75.
    let (late, glide) = (rows.ms("THROW_LIMIT_MS")?, rows.ms("GLIDE_MS")?);
    let pull = |released: u64| {
        format!(
            "hand(['down', 0, 600], ['move', 100, 500], ['move', 200, 400], ['up', {released}, 400], ['click', {released}, 400])"
        )
    };
    browser.value("clock.stop()").await?;
    browser.value(&pull(200 + late)).await?;
    browser.rests().await?;
    browser.holds("no throw", &format!("Math.abs({VIEW}.scrollTop - {top} - 200) < 1")).await?;
    browser.value(&pull(200 + late - 1)).await?;
    // In that time the glide covers all but 1/e of its way.
    let (begun, all) = (top + 400.0, 0.75 * glide as f64);
    for passed in [1.0, 6.0] {
        browser.value(&format!("clock.go({})", if passed > 1.0 { 5 * glide } else { glide })).await?;
        let there = begun + all * (1.0 - f64::exp(-passed));
        browser.wait("it to glide", &format!("Math.abs({VIEW}.scrollTop - {there}) < 1.5")).await?;
    }

    let apart = rows.ms("DOUBLE_TAP_MS")?;
    let width = browser.number(WIDTH).await?;
    let is_same = format!("Math.abs({WIDTH} - {width}) < 1");
    browser.value(&format!("hand(['click', 1e4, 300], ['click', 1e4 + {apart}, 300])")).await?;
    browser.holds("two taps are no double tap", &is_same).await?;
    browser.value(&format!("hand(['click', 2e4, 300], ['click', 2e4 + {apart} - 1, 300])")).await?;
    browser.holds("a double tap makes it larger", &format!("!({is_same})")).await?;
    rows.end()?;
    browser.close().await
}
