//! Takes the pictures of the reader that a browser shows to who is about to install a site: `cargo xtask screenshots`. It
//! knows what is looked at, and not what the pictures are for.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};
use data_encoding::BASE64;
use e2e::{Browser, Engine, Screen, Server, Site};
use serde_json::json;

/// One picture.
struct Picture {
    name: &'static str,
    /// What is brought near the top of the screen, and how many CSS pixels below it.
    top: &'static str,
    below_px: u32,
    /// In CSS pixels.
    width: u32,
    height: u32,
    /// The device's pixels for each of those.
    ratio: f64,
}

/// The site's name is out of sight: the pictures go with every site.
const PICTURES: [Picture; 2] = [
    Picture { name: "screenshot-narrow.webp", top: ".tall", below_px: 220, width: 390, height: 780, ratio: 2.0 },
    Picture {
        name: "screenshot-wide.webp",
        top: ".article__kicker",
        below_px: 24,
        width: 1440,
        height: 900,
        ratio: 1.0,
    },
];

/// The article that is shown.
const PAGE: &str = "a/falling/";

/// How long a screen of pictures may take to be drawn once all of it has come.
const DRAWING: Duration = Duration::from_secs(2);

/// WebP's, of 100.
const QUALITY: u32 = 80;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else { bail!("name the folder to write to") };
    let site = Site::samples()?;
    let server = Server::start(site.folder(), "/").await?;
    for Picture { name, top, below_px, width, height, ratio } in PICTURES {
        let browser = Browser::open_in(Engine::Chromium, Screen::Desk).await?;
        // A phone's bars for scrolling take no room, and none are shown.
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": true });
        browser.command("Emulation.setDeviceMetricsOverride", size).await?;
        browser.command("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
        browser.read(&server.address(PAGE)).await?;
        let bring = format!(
            "document.querySelector({}).scrollIntoView({{ behavior: 'instant' }}) || scrollBy({{ top: -{below_px}, behavior: 'instant' }})",
            json!(top)
        );
        browser.value(&bring).await?;
        server.quiet().await?;
        // What has come is decoded and drawn.
        tokio::time::sleep(DRAWING).await;
        let shot = browser.command("Page.captureScreenshot", json!({ "format": "webp", "quality": QUALITY })).await?;
        let bytes = BASE64.decode(shot["data"].as_str().context("no picture")?.as_bytes())?;
        let path = folder.join(name);
        std::fs::write(&path, &bytes).with_context(|| format!("{} cannot be written", path.display()))?;
        println!("{:>9} {}", bytes.len(), path.display());
        browser.close().await?;
    }
    Ok(())
}
