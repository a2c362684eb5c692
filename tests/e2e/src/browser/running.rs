//! A running browser, and what makes it new for the next test: a context of its own where the engine has contexts, a window
//! of its own and an empty store where it has none. Knows no page and no test.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::WindowHandle;
use thirtyfour::prelude::WebDriver;

use super::capabilities::capabilities;
use super::control::Control;
use super::{Manner, Screen};
use crate::Engine;
use crate::driver::Driver;

/// Limit for one command of the driver.
pub(super) const COMMAND_LIMIT: Duration = Duration::from_secs(40);
/// Limit for a script of a test. WebKit's driver sets it as a timer in the page, so it differs from every time constant of the
/// reader: a test that passes a constant's time must not end its own script.
const SCRIPT_LIMIT: Duration = Duration::from_secs(41);
/// Limit for the start of a browser. WebKit's starts within 2 s, or never.
const START_LIMIT: Duration = Duration::from_secs(20);
/// How often a browser that does not start is started.
const TRIES: u32 = 3;
/// Limit for making a browser new.
const CLEAN_LIMIT: Duration = Duration::from_secs(15);

/// Removes the service workers of the page's origin and, as far as the page that is still open lets go of it, what it has
/// stored. Resolves to the workers that are left.
const CLEAR_ORIGIN: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        if (!location.protocol.startsWith('http')) return [];
        const workers = await navigator.serviceWorker.getRegistrations();
        await Promise.all(workers.map((worker) => worker.unregister()));
        localStorage.clear();
        await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
        return (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope);
    })().then(done, (error) => done([String(error)]));";

/// A browser, its driver, and the page that the test at hand has in it.
pub(crate) struct Running {
    pub(super) engine: Engine,
    pub(super) web: WebDriver,
    /// The window of the last test, whose size the next one may share.
    pub(super) screen: Option<Screen>,
    control: Mutex<Option<Control>>,
    /// The tab that stays open between tests: without one, a browser ends.
    home: WindowHandle,
    /// The context of the test at hand.
    context: Option<String>,
    /// Ends after the session.
    driver: Arc<Driver>,
}

impl Running {
    /// Starts a browser that keeps things in that manner.
    ///
    /// # Errors
    /// When there is no driver, or it cannot start a browser.
    pub(super) async fn start(engine: Engine, manner: Manner<'_>) -> anyhow::Result<Self> {
        for left in (0..TRIES).rev() {
            let driver = tokio::task::spawn_blocking(move || Driver::for_a_browser(engine)).await??;
            let wanted = capabilities(engine, &manner, driver.scratch())?;
            let session = WebDriver::builder(driver.address(), wanted).request_timeout(COMMAND_LIMIT).connect();
            let session = tokio::time::timeout(START_LIMIT, session).await;
            let session = session.map_err(anyhow::Error::from).and_then(|session| Ok(session?));
            // No page has been seen yet, so that another try hides nothing.
            match session.with_context(|| format!("{engine} could not be started; {}", driver.said())) {
                Ok(web) => {
                    web.set_script_timeout(SCRIPT_LIMIT).await?;
                    let home = web.window().await?;
                    let control = Mutex::new(None);
                    return Ok(Self { engine, web, screen: None, control, home, context: None, driver });
                }
                Err(error) if left == 0 => return Err(error),
                Err(_) => {}
            }
        }
        bail!("{engine} was not started")
    }

    /// What the driver printed.
    pub(super) fn driver_said(&self) -> String {
        self.driver.said()
    }

    /// Opens a page that knows nothing of the tests before, and comes to it.
    ///
    /// # Errors
    /// When the browser has something left of them.
    pub(super) async fn make_new(&mut self) -> anyhow::Result<()> {
        let made = tokio::time::timeout(CLEAN_LIMIT, async {
            match self.engine {
                Engine::Chromium => {
                    let made = self.ask("Target.createBrowserContext", json!({ "disposeOnDetach": true }))?;
                    self.context = Some(text(&made, "browserContextId")?);
                }
                Engine::Firefox => {
                    let made = self.ask("browser.createUserContext", json!({}))?;
                    self.context = Some(text(&made, "userContext")?);
                }
                Engine::WebKit => {}
            }
            let page = self.open_page().await?;
            self.web.switch_to_window(page).await?;
            if self.engine == Engine::Chromium {
                // What an earlier page said is not this test's.
                self.web.browser_log().await?;
            }
            self.is_new().await
        });
        made.await.with_context(|| format!("{} was not made new in time", self.engine))?
    }

    /// Opens one more page beside the others of the test at hand.
    ///
    /// # Errors
    /// When the browser does not.
    pub(super) async fn open_page(&self) -> anyhow::Result<WindowHandle> {
        let handle = match (self.engine, self.context.clone()) {
            (Engine::Chromium, Some(context)) => {
                let page = json!({ "url": "about:blank", "browserContextId": context });
                text(&self.ask("Target.createTarget", page)?, "targetId")?
            }
            (Engine::Firefox, Some(context)) => {
                let page = json!({ "type": "tab", "userContext": context });
                text(&self.ask("browsingContext.create", page)?, "context")?
            }
            // A tab that is not in front is not drawn.
            (Engine::WebKit, _) => return Ok(self.web.new_window().await?),
            _ => return Ok(self.web.new_tab().await?),
        };
        Ok(WindowHandle::from(handle))
    }

    /// Fails unless the browser has no page but those that a new one has, and no cookie.
    async fn is_new(&self) -> anyhow::Result<()> {
        if self.engine == Engine::Chromium {
            let targets = self.ask("Target.getTargets", json!({}))?;
            let targets: Vec<&Value> = targets["targetInfos"].as_array().into_iter().flatten().collect();
            let is_page = |target: &&&Value| {
                ["page", "service_worker", "shared_worker"].iter().any(|kind| target["type"] == *kind)
            };
            let pages = targets.iter().filter(is_page).count();
            ensure!(pages == 2, "a new Chromium has its own tab and the test's, and this one has {targets:#?}");
        } else {
            let windows = self.web.windows().await?;
            ensure!(
                windows.len() == 2,
                "a new {} has its own tab and the test's, and this one has {windows:?}",
                self.engine
            );
        }
        let context = self.context.clone();
        let cookies = match (self.engine, context) {
            (Engine::Chromium, Some(context)) => {
                self.ask("Storage.getCookies", json!({ "browserContextId": context }))?["cookies"].take()
            }
            (Engine::Firefox, Some(context)) => {
                let partition = json!({ "partition": { "type": "storageKey", "userContext": context } });
                self.ask("storage.getCookies", partition)?["cookies"].take()
            }
            _ => json!([]),
        };
        ensure!(cookies == json!([]), "a new {} has cookies: {cookies}", self.engine);
        Ok(())
    }

    /// Removes all that the test at hand has left, and comes back to the tab that stays.
    ///
    /// # Errors
    /// When something cannot be removed: the browser is not to be used again.
    pub(super) async fn clean(&mut self) -> anyhow::Result<()> {
        let cleaned = tokio::time::timeout(CLEAN_LIMIT, async {
            match (self.engine, self.context.take()) {
                (Engine::Chromium, Some(context)) => {
                    self.ask("Target.disposeBrowserContext", json!({ "browserContextId": context }))?;
                }
                (Engine::Firefox, Some(context)) => {
                    self.ask("browser.removeUserContext", json!({ "userContext": context }))?;
                }
                _ => self.clear_origin().await?,
            }
            self.web.switch_to_window(self.home.clone()).await?;
            anyhow::Ok(())
        });
        cleaned.await.with_context(|| format!("{} was not cleaned in time", self.engine))?
    }

    /// Where there are no contexts, what a page stores is apart by its origin, for each server has a port of its own.
    async fn clear_origin(&self) -> anyhow::Result<()> {
        let left = self.web.execute_async(CLEAR_ORIGIN, Vec::new()).await?;
        ensure!(*left.json() == json!([]), "{} keeps {} of the last test", self.engine, left.json());
        self.web.delete_all_cookies().await?;
        for window in self.web.windows().await? {
            if window != self.home {
                self.web.switch_to_window(window).await?;
                self.web.close_window().await?;
            }
        }
        Ok(())
    }

    /// Asks the browser by its own protocol: the DevTools Protocol of Chromium, WebDriver BiDi of Firefox.
    fn ask(&self, method: &str, parameters: Value) -> anyhow::Result<Value> {
        tokio::task::block_in_place(|| {
            let mut control = self.control.lock().unwrap_or_else(PoisonError::into_inner);
            let control = match &mut *control {
                Some(control) => control,
                none => none.insert(Control::of(self.engine, &self.web)?),
            };
            control.ask(method, &parameters)
        })
    }

    /// Ends it. Dropping does too, but cannot wait.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub(super) async fn end(self) -> anyhow::Result<()> {
        Ok(self.web.quit().await?)
    }
}

fn text(answer: &Value, key: &str) -> anyhow::Result<String> {
    answer[key].as_str().map(str::to_owned).with_context(|| format!("no {key} in {answer}"))
}
