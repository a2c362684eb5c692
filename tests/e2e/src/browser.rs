//! A browser that is new for one test: where it goes, what it complains of, and what is seen of it when the test fails.

mod capabilities;
mod control;
mod hands;
mod kept;
mod left;
mod page;
mod pool;
mod running;
mod viewport;

use std::cell::Cell;
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use thirtyfour::prelude::WebDriver;
use thirtyfour::{SessionId, TypingData, WindowHandle};

pub(crate) use left::Left;
pub(crate) use pool::end as end_all;
use running::{COMMAND_LIMIT, Running};

use crate::Engine;
use crate::processes::kill_owner;
use crate::run;

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

/// A browser with one page that knows nothing of other tests. It runs on for the next test, unless it was opened in a manner
/// of its own.
pub struct Browser {
    engine: Engine,
    /// Shared with the test's run, which looks at it when the test fails.
    web: WebDriver,
    /// Whether the next test may have it.
    is_shared: bool,
    /// Whether the page runs scripts of its own.
    runs_scripts: Cell<bool>,
    /// Empty when it was given back.
    running: Option<Running>,
}

impl Browser {
    /// Opens a page in a browser of that engine, as one that has never been anywhere.
    ///
    /// # Errors
    /// When there is no driver, or it cannot start a browser.
    pub async fn open_in(engine: Engine, screen: Screen) -> anyhow::Result<Self> {
        let running = pool::take(engine, screen).await?;
        Self::of(running, true).on(screen).await
    }

    /// Starts a browser of the test's own, that keeps things in that manner.
    ///
    /// # Errors
    /// As [`Browser::open_in`].
    pub async fn open_as(engine: Engine, screen: Screen, manner: Manner<'_>) -> anyhow::Result<Self> {
        let running = Running::start(engine, manner).await?;
        Self::of(running, false).on(screen).await
    }

    fn of(running: Running, is_shared: bool) -> Self {
        run::count_opened(running.engine);
        let (engine, web) = (running.engine, running.web.clone());
        Self { engine, web, is_shared, runs_scripts: Cell::new(true), running: Some(running) }
    }

    async fn on(mut self, screen: Screen) -> anyhow::Result<Self> {
        self.show_on(screen).await?;
        if let Some(running) = &mut self.running {
            running.screen = Some(screen);
        }
        Ok(self)
    }

    /// The session of the running browser, by which a test knows that it was given the same one again.
    pub fn session(&self) -> &SessionId {
        self.web.session_id()
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

    /// Lets the next test have the browser, or ends it if it is the test's own. A test that fails leaves it to its run.
    ///
    /// # Errors
    /// When the browser is gone, or keeps something of this test.
    pub async fn close(mut self) -> anyhow::Result<()> {
        match self.running.take() {
            Some(running) if self.is_shared => pool::give_back(running).await,
            Some(running) => running.end().await,
            None => Ok(()),
        }
    }

    /// Kills it in the middle of whatever it does; it was opened with this profile.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn kill(mut self, profile: &Path) -> anyhow::Result<()> {
        kill_owner(profile)?;
        if let Some(running) = self.running.take() {
            // The driver notices that the browser is gone.
            let _ = tokio::time::timeout(COMMAND_LIMIT, running.end()).await;
        }
        Ok(())
    }

    /// Ends the session behind the back of whoever has it, as a browser does that dies.
    pub async fn die(&self) {
        let _ = self.web.clone().quit().await;
    }

    /// Opens a second tab, and says how to come to it, and back.
    ///
    /// # Errors
    /// When the driver does not.
    pub async fn second_tab(&self) -> anyhow::Result<(WindowHandle, WindowHandle)> {
        let running = self.running.as_ref().context("the browser was given back")?;
        Ok((self.web.window().await?, running.open_page().await?))
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

    /// From now on, pages run no scripts of their own.
    ///
    /// # Errors
    /// When the browser refuses it, or is no Chromium.
    pub async fn stop_scripts(&self) -> anyhow::Result<()> {
        self.command("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        self.runs_scripts.set(false);
        Ok(())
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

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            run::leave(Left::new(running, self.is_shared));
        }
    }
}
