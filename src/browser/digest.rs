//! The hash of a file's bytes, by which the press names pictures. Must not know files.

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::SubtleCrypto;

use super::document::window;

/// Bytes of a hash that a name holds.
const NAMED: usize = 8;

/// The first 8 bytes of the SHA-256, as 16 hexadecimal digits; `None` where the browser computes none.
pub async fn name_of(bytes: &ArrayBuffer) -> Option<String> {
    let crypto = Reflect::get(&window(), &"crypto".into()).ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok().filter(JsValue::is_object)?;
    let digest = subtle.unchecked_ref::<SubtleCrypto>().digest_with_str_and_buffer_source("SHA-256", bytes).ok()?;
    let hash = Uint8Array::new(&JsFuture::from(digest).await.ok()?).to_vec();
    Some(hash.iter().take(NAMED).map(|byte| format!("{byte:02x}")).collect())
}
