//! What the browser says of the line to the network: whether there is one, and whether it costs. Must not know who asks.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::document::window;

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

/// Whether the reader asked to save data, or the line is of the slowest kind. Few engines tell.
pub fn is_sparing() -> bool {
    let line = property(&property(&window(), "navigator"), "connection");
    if !line.is_object() {
        return false;
    }
    let kind = property(&line, "effectiveType").as_string().unwrap_or_default();
    property(&line, "saveData").is_truthy() || kind.ends_with("2g")
}

/// Whether the browser knows that there is no network at all.
pub fn is_offline() -> bool {
    property(&property(&window(), "navigator"), "onLine").is_falsy()
}
