//! The site without a network: what was read opens, and what cannot be had is said.

mod account;
mod broken_off;
mod kept;
mod off;
mod older;
mod passed_over;
mod updates;

use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_base, at_each_engine};
use serde_json::{Value, json};

at_each_base!(what_was_read_opens_without_a_network);
at_each_engine!(two_sites_of_one_origin_keep_to_themselves, a_slow_network_is_not_waited_for);

/// The text of the article that is shown.
const BODY: &str = "(document.querySelector('.prose')?.innerText ?? '')";

/// Loads the page anew as a person does. Firefox's driver reloads past the worker, as a browser does with the shift key held;
/// there, the address is gone to once more.
pub(crate) async fn reload(browser: &Browser) -> anyhow::Result<()> {
    if browser.engine() == Engine::Firefox {
        let here = browser.text("location.href").await?;
        browser.go(&here).await
    } else {
        browser.reload().await
    }
}

/// Whether the worker of the page's own site answers for it: at first that of a site around it may.
const OWN_WORKER: &str = "navigator.serviceWorker.controller?.scriptURL === \
    new URL(`./${document.documentElement.dataset.root}sw.js`, location.href).href";

/// Waits until the worker has come, and has taken in what came before it.
pub(crate) async fn worker_is_ready(browser: &Browser, server: &Server) -> anyhow::Result<()> {
    browser.wait("its own worker to answer", OWN_WORKER).await?;
    server.quiet().await
}

/// Runs a script of one promise in the page, and gives what it comes to.
async fn outcome(browser: &Browser, promise: &str) -> anyhow::Result<Value> {
    browser
        .value(&format!(
            "(window.outcome = undefined, ({promise}).then((value) => {{ window.outcome = {{ value: value ?? null }}; }}, \
             (error) => {{ window.outcome = {{ error: String(error) }}; }}), null)"
        ))
        .await?;
    browser.wait("a promise to be kept", "window.outcome").await?;
    let outcome = browser.value("window.outcome").await?;
    anyhow::ensure!(outcome.get("error").is_none(), "{promise}: {outcome}");
    Ok(outcome["value"].clone())
}

/// Waits until a script of one promise comes to `expected`.
async fn comes_to(browser: &Browser, promise: &str, expected: &Value) -> anyhow::Result<()> {
    let mut last = Value::Null;
    for _ in 0..60 {
        last = outcome(browser, promise).await?;
        if last == *expected {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
    anyhow::bail!("{promise} comes to {last}, not to {expected}")
}

/// The names of the caches, sorted; of the shell's without its version.
const CACHES: &str = "caches.keys().then((names) => names.map((name) => name.replace(/shell-.*/, 'shell')).sort())";

/// Sends the worker a message and waits for its answer.
async fn tell(browser: &Browser, message: &Value) -> anyhow::Result<()> {
    let told = format!(
        "new Promise((done) => {{ const channel = new MessageChannel(); channel.port1.onmessage = ({{ data }}) => done(data); \
         navigator.serviceWorker.controller.postMessage({message}, [channel.port2]); }})"
    );
    assert_eq!(outcome(browser, &told).await?, json!({ "done": true }), "{message}");
    Ok(())
}

async fn what_was_read_opens_without_a_network(engine: Engine, base: &str) -> anyhow::Result<()> {
    let mut posts = Post::many(30);
    posts.push(Post::scroll("scroll", 3));
    let site = Site::of(&posts, 3)?;
    let server = Server::with_workers(&[(site.folder(), base)])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    worker_is_ready(&browser, &server).await?;
    server.cut();
    reload(&browser).await?;
    browser.reader_runs().await?;
    browser.holds("the text is there", &format!("{BODY}.includes('What stretch 3 showed.')")).await?;
    browser.wait("its first picture", "document.querySelector('.prose img')?.naturalWidth > 0").await?;
    // The list too, which the reader asked for before anybody saw it.
    browser.read(&server.address("")).await?;
    browser.wait("the rows", "document.querySelectorAll('.row').length >= 20").await?;
    browser.wait("that there is no network is told", "document.querySelector('.offline-mark').textContent").await?;
    // An article that was never opened, by its address and by its row.
    browser.read(&server.address("a/post-007/")).await?;
    let here = browser.text("location.href").await?;
    assert_eq!(here, server.address("saved/?missing=a%2Fpost-007%2F"));
    for page in ["saved/", "settings/", "read/?id=none"] {
        browser.read(&server.address(page)).await?;
        assert_eq!(browser.text("location.href").await?, server.address(page));
    }
    // As somebody types it, or has noted it; the host, which would add what is missing, is not there.
    for (asked, shown) in [("a/scroll", "a/scroll/"), ("settings", "settings/"), ("read?id=none", "read/?id=none")] {
        browser.read(&server.address(asked)).await?;
        assert_eq!(browser.text("location.href").await?, server.address(shown));
    }
    server.mend().await?;
    browser.read(&server.address("a/post-007/")).await?;
    browser.holds("it is there again", &format!("{BODY}.includes('post 7')")).await?;
    browser.wait("nothing is told any more", "!document.querySelector('.offline-mark').textContent").await?;
    if engine == Engine::Chromium {
        let complaints = browser.complaints().await?;
        // What the browser itself says of requests that nobody answered.
        let ours: Vec<_> = complaints.iter().filter(|text| !text.contains("ERR_")).collect();
        assert!(ours.is_empty(), "{ours:#?}");
    }
    browser.close().await
}

async fn two_sites_of_one_origin_keep_to_themselves(engine: Engine) -> anyhow::Result<()> {
    let outer = Site::of(&[Post::new("one", "One", "<p>Of the outer site.</p>")], 0)?;
    let inner = Site::of(&[Post::new("one", "One", "<p>Of the inner site.</p>")], 0)?;
    let server = Server::with_workers(&[(outer.folder(), "/"), (inner.folder(), "/repo/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    for path in ["a/one/", "repo/a/one/"] {
        browser.read(&server.address(path)).await?;
        worker_is_ready(&browser, &server).await?;
    }
    let name = |root: &str, cache: &str| format!("handscroll:{}:{cache}", server.address(root));
    let of = |root: &str| ["feeds", "read", "shell"].map(|cache| name(root, cache));
    let mut all = [of(""), of("repo/")].concat();
    all.sort();
    assert_eq!(outcome(&browser, CACHES).await?, json!(all));
    // What the inner site lets go of, the outer one keeps.
    tell(&browser, &json!({ "type": "clear-read" })).await?;
    all.retain(|cache| *cache != name("repo/", "read"));
    assert_eq!(outcome(&browser, CACHES).await?, json!(all));
    server.cut();
    browser.read(&server.address("a/one/")).await?;
    browser.holds("the outer article", &format!("{BODY}.includes('outer')")).await?;
    browser.read(&server.address("repo/a/one/")).await?;
    assert_eq!(browser.text("location.href").await?, server.address("repo/saved/?missing=a%2Fone%2F"));
    browser.close().await
}

/// A line that is there and brings nothing is the worst of all.
async fn a_slow_network_is_not_waited_for(engine: Engine) -> anyhow::Result<()> {
    let site = Site::in_real_time(&Post::many(3))?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    worker_is_ready(&browser, &server).await?;
    server.break_path("", Fault::Silent);
    let since = std::time::Instant::now();
    browser.read(&server.address("")).await?;
    browser.holds("the rows are there", "document.querySelectorAll('.row').length === 3").await?;
    let waited = since.elapsed().as_secs_f64();
    assert!((3.0..12.0).contains(&waited), "{waited} s");
    // A page of the host's own in the place of a file is none of the site's.
    server.heal("");
    let front = "<!doctype html><title>Front</title>".to_owned();
    server.break_path("feed.json", Fault::Instead("text/html", front));
    let items = "fetch('feed.json').then((answer) => answer.json()).then(({ items }) => items.length)";
    assert_eq!(outcome(&browser, items).await?, json!(3));
    browser.close().await
}
