//! One fresh browser for one test. Every wait has a limit, and says what it waited for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::common::capabilities::desiredcapabilities::PageLoadStrategy;
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::prelude::{CapabilitiesHelper as _, DesiredCapabilities, WebDriver};
use thirtyfour::{ChromiumLikeCapabilities as _, Key};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::driver::Driver;

/// So many browsers run at a time.
const BROWSERS: usize = 2;
/// How long a page may take to become what a test waits for.
const LIMIT: Duration = Duration::from_secs(20);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(40);

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

    /// The value of an expression in the page.
    ///
    /// # Errors
    /// When it throws.
    pub async fn value(&self, expression: &str) -> anyhow::Result<Value> {
        self.run(&format!("return {expression}")).await
    }

    async fn run(&self, script: &str) -> anyhow::Result<Value> {
        let answer = self.web.execute(script, Vec::new()).await.with_context(|| script.to_owned())?;
        Ok(answer.json().clone())
    }

    /// A number that an expression gives.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn number(&self, expression: &str) -> anyhow::Result<f64> {
        let value = self.value(expression).await?;
        value.as_f64().with_context(|| format!("{expression} is no number: {value}"))
    }

    /// A text that an expression gives.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn text(&self, expression: &str) -> anyhow::Result<String> {
        let value = self.value(expression).await?;
        value.as_str().map(str::to_owned).with_context(|| format!("{expression} is no text: {value}"))
    }

    /// Waits until an expression holds. Between two pages there is none to ask, which is no failure.
    ///
    /// # Errors
    /// When it does not hold in time: with what was waited for, and what is on the page.
    pub async fn wait(&self, what: &str, expression: &str) -> anyhow::Result<()> {
        let since = Instant::now();
        let script = format!("return Boolean({expression})");
        loop {
            let outcome = self.run(&script).await;
            match outcome {
                Ok(Value::Bool(true)) => return Ok(()),
                Err(error) if since.elapsed() > LIMIT => return Err(error.context(format!("waited for {what}"))),
                Ok(_) if since.elapsed() > LIMIT => break,
                _ => tokio::time::sleep(LOOK).await,
            }
        }
        let page = "`${location.href} at ${scrollY}\\n${document.body.innerText.slice(0, 600)}`";
        let (page, complaints) = (self.text(page).await?, self.complaints().await?);
        bail!("waited for {what}: {expression}\non {page}\nthe console says {complaints:#?}")
    }

    /// Fails with `what` unless an expression holds now.
    ///
    /// # Errors
    /// When it does not hold.
    pub async fn holds(&self, what: &str, expression: &str) -> anyhow::Result<()> {
        let held = self.value(&format!("Boolean({expression})")).await?;
        ensure!(held == Value::Bool(true), "{what}: {expression}");
        Ok(())
    }

    /// Clicks on the first element that a selector finds, once it is there.
    ///
    /// # Errors
    /// When there is none in time, or something covers it.
    pub async fn click(&self, selector: &str) -> anyhow::Result<()> {
        let found = format!("document.querySelector({})", json!(selector));
        self.wait(&format!("{selector} to be there"), &found).await?;
        // The page scrolls smoothly to what the driver brings into sight, and the driver does not wait for that.
        let bring = format!(
            "const {{ top, bottom }} = {found}.getBoundingClientRect();
             if (top < 0 || bottom > innerHeight) {found}.scrollIntoView({{ block: 'center', behavior: 'instant' }});"
        );
        self.run(&bring).await?;
        let element = self.web.find(thirtyfour::By::Css(selector)).await?;
        element.click().await.with_context(|| format!("clicking {selector}"))
    }

    /// Presses a key, wherever the focus is.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn press(&self, key: Key) -> anyhow::Result<()> {
        Ok(self.web.action_chain().send_keys(key).perform().await?)
    }

    /// Scrolls to so many CSS pixels from the top, at once.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn scroll_to(&self, top: f64) -> anyhow::Result<()> {
        self.run(&format!("window.scrollTo({{ top: {top}, behavior: 'instant' }})")).await.map(drop)
    }

    /// Waits until the page has come to rest where it is, for links lead to a place smoothly.
    ///
    /// # Errors
    /// When it never rests.
    pub async fn rests(&self) -> anyhow::Result<()> {
        let same = "(() => { const before = window.lastTop; window.lastTop = scrollY; return before === scrollY; })()";
        for _ in 0..3 {
            self.wait("the page to rest", same).await?;
            tokio::time::sleep(2 * LOOK).await;
        }
        Ok(())
    }

    /// Scrolls down a page screen by screen, as a reader does, until its end.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn scroll_through(&self) -> anyhow::Result<()> {
        let mut top = 0.0;
        while top < self.number("document.documentElement.scrollHeight - innerHeight").await? {
            top += self.number("innerHeight").await? * 0.8;
            self.scroll_to(top).await?;
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        Ok(())
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
