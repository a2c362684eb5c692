//! New versions of the program over old ones: they wait until they are wanted, and are whole or not there.

use anyhow::Context as _;
use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use serde_json::json;
use std::fs;
use std::path::Path;

use super::{BODY, CACHES, reload, worker_is_ready};

at_each_engine!(
    a_new_version_waits_until_it_is_wanted,
    other_tabs_follow_when_they_are_wanted_to,
    a_tab_that_stays_open_asks_for_a_new_version,
    half_a_deployment_breaks_nothing,
    a_file_that_is_not_what_it_should_be_is_refused_and_tried_again,
    what_an_older_version_kept_is_read_with_this_one,
);

pub(super) const VERSION: &str = "(document.documentElement.dataset.version ?? 'first')";
pub(super) const OFFER: &str = ".update-notice__button:not(.update-notice__button--close)";

pub(super) fn site() -> anyhow::Result<Site> {
    Site::of(&[Post::new("one", "One", "<p>The one.</p>"), Post::new("two", "Two", "<p>The other.</p>")], 0)?.own()
}

/// How many versions of the program are kept.
pub(super) fn shells() -> String {
    format!("{CACHES}.then((names) => names.filter((name) => name.endsWith('shell')).length)")
}

/// Opens an article, and opens it again through the worker.
pub(super) async fn read_twice(browser: &Browser, server: &Server) -> anyhow::Result<()> {
    browser.read(&server.address("a/one/")).await?;
    worker_is_ready(browser).await?;
    reload(browser).await?;
    browser.reader_runs().await
}

async fn a_new_version_waits_until_it_is_wanted(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let server = Server::with_workers(&[(site.folder(), "/repo/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    read_twice(&browser, &server).await?;
    site.press_version("second", site.folder())?;
    reload(&browser).await?;
    browser.reader_runs().await?;
    browser.wait("the new version to be offered", &format!("document.querySelector('{OFFER}')")).await?;
    // The pages of the second version come with the program of the first, here and when one goes on.
    browser.click("a[rel=next], a[rel=prev]").await?;
    browser.wait("the other article", &format!("{BODY}.includes('The')")).await?;
    browser.read(&server.address("a/two/")).await?;
    assert_eq!(browser.text(VERSION).await?, "first");
    browser.read(&server.address("a/one/")).await?;
    browser.wait("the new version to be offered again", &format!("document.querySelector('{OFFER}')")).await?;
    browser.click(OFFER).await?;
    browser.wait("the new version", &format!("{VERSION} === 'second'")).await?;
    browser.reader_runs().await?;
    browser.holds("nothing more is offered", &format!("!document.querySelector('{OFFER}')")).await?;
    // Both are kept; the one before, for other tabs.
    assert_eq!(browser.outcome(&shells()).await?, json!(2));
    server.cut();
    browser.read(&server.address("a/two/")).await?;
    assert_eq!(browser.text(VERSION).await?, "second");
    browser.close().await
}

/// One tab agrees for the site. A tab that somebody reads is not taken from them; one that nobody looks at may come anew.
async fn other_tabs_follow_when_they_are_wanted_to(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    read_twice(&browser, &server).await?;
    let (first, second) = browser.second_tab().await?;
    browser.come_to(&second).await?;
    browser.read(&server.address("a/two/")).await?;
    site.press_version("second", site.folder())?;
    browser.come_to(&first).await?;
    reload(&browser).await?;
    browser.reader_runs().await?;
    browser.click(OFFER).await?;
    browser.wait("the new version", &format!("{VERSION} === 'second'")).await?;
    browser.come_to(&second).await?;
    browser
        .wait(
            "it to follow or to be offered it",
            &format!("{VERSION} === 'second' || document.querySelector('{OFFER}')"),
        )
        .await?;
    browser.holds("its article", &format!("{BODY}.includes('The other.')")).await?;
    if browser.text(VERSION).await? == "first" {
        browser.click(OFFER).await?;
        browser.wait("the new version", &format!("{VERSION} === 'second'")).await?;
    }
    browser.reader_runs().await?;
    let loaded_at = browser.number("performance.timeOrigin").await?;
    server.quiet().await?;
    assert_eq!(browser.number("performance.timeOrigin").await?, loaded_at, "it is loaded anew but once");
    browser.close().await
}

async fn a_tab_that_stays_open_asks_for_a_new_version(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    read_twice(&browser, &server).await?;
    server.quiet().await?;
    site.press_version("second", site.folder())?;
    // More than an hour later, somebody goes on to the next article.
    let later = "(() => { const { now } = Date; window.Date.now = () => now() + 3_700_000; return null; })()";
    browser.value(later).await?;
    browser.click("a[rel=next], a[rel=prev]").await?;
    browser.wait("the other article", &format!("{BODY}.includes('The other.')")).await?;
    // The reader may not have known its worker yet. It asks at the next click, then.
    let offer = format!("document.querySelector('{OFFER}') || document.querySelector('.prose').click()");
    browser.wait("the new version to be offered", &offer).await?;
    browser.close().await
}

/// Picks files by their paths.
type Wanted<'a> = &'a dyn Fn(&str) -> bool;

/// The files of `from` that `wanted` picks, put over those of `to`.
fn deploy(from: &Path, to: &Path, wanted: Wanted<'_>) -> anyhow::Result<()> {
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(from.join(&folder))? {
            let entry = entry?;
            let path = format!("{folder}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push(format!("{path}/"));
            } else if wanted(&path) {
                if let Some(parent) = to.join(&path).parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::copy(entry.path(), to.join(&path))?;
            }
        }
    }
    Ok(())
}

async fn half_a_deployment_breaks_nothing(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let next = tempfile::tempdir()?;
    site.press_version("second", next.path())?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    read_twice(&browser, &server).await?;
    // A host that takes files in whatever order has the worker and the pages before their program.
    let is_asset = |path: &str| path.starts_with("assets/");
    let stages: [(&str, Wanted<'_>); 3] = [
        ("the worker alone", &|path| path == "sw.js"),
        ("all but the program", &|path| !is_asset(path)),
        ("one of two files of the program", &|path| path.starts_with("assets/boot.")),
    ];
    for (stage, wanted) in stages {
        deploy(next.path(), site.folder(), wanted)?;
        for page in ["a/one/", "a/two/", "", "settings/"] {
            browser.read(&server.address(page)).await?;
            assert_eq!(browser.text(VERSION).await?, "first", "{stage}: {page}");
        }
        server.quiet().await?;
        browser.holds(stage, &format!("!document.querySelector('{OFFER}')")).await?;
        assert_eq!(browser.outcome(&shells()).await?, json!(1), "{stage}");
    }
    deploy(next.path(), site.folder(), &|_| true)?;
    browser.read(&server.address("a/two/")).await?;
    browser.wait("the new version to be offered", &format!("document.querySelector('{OFFER}')")).await?;
    browser.click(OFFER).await?;
    browser.wait("the new version", &format!("{VERSION} === 'second'")).await?;
    browser.close().await
}

async fn a_file_that_is_not_what_it_should_be_is_refused_and_tried_again(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    server.break_path("saved/", Fault::Garbled);
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/one/")).await?;
    server.wait("the broken file to be asked for", |server| server.was_asked_for("saved/")).await?;
    server.quiet().await?;
    browser.holds("no worker answers", "!navigator.serviceWorker.controller").await?;
    assert_eq!(browser.outcome(CACHES).await?, json!([]));
    server.heal("saved/");
    reload(&browser).await?;
    worker_is_ready(&browser).await?;
    // So it is when a new version comes over one that runs.
    site.press_version("second", site.folder())?;
    let page = site.text("index.html")?;
    let boot = page.split('"').find(|value| value.starts_with("assets/boot.")).context("no program in the page")?;
    for broken in [boot, "settings/"] {
        server.break_path(broken, Fault::Garbled);
        server.forget();
        reload(&browser).await?;
        browser.reader_runs().await?;
        server.wait("the broken file to be asked for", |server| server.was_asked_for(broken)).await?;
        server.quiet().await?;
        browser.holds(broken, &format!("!document.querySelector('{OFFER}')")).await?;
        assert_eq!(browser.outcome(&shells()).await?, json!(1), "{broken}");
        assert_eq!(browser.text(VERSION).await?, "first", "{broken}");
        server.heal(broken);
    }
    reload(&browser).await?;
    browser.wait("the new version to be offered", &format!("document.querySelector('{OFFER}')")).await?;
    browser.close().await
}

/// A page as an older program's worker has kept it: with a policy, a style and files that are nowhere any more.
async fn what_an_older_version_kept_is_read_with_this_one(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    read_twice(&browser, &server).await?;
    let aged = "(async () => {
        const name = (await caches.keys()).find((name) => name.endsWith(':read'));
        const cache = await caches.open(name);
        const kept = await cache.match(location.href);
        const text = (await kept.text())
          .replace(/<style>[^]*?<\\/style>/, '<style>body { display: none }</style>')
          .replace(/sha256-[^']*/, 'sha256-IVbaAmwJT1KFMpCEmcPGnIAsuZNVR3zg6wGcwIENeUo=')
          .replaceAll(/[0-9a-f]{16}(?=\\.(js|wasm))/g, '0123456789abcdef');
        await cache.put(location.href, new Response(text, { headers: { 'content-type': 'text/html', 'content-security-policy': \"default-src 'none'\" } }));
        return text.includes('0123456789abcdef.wasm');
      })()";
    assert_eq!(browser.outcome(aged).await?, json!(true));
    server.cut();
    reload(&browser).await?;
    browser.reader_runs().await?;
    browser.holds("its text", &format!("{BODY}.includes('The one.')")).await?;
    browser.holds("its style", "getComputedStyle(document.querySelector('.skip')).position === 'absolute'").await?;
    browser.close().await
}
