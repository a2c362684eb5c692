//! Taking turns with the browser: how long we work at a stretch, and how we wait while it does what else there is to do.
//! Knows no work.

use handscroll_core::contract::times::{FRAME_LIMIT_MS, TIME_SLICE_MS, Wait};
use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, Performance};

use super::document::{document, window};
use super::times::ms;

/// A stretch of work.
pub struct Stretch {
    clock: Option<Performance>,
    until: f64,
}

impl Stretch {
    /// Begins now.
    pub fn begin() -> Self {
        let clock = window().performance();
        let until = clock.as_ref().map_or(0.0, Performance::now) + TIME_SLICE_MS;
        Self { clock, until }
    }

    /// Whether it is the others' turn. Asking costs about as much as a node.
    pub fn is_over(&self) -> bool {
        self.clock.as_ref().is_none_or(|clock| clock.now() >= self.until)
    }
}

/// Lets all who wait have their turn: touches, timers, painting. A message stands in line like everybody else's task,
/// where `scheduler.yield` would jump it and have frames wait for 100 ms, and a timer of 0 ms is soon held back for 4.
pub async fn others() {
    let Ok(channel) = MessageChannel::new() else { return };
    let turn = Promise::new(&mut |done, _| {
        channel.port1().set_onmessage(Some(&done));
        let _ = channel.port2().post_message(&JsValue::NULL);
    });
    let _ = JsFuture::from(turn).await;
    channel.port1().close();
}

/// Does something with each, and lets the others have their turn in between.
pub async fn in_stretches<T>(each: impl IntoIterator<Item = T>, mut act: impl FnMut(T)) {
    let mut stretch = Stretch::begin();
    for one in each {
        if stretch.is_over() {
            others().await;
            stretch = Stretch::begin();
        }
        act(one);
    }
}

/// Waits for a promise to settle, but no longer than the limit. Returns its value, or undefined if it has none by then.
pub(super) async fn limited(promise: &Promise, limit: Wait) -> JsValue {
    let limit = Promise::new(&mut |done, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms(limit));
    });
    JsFuture::from(Promise::race(&Array::of2(promise, &limit))).await.unwrap_or_default()
}

/// Waits until what is in the page has been painted, so that no frame has more to set than what came since the last.
/// In the background nothing is painted, and only the others have their turn.
pub async fn painted() {
    if !document().hidden() {
        let frame = Promise::new(&mut |done, _| {
            let _ = window().request_animation_frame(&done);
            let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, FRAME_LIMIT_MS as i32);
        });
        let _ = JsFuture::from(frame).await;
    }
    others().await;
}

/// Waits.
pub async fn pause(duration: Wait) {
    let pause = Promise::new(&mut |done, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms(duration));
    });
    let _ = JsFuture::from(pause).await;
}
