//! The address of the place one reads at, and the clipboard. Must not know who asks.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::document::{self, window};
use super::place;

/// An address that opens the page where one is now, at any width.
pub fn address_of_here() -> String {
    let position = document::body_of_article().and_then(|body| place::current(&body));
    match position {
        Some(position) => format!("{}#{position}", document::address()),
        None => document::address(),
    }
}

/// Puts a text into the clipboard. `false` where the browser has none to give, or does not allow it.
pub async fn copy(text: &str) -> bool {
    let write = || {
        let clipboard = Reflect::get(&Reflect::get(&window(), &"navigator".into()).ok()?, &"clipboard".into()).ok()?;
        let write: Function = Reflect::get(&clipboard, &"writeText".into()).ok()?.dyn_into().ok()?;
        Some(Promise::resolve(&write.call1(&clipboard, &JsValue::from_str(text)).ok()?))
    };
    match write() {
        Some(written) => JsFuture::from(written).await.is_ok(),
        None => false,
    }
}
