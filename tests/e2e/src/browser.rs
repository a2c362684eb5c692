//! One fresh browser for one test: how it starts, where it goes, what it complains of.

mod page;

use std::sync::Arc;

use anyhow::Context as _;
use serde_json::{Value, json};
use thirtyfour::common::capabilities::desiredcapabilities::PageLoadStrategy;
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::prelude::{CapabilitiesHelper as _, DesiredCapabilities, WebDriver};
use thirtyfour::{ChromiumLikeCapabilities as _, Key};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::driver::Driver;

/// So many browsers run at a time.
const BROWSERS: usize = 2;

/// No window, no network but this machine, and nothing that a browser does for itself.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

static FREE: Semaphore = Semaphore::const_new(BROWSERS);

/// What the page is shown on. Sizes are in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 390 x 844, with touch.
    Phone,
    /// 1280 x 900.
    Desk,
}

/// A browser with one page. It ends when it is dropped.
pub struct Browser {
    web: WebDriver,
    // In this order: the session ends, then perhaps its driver, then the next test may have a browser.
    _driver: Arc<Driver>,
    _permit: SemaphorePermit<'static>,
}

impl Browser {
    /// Opens a browser that has never been anywhere.
    ///
    /// # Errors
    /// When there is no driver, or it cannot start a browser.
    pub async fn open(screen: Screen) -> anyhow::Result<Self> {
        let permit = FREE.acquire().await?;
        let driver = tokio::task::spawn_blocking(Driver::shared).await??;
        let mut wanted = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            wanted.add_arg(argument)?;
        }
        // A page that waits for ever for one of its files is one of the cases: waiting is done here.
        wanted.set_page_load_strategy(PageLoadStrategy::None)?;
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let web = WebDriver::new(driver.address(), wanted).await.context("the driver could not start a browser")?;
        let browser = Self { web, _driver: driver, _permit: permit };
        let (width, height, mobile) = match screen {
            Screen::Phone => (390, 844, true),
            Screen::Desk => (1280, 900, false),
        };
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        browser.command("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(browser)
    }

    /// Ends the browser. Dropping does too, but cannot wait.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.web.quit().await?)
    }

    /// Sends a command of the Chrome DevTools Protocol.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn command(&self, name: &str, parameters: Value) -> anyhow::Result<Value> {
        self.web.cdp().send_raw(name, parameters).await.with_context(|| name.to_owned())
    }

    /// Has each page run `script` before anything of its own.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn before_each_page(&self, script: &str) -> anyhow::Result<()> {
        self.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await.map(drop)
    }

    /// Goes to an address and waits until the page's markup is there.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn go(&self, address: &str) -> anyhow::Result<()> {
        self.leave(self.web.goto(address)).await.with_context(|| format!("going to {address}"))
    }

    /// Loads the page anew.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn reload(&self) -> anyhow::Result<()> {
        self.leave(self.web.refresh()).await.context("reloading")
    }

    async fn leave(&self, way: impl Future<Output = thirtyfour::error::WebDriverResult<()>>) -> anyhow::Result<()> {
        self.run("window.isLeft = true").await?;
        way.await?;
        self.wait("the markup of the page", "!window.isLeft && document.readyState !== 'loading' && document.body")
            .await
    }

    /// Back, as the browser's button does.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn back(&self) -> anyhow::Result<()> {
        Ok(self.web.back().await?)
    }

    /// Waits until the reader has taken over the page.
    ///
    /// # Errors
    /// When it does not.
    pub async fn reader_runs(&self) -> anyhow::Result<()> {
        self.wait("the reader to start", "document.documentElement.dataset.reader === 'running'").await
    }

    /// Goes to an address, and waits for the reader.
    ///
    /// # Errors
    /// When either does not come.
    pub async fn read(&self, address: &str) -> anyhow::Result<()> {
        self.go(address).await?;
        self.reader_runs().await
    }

    /// Presses a key, wherever the focus is.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn press(&self, key: Key) -> anyhow::Result<()> {
        Ok(self.web.action_chain().send_keys(key).perform().await?)
    }

    /// What the console has of warnings and errors since it was last asked: refused policies, thrown errors, failed files.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
        let log = self.web.browser_log().await?;
        Ok(log.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect())
    }
}
