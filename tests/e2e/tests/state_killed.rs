//! A browser that is killed while one reads: nothing is lost that was done more than a second before.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use e2e::{Browser, Engine, Manner, Post, Screen, Server, Site, at_each_engine, is_every};
use serde_json::Value;

at_each_engine!(nothing_that_is_a_second_old_is_lost);

/// Kills in a run with `--every`.
const KILLS: u64 = 50;
/// Kills in an ordinary run: each costs 3 s of processor time.
const ORDINARY_KILLS: u64 = 16;
/// Profiles that are tried at the same time.
const PROFILES: u64 = 2;

/// What may be lost: what was done so many milliseconds before the end.
const LOST_MS: u64 = 1_000;

/// CSS pixels that a place may be off.
const OFF: f64 = 16.0;

/// Scrolls on and on, and once in a while marks the article and chooses colours, all as a person's hands would have it; and
/// writes down what was done when.
const READ_ON: &str = "((markAt, colourAt) => {
    const begun = Date.now(), done = window.done = { tops: [], mark: null, colours: null };
    const tools = document.querySelector('.reading-tools__finished');
    const colours = document.querySelector('.theme-switch__select');
    setInterval(() => {
        scrollBy({ top: 24, behavior: 'instant' });
        done.tops.push([Date.now(), scrollY]);
        if (!done.mark && Date.now() - begun >= markAt) {
            // What is shown follows a moment later.
            done.mark = [Date.now(), String(tools.getAttribute('aria-pressed') !== 'true')];
            tools.click();
        }
        if (!done.colours && Date.now() - begun >= colourAt) {
            colours.value = colours.value === 'sepia' ? 'dark' : 'sepia';
            colours.dispatchEvent(new Event('change', { bubbles: true }));
            done.colours = [Date.now(), colours.value];
        }
    }, 50);
    return true;
})";

/// What is seen of the state, when the reader has had its time.
const SEEN: &str = "[document.querySelector('.reading-tools__finished').getAttribute('aria-pressed'),
    document.documentElement.dataset.theme || 'system']";

/// What must be found: where one was, at least, and what was marked and chosen.
#[derive(Debug)]
struct Expected {
    top: (f64, f64),
    mark: Vec<String>,
    colours: Vec<String>,
}

impl Expected {
    /// What was done, as the page has written it down, in a browser that was killed at that moment. `before` is what was
    /// seen when it began.
    fn of(done: &Value, killed_ms: u64, before: &(String, String)) -> anyhow::Result<Self> {
        let safe_ms = killed_ms.saturating_sub(LOST_MS);
        let tops = done["tops"].as_array().context("nothing was done")?;
        let top = |entry: &Value| entry[1].as_f64().unwrap_or_default();
        let safe = tops.iter().rev().find(|entry| entry[0].as_u64().is_some_and(|at| at <= safe_ms));
        let first = tops.first().context("no step was made")?;
        let last = tops.last().map(top).unwrap_or_default();
        // It went on while it was being killed.
        let top = (safe.map_or_else(|| top(first) - 24.0, top) - OFF, last + 600.0);
        let either = |done: &Value, before: &String| match (done[0].as_u64(), done[1].as_str()) {
            (Some(at), Some(after)) if at <= safe_ms => vec![after.to_owned()],
            (Some(_), Some(after)) => vec![after.to_owned(), before.clone()],
            // Perhaps after it was looked at.
            _ => vec![before.clone(), String::new()],
        };
        Ok(Self { top, mark: either(&done["mark"], &before.0), colours: either(&done["colours"], &before.1) })
    }
}

fn now_ms() -> anyhow::Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64)
}

/// Opens the browser, sees what is there, reads on, and is killed; gives what the next one must find.
async fn round(
    number: u64,
    engine: Engine,
    profile: &Path,
    server: &Server,
    expected: Option<&Expected>,
) -> anyhow::Result<Expected> {
    let browser = Browser::open_as(engine, Screen::Phone, Manner::Profile(profile)).await?;
    browser.read(&server.address("a/long/")).await?;
    browser.wait("the tools", "document.querySelector('.reading-tools__finished')").await?;
    if let Some(Expected { top: (low, high), mark, colours }) = expected {
        let is_there = format!("scrollY >= {low} && scrollY <= {high}");
        browser.wait(&format!("the place of {expected:?}"), &is_there).await?;
        let is_so = |seen: &str, wanted: &[String]| {
            // An empty one stands for whatever came after the last look.
            if wanted.iter().any(String::is_empty) { "true".into() } else { format!("{wanted:?}.includes({seen})") }
        };
        browser.wait(&format!("the mark of {expected:?}"), &is_so(&format!("{SEEN}[0]"), mark)).await?;
        browser.wait(&format!("the colours of {expected:?}"), &is_so(&format!("{SEEN}[1]"), colours)).await?;
    }
    browser.holds("the database opens", "!document.querySelector('.keeping-note__card')").await?;
    // One more is saved each time, and looked for at the end.
    browser.read(&server.address(&format!("a/saved-{number}/"))).await?;
    browser.click("button.save-tool").await?;
    browser.wait("it to be saved", "document.querySelector('.save-tool--saved')").await?;
    browser.read(&server.address("a/long/")).await?;
    browser.wait("the tools", "document.querySelector('.reading-tools__finished')").await?;
    let seen = browser.value(SEEN).await?;
    let before = (seen[0].as_str().unwrap_or_default().to_owned(), seen[1].as_str().unwrap_or_default().to_owned());
    // Other moments each time, and the same in each run.
    let moment = |step: u64| number * step % 13 * 90;
    browser.value(&format!("{READ_ON}({}, {})", moment(5), moment(7))).await?;
    tokio::time::sleep(Duration::from_millis(1_150 + moment(3) / 3)).await;
    // On a busy machine they take longer. A place above the body would be none.
    browser.wait("some steps", "window.done.tops.length > 12").await?;
    let done = browser.value("window.done").await?;
    if number % 3 == 2 {
        // What was done in the moment of leaving is in the journal alone, and the next page of the site takes it from there.
        browser.read(&server.address("settings/")).await?;
        tokio::time::sleep(Duration::from_millis(LOST_MS + 100)).await;
    }
    let killed_ms = now_ms()?;
    browser.kill(profile).await?;
    Expected::of(&done, killed_ms, &before)
}

async fn nothing_that_is_a_second_old_is_lost(engine: Engine) -> anyhow::Result<()> {
    let kills = if is_every() { KILLS } else { ORDINARY_KILLS };
    const WORDS: &str = "手卷是横向展开的长画，观者一段一段地看，左手放，右手收，画中的山水人物随之而来，随之而去。";
    let body = format!("<p>{}</p>", WORDS.repeat(6)).repeat(120);
    let short = |number: u64| Post::new(&format!("saved-{number}"), &format!("Saved {number}"), "<p>Short.</p>");
    let posts = (0..kills + PROFILES).map(short).chain([Post::new("long", "A long one", body)]);
    // What may be lost depends on how often the reader writes.
    let site = Site::in_real_time(&posts.collect::<Vec<_>>(), &[])?;
    let server = Server::start(site.folder(), "/").await?;
    let lane = async |first: u64| {
        let profile = tempfile::tempdir()?;
        let mut expected = None;
        // Each round but the first sees what the kill before it has left.
        for number in (first..kills + PROFILES).step_by(PROFILES as usize) {
            let outcome = round(number, engine, profile.path(), &server, expected.as_ref()).await;
            expected = Some(outcome.with_context(|| format!("after {number} kills"))?);
        }
        let browser = Browser::open_as(engine, Screen::Phone, Manner::Profile(profile.path())).await?;
        browser.read(&server.address("saved/")).await?;
        let saved = (first..kills + PROFILES).step_by(PROFILES as usize).count();
        let found = "document.querySelectorAll('.saved-row__link[href*=\"/saved-\"]').length";
        browser.wait(&format!("all {saved} that were saved"), &format!("{found} === {saved}")).await?;
        browser.close().await
    };
    tokio::try_join!(lane(0), lane(1)).map(drop)
}
