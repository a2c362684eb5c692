//! The size of a browser's page: by emulation where there is one, by the size of the window elsewhere.

use std::time::{Duration, Instant};

use anyhow::ensure;
use serde_json::json;

use super::{Browser, Screen};
use crate::Engine;

/// How long a window may take to become what it was asked to be.
const LIMIT: Duration = Duration::from_secs(10);
/// How often it is looked at, and how often it must look the same.
const LOOK: Duration = Duration::from_millis(30);
const LOOKS: usize = 4;
/// Width and height of the page, and the device's pixels for each of its own.
const SIZE: &str = "[innerWidth, innerHeight, devicePixelRatio]";

impl Screen {
    /// Width and height of the page, in CSS pixels.
    fn size(self) -> (u32, u32) {
        match self {
            Self::Phone => (390, 844),
            Self::Desk => (1280, 900),
        }
    }
}

impl Browser {
    /// Gives the page that size in CSS pixels, and so many pixels of the device for each.
    ///
    /// # Errors
    /// When the browser refuses it, or is no Chromium.
    pub async fn show_at(&self, width: u32, height: u32, ratio: f64) -> anyhow::Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", size).await.map(drop)
    }

    /// Gives the page the size of that screen.
    pub(super) async fn show_on(&self, screen: Screen) -> anyhow::Result<()> {
        self.resize(screen.size()).await
    }

    /// Gives the page another width and height, in CSS pixels. In Chromium one narrower than a desk is a phone's.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn resize(&self, (width, height): (u32, u32)) -> anyhow::Result<()> {
        if self.engine == Engine::Chromium {
            let mobile = width < Screen::Desk.size().0;
            let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
            return self.command("Emulation.setDeviceMetricsOverride", size).await.map(drop);
        }
        // What a window has around its page is known only once it stands.
        let mut window_height = height;
        let since = Instant::now();
        let wanted = json!([width, height, 1]);
        if self.value(SIZE).await? == wanted {
            return Ok(());
        }
        loop {
            self.web.set_window_rect(0, 0, width, window_height).await?;
            let page_height = self.settled_height(height).await?;
            let is = self.value(SIZE).await?;
            if is == wanted {
                return Ok(());
            }
            ensure!(since.elapsed() < LIMIT, "the page should be {width} x {height}, and is {is}");
            window_height = (window_height + height).saturating_sub(page_height);
        }
    }

    /// The height of the page, once it is as wanted or stays: a window may take its new size later than it says.
    async fn settled_height(&self, wanted: u32) -> anyhow::Result<u32> {
        let mut heights = [0; LOOKS];
        for at in (0..LOOKS).cycle().take(50 * LOOKS) {
            heights[at] = self.number("innerHeight").await? as u32;
            if heights[at] == wanted || heights.iter().all(|height| *height == heights[at]) {
                return Ok(heights[at]);
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(heights[0])
    }
}
