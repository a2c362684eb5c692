//! What only one of a site's pages may do at a time: Web Locks. Must not know what that is.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::document::window;

#[wasm_bindgen]
extern "C" {
    // web-sys has them among what may still change.
    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &JsValue) -> Result<Promise, JsValue>;
}

/// A lock that is held; dropping it, or closing the page, lets the next one have it.
pub struct Held(Option<Function>);

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// Waits for a lock, behind all who asked before. Without locks, each is alone.
pub async fn take(name: &str) -> Held {
    ask(name, false).await.unwrap_or(Held(None))
}

/// The lock, if nobody has it.
pub async fn take_if_free(name: &str) -> Option<Held> {
    ask(name, true).await
}

async fn ask(name: &str, only_if_free: bool) -> Option<Held> {
    let navigator = Reflect::get(&window(), &"navigator".into()).unwrap_or_default();
    let Some(locks) = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object) else {
        return Some(Held(None));
    };
    let (grant, granted) = settled_from_outside();
    let (release, released) = settled_from_outside();
    let options = Object::new();
    let _ = Reflect::set(&options, &"ifAvailable".into(), &only_if_free.into());
    let callback = Closure::once_into_js(move |lock: JsValue| {
        if let Some(grant) = grant {
            let _ = grant.call1(&JsValue::NULL, &lock.is_object().into());
        }
        if lock.is_object() { released.into() } else { JsValue::UNDEFINED }
    });
    let requested = locks.unchecked_ref::<LockManager>().request(name, &options, &callback).ok()?;
    // The request ends with the lock, or at once when it is refused.
    let first = JsFuture::from(Promise::race(&Array::of2(&granted, &requested))).await;
    first.is_ok_and(|is_granted| is_granted.is_truthy()).then_some(Held(release))
}

/// A promise, and what keeps it. An empty function would be made of a text, which the page's policy forbids.
fn settled_from_outside() -> (Option<Function>, Promise) {
    let mut keep = None;
    let promise = Promise::new(&mut |done, _| keep = Some(done));
    (keep, promise)
}
