//! Fetches a file: with a limit on every wait, and only of the type that was asked for. Must not interpret it.

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::{Request, Response};
use handscroll_core::contract::times::{BODY_LIMIT_MS, RESPONSE_LIMIT_MS, SAVED_BODY_LIMIT_MS, Wait};
use js_sys::{ArrayBuffer, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestInit};

use super::listen::Timer;
use crate::state::failure::Failure;

/// Bytes of the largest answer that is read.
const LARGEST_BYTES: u64 = 32_000_000;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A manifest. Hosts give JSON many types, but never HTML: that is their page for missing files.
    Json,
    /// A page.
    Html,
    /// A picture. Hosts give some of them no type of their own.
    Picture,
}

/// Which copy of a file will do. The worker leaves both to the browser and keeps nothing of them: they are to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// The one that the server has now.
    Newest,
    /// Any: the file is named by its bytes.
    Any,
}

/// A file as it came, or as it was kept.
#[derive(Clone, Debug)]
pub struct File {
    /// Its bytes.
    pub bytes: ArrayBuffer,
    /// Its type, as the server says it.
    pub content_type: String,
}

impl File {
    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        u64::from(self.bytes.byte_length())
    }

    /// Its text, for the parser.
    pub fn markup(&self) -> Markup {
        let text = web_sys::TextDecoder::new().and_then(|decoder| decoder.decode_with_buffer_source(&self.bytes));
        Markup(text.unwrap_or_default().into())
    }
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
            Self::Json | Self::Picture => !is_html,
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
        self.end();
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

    /// Fetches a page that is to be saved.
    ///
    /// # Errors
    /// With the reason that a person is told.
    pub fn page_to_save(&self, address: &str) -> impl Future<Output = Result<File, Failure>> + use<> {
        self.file(address, Kind::Html, Copy::Newest)
    }

    /// Fetches a picture that is to be saved.
    ///
    /// # Errors
    /// With the reason that a person is told.
    pub fn picture_to_save(&self, address: &str, copy: Copy) -> impl Future<Output = Result<File, Failure>> + use<> {
        self.file(address, Kind::Picture, copy)
    }

    /// Ends all that is open.
    pub fn end(&self) {
        for controller in self.open.borrow_mut().drain(..) {
            controller.abort();
        }
    }

    fn text(&self, address: &str, kind: Kind) -> impl Future<Output = Result<JsValue, Failure>> + use<> {
        let address = address.to_owned();
        self.while_open(async move |controller| {
            let limit = Limit::new(controller.as_ref());
            let answer = answer(&address, kind, RequestCache::Default, &limit).await?;
            let _timer = limit.start(BODY_LIMIT_MS);
            let text = answer.text().map_err(|_| Failure::Cut)?;
            JsFuture::from(text).await.map_err(|_| limit.reason(Failure::Cut))
        })
    }

    fn file(&self, address: &str, kind: Kind, copy: Copy) -> impl Future<Output = Result<File, Failure>> + use<> {
        let address = address.to_owned();
        self.while_open(async move |controller| {
            let limit = Limit::new(controller.as_ref());
            let cache = match copy {
                Copy::Newest => RequestCache::Reload,
                Copy::Any => RequestCache::ForceCache,
            };
            let answer = answer(&address, kind, cache, &limit).await?;
            let _timer = limit.start(SAVED_BODY_LIMIT_MS);
            let content_type = answer.headers().get("content-type").ok().flatten().unwrap_or_default();
            let bytes = answer.array_buffer().map_err(|_| Failure::Cut)?;
            let bytes = JsFuture::from(bytes).await.map_err(|_| limit.reason(Failure::Cut))?;
            Ok(File { bytes: bytes.unchecked_into(), content_type })
        })
    }

    /// Runs something that ends with these fetches.
    fn while_open<T, W, R>(&self, work: W) -> impl Future<Output = Result<T, Failure>> + use<T, W, R>
    where
        W: FnOnce(Option<AbortController>) -> R,
        R: Future<Output = Result<T, Failure>>,
    {
        let controller = AbortController::new().ok();
        if let Some(controller) = &controller {
            self.open.borrow_mut().push(controller.clone());
        }
        let open = Rc::downgrade(&self.open);
        async move {
            let result = work(controller.clone()).await;
            if let (Some(open), Some(controller)) = (open.upgrade(), controller) {
                open.borrow_mut().retain(|known| *known != controller);
            }
            result
        }
    }
}

async fn answer(address: &str, kind: Kind, cache: RequestCache, limit: &Limit) -> Result<web_sys::Response, Failure> {
    let options = RequestInit::new();
    options.set_cache(cache);
    if let Some(controller) = &limit.controller {
        options.set_signal(Some(&controller.signal()));
    }
    if cache != RequestCache::Default {
        // Somebody reads meanwhile. Not all engines know the wish, and web-sys does not.
        let _ = Reflect::set(&options, &"priority".into(), &"low".into());
    }
    let request = web_sys::Request::new_with_str_and_init(address, &options).map_err(|_| Failure::NotFound)?;
    let _timer = limit.start(RESPONSE_LIMIT_MS);
    let sent = Request::from(request).send().await;
    let answer = sent.map_err(|_| limit.reason(Failure::Unreachable))?;
    check(&answer, kind)?;
    Ok(answer.into())
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
    passed: Rc<Cell<Option<Wait>>>,
}

impl Limit {
    fn new(controller: Option<&AbortController>) -> Self {
        Self { controller: controller.cloned(), passed: Rc::default() }
    }

    fn start(&self, limit: Wait) -> Timer {
        let (controller, passed) = (self.controller.clone(), self.passed.clone());
        Timer::after(limit, move || {
            passed.set(Some(limit));
            if let Some(controller) = controller {
                controller.abort();
            }
        })
    }

    fn reason(&self, otherwise: Failure) -> Failure {
        self.passed.get().map_or(otherwise, |limit| Failure::Timeout(limit.real_seconds()))
    }
}
