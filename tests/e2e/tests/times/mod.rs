//! The times that ship: one check for each row of the table of time constants (`handscroll_core::contract::times`), with its
//! real value. The sites of all other tests wait a fifth of it.
//!
//! Most tests run `clock.js` ahead of the page or the worker. It holds every timer until the test passes exactly its
//! milliseconds: the test sees that nothing happens before, and what happens then, and never waits itself.

mod hands;
mod pictures;
mod printing;
mod reading;
mod saving;
mod scripts;
mod settings;
mod waiting;
mod worker;
mod worker_of_page;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use e2e::{Browser, Engine, Post, Screen, Server, Site, Test, once};
use handscroll_core::contract::times::TABLE;

once!(each_constant_has_a_check);

/// How a row of the table is checked.
enum Check {
    /// By this test of the theme, which runs in each engine.
    By(&'static str),
    /// By a test of another theme, `theme::name_of_the_test`.
    Elsewhere(&'static str),
}

use Check::{By, Elsewhere};

const CHECKS: &[(&str, Check)] = &[
    ("FIRST_PICTURES_LIMIT_MS", By("pictures::pictures_are_waited_for")),
    ("NETWORK_LIMIT_MS", Elsewhere("offline::a_slow_network_is_not_waited_for")),
    ("FEED_MAX_AGE_MS", By("worker::the_worker_waits")),
    ("SHELL_FILE_LIMIT_MS", By("worker::the_worker_waits")),
    ("VERSION_CHECK_DELAY_MS", By("worker::the_worker_waits")),
    ("VERSION_CHECK_INTERVAL_MS", By("worker::the_worker_waits")),
    ("VERSION_CHECK_READ_LIMIT_MS", By("worker::the_worker_waits")),
    ("READ_SWEEP_DELAY_MS", By("worker::the_worker_waits")),
    ("READ_USE_WRITE_DELAY_MS", By("worker::the_worker_waits")),
    ("RESPONSE_LIMIT_MS", By("waiting::a_silent_server_is_told_of_after_ten_seconds")),
    ("BODY_LIMIT_MS", By("waiting::a_body_that_stalls_is_told_of")),
    ("SAVED_BODY_LIMIT_MS", By("saving::a_saving_is_tried_again")),
    ("PICTURE_SILENCE_MS", By("pictures::pictures_are_waited_for")),
    ("PICTURE_LIMIT_MS", By("pictures::pictures_are_waited_for")),
    ("STRIP_LIMIT_MS", By("pictures::strips_are_waited_for")),
    ("NETWORK_ALIVE_MS", By("pictures::pictures_are_waited_for")),
    ("STRIP_RETRY_DELAYS_MS", By("pictures::strips_are_waited_for")),
    ("DECODE_LIMIT_MS", By("pictures::strips_are_waited_for")),
    ("PRINT_LIMIT_MS", By("printing::pictures_for_paper_are_waited_for")),
    ("PRINT_POLL_MS", By("printing::pictures_for_paper_are_waited_for")),
    ("PRINT_OVER_LIMIT_MS", By("printing::pictures_for_paper_are_waited_for")),
    ("SAVED_CHECK_DELAY_MS", By("saving::the_newest_are_saved_in_the_background")),
    ("FILE_RETRY_DELAYS_MS", By("saving::a_saving_is_tried_again")),
    ("ARTICLE_RETRY_DELAYS_MS", By("saving::a_saving_is_tried_again")),
    ("DOWNLOAD_YIELD_LIMIT_MS", By("saving::the_newest_are_saved_in_the_background")),
    ("DOWNLOAD_YIELD_POLL_MS", By("saving::the_newest_are_saved_in_the_background")),
    ("DOWNLOAD_POLL_MS", By("saving::the_newest_are_saved_in_the_background")),
    ("LIST_MAX_AGE_MS", By("saving::the_newest_are_saved_in_the_background")),
    ("FILE_OFFER_LIMIT_MS", By("settings::files_and_records_have_their_times")),
    ("DATABASE_LIMIT_MS", By("settings::files_and_records_have_their_times")),
    ("POSITION_WRITE_INTERVAL_MS", By("reading::a_place_is_kept")),
    ("HISTORY_WRITE_DELAY_MS", By("reading::a_place_is_kept")),
    ("SHORT_ARTICLE_READ_MS", By("reading::a_place_is_kept")),
    ("RECORD_MAX_AHEAD_MS", By("settings::files_and_records_have_their_times")),
    ("IDLE_POLL_MS", By("worker_of_page::a_page_waits_for_its_worker")),
    ("UPDATE_CHECK_INTERVAL_MS", By("worker_of_page::a_page_waits_for_its_worker")),
    ("WORKER_ANSWER_LIMIT_MS", By("worker_of_page::a_page_waits_for_its_worker")),
    ("WORKER_INSTALL_LIMIT_MS", By("worker_of_page::a_page_waits_for_its_worker")),
    ("SCROLL_END_MS", By("reading::a_place_is_kept")),
    ("DOUBLE_TAP_MS", By("hands::taps_throws_and_glides_have_their_times")),
    ("THROW_LIMIT_MS", By("hands::taps_throws_and_glides_have_their_times")),
    ("GLIDE_MS", By("hands::taps_throws_and_glides_have_their_times")),
    ("NOTE_SHOWN_MS", By("printing::pictures_for_paper_are_waited_for")),
    ("DOWNLOAD_NOTE_SHOWN_MS", By("saving::a_saving_is_tried_again")),
    ("TIME_SLICE_MS", By("reading::a_long_article_is_adopted_in_slices")),
    ("FRAME_LIMIT_MS", By("pictures::strips_are_waited_for")),
];

async fn each_constant_has_a_check() -> anyhow::Result<()> {
    let rows: Vec<&str> = TABLE.iter().map(|row| row.name).collect();
    let checks: Vec<&str> = CHECKS.iter().map(|(name, _)| *name).collect();
    let lacking: Vec<_> = rows.iter().filter(|row| !checks.contains(row)).collect();
    ensure!(lacking.is_empty(), "constants without a check with their real value: {lacking:?}");
    let tests: BTreeSet<String> = Test::all().iter().map(|test| test.path()).collect();
    for (name, check) in CHECKS {
        ensure!(rows.contains(name), "{name} is no row of the table");
        ensure!(checks.iter().filter(|other| *other == name).count() == 1, "{name} stands twice");
        match check {
            By(test) => ensure!(tests.contains(&format!("times::{test}")), "{name}: times::{test} is no test"),
            Elsewhere(test) => ensure!(tests.contains(*test), "{name}: {test} is no test"),
        }
    }
    Ok(())
}

/// Returns the real milliseconds of a row.
fn real_ms(name: &str) -> anyhow::Result<&'static [u64]> {
    Ok(TABLE.iter().find(|row| row.name == name).with_context(|| format!("{name} is no row of the table"))?.ms)
}

/// The rows that a test must check. The test takes them one by one; [`Rows::end`] fails if it left one out.
struct Rows(RefCell<Vec<&'static str>>);

impl Rows {
    /// The rows of the test with that name.
    fn of(test: &str) -> Self {
        let of_test = CHECKS.iter().filter(|(_, check)| matches!(check, By(by) if *by == test));
        Self(RefCell::new(of_test.map(|(name, _)| *name).collect()))
    }

    /// Takes a row, and returns its real milliseconds.
    fn all_ms(&self, name: &str) -> anyhow::Result<&'static [u64]> {
        let mut open = self.0.borrow_mut();
        let at = open.iter().position(|row| *row == name).with_context(|| format!("{name} is no row of this test"))?;
        open.remove(at);
        real_ms(name)
    }

    /// Takes a row of one value, and returns its real milliseconds.
    fn ms(&self, name: &str) -> anyhow::Result<u64> {
        Ok(*self.all_ms(name)?.first().context("a row without a value")?)
    }

    /// Fails if a row was not taken.
    fn end(self) -> anyhow::Result<()> {
        let left = self.0.into_inner();
        ensure!(left.is_empty(), "not checked: {left:?}");
        Ok(())
    }
}

/// Holds the timers of a page or a worker, and lets a test pass time.
const CLOCK: &str = include_str!("clock.js");

/// Opens a page with a clock, before a server of a site with the real times and without a worker.
async fn start(
    engine: Engine,
    screen: Screen,
    posts: &[Post],
    sizes: &[(u32, u32)],
) -> anyhow::Result<(Site, Server, Browser)> {
    let site = Site::in_real_time(posts, sizes)?;
    let server = Server::start(site.folder(), "/").await?;
    // The tests count requests.
    server.forbid_keeping();
    server.before_each_page(CLOCK);
    let browser = Browser::open_in(engine, screen).await?;
    Ok((site, server, browser))
}

/// Opens a browser for a site with the real times and a service worker. `before` runs ahead of the site's own `script`, where a
/// script of the server's would not do: the worker refuses pages that the press did not make.
async fn start_with_worker(engine: Engine, script: &str, before: &str) -> anyhow::Result<(Site, Server, Browser)> {
    let site = Site::in_real_time(&Post::many(2), &[])?.own()?;
    site.press_changed(site.folder(), |name, text| (name == script).then(|| format!("{before}\n{text}")))?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    Ok((site, server, browser))
}

/// How often a test looks whether something has happened.
const LOOK: Duration = Duration::from_millis(30);

/// Waits for a timer of exactly `ms` milliseconds, and passes that time until `effect` holds. It must not hold before.
async fn pass_until(browser: &Browser, ms: u64, effect: &str) -> anyhow::Result<()> {
    browser.wait(&format!("a timer of {ms} ms"), &format!("clock.waits({ms})")).await?;
    browser.holds(&format!("before {ms} ms have passed"), &format!("!({effect})")).await?;
    let passed = format!("(clock.pass({ms}), {effect})");
    browser.wait(&format!("what happens after {ms} ms"), &passed).await
}

/// Returns the number of requests for a path that ends in one of these.
fn times_asked(server: &Server, paths: &[impl AsRef<str>]) -> usize {
    paths.iter().map(|path| server.times_asked_for(path.as_ref())).sum()
}

/// As [`pass_until`]; the effect is one more request for a path that ends in one of these.
async fn pass_until_asked(
    browser: &Browser,
    server: &Server,
    ms: u64,
    paths: &[impl AsRef<str>],
) -> anyhow::Result<()> {
    let what = paths.first().map(AsRef::as_ref).unwrap_or_default();
    let before = times_asked(server, paths);
    browser.wait(&format!("a timer of {ms} ms"), &format!("clock.waits({ms})")).await?;
    ensure!(times_asked(server, paths) == before, "{what} was asked for before {ms} ms had passed");
    for _ in 0..200 {
        browser.value(&format!("clock.pass({ms})")).await?;
        tokio::time::sleep(LOOK).await;
        if times_asked(server, paths) > before {
            return Ok(());
        }
    }
    let held = browser.value("clock.held()").await?;
    anyhow::bail!("{what} was not asked for after {ms} ms; timers of {held} ms wait")
}

/// Opens a page whose first pictures may not come, and passes the time after which the reader starts without them.
async fn read_without_pictures(browser: &Browser, address: &str) -> anyhow::Result<()> {
    browser.go(address).await?;
    let is_there = format!("location.href === {}", serde_json::json!(address));
    let limit = real_ms("FIRST_PICTURES_LIMIT_MS")?[0];
    let passed = format!("{is_there} && (window.clock?.pass({limit}), document.documentElement.dataset.reader)");
    browser.wait("the reader, without pictures", &passed).await?;
    browser.reader_runs().await
}
