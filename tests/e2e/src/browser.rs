//! One fresh browser for one test: how it starts, where it goes, what it complains of.

mod capabilities;
mod hands;
mod page;
mod viewport;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::Value;
use thirtyfour::error::WebDriverError;
use thirtyfour::prelude::WebDriver;
use thirtyfour::{TypingData, WindowHandle};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::driver::Driver;
use crate::processes::kill_owner;
use crate::{Engine, each_engine};
use capabilities::capabilities;

/// So many browsers run at a time.
const BROWSERS: usize = 2;

/// How long a driver may think about one command. One that takes longer has fallen silent.
const COMMAND_LIMIT: Duration = Duration::from_secs(40);
/// How long a browser may take to start. WebKit's comes in 2 s, or never.
const START_LIMIT: Duration = Duration::from_secs(20);
/// How often a browser is started that does not come.
const TRIES: u32 = 3;

static FREE: Semaphore = Semaphore::const_new(BROWSERS);

/// What the page is shown on. Sizes are those of the page, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 390 x 844; in Chromium with touch.
    Phone,
    /// 1280 x 900.
    Desk,
}

/// How a browser keeps what sites store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner<'a> {
    /// For as long as it is open.
    Fresh,
    /// In this folder, for the next that is opened with it. Chromium alone.
    Profile(&'a Path),
    /// As when one reads in private.
    Private,
    /// Not at all: a person has forbidden it.
    Forgetful,
    /// As fresh, and tells what comes over the line: [`Browser::line_events`]. Chromium alone.
    Listening,
}

/// A browser with one page. It ends when it is dropped.
pub struct Browser {
    engine: Engine,
    web: WebDriver,
    // In this order: the session ends, then perhaps its driver, then the next test may have a browser.
    _driver: Arc<Driver>,
    _permit: SemaphorePermit<'static>,
}

impl Browser {
    /// Opens a browser of that engine that has never been anywhere.
    ///
    /// # Errors
    /// When there is no driver, or it cannot start a browser.
    pub async fn open_in(engine: Engine, screen: Screen) -> anyhow::Result<Self> {
        Self::open_as(engine, screen, Manner::Fresh).await
    }

    /// As [`Browser::open_in`], one that keeps things in that manner.
    ///
    /// # Errors
    /// As there.
    pub async fn open_as(engine: Engine, screen: Screen, manner: Manner<'_>) -> anyhow::Result<Self> {
        let permit = FREE.acquire().await?;
        let mut tries = 0;
        let (driver, web) = loop {
            tries += 1;
            let driver = tokio::task::spawn_blocking(move || Driver::for_a_browser(engine)).await??;
            let wanted = capabilities(engine, &manner, driver.scratch())?;
            let session = WebDriver::builder(driver.address(), wanted).request_timeout(COMMAND_LIMIT).connect();
            let session = tokio::time::timeout(START_LIMIT, session)
                .await
                .map_err(|_| WebDriverError::HttpError(format!("no browser within {} s", START_LIMIT.as_secs())));
            // No page has been seen yet.
            match session.flatten().with_context(|| format!("{engine} could not be started; {}", driver.said())) {
                Ok(web) => break (driver, web),
                Err(error) if tries == TRIES => return Err(error),
                Err(_) => {}
            }
        };
        let browser = Self { engine, web, _driver: driver, _permit: permit };
        browser.show_on(screen).await?;
        each_engine::count_opened(engine);
        Ok(browser)
    }

    /// The engine it runs.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    fn is_chromium(&self, asked: &str) -> anyhow::Result<()> {
        ensure!(
            self.engine == Engine::Chromium,
            "{asked}: Chromium alone can be asked that, and this is {}",
            self.engine
        );
        Ok(())
    }

    /// Ends the browser. Dropping does too, but cannot wait.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.web.quit().await?)
    }

    /// Kills it in the middle of whatever it does; it was opened with this profile.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn kill(self, profile: &Path) -> anyhow::Result<()> {
        kill_owner(profile)?;
        // The driver notices that nobody is there any more.
        let _ = tokio::time::timeout(COMMAND_LIMIT, self.web.quit()).await;
        Ok(())
    }

    /// Opens a second tab, and says how to come to it, and back.
    ///
    /// # Errors
    /// When the driver does not.
    pub async fn second_tab(&self) -> anyhow::Result<(WindowHandle, WindowHandle)> {
        Ok((self.web.window().await?, self.web.new_tab().await?))
    }

    /// Comes to a tab.
    ///
    /// # Errors
    /// When there is no such tab.
    pub async fn come_to(&self, tab: &WindowHandle) -> anyhow::Result<()> {
        Ok(self.web.switch_to_window(tab.clone()).await?)
    }

    /// Sends a command of the Chrome DevTools Protocol.
    ///
    /// # Errors
    /// When the browser refuses it, or is no Chromium.
    pub async fn command(&self, name: &str, parameters: Value) -> anyhow::Result<Value> {
        self.is_chromium(name)?;
        self.web.cdp().send_raw(name, parameters).await.with_context(|| name.to_owned())
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

    /// Presses a key, or those of some characters, wherever the focus is.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn press(&self, key: impl Into<TypingData>) -> anyhow::Result<()> {
        Ok(self.web.action_chain().send_keys(key).perform().await?)
    }

    /// What the console has of warnings and errors since it was last asked: refused policies, thrown errors, failed files.
    ///
    /// # Errors
    /// When the driver does not answer, or the browser is no Chromium: the others keep their console to themselves.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
        self.is_chromium("the console")?;
        let log = self.web.browser_log().await?;
        Ok(log.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect())
    }
    /// What came over the line since this was last asked, as events of the Network domain of the DevTools Protocol: `method`
    /// and `params`.
    ///
    /// # Errors
    /// When the browser was not opened as [`Manner::Listening`].
    pub async fn line_events(&self) -> anyhow::Result<Vec<Value>> {
        self.is_chromium("the line")?;
        let log = self.web.get_log("performance").await?;
        let event = |message: &str| Ok(serde_json::from_str::<Value>(message)?["message"].take());
        log.iter().map(|entry| event(&entry.message)).collect()
    }
}
