//! How much a browser keeps for this origin, and whether it may throw it away. Must not know what is kept.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

use super::document::window;

/// What there is, in bytes, as the browser estimates it. All sites of the origin count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What is used.
    pub used: u64,
    /// What may be used.
    pub quota: u64,
}

fn manager() -> Option<StorageManager> {
    let navigator = Reflect::get(&window(), &"navigator".into()).ok()?;
    Reflect::get(&navigator, &"storage".into()).ok().filter(JsValue::is_object).map(JsValue::unchecked_into)
}

/// The room; `None` where the browser does not say.
pub async fn room() -> Option<Room> {
    let estimate: StorageEstimate = JsFuture::from(manager()?.estimate().ok()?).await.ok()?.unchecked_into();
    let (used, quota) = (estimate.get_usage()?, estimate.get_quota()?);
    Some(Room { used: used as u64, quota: quota as u64 })
}

/// Whether what is kept stays until a person removes it; `None` where the browser does not say.
pub async fn is_persistent() -> Option<bool> {
    answer(manager()?.persisted().ok()?).await
}

/// Asks that what is kept stays until a person removes it. `None` where the browser cannot be asked.
pub async fn ask_to_persist() -> Option<bool> {
    answer(manager()?.persist().ok()?).await
}

async fn answer(asked: Promise) -> Option<bool> {
    JsFuture::from(asked).await.ok().map(|answer| answer.is_truthy())
}
