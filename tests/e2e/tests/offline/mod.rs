//! The site without a network: what was read opens, and what cannot be had is said.

mod account;
mod broken_off;
mod kept;
mod off;
mod older;
mod passed_over;
mod updates;

use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_base, at_each_engine};
use serde_json::json;

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

/// Whether the worker of the page's own site answers for it: at first that of a site around it may. And whether it has taken in
/// what came before it did: the feed, the list, the article, and the site's pictures that the page has loaded.
const IS_READY: &str = "(async () => {
    const root = new URL(`./${document.documentElement.dataset.root}`, location.href).href;
    if (navigator.serviceWorker.controller?.scriptURL !== `${root}sw.js`) return false;
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    const pictures = loaded.filter((name) => name.startsWith(`${root}images/`));
    const page = location.href.split(/[?#]/)[0];
    const kept = await Promise.all([`${root}feed.json`, root, page, ...pictures].map((address) => caches.match(address)));
    return kept.every(Boolean);
  })()";

/// Waits until the worker has come, and has taken in what came before it.
pub(crate) async fn worker_is_ready(browser: &Browser) -> anyhow::Result<()> {
    browser.comes_to(IS_READY, &json!(true)).await
}

/// Waits until the page that is shown is kept.
async fn page_is_kept(browser: &Browser) -> anyhow::Result<()> {
    browser.comes_to("caches.match(location.href).then(Boolean)", &json!(true)).await
}

/// Waits until the page that is shown is kept with these words in it.
async fn page_is_kept_with(browser: &Browser, words: &str) -> anyhow::Result<()> {
    let has_words = format!(
        "caches.match(location.href).then((page) => page?.text()).then((text) => Boolean(text?.includes({})))",
        json!(words)
    );
    browser.comes_to(&has_words, &json!(true)).await
}

/// Waits until what is kept of a page of the manifest is what the site has, and until the worker goes by it.
pub(crate) async fn feed_is_kept(browser: &Browser, server: &Server, site: &Site, path: &str) -> anyhow::Result<()> {
    let address = json!(server.address(path));
    let text = format!("caches.match({address}).then((feed) => feed?.text())");
    browser.comes_to(&text, &json!(site.text(path)?)).await?;
    // It reads what it keeps anew a moment after that was put, and it answers this after both.
    tell(browser, &json!({ "type": "keep", "addresses": [server.address(path)] })).await
}

/// The names of the caches, sorted; of the shell's without its version.
const CACHES: &str = "caches.keys().then((names) => names.map((name) => name.replace(/shell-.*/, 'shell')).sort())";

/// Sends the worker a message and waits for its answer.
async fn tell(browser: &Browser, message: &serde_json::Value) -> anyhow::Result<()> {
    let told = format!(
        "new Promise((done) => {{ const channel = new MessageChannel(); channel.port1.onmessage = ({{ data }}) => done(data); \
         navigator.serviceWorker.controller.postMessage({message}, [channel.port2]); }})"
    );
    assert_eq!(browser.outcome(&told).await?, json!({ "done": true }), "{message}");
    Ok(())
}

async fn what_was_read_opens_without_a_network(engine: Engine, base: &str) -> anyhow::Result<()> {
    let mut posts = Post::many(30);
    posts.push(Post::scroll("scroll", 3));
    let site = Site::of(&posts, 3)?;
    let server = Server::with_workers(&[(site.folder(), base)])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    worker_is_ready(&browser).await?;
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
        worker_is_ready(&browser).await?;
    }
    let name = |root: &str, cache: &str| format!("handscroll:{}:{cache}", server.address(root));
    let of = |root: &str| ["feeds", "read", "shell"].map(|cache| name(root, cache));
    let mut all = [of(""), of("repo/")].concat();
    all.sort();
    assert_eq!(browser.outcome(CACHES).await?, json!(all));
    // What the inner site lets go of, the outer one keeps.
    tell(&browser, &json!({ "type": "clear-read" })).await?;
    all.retain(|cache| *cache != name("repo/", "read"));
    assert_eq!(browser.outcome(CACHES).await?, json!(all));
    server.cut();
    browser.read(&server.address("a/one/")).await?;
    browser.holds("the outer article", &format!("{BODY}.includes('outer')")).await?;
    browser.read(&server.address("repo/a/one/")).await?;
    assert_eq!(browser.text("location.href").await?, server.address("repo/saved/?missing=a%2Fone%2F"));
    browser.close().await
}

/// A line that is there and brings nothing is the worst of all.
async fn a_slow_network_is_not_waited_for(engine: Engine) -> anyhow::Result<()> {
    let site = Site::in_real_time(&Post::many(3), &[])?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    worker_is_ready(&browser).await?;
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
    assert_eq!(browser.outcome(items).await?, json!(3));
    browser.close().await
}
