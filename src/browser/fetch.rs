//! Fetches a text: with a limit on every wait, and only of the type that was asked for. Must not interpret it.

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::{Request, Response};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::listen::Timer;
use crate::state::failure::Failure;

/// Seconds until the answer must have begun.
const ANSWER_SECONDS: u32 = 10;
/// Seconds until it must have ended. A megabyte at 0.3 Mbit/s takes 27.
const BODY_SECONDS: u32 = 60;
/// Bytes of the largest answer that is read.
const LARGEST_BYTES: u64 = 32_000_000;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A manifest. Hosts give JSON many types, but never HTML: that is their page for missing files.
    Json,
    /// A page.
    Html,
}

/// A page's markup as it came. Only the parser reads it, so it stays with the browser: a megabyte is not copied twice.
pub struct Markup(JsValue);

impl From<&Markup> for JsValue {
    fn from(markup: &Markup) -> Self {
        markup.0.clone()
    }
}

impl Kind {
    fn accepts(self, content_type: &str) -> bool {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_html = matches!(essence.as_str(), "text/html" | "application/xhtml+xml");
        match self {
            Self::Html => is_html,
            Self::Json => !is_html,
        }
    }
}

/// Ends its fetches when it is dropped: when the page that wanted them is left.
#[derive(Default)]
pub struct Fetches {
    open: Rc<std::cell::RefCell<Vec<AbortController>>>,
}

impl Drop for Fetches {
    fn drop(&mut self) {
        for controller in self.open.borrow_mut().drain(..) {
            controller.abort();
        }
    }
}

impl Fetches {
    /// Fetches the text of a manifest.
    ///
    /// # Errors
    /// With the reason that a person is told.
    pub fn json(&self, address: &str) -> impl Future<Output = Result<String, Failure>> + use<> {
        let text = self.text(address, Kind::Json);
        async move { Ok(text.await?.as_string().unwrap_or_default()) }
    }

    /// Fetches a page.
    ///
    /// # Errors
    /// With the reason that a person is told.
    pub fn page(&self, address: &str) -> impl Future<Output = Result<Markup, Failure>> + use<> {
        let text = self.text(address, Kind::Html);
        async move { text.await.map(Markup) }
    }

    fn text(&self, address: &str, kind: Kind) -> impl Future<Output = Result<JsValue, Failure>> + use<> {
        let controller = AbortController::new().ok();
        if let Some(controller) = &controller {
            self.open.borrow_mut().push(controller.clone());
        }
        let open = Rc::downgrade(&self.open);
        let address = address.to_owned();
        async move {
            let result = text(&address, kind, controller.as_ref()).await;
            if let (Some(open), Some(controller)) = (open.upgrade(), controller) {
                open.borrow_mut().retain(|known| *known != controller);
            }
            result
        }
    }
}

async fn text(address: &str, kind: Kind, controller: Option<&AbortController>) -> Result<JsValue, Failure> {
    let limit = Limit::new(controller);
    let signal = controller.map(AbortController::signal);
    let timer = limit.start(ANSWER_SECONDS);
    let sent = Request::get(address).abort_signal(signal.as_ref()).send().await;
    let answer = sent.map_err(|_| limit.reason(Failure::Unreachable))?;
    drop(timer);
    check(&answer, kind)?;
    let _timer = limit.start(BODY_SECONDS);
    let cut_off = || Failure::Malformed("the connection was cut".to_owned());
    let text = web_sys::Response::from(answer).text().map_err(|_| cut_off())?;
    JsFuture::from(text).await.map_err(|_| limit.reason(cut_off()))
}

fn check(answer: &Response, kind: Kind) -> Result<(), Failure> {
    match answer.status() {
        404 | 410 if kind == Kind::Html => return Err(Failure::NotFound),
        200..=299 => {}
        status => return Err(Failure::Status(status)),
    }
    let content_type = answer.headers().get("content-type").unwrap_or_default();
    if !kind.accepts(&content_type) {
        return Err(Failure::ContentType(content_type));
    }
    match answer.headers().get("content-length").and_then(|length| length.parse::<u64>().ok()) {
        Some(length) if length > LARGEST_BYTES => Err(Failure::TooLarge(length)),
        _ => Ok(()),
    }
}

/// Tells an end by time from an end by fault.
struct Limit {
    controller: Option<AbortController>,
    passed: Rc<Cell<Option<u32>>>,
}

impl Limit {
    fn new(controller: Option<&AbortController>) -> Self {
        Self { controller: controller.cloned(), passed: Rc::default() }
    }

    fn start(&self, seconds: u32) -> Timer {
        let (controller, passed) = (self.controller.clone(), self.passed.clone());
        Timer::new(i32::try_from(seconds * 1_000).unwrap_or(i32::MAX), move || {
            passed.set(Some(seconds));
            if let Some(controller) = controller {
                controller.abort();
            }
        })
    }

    fn reason(&self, otherwise: Failure) -> Failure {
        self.passed.get().map_or(otherwise, Failure::Timeout)
    }
}
