//! Event listeners and timers that end when their handle is dropped.

use handscroll_core::contract::times::{FRAME_LIMIT_MS, Wait};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, EventTarget, PageTransitionEvent, ResizeObserver};

/// A listener; dropping it takes it off.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    captured: bool,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `react` for each event of that kind on the window.
    pub fn on_window(kind: &'static str, mut react: impl FnMut() + 'static) -> Self {
        Self::new(&super::document::window(), kind, move |_| react())
    }

    /// Calls `react` each time the document is shown again that was kept for the way back.
    pub fn on_return(mut react: impl FnMut() + 'static) -> Self {
        Self::new(&super::document::window(), "pageshow", move |event| {
            if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
                react();
            }
        })
    }

    /// Calls `react` for each event of that kind.
    pub fn new(target: &EventTarget, kind: &'static str, react: impl FnMut(Event) + 'static) -> Self {
        Self::listen(target, kind, react, false)
    }

    /// Calls `react` for each event of that kind, on its way down to what is inside the target.
    pub fn captured(target: &EventTarget, kind: &'static str, react: impl FnMut(Event) + 'static) -> Self {
        Self::listen(target, kind, react, true)
    }

    fn listen(target: &EventTarget, kind: &'static str, react: impl FnMut(Event) + 'static, captured: bool) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(react);
        let call = closure.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback_and_bool(kind, call, captured);
        Self { target: target.clone(), kind, captured, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let call = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.kind, call, self.captured);
    }
}

/// Watches the size of an element; dropping it ends that.
pub struct Resizes {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn FnMut()>,
}

impl Resizes {
    /// Calls `react` when the element has another size, before that is painted; and once at first.
    pub fn of(element: &Element, react: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(react);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _closure: closure }
    }
}

impl Drop for Resizes {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// The next frame; dropping it stops the wait for it.
pub struct Frame {
    id: i32,
    timer: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Frame {
    /// Calls `react` once, before the page is painted next.
    pub fn next(react: impl FnOnce() + 'static) -> Self {
        let mut react = Some(react);
        let closure = Closure::<dyn FnMut()>::new(move || {
            if let Some(react) = react.take() {
                react();
            }
        });
        let window = super::document::window();
        let call = closure.as_ref().unchecked_ref();
        let id = window.request_animation_frame(call).unwrap_or_default();
        let limit_ms = FRAME_LIMIT_MS as i32;
        let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(call, limit_ms).unwrap_or_default();
        Self { id, timer, _closure: closure }
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        let window = super::document::window();
        let _ = window.cancel_animation_frame(self.id);
        window.clear_timeout_with_handle(self.timer);
    }
}

/// A timer that runs once; dropping it stops it.
pub struct Timer {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `react` after the delay.
    pub fn after(delay: Wait, react: impl FnOnce() + 'static) -> Self {
        Self::start(super::times::ms(delay), Closure::once(react))
    }

    /// Calls `react` after `delay_ms` milliseconds, which tests do not shorten.
    pub fn after_ms(delay_ms: f64, react: impl FnOnce() + 'static) -> Self {
        Self::start(delay_ms as i32, Closure::once(react))
    }

    fn start(delay_ms: i32, closure: Closure<dyn FnMut()>) -> Self {
        let id = super::document::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), delay_ms)
            .unwrap_or_default();
        Self { id, _closure: closure }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        super::document::window().clear_timeout_with_handle(self.id);
    }
}
