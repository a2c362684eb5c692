//! What the worker keeps of what was read: as much as it may, and what the site still has.

use anyhow::Context as _;
use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use serde_json::{Value, json};

use super::{BODY, feed_is_kept, page_is_kept, page_is_kept_with, reload, tell, worker_is_ready};

at_each_engine!(
    the_least_lately_read_goes_first,
    a_corrected_article_is_shown_once_the_feed_says_so,
    what_was_taken_down_is_not_shown_any_more,
    parts_and_stand_ins_are_answered,
    what_comes_while_the_worker_does_is_kept,
);

/// What the cache of what was read holds: the paths of the articles, and the bytes of all.
const READ: &str = "(async () => {
    const cache = await caches.open((await caches.keys()).find((name) => name.endsWith(':read')) ?? 'none');
    const articles = [];
    let bytes = 0;
    for (const request of await cache.keys()) {
      if (request.url.includes('/a/')) articles.push(request.url.split('/a/')[1]);
      bytes += (await (await cache.match(request)).arrayBuffer()).byteLength;
    }
    return { articles: articles.sort(), bytes };
  })()";

/// When the page that is shown was read last, as the worker's account has it.
const USED: &str = "(async () => {
    const opening = indexedDB.open((await caches.keys()).find((name) => name.endsWith(':read')));
    const base = await new Promise((done, failed) => { opening.onsuccess = () => done(opening.result); opening.onerror = failed; });
    const request = base.transaction('entries').objectStore('entries').get(location.href);
    await new Promise((done, failed) => { request.onsuccess = done; request.onerror = failed; });
    base.close();
    return request.result.used;
  })()";

async fn the_least_lately_read_goes_first(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(9), 0)?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    worker_is_ready(&browser).await?;
    let page_bytes = site.text("a/post-001/index.html")?.len();
    let limit = page_bytes * 4 + page_bytes / 2;
    tell(&browser, &json!({ "type": "limit", "bytes": limit })).await?;
    let open = async |number: usize| {
        browser.read(&server.address(&format!("a/post-00{number}/"))).await?;
        page_is_kept(&browser).await?;
        let read = browser.outcome(READ).await?;
        let bytes = read["bytes"].as_u64().unwrap_or(u64::MAX);
        assert!(bytes <= limit as u64, "{bytes} of {limit}");
        Ok::<Value, anyhow::Error>(read["articles"].clone())
    };
    for number in 1..=4 {
        open(number).await?;
    }
    let since = browser.number("Date.now()").await?;
    assert_eq!(open(1).await?, json!(["post-001/", "post-002/", "post-003/", "post-004/"]));
    // That the first was read again is noted a while later.
    browser.comes_to(&format!("{USED}.then((used) => used >= {since})"), &json!(true)).await?;
    open(5).await?;
    assert_eq!(open(6).await?, json!(["post-001/", "post-004/", "post-005/", "post-006/"]));
    server.cut();
    browser.read(&server.address("a/post-006/")).await?;
    browser.holds("the last", &format!("{BODY}.includes('post 6')")).await?;
    browser.read(&server.address("a/post-002/")).await?;
    assert_eq!(browser.text("location.href").await?, server.address("saved/?missing=a%2Fpost-002%2F"));
    tell(&browser, &json!({ "type": "limit", "bytes": 0 })).await?;
    assert_eq!(browser.outcome(READ).await?["articles"], json!([]));
    browser.close().await
}

async fn a_corrected_article_is_shown_once_the_feed_says_so(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::new("one", "One", "<p>With a mistake.</p>")], 0)?.own()?;
    let server = Server::with_workers(&[(site.folder(), "/sub/path/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/one/")).await?;
    worker_is_ready(&browser).await?;
    site.write(&Post::new("one", "One", "<p>Without one.</p>"))?;
    site.press_again(&[])?;
    server.forget();
    reload(&browser).await?;
    browser.reader_runs().await?;
    browser.holds("what is kept is shown at once", &format!("{BODY}.includes('With a mistake.')")).await?;
    assert!(!server.was_asked_for("a/one/"), "{:?}", server.requests());
    // Whoever asks for the feed learns of it; so does the worker.
    browser.outcome("fetch('../../feed.json').then((answer) => answer.text())").await?;
    feed_is_kept(&browser, &server, &site, "feed.json").await?;
    reload(&browser).await?;
    browser.reader_runs().await?;
    browser.holds("the corrected text", &format!("{BODY}.includes('Without one.')")).await?;
    page_is_kept_with(&browser, "Without one.").await?;
    server.cut();
    reload(&browser).await?;
    browser.reader_runs().await?;
    browser.holds("it is kept, too", &format!("{BODY}.includes('Without one.')")).await?;
    browser.close().await
}

async fn what_was_taken_down_is_not_shown_any_more(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(3), 0)?.own()?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/post-002/")).await?;
    worker_is_ready(&browser).await?;
    // Saved by the reader, and merely read.
    let save = "(async () => {
        const prefix = (await caches.keys()).find((name) => name.endsWith(':read')).replace(/read$/, '');
        const page = await (await caches.open(`${prefix}read`)).match(location.href);
        await (await caches.open(`${prefix}saved`)).put(location.href, page);
      })()";
    browser.outcome(save).await?;
    browser.read(&server.address("a/post-001/")).await?;
    page_is_kept(&browser).await?;
    for slug in ["post-001", "post-002"] {
        std::fs::remove_dir_all(site.folder().join(format!("a/{slug}")))?;
    }
    browser.outcome("(async () => { for (const name of await caches.keys()) if (name.endsWith(':feeds')) await caches.delete(name); })()",
    )
    .await?;
    // A worker that starts anew has forgotten what the feeds said; this one is made to.
    let feed = site.text("feed.json")?.replace("a/post-00", "a/gone-00");
    site.overwrite("feed.json", &feed)?;
    browser.outcome("fetch('../../feed.json').then((answer) => answer.text())").await?;
    feed_is_kept(&browser, &server, &site, "feed.json").await?;
    browser.go(&server.address("a/post-001/")).await?;
    browser
        .wait("the host's own answer", "document.querySelector('.status__title') && !document.querySelector('.prose')")
        .await?;
    browser.comes_to("caches.match(location.href).then((kept) => !kept)", &json!(true)).await?;
    browser.read(&server.address("a/post-002/")).await?;
    browser.holds("what was saved is there", &format!("{BODY}.includes('post 2')")).await?;
    browser.comes_to(&format!("{READ}.then(({{ articles }}) => articles)"), &json!([])).await?;
    browser.close().await
}

/// Ranges of what is kept, and the names of narrow strips that stand for wide ones.
async fn parts_and_stand_ins_are_answered(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::scroll("scroll", 1)], 1)?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    worker_is_ready(&browser).await?;
    server.cut();
    let picture = "document.querySelector('.prose img').src";
    let check = async |range: &str, expected: Value| {
        let part = format!(
            "Promise.all([fetch({picture}).then((answer) => answer.arrayBuffer()), fetch({picture}, {{ headers: {{ range: '{range}' }} }})])
               .then(async ([whole, part]) => [part.status, part.headers.get('content-range')?.replace(String(whole.byteLength), 'all'),
                 (await part.arrayBuffer()).byteLength])"
        );
        assert_eq!(browser.outcome(&part).await?, expected, "{range}");
        Ok::<(), anyhow::Error>(())
    };
    check("bytes=0-9", json!([206, "bytes 0-9/all", 10])).await?;
    check("bytes=5-5", json!([206, "bytes 5-5/all", 1])).await?;
    check("bytes=99999999-", json!([416, "bytes */all", 0])).await?;
    let size = browser
        .outcome(&format!("fetch({picture}).then((answer) => answer.blob()).then(({{ size }}) => size)"))
        .await?;
    let size = size.as_u64().unwrap_or_default();
    check("bytes=-7", json!([206, format!("bytes {}-{}/all", size - 7, size - 1), 7])).await?;
    check("bytes=-99999999", json!([206, format!("bytes 0-{}/all", size - 1), size])).await?;
    let stand_in = format!(
        "(async () => {{
           const name = (await caches.keys()).find((name) => name.endsWith(':read')).replace(/read$/, 'saved');
           const saved = await caches.open(name);
           const there = new URL({picture}).pathname.slice(1);
           await saved.put({picture}, await fetch({picture}));
           const narrow = new URL('/images/00000000000000aa.webp', location.href);
           await saved.put(narrow, new Response(null, {{ headers: {{ 'x-handscroll-same': there }} }}));
           const bytes = async (address) => [...new Uint8Array(await (await fetch(address)).arrayBuffer())].join();
           return await bytes(narrow) === await bytes({picture});
         }})()"
    );
    assert_eq!(browser.outcome(&stand_in).await?, json!(true));
    browser.close().await
}

/// On a slow line the program takes seconds to be kept, and one reads on meanwhile: a picture that was asked for before the worker
/// answered, and came after, has passed by both.
async fn what_comes_while_the_worker_does_is_kept(engine: Engine) -> anyhow::Result<()> {
    let pictures = 12;
    let site = Site::of(&[Post::scroll("scroll", pictures)], pictures)?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    server.break_path("saved/", Fault::Silent);
    browser.read(&server.address("a/scroll/")).await?;
    server.wait("the worker to ask for the program", |server| server.was_asked_for("saved/")).await?;
    let page = site.text("a/scroll/index.html")?;
    let (_, last) = page.rsplit_once("data-from=\"../../").context("the article has no picture")?;
    let name = last.split('"').next().unwrap_or_default();
    server.break_path(name, Fault::Silent);
    browser.value("(scrollTo(0, document.body.scrollHeight), null)").await?;
    server.wait("the picture to be asked for", |server| server.was_asked_for(name)).await?;
    server.heal("saved/");
    worker_is_ready(&browser).await?;
    server.heal(name);
    let kept = format!("caches.match(new URL('../../{name}', location.href)).then(Boolean)");
    browser.comes_to(&kept, &json!(true)).await?;
    browser.close().await
}
