//! A site that wants no worker any more: it goes, and takes with it all but what a person saved.

use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use handscroll_core::contract::times::{IDLE_POLL_MS, VERSION_CHECK_DELAY_MS};
use serde_json::json;

use super::{BODY, CACHES, reload, worker_is_ready};

at_each_engine!(
    a_site_without_a_worker_takes_it_away,
    a_running_worker_is_turned_off,
    a_worker_that_gives_itself_up_is_not_brought_back,
    a_worker_whose_account_is_broken_is_turned_off,
    a_site_that_never_wanted_one_installs_none,
);

const WORKERS: &str = "navigator.serviceWorker.getRegistrations().then((all) => all.length)";

async fn ready(engine: Engine) -> anyhow::Result<(Site, Server, Browser)> {
    let site = Site::of(&[Post::new("one", "One", "<p>The one.</p>")], 0)?.own()?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/one/")).await?;
    worker_is_ready(&browser).await?;
    let save = "caches.keys().then((names) => caches.open(names.find((name) => name.endsWith(':read')).replace(/read$/, 'saved')))
        .then((cache) => cache.put('/images/00000000000000aa.webp', new Response('kept')))";
    browser.outcome(save).await?;
    Ok((site, server, browser))
}

async fn is_gone(browser: &Browser, server: &Server) -> anyhow::Result<()> {
    browser.comes_to(WORKERS, &json!(0)).await?;
    let saved_alone = json!([format!("handscroll:{}:saved", server.address(""))]);
    browser.comes_to(CACHES, &saved_alone).await?;
    // It goes on answering for the tab that is open, though another time than the one that gave itself up.
    if browser.engine() == Engine::Chromium {
        browser.command("ServiceWorker.enable", json!({})).await?;
        browser.command("ServiceWorker.stopAllWorkers", json!({})).await?;
    }
    let asked = "Promise.all(['feed.json', '', 'a/one/'].map((path) => fetch(`../../${path}`).then((answer) => answer.text())))";
    browser.outcome(asked).await?;
    server.quiet().await?;
    assert_eq!(browser.outcome(CACHES).await?, saved_alone, "it keeps nothing any more");
    browser.read(&server.address("a/one/")).await?;
    browser.holds("the article", &format!("{BODY}.includes('The one.')")).await?;
    server.quiet().await?;
    assert_eq!(browser.outcome(WORKERS).await?, json!(0), "it does not come again");
    browser.holds("nobody answers", "!navigator.serviceWorker.controller").await
}

async fn a_site_without_a_worker_takes_it_away(engine: Engine) -> anyhow::Result<()> {
    let (site, server, browser) = ready(engine).await?;
    site.press_again(&["--no-offline"])?;
    reload(&browser).await?;
    is_gone(&browser, &server).await?;
    browser.close().await
}

async fn a_running_worker_is_turned_off(engine: Engine) -> anyhow::Result<()> {
    let (site, server, browser) = ready(engine).await?;
    let asked = || server.requests().iter().filter(|path| *path == "version.json").count();
    server.forget();
    for _ in 0..3 {
        reload(&browser).await?;
        browser.reader_runs().await?;
    }
    // It asks a while after a page was gone to.
    site.outlast(VERSION_CHECK_DELAY_MS).await?;
    server.quiet().await?;
    assert_eq!(asked(), 1, "{:?}", server.requests());
    server.break_path("version.json", Fault::Instead("application/json", "{\"worker\":\"off\"}".to_owned()));
    // An hour passes, in the worker's account.
    let hour = "(async () => {
        const name = (await caches.keys()).find((name) => name.endsWith(':read'));
        const open = indexedDB.open(name);
        const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
        const change = base.transaction('numbers', 'readwrite');
        change.objectStore('numbers').put(Date.now() - 3_700_000, 'checked');
        await new Promise((done) => { change.oncomplete = done; });
        base.close();
      })()";
    browser.outcome(hour).await?;
    reload(&browser).await?;
    is_gone(&browser, &server).await?;
    browser.close().await
}

/// The worker unregisters itself while the page looks for its registration.
async fn a_worker_that_gives_itself_up_is_not_brought_back(engine: Engine) -> anyhow::Result<()> {
    let (_site, server, browser) = ready(engine).await?;
    server.before_each_page(
        "const { getRegistration } = ServiceWorkerContainer.prototype;
         ServiceWorkerContainer.prototype.getRegistration = async function (...of) {
             // WebKit sometimes finds none.
             const known = await getRegistration.apply(this, of) ?? await this.ready;
             await known.unregister();
             window.gaveUp = true;
             return known;
         };",
    );
    // A fast network answers for the library, so the script is in the page.
    browser.read(&server.address("")).await?;
    browser.wait("the worker to be looked for", "window.gaveUp").await?;
    server.quiet().await?;
    assert_eq!(browser.outcome(WORKERS).await?, json!(0), "it was brought back");
    browser.close().await
}

/// The switch is for when something is broken.
async fn a_worker_whose_account_is_broken_is_turned_off(engine: Engine) -> anyhow::Result<()> {
    let (_site, server, browser) = ready(engine).await?;
    server.break_path("version.json", Fault::Instead("application/json", "{\"worker\":\"off\"}".to_owned()));
    let made_unreadable = "(async () => {
        const name = (await caches.keys()).find((name) => name.endsWith(':read'));
        const open = indexedDB.open(name, 2);
        const base = await new Promise((done, failed) => { open.onsuccess = () => done(open.result); open.onerror = failed; });
        base.close();
      })()";
    browser.outcome(made_unreadable).await?;
    reload(&browser).await?;
    is_gone(&browser, &server).await?;
    browser.close().await
}

async fn a_site_that_never_wanted_one_installs_none(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::new("one", "One", "<p>The one.</p>")], 0)?.own()?;
    site.press_again(&["--no-offline"])?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/one/")).await?;
    // The reader would install one when two looks have found the page idle.
    for _ in 0..2 {
        site.outlast(IDLE_POLL_MS).await?;
    }
    server.quiet().await?;
    assert_eq!(browser.outcome(WORKERS).await?, json!(0));
    assert!(!server.was_asked_for("sw.js"));
    browser.close().await
}
