//! A store of files under their addresses: the browser's Cache API. Nothing is put here that came from elsewhere. Must not
//! know which files belong together.

use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheQueryOptions, CacheStorage, Headers, Request, Response, ResponseInit};

use super::document::window;
use super::fetch::File;

/// The header that says of an empty file which other one stands for it: its path, relative to the root.
const SAME: &str = "x-handscroll-same";

/// Why nothing could be kept, or read of what was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no room.
    Full,
    /// The browser keeps nothing here: a private window, a page that did not come over https, a setting.
    Forbidden,
}

impl Refusal {
    fn of(error: &JsValue) -> Self {
        let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
        match name.as_deref() {
            Some("QuotaExceededError") => Self::Full,
            _ => Self::Forbidden,
        }
    }
}

/// An open store.
#[derive(Clone, Debug)]
pub struct Store(Cache);

/// Whether this browser has stores of files at all, here.
pub fn are_there() -> bool {
    storage().is_some()
}

fn storage() -> Option<CacheStorage> {
    // A page that did not come over https has none, and a setting may make the question an error.
    Reflect::get(&window(), &"caches".into()).ok().filter(JsValue::is_object).map(JsValue::unchecked_into)
}

/// Removes the store of that name, if there is one. `false` where the browser does not let it.
pub async fn remove(name: &str) -> bool {
    match storage() {
        Some(storage) => JsFuture::from(storage.delete(name)).await.is_ok(),
        None => false,
    }
}

impl Store {
    /// Opens the store of that name, which is made if there is none.
    ///
    /// # Errors
    /// When the browser has none to give.
    pub async fn open(name: &str) -> Result<Self, Refusal> {
        let opened = storage().ok_or(Refusal::Forbidden)?.open(name);
        let cache = JsFuture::from(opened).await.map_err(|error| Refusal::of(&error))?;
        Ok(Self(cache.unchecked_into()))
    }

    /// Opens the store of that name, if there is one.
    pub async fn existing(name: &str) -> Option<Self> {
        let has = JsFuture::from(storage()?.has(name)).await.ok()?;
        if has.is_truthy() { Self::open(name).await.ok() } else { None }
    }

    /// The addresses of all that is there, in the order in which it was put.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn addresses(&self) -> Result<Vec<String>, Refusal> {
        let keys = JsFuture::from(self.0.keys()).await.map_err(|error| Refusal::of(&error))?;
        Ok(js_sys::Array::from(&keys).iter().map(|request| request.unchecked_into::<Request>().url()).collect())
    }

    /// Puts a file, in the place of what was there.
    ///
    /// # Errors
    /// When there is no room for it.
    pub async fn put(&self, address: &str, file: &File) -> Result<(), Refusal> {
        let size = file.size().to_string();
        // A response of our own making: one that was redirected may not answer for a page.
        self.put_response(
            address,
            Some(&file.bytes),
            &[("content-type", &file.content_type), ("content-length", &size)],
        )
        .await
    }

    /// Puts a mark that another file, whose path is relative to the root, stands for this one.
    ///
    /// # Errors
    /// When there is no room for it.
    pub async fn put_same(&self, address: &str, path: &str) -> Result<(), Refusal> {
        self.put_response(address, None, &[(SAME, path), ("content-length", "0")]).await
    }

    /// Puts a response, and looks whether it is there. In its private windows WebKit loses what was put as soon as no page has
    /// the store open, keeps an entry for it all the same, and then says of whatever is put in its place that it was put
    /// (`CacheStorageMemoryStore` knows a file by a number that is given anew when the store is opened again).
    async fn put_response(
        &self,
        address: &str,
        bytes: Option<&js_sys::ArrayBuffer>,
        headers: &[(&str, &str)],
    ) -> Result<(), Refusal> {
        self.put_once(address, bytes, headers).await?;
        if self.response(address).await.is_none() {
            self.remove(address).await;
            self.put_once(address, bytes, headers).await?;
        }
        if self.response(address).await.is_some() { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    async fn put_once(
        &self,
        address: &str,
        bytes: Option<&js_sys::ArrayBuffer>,
        headers: &[(&str, &str)],
    ) -> Result<(), Refusal> {
        let response = response(bytes, headers).map_err(|error| Refusal::of(&error))?;
        let put = JsFuture::from(self.0.put_with_str(address, &response)).await;
        put.map(drop).map_err(|error| Refusal::of(&error))
    }

    /// The file, if it is there.
    pub async fn get(&self, address: &str) -> Option<File> {
        let response = self.response(address).await?;
        let content_type = response.headers().get("content-type").ok().flatten().unwrap_or_default();
        let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
        Some(File { bytes: bytes.unchecked_into(), content_type })
    }

    /// How many bytes the file has, where it says so; nothing of it is read.
    pub async fn size(&self, address: &str) -> Option<u64> {
        self.response(address).await?.headers().get("content-length").ok()??.parse().ok()
    }

    async fn response(&self, address: &str) -> Option<Response> {
        let options = CacheQueryOptions::new();
        options.set_ignore_vary(true);
        let found = JsFuture::from(self.0.match_with_str_and_options(address, &options)).await.ok()?;
        found.dyn_into().ok()
    }

    /// Takes a file out. `false` if it was not there, or stays.
    pub async fn remove(&self, address: &str) -> bool {
        JsFuture::from(self.0.delete_with_str(address)).await.is_ok_and(|was| was.is_truthy())
    }
}

fn response(bytes: Option<&js_sys::ArrayBuffer>, headers: &[(&str, &str)]) -> Result<Response, JsValue> {
    let list = Headers::new()?;
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        list.set(name, value)?;
    }
    let options = ResponseInit::new();
    options.set_headers(&list);
    match bytes {
        Some(bytes) => Response::new_with_opt_buffer_source_and_init(Some(bytes), &options),
        None => Response::new_with_opt_str_and_init(None, &options),
    }
}
