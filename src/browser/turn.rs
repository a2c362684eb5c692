//! Taking turns with the browser: how long we work at a stretch, and how we wait while it does what else there is to do.
//! Knows no work.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, Performance};

use super::document::window;

/// Milliseconds of work at a stretch. What is begun is finished, and a slow phone takes four times as long for that;
/// together it stays well below the 50 ms from which a touch feels late.
const STRETCH_MS: f64 = 8.0;

/// Milliseconds after which nobody waits for a frame any more: a tab in the background paints none.
const FRAME_MS: i32 = 120;

/// A stretch of work.
pub struct Stretch {
    clock: Option<Performance>,
    until: f64,
}

impl Stretch {
    /// Begins now.
    pub fn begin() -> Self {
        let clock = window().performance();
        let until = clock.as_ref().map_or(0.0, Performance::now) + STRETCH_MS;
        Self { clock, until }
    }

    /// Whether it is the others' turn. Asking costs about as much as a node.
    pub fn is_over(&self) -> bool {
        self.clock.as_ref().is_none_or(|clock| clock.now() >= self.until)
    }
}

/// Lets all who wait have their turn: touches, timers, painting.
pub async fn others() {
    if let Some(turn) = scheduled() {
        let _ = JsFuture::from(turn).await;
    } else if let Ok(channel) = MessageChannel::new() {
        // A message is not held back as a timer of 0 ms is, which soon takes 4.
        let turn = Promise::new(&mut |done, _| {
            channel.port1().set_onmessage(Some(&done));
            let _ = channel.port2().post_message(&JsValue::NULL);
        });
        let _ = JsFuture::from(turn).await;
        channel.port1().close();
    }
}

/// Waits until what is in the page has been painted.
pub async fn painted() {
    let frame = Promise::new(&mut |done, _| {
        let _ = window().request_animation_frame(&done);
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, FRAME_MS);
    });
    let _ = JsFuture::from(frame).await;
    others().await;
}

/// The browser's own way, where it has one: it knows what is urgent.
fn scheduled() -> Option<Promise> {
    let scheduler = Reflect::get(&window(), &"scheduler".into()).ok().filter(JsValue::is_object)?;
    let wait = Reflect::get(&scheduler, &"yield".into()).ok()?.dyn_into::<Function>().ok()?;
    wait.call0(&scheduler).ok()?.dyn_into().ok()
}
