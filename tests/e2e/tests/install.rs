//! A site as an app: what a browser thinks of its manifest, and what its settings say of installing it.

use std::time::Duration;

use anyhow::Context as _;
use e2e::{Browser, Engine, Manner, Post, Screen, Server, Site, at_each_base, at_each_engine};
use serde_json::{Value, json};

at_each_base!(a_browser_finds_nothing_amiss_in_the_manifest);
at_each_engine!(the_settings_say_how_to_install);

async fn a_browser_finds_nothing_amiss_in_the_manifest(engine: Engine, base: &str) -> anyhow::Result<()> {
    let site = Site::of(&[Post::new("post", "A post", "<p>Words.</p>")], 0)?;
    let server = Server::start(site.folder(), base).await?;
    let browser = Browser::open_as(engine, Screen::Phone, Manner::Fresh).await?;
    for page in ["", "a/post/", "settings/"] {
        browser.go(&server.address(page)).await?;
        let manifest = browser.command("Page.getAppManifest", json!({})).await?;
        assert_eq!(manifest["errors"], json!([]), "{page:?}");
        assert_eq!(manifest["url"], server.address("site.webmanifest"), "{page:?}");
        // It goes by the address of its root, so that two sites of one origin are two apps.
        let id = judged(&browser, "Page.getAppId", "appId", |id| !id.is_null()).await?;
        assert_eq!(id, server.address(""), "{page:?}");
        let is_of_page = |errors: &Value| errors[0]["errorId"] != "manifest-location-changed";
        let errors = judged(&browser, "Page.getInstallabilityErrors", "installabilityErrors", is_of_page).await?;
        assert_eq!(errors, json!([]), "{page:?}");
        let manifest: Value = serde_json::from_str(manifest["data"].as_str().context("a manifest")?)?;
        assert_eq!(manifest["name"], "Made for a test");
    }
    browser.close().await
}

/// Asks until the browser has judged the current page. Until then it answers nothing, or reports on the page before.
async fn judged(
    browser: &Browser,
    command: &str,
    key: &str,
    is_of_page: impl Fn(&Value) -> bool,
) -> anyhow::Result<Value> {
    let mut judgement = Value::Null;
    for _ in 0..100 {
        judgement = browser.command(command, json!({})).await?[key].take();
        if is_of_page(&judgement) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(judgement)
}

async fn the_settings_say_how_to_install(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::new("post", "A post", "<p>Words.</p>")], 0)?;
    let server = Server::start(site.folder(), "/sub/").await?;
    let browser = Browser::open_as(engine, Screen::Phone, Manner::Fresh).await?;
    browser.read(&server.address("settings/")).await?;
    let text = browser.text("document.querySelector('.install__text').textContent").await?;
    if engine == Engine::Chromium {
        // The offer came while the page was loaded, ahead of the reader.
        browser.holds("the offer is taken", "window.handscrollOffer instanceof BeforeInstallPromptEvent").await?;
        assert!(text.starts_with("As an app"), "{text}");
        browser.click(".install button").await?;
        browser.wait("the offer to be used", "!window.handscrollOffer").await?;
    } else {
        assert!(text.contains("menu may have"), "{text}");
        browser.holds("no button leads nowhere", "!document.querySelector('.install button')").await?;
    }
    browser.close().await
}
