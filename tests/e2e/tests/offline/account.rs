//! The worker's account of what was merely read: how much may be kept, and that account and files agree.

use std::fs::File;

use e2e::{Browser, Engine, Post, Screen, Server, Site, at_each_engine};
use serde_json::{Value, json};

use super::{BODY, reload, tell, worker_is_ready};

at_each_engine!(no_more_is_kept_than_a_share_of_the_quota, files_and_account_agree);

/// Files of nothing but zeros, by the hash that is their name.
const ZEROS: [(u64, &str); 4] = [
    (1_000_000, "d29751f2649b32ff"),
    (1_000_001, "d100b2cca5c3f096"),
    (50_000_000, "ab46920a3bcd0891"),
    (50_000_001, "5e16b61d477710b9"),
];

/// No file that would be more than a quarter of all is kept: of a fifth of the quota, and of 200 MB at most.
async fn no_more_is_kept_than_a_share_of_the_quota(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::new("one", "One", "<p>The one.</p>")], 0)?.own()?;
    let other = tempfile::tempdir()?;
    let quotas = [(site.folder(), 20_000_000), (other.path(), 10_000_000_000_u64)];
    for (folder, quota) in quotas {
        // What a browser says of it is not always what it goes by.
        let estimate = format!("{{ estimate: async () => ({{ quota: {quota} }}) }}");
        let says = format!("\nObject.defineProperty(navigator, 'storage', {{ value: {estimate} }});\n");
        site.press_changed(folder, |name, text| (name == "sw-read.js").then(|| format!("{text}{says}")))?;
        for (bytes, hash) in ZEROS {
            File::create(folder.join(format!("images/{hash}.bin")))?.set_len(bytes)?;
        }
    }
    let server = Server::with_workers(&[(site.folder(), "/"), (other.path(), "/large/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    for (root, [fits, larger]) in [("", [ZEROS[0], ZEROS[1]]), ("large/", [ZEROS[2], ZEROS[3]])] {
        browser.read(&server.address(root)).await?;
        worker_is_ready(&browser).await?;
        for (bytes, hash) in [larger, fits] {
            let file = format!("new URL('images/{hash}.bin', location.href)");
            let fetched = format!("fetch({file}).then((answer) => answer.blob()).then(({{ size }}) => size)");
            assert_eq!(browser.outcome(&fetched).await?, json!(bytes));
            // Its answer is the end of what it does to keep the file.
            let address = server.address(&format!("{root}images/{hash}.bin"));
            tell(&browser, &json!({ "type": "keep", "addresses": [address] })).await?;
            let kept = format!("caches.match({file}).then(Boolean)");
            browser.comes_to(&kept, &json!(hash == fits.1)).await?;
        }
    }
    browser.close().await
}

/// The addresses of the files that are kept, and of those that the account has.
const BOTH: &str = "(async () => {
    const name = (await caches.keys()).find((name) => name.endsWith(':read')) ?? 'none';
    const files = (await (await caches.open(name)).keys()).map(({ url }) => url).sort();
    const open = indexedDB.open(name.replace('none', `handscroll:${location.origin}/:read`));
    const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
    const all = base.transaction('entries').objectStore('entries').getAllKeys();
    await new Promise((done) => { all.onsuccess = done; });
    base.close();
    if (name === 'none') await caches.delete('none');
    return [files, all.result.sort()];
  })()";

async fn files_and_account_agree(engine: Engine) -> anyhow::Result<()> {
    let pictures = 8;
    let site = Site::of(&[Post::scroll("scroll", pictures)], pictures)?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    worker_is_ready(&browser).await?;
    // A file that the account knows nothing of, and one that it has and that is not there: a worker was ended between the two.
    let torn = "(async () => {
        const name = (await caches.keys()).find((name) => name.endsWith(':read'));
        await (await caches.open(name)).put('/images/00000000000000aa.webp', new Response('lost'));
        const open = indexedDB.open(name);
        const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
        const change = base.transaction('entries', 'readwrite');
        change.objectStore('entries').put({ url: `${location.origin}/images/00000000000000bb.webp`, bytes: 9, used: 1 });
        await new Promise((done) => { change.oncomplete = done; });
        base.close();
      })()";
    browser.outcome(torn).await?;
    reload(&browser).await?;
    browser.reader_runs().await?;
    browser.holds("the article", &format!("{BODY}.includes('What stretch 8 showed.')")).await?;
    let agree = format!("{BOTH}.then(([files, noted]) => files.length > 0 && files.join() === noted.join())");
    browser.comes_to(&agree, &json!(true)).await?;
    let both = browser.outcome(BOTH).await?;
    assert!(holds_article(&both), "{both}");
    // Somebody lets go of all that was read while some of it still comes.
    let clearing = "(async () => {
        const clear = () => new Promise((done) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = done;
          navigator.serviceWorker.controller.postMessage({ type: 'clear-read' }, [channel.port2]);
        });
        const strips = [...new Set((await (await fetch(location.href)).text()).match(/images\\/[0-9a-f]{16}\\.\\w+/g))];
        for (let round = 0; round < 12; round += 1) {
          const coming = strips.map((path) => fetch(`/${path}`).then((answer) => answer.blob()));
          await new Promise((done) => { setTimeout(done, round * 4); });
          await Promise.all([clear(), ...coming]);
        }
        return strips.length;
      })()";
    assert!(browser.outcome(clearing).await?.as_u64() >= Some(u64::from(pictures)));
    // Nothing more comes. What the worker still puts then takes no time that could be waited for.
    server.quiet().await?;
    let agree = format!("{BOTH}.then(([files, noted]) => files.join() === noted.join())");
    browser.comes_to(&agree, &json!(true)).await?;
    browser.close().await
}

fn holds_article(both: &Value) -> bool {
    both[0]
        .as_array()
        .is_some_and(|files| files.iter().any(|file| file.as_str().is_some_and(|url| url.ends_with("/a/scroll/"))))
}
