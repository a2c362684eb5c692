//! A version that came and went while nobody agreed to it: the one that runs is what is kept behind the next.

use e2e::{Browser, Engine, Screen, Server, at_each_engine};
use serde_json::json;

use super::reload;
use super::updates::{OFFER, VERSION, read_twice, shells, site};

at_each_engine!(an_open_tab_keeps_its_version_when_one_was_passed_over);

async fn an_open_tab_keeps_its_version_when_one_was_passed_over(engine: Engine) -> anyhow::Result<()> {
    let site = site()?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    // Neither does the browser help a tab to what the host has no more.
    server.forbid_keeping();
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    read_twice(&browser, &server).await?;
    site.press_version("second", site.folder())?;
    reload(&browser).await?;
    browser.reader_runs().await?;
    browser.wait("the second version to be offered", &format!("document.querySelector('{OFFER}')")).await?;
    let program = "['src', 'dataset.glue'].map((name) => name.split('.').reduce((of, key) => of[key], \
                   document.querySelector('script[data-wasm]'))).map((address) => new URL(address, location.href).href)";
    let status = format!(
        "Promise.all({program}.map((address) => fetch(address, {{ cache: 'no-cache' }}).then(({{ status }}) => status)))"
    );
    for version in ["third", "fourth"] {
        site.press_version(version, site.folder())?;
        // Three shells: the version that runs, the one that waits, and the one passed over. WebKit sometimes refuses `update`, so
        // each look asks again.
        let waits = format!(
            "navigator.serviceWorker.ready.then(async (ours) => {{
               const hasLooked = await ours.update().then(() => true, () => false);
               return hasLooked && !ours.installing && Boolean(ours.waiting) && await {} === 3; }})",
            shells()
        );
        browser.comes_to(&waits, &json!(true)).await?;
    }
    let old = browser.value(program).await?;
    for address in old.as_array().into_iter().flatten() {
        let path = address.as_str().unwrap_or_default().replace(&server.address(""), "");
        assert!(path.starts_with("assets/") && !site.folder().join(&path).exists(), "{path}");
    }
    let taken_over = "navigator.serviceWorker.ready.then(async ({ waiting }) => {
        const changed = new Promise((done) => { navigator.serviceWorker.oncontrollerchange = done; });
        waiting.postMessage({ type: 'take-over' });
        await changed;
      })";
    browser.outcome(taken_over).await?;
    assert_eq!(browser.text(VERSION).await?, "first", "the tab goes on");
    assert_eq!(browser.outcome(&status).await?, json!([200, 200]), "{old}");
    // A tab may be told before the new version has put its house in order.
    browser.comes_to(&shells(), &json!(2)).await?;
    reload(&browser).await?;
    browser.reader_runs().await?;
    assert_eq!(browser.text(VERSION).await?, "fourth");
    browser.close().await
}
