//! What a test asks of the page and does in it. Every wait has a limit, and says what it waited for.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::By;
use thirtyfour::error::WebDriverError;

use super::Browser;
use crate::Engine;

/// How long a page may take to become what a test waits for.
const LIMIT: Duration = Duration::from_secs(20);
/// How many frames a page must stand in the same place to be at rest: a smooth scroll begins and ends slowly.
const REST_FRAMES: u32 = 6;
/// Resolves when the page has been drawn `frames` times in the same place. A page that is not in front may be given no
/// frames: it has 3 s, as on a machine that has much else to do.
const STANDS: &str = "new Promise((done) => {
    let [top, same] = [scrollY, 0];
    const look = () => {
      same = scrollY === top ? same + 1 : 0;
      top = scrollY;
      if (same >= FRAMES) done(true); else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    setTimeout(() => done(false), 3_000);
  })";
/// How long one look may take. WebKit's driver loses a question now and then that is asked while a page is left, and answers
/// the next one.
const ANSWER: Duration = Duration::from_secs(8);
/// Pause after the first look at a page. Each pause is twice the one before: most conditions hold soon.
const FIRST_PAUSE: Duration = Duration::from_millis(6);
/// Longest pause between two looks. Each look costs about 5 ms of processor time in three processes.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

impl Browser {
    /// The value of an expression in the page.
    ///
    /// # Errors
    /// When it throws.
    pub async fn value(&self, expression: &str) -> anyhow::Result<Value> {
        self.run(&format!("return {expression}")).await
    }

    pub(super) async fn run(&self, script: &str) -> anyhow::Result<Value> {
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
        let mut pause = FIRST_PAUSE;
        loop {
            let outcome = tokio::time::timeout(ANSWER, self.run(&script)).await;
            let silence = || WebDriverError::HttpError(format!("no answer within {} s", ANSWER.as_secs()));
            match outcome.unwrap_or_else(|_| Err(silence().into())) {
                Ok(Value::Bool(true)) => return Ok(()),
                Err(error) if since.elapsed() > LIMIT => return Err(error.context(format!("waited for {what}"))),
                Ok(_) if since.elapsed() > LIMIT => break,
                _ => tokio::time::sleep(pause).await,
            }
            pause = LONGEST_PAUSE.min(pause * 2);
        }
        let page = "`${location.href} at ${scrollY}\\n${document.body.innerText.slice(0, 600)}`";
        let page = self.text(page).await?;
        let complaints = match self.engine {
            Engine::Chromium => format!("{:#?}", self.complaints().await?),
            other => format!("nothing that {other} would tell"),
        };
        bail!("waited for {what}: {expression}\non {page}\nthe console says {complaints}")
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
        let element = self.web.find(By::Css(selector)).await?;
        element.click().await.with_context(|| format!("clicking {selector}"))
    }

    /// Scrolls to so many CSS pixels from the top, at once.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn scroll_to(&self, top: f64) -> anyhow::Result<()> {
        self.run(&format!("window.scrollTo({{ top: {top}, behavior: 'instant' }})")).await.map(drop)
    }

    /// Waits for a promise in the page, and gives what it comes to. The page must stay meanwhile.
    ///
    /// # Errors
    /// When it is rejected, or does not come to an end in time.
    pub async fn outcome(&self, promise: &str) -> anyhow::Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             Promise.resolve({promise}).then((value) => done({{ value: value ?? null }}), (error) => done({{ error: String(error) }}));"
        );
        let answer = tokio::time::timeout(LIMIT, self.web.execute_async(script, Vec::new())).await;
        let answer = answer.with_context(|| format!("waited for {promise}"))?;
        let mut outcome = answer.with_context(|| promise.to_owned())?.json().clone();
        ensure!(outcome.get("error").is_none(), "{promise}: {outcome}");
        Ok(outcome["value"].take())
    }

    /// Waits until a promise that is made anew for each look comes to `expected`.
    ///
    /// # Errors
    /// When it does not in time: with what it came to last.
    pub async fn comes_to(&self, promise: &str, expected: &Value) -> anyhow::Result<()> {
        let since = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let last = self.outcome(promise).await?;
            if last == *expected {
                return Ok(());
            }
            ensure!(since.elapsed() < LIMIT, "{promise} comes to {last}, not to {expected}");
            tokio::time::sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    /// Waits until the page has come to rest where it is, for links lead to a place smoothly, and knows it: an engine that is
    /// busy tells a page of two ways at once, and of the second alone.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn rests(&self) -> anyhow::Result<()> {
        self.stands(REST_FRAMES).await
    }

    /// Scrolls down a page screen by screen, as a reader does, until its end. Each stretch is drawn before the next: what is
    /// never drawn is never seen, and a page may rightly leave it out.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn scroll_through(&self) -> anyhow::Result<()> {
        let mut top = 0.0;
        while top < self.number("document.documentElement.scrollHeight - innerHeight").await? {
            top += self.number("innerHeight").await? * 0.8;
            self.scroll_to(top).await?;
            self.draws().await?;
        }
        Ok(())
    }

    /// What is seen, pixel by pixel of the device.
    ///
    /// # Errors
    /// When the driver does not answer, or sends no picture.
    pub async fn screenshot(&self) -> anyhow::Result<image::RgbImage> {
        self.draws().await?;
        let png = self.web.screenshot_as_png().await?;
        Ok(image::load_from_memory(&png)?.into_rgb8())
    }

    /// Waits for the page to be drawn twice: once with what is there now, once with what that led to.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn draws(&self) -> anyhow::Result<()> {
        self.stands(2).await
    }

    async fn stands(&self, frames: u32) -> anyhow::Result<()> {
        if self.runs_scripts.get() {
            self.outcome(&STANDS.replace("FRAMES", &frames.to_string())).await.map(drop)
        } else {
            // A page that runs no scripts does not say what it draws. It is drawn for a picture of it.
            Ok(self.web.screenshot_as_png().await.map(drop)?)
        }
    }
}
