//! Which tests run in which engine, and what a run of a test must have done: the tables are whole, what is wanted is run or
//! fails, and a browser is new for each test.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::process::Command;

use anyhow::{Context as _, ensure};
use e2e::{
    Browser, Engine, Fault, How, ORDINARY, Post, SKIPS, Screen, Server, Site, Test, at_each_engine, listed, once,
    outcome,
};
use serde_json::json;
use thirtyfour::error::{WebDriverError, WebDriverErrorInfo, WebDriverErrorInner};

once!(
    the_tables_name_tests_that_are_there_once_and_why,
    an_engine_that_is_wanted_and_missing_fails,
    a_test_that_opens_no_browser_counts_as_none,
    a_test_that_fails_or_panics_is_red_and_runs_once,
    a_test_whose_browser_ended_has_to_pass_three_times,
    a_list_of_engines_is_whole_or_refused,
);

at_each_engine!(a_browser_is_new_for_each_test, a_browser_that_dies_is_replaced);

async fn the_tables_name_tests_that_are_there_once_and_why() -> anyhow::Result<()> {
    let tests: BTreeSet<String> = Test::all().iter().map(|test| test.path()).collect();
    ensure!(tests.len() > 100, "{tests:#?}");
    let mut seen = BTreeSet::new();
    for skip in SKIPS {
        let test = Test::all().into_iter().find(|test| test.path() == skip.test);
        let is_once = test.with_context(|| format!("{} is no test", skip.test))?;
        ensure!(!matches!(is_once.how, How::Once(_)), "{} runs in no engine", skip.test);
        ensure!(seen.insert((skip.engine.name(), skip.test)), "{} stands twice for {}", skip.test, skip.engine);
        ensure!(skip.reason.len() > 20, "{}: why?", skip.test);
        ensure!(skip.engine != Engine::Chromium, "{}: a test that Chromium cannot run is none", skip.test);
    }
    for row in ORDINARY {
        ensure!(tests.iter().any(|test| row.holds(test)), "{} is no test and no theme", row.tests);
        ensure!(ORDINARY.iter().filter(|other| other.holds(row.tests)).count() == 1, "{} stands twice", row.tests);
        ensure!(row.reason.len() > 20, "{}: why?", row.tests);
    }
    Ok(())
}

/// A run of its own, with a driver that is not there: it must not pass for one that was left out.
async fn an_engine_that_is_wanted_and_missing_fails() -> anyhow::Result<()> {
    for (engine, driver) in
        [(Engine::Chromium, "CHROMEDRIVER"), (Engine::Firefox, "GECKODRIVER"), (Engine::WebKit, "WEBKITWEBDRIVER")]
    {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--exact", &format!("policy::a_sample_article_is_read::in_{engine}")]);
        command.env("HANDSCROLL_ENGINES", engine.name()).env(driver, "there/is/no/driver");
        command.env_remove("HANDSCROLL_RESULTS");
        let output = command.output()?;
        let says = String::from_utf8_lossy(&output.stdout);
        ensure!(!output.status.success(), "{engine}: {says}");
        ensure!(says.contains(&format!("{driver} names it")), "{engine}: {says}");
    }
    Ok(())
}

async fn a_test_that_opens_no_browser_counts_as_none() -> anyhow::Result<()> {
    let idle = outcome(Some(Engine::wanted()[0]), "idle", async || Ok(())).await;
    ensure!(idle.is_err_and(|error| error.to_string().contains("opened no")));
    Ok(())
}

async fn a_test_that_fails_or_panics_is_red_and_runs_once() -> anyhow::Result<()> {
    let engine = Engine::wanted()[0];
    for panics in [false, true] {
        let runs = Cell::new(0);
        let test = async || {
            runs.set(runs.get() + 1);
            assert!(!panics, "as it must");
            // A driver that does not answer is no excuse.
            Err(anyhow::Error::new(WebDriverError::HttpError("as it must".to_owned())).context("waited"))
        };
        let error = outcome(Some(engine), "failing", test).await.err().context("it passed")?;
        ensure!(format!("{error:#}").contains("as it must"), "{error:#}");
        ensure!(runs.get() == 1, "it ran {} times", runs.get());
    }
    Ok(())
}

async fn a_test_whose_browser_ended_has_to_pass_three_times() -> anyhow::Result<()> {
    let died =
        || WebDriverError::from_inner(WebDriverErrorInner::InvalidSessionId(WebDriverErrorInfo::new("gone".into())));
    // It dies the first so many times that it runs.
    for (engine, deaths, expected) in [(Engine::WebKit, 1, 4), (Engine::WebKit, 9, 2), (Engine::Chromium, 1, 1)] {
        let runs = Cell::new(0);
        let test = async || {
            runs.set(runs.get() + 1);
            if runs.get() <= deaths {
                Err(anyhow::Error::new(died()).context("waited for the article"))
            } else {
                Ok(())
            }
        };
        ensure!(outcome(Some(engine), "dying", test).await.is_err(), "it has opened no browser");
        ensure!(runs.get() == expected, "{engine}, {deaths}: it ran {} times", runs.get());
    }
    Ok(())
}

async fn a_list_of_engines_is_whole_or_refused() -> anyhow::Result<()> {
    let check = |list: &str, expected: Option<&[Engine]>| {
        ensure!(listed(list).ok().as_deref() == expected, "{list:?}");
        Ok(())
    };
    check("chromium", Some(&[Engine::Chromium]))?;
    check("webkit, chromium", Some(&[Engine::WebKit, Engine::Chromium]))?;
    check("chromium,firefox,webkit", Some(&Engine::ALL))?;
    check("", None)?;
    check("chromium,", None)?;
    check("safari", None)
}

/// Stores something in every way there is.
const LEAVE_ALL: &str = "(async () => {
    localStorage.setItem('left', 'behind'); sessionStorage.setItem('left', 'behind');
    document.cookie = 'left=behind; max-age=1000; path=/'; window.name = 'behind';
    await new Promise((done) => { indexedDB.open('left').onsuccess = done; });
    await (await caches.open('left')).put('/left', new Response('behind'));
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
})()";

/// Counts and reads what a page finds of it.
const FIND_ALL: &str = "Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys(), indexedDB.databases()])
    .then((found) => {
        const [workers, kept, left] = found.map((list) => list.length);
        return { workers, kept, left, cookie: document.cookie, name: window.name,
            session: sessionStorage.getItem('left'), local: localStorage.getItem('left'), steps: history.length,
            size: [innerWidth, innerHeight, devicePixelRatio], controlled: Boolean(navigator.serviceWorker.controller) };
    })";

/// Two tests after each other, on the very same origin, which no two others share.
async fn a_browser_is_new_for_each_test(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::new("one", "One", "<p>Words.</p>")], 0)?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let session = browser.session().clone();
    // A page without the program and its policy, so that nothing but this test stores anything, and it may.
    server
        .break_path("a/one/", Fault::Instead("text/html", "<!doctype html><title>One</title><p>Words.</p>".to_owned()));
    browser.go(&server.address("a/one/")).await?;
    let new = browser.outcome(FIND_ALL).await?;
    browser.outcome(LEAVE_ALL).await?;
    let left = browser.outcome(FIND_ALL).await?;
    for key in ["workers", "kept", "left"] {
        ensure!(left[key].as_u64() >= Some(1), "nothing was left as {key}: {left}");
    }
    browser.resize((700, 500)).await?;
    if engine == Engine::Chromium {
        let permissions = json!({ "origin": server.address(""), "permissions": ["notifications"] });
        browser.command("Browser.grantPermissions", permissions).await?;
    }
    browser.second_tab().await?;
    browser.close().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    ensure!(*browser.session() == session, "another browser was started");
    browser.go(&server.address("a/one/")).await?;
    let mut found = browser.outcome(FIND_ALL).await?;
    if engine == Engine::WebKit {
        // Without contexts, what an origin has stored stays with it; no two tests have the same.
        for key in ["kept", "left", "local"] {
            found[key] = new[key].clone();
        }
    }
    ensure!(found == new, "{found} is not as it was at first: {new}");
    if engine == Engine::Chromium {
        browser.holds("no permission is left", "Notification.permission !== 'granted'").await?;
    }
    browser.close().await
}

/// The test that ends a browser is red, and the next one has another.
async fn a_browser_that_dies_is_replaced(engine: Engine) -> anyhow::Result<()> {
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let session = browser.session().clone();
    browser.die().await;
    let closed = browser.close().await;
    ensure!(closed.is_err(), "a test passes that has ended its browser");
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    ensure!(*browser.session() != session, "a dead browser was given out");
    browser.holds("it runs", "document.body").await?;
    browser.close().await
}
