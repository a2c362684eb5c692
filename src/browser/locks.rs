//! What only one of a site's pages may do at a time: Web Locks. Must not know what that is.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::document::window;
use super::listen::Listener;

#[wasm_bindgen]
extern "C" {
    // web-sys has them among what may still change.
    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &JsValue) -> Result<Promise, JsValue>;
}

thread_local! {
    static OPEN: RefCell<Vec<Weak<Open>>> = const { RefCell::new(Vec::new()) };
    /// Whether the page was left while it held or wanted a lock.
    static LEFT: Cell<bool> = const { Cell::new(false) };
}

/// A lock that is held or waited for.
struct Open {
    release: Option<Function>,
    waiting: Option<AbortController>,
}

impl Open {
    fn end(&self) {
        if let Some(waiting) = &self.waiting {
            waiting.abort();
        }
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.end();
    }
}

/// A lock that is held; dropping it, or leaving the page, lets the next one have it.
pub struct Held(#[expect(dead_code, reason = "it is held")] Option<Rc<Open>>);

/// Waits for a lock, behind all who asked before. Without locks, each is alone.
pub async fn take(name: &str) -> Held {
    match ask(name, false).await {
        Some(held) => held,
        None if LEFT.get() => pending().await,
        None => Held(None),
    }
}

/// The lock, if nobody has it.
pub async fn take_if_free(name: &str) -> Option<Held> {
    ask(name, true).await
}

/// A page that is left may be kept for the way back, at rest and with its locks, and every other page would wait for it. So it
/// lets go of them; and what they were held for is not gone on with without them, but begun anew when somebody comes back.
pub fn let_go_when_left() {
    let left = Listener::on_window("pagehide", || {
        for open in OPEN.take().iter().filter_map(Weak::upgrade) {
            LEFT.set(true);
            open.end();
        }
    });
    let back = Listener::on_return(|| {
        if LEFT.get() {
            let _ = window().location().reload();
        }
    });
    // They last as long as the document.
    std::mem::forget((left, back));
}

async fn ask(name: &str, only_if_free: bool) -> Option<Held> {
    let navigator = Reflect::get(&window(), &"navigator".into()).unwrap_or_default();
    let Some(locks) = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object) else {
        return Some(Held(None));
    };
    let (grant, granted) = settled_from_outside();
    let (release, released) = settled_from_outside();
    // One that is had at once or not at all cannot be ended.
    let waiting = AbortController::new().ok().filter(|_| !only_if_free);
    let options = Object::new();
    let _ = match &waiting {
        Some(waiting) => Reflect::set(&options, &"signal".into(), &waiting.signal()),
        None => Reflect::set(&options, &"ifAvailable".into(), &only_if_free.into()),
    };
    let callback = Closure::once_into_js(move |lock: JsValue| {
        if let Some(grant) = grant {
            let _ = grant.call1(&JsValue::NULL, &lock.is_object().into());
        }
        if lock.is_object() { released.into() } else { JsValue::UNDEFINED }
    });
    let requested = locks.unchecked_ref::<LockManager>().request(name, &options, &callback).ok()?;
    let open = Rc::new(Open { release, waiting });
    OPEN.with_borrow_mut(|all| {
        all.retain(|open| open.strong_count() > 0);
        all.push(Rc::downgrade(&open));
    });
    // The request ends with the lock, or at once when it is refused.
    let first = JsFuture::from(Promise::race(&Array::of2(&granted, &requested))).await;
    first.is_ok_and(|is_granted| is_granted.is_truthy()).then_some(Held(Some(open)))
}

/// A promise, and what keeps it. An empty function would be made of a text, which the page's policy forbids.
fn settled_from_outside() -> (Option<Function>, Promise) {
    let mut keep = None;
    let promise = Promise::new(&mut |done, _| keep = Some(done));
    (keep, promise)
}
