//! The times of the service worker. The site's worker begins with the clock, and a page passes time in it by messages.

use anyhow::ensure;
use e2e::{Browser, Engine, Fault, Server, at_each_engine};
use serde_json::{Value, json};

use super::{CLOCK, LOOK, Rows, start_with_worker};

at_each_engine!(the_worker_waits);

/// Answers a page's messages to the worker's clock.
const ANSWER: &str = "addEventListener('message', ({ data, ports }) => {
    if (data?.clock) ports[0].postMessage(clock[data.clock](data.ms) ?? null);
});";

/// Calls a function of the worker's clock.
async fn clock(browser: &Browser, function: &str, ms: u64) -> anyhow::Result<Value> {
    let message = json!({ "clock": function, "ms": ms });
    let asked = format!(
        "new Promise((done) => {{ const channel = new MessageChannel(); channel.port1.onmessage = ({{ data }}) => done(data);
         navigator.serviceWorker.controller.postMessage({message}, [channel.port2]); }})"
    );
    browser.outcome(&asked).await
}

/// Waits until the worker has a timer of exactly `ms` milliseconds, and passes that time.
async fn pass(browser: &Browser, ms: u64) -> anyhow::Result<()> {
    for _ in 0..200 {
        if clock(browser, "pass", ms).await? != json!(0) {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
    anyhow::bail!("the worker has no timer of {ms} ms, but of {}", clock(browser, "held", 0).await?)
}

/// Goes to a page, and passes the delay after which the worker checks the version if a check is due.
async fn navigate(browser: &Browser, server: &Server, path: &str, delay: u64) -> anyhow::Result<()> {
    browser.read(&server.address(path)).await?;
    server.quiet().await?;
    pass(browser, delay).await?;
    server.quiet().await
}

/// Reads from the worker's database when the article was last used.
const USED: &str = "(async () => {
    const open = (request) => new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const root = navigator.serviceWorker.controller.scriptURL.replace(/sw\\.js$/, '');
    const database = await open(indexedDB.open(`handscroll:${root}:read`));
    const entry = await open(database.transaction('entries').objectStore('entries').get(`${root}a/post-001/`));
    database.close();
    return entry?.used ?? null;
  })()";

/// Keeps the worker's database busy with a transaction that does not end.
const HOLD: &str = "(async () => {
    const root = navigator.serviceWorker.controller.scriptURL.replace(/sw\\.js$/, '');
    const request = indexedDB.open(`handscroll:${root}:read`);
    const database = await new Promise((done) => { request.onsuccess = () => done(request.result); });
    const store = database.transaction('numbers', 'readwrite').objectStore('numbers');
    const hold = () => { store.get('none').onsuccess = hold; };
    hold();
  })()";

async fn the_worker_waits(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("worker::the_worker_waits");
    let (_site, server, browser) = start_with_worker(engine, "sw.js", &format!("{CLOCK}\n{ANSWER}")).await?;
    browser.read(&server.address("a/post-001/")).await?;
    browser.wait("the worker to answer", "navigator.serviceWorker.controller").await?;
    browser.comes_to("caches.match(location.href).then(Boolean)", &json!(true)).await?;
    server.quiet().await?;

    // The worker fetched each file of the shell with the limit.
    let limit = rows.ms("SHELL_FILE_LIMIT_MS")?;
    let files = clock(&browser, "waits", limit).await?.as_u64().unwrap_or_default();
    ensure!(files >= 5, "{files} files of the shell have a limit of {limit} ms");
    pass(&browser, limit).await?;

    // The cached article is used again, and the cached list has its largest age.
    let age = rows.ms("FEED_MAX_AGE_MS")?;
    let delay = rows.ms("VERSION_CHECK_DELAY_MS")?;
    server.forget();
    let used = browser.outcome(USED).await?;
    clock(&browser, "ahead", age - 1).await?;
    browser.read(&server.address("a/post-001/")).await?;
    server.quiet().await?;
    ensure!(!server.was_asked_for("feed.json"), "the list was fetched too soon");
    ensure!(!used.is_null() && browser.outcome(USED).await? == used, "its use was noted at once");
    pass(&browser, rows.ms("READ_USE_WRITE_DELAY_MS")?).await?;
    browser.comes_to(USED, &json!(used.as_u64().unwrap_or_default() + age - 1)).await?;

    // The version check comes after the page, and the clean-up of the read cache after the check.
    ensure!(!server.was_asked_for("version.json"), "the version was checked at once");
    let stray = "new URL('/images/00000000000000aa.webp', location.href)";
    let put = format!(
        "caches.keys().then((names) => caches.open(names.find((name) => name.endsWith(':read'))))
           .then((cache) => cache.put({stray}, new Response('stray')))"
    );
    browser.outcome(&put).await?;
    let is_stray = format!("caches.match({stray}).then(Boolean)");
    pass(&browser, delay).await?;
    server.wait("the version to be asked for", |server| server.was_asked_for("version.json")).await?;
    server.quiet().await?;
    ensure!(browser.outcome(&is_stray).await? == json!(true), "the read cache was cleaned up at once");
    pass(&browser, rows.ms("READ_SWEEP_DELAY_MS")?).await?;
    browser.comes_to(&is_stray, &json!(false)).await?;

    clock(&browser, "ahead", 1).await?;
    navigate(&browser, &server, "a/post-001/", delay).await?;
    ensure!(server.times_asked_for("feed.json") == 1, "the list is old: {:?}", server.requests());

    // The last check was a millisecond ago.
    let interval = rows.ms("VERSION_CHECK_INTERVAL_MS")?;
    clock(&browser, "ahead", interval - 1).await?;
    navigate(&browser, &server, "a/post-001/", delay).await?;
    ensure!(server.times_asked_for("version.json") == 1, "the version was checked too soon");
    server.break_path("version.json", Fault::Silent);
    clock(&browser, "ahead", 1).await?;
    navigate(&browser, &server, "a/post-001/", delay).await?;
    ensure!(server.times_asked_for("version.json") == 2, "the version was not checked: {:?}", server.requests());
    pass(&browser, limit).await?;
    server.wait("it to be given up", |server| server.abandoned().iter().any(|path| path == "version.json")).await?;
    server.heal("version.json");

    // The database does not answer, and the worker goes by its memory.
    clock(&browser, "ahead", interval + 1).await?;
    browser.read(&server.address("a/post-001/")).await?;
    server.quiet().await?;
    browser.outcome(HOLD).await?;
    pass(&browser, delay).await?;
    server.quiet().await?;
    ensure!(server.times_asked_for("version.json") == 2, "the worker did not wait for the database");
    pass(&browser, rows.ms("VERSION_CHECK_READ_LIMIT_MS")?).await?;
    server.wait("the version to be asked for", |server| server.times_asked_for("version.json") == 3).await?;
    rows.end()?;
    browser.close().await
}
