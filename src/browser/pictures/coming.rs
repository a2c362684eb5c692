//! An image that is fetched beside the page, or watched while it comes into it: whether it came, failed, or nothing of it is
//! to be seen. Must not know what follows from that.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Date;
use web_sys::HtmlImageElement;

use crate::browser::listen::{Listener, Timer};

/// Seconds after which it is asked whether anything of an image has come.
pub(super) const PATIENCE_S: u32 = 8;

/// How often it is asked while one comes: a strip on the slowest line takes minutes, and is never given up for that. One
/// that has stopped on its way is, in the end.
const WHILE_IT_COMES: u32 = 40;

/// What became of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Came,
    Refused,
    Silent,
}

/// An image on its way. Dropping it ends the fetch if it is not in the page, and tells nobody any more.
pub(super) struct Coming {
    pub(super) image: HtmlImageElement,
    /// No other has this number.
    pub(super) number: u32,
    _listeners: [Listener; 2],
    _timer: Rc<RefCell<Option<Timer>>>,
}

thread_local! {
    static NUMBER: Cell<u32> = const { Cell::new(0) };
}

impl Coming {
    /// Watches an image; `told` is called once. `patience`: how many times it may be silent, each [`PATIENCE_S`] long.
    pub(super) fn watch(image: HtmlImageElement, patience: u32, told: impl Fn(Outcome) + 'static) -> Self {
        let told = Rc::new(told);
        let timer = Rc::<RefCell<Option<Timer>>>::default();
        let listener = |kind, outcome| {
            let (told, timer) = (told.clone(), timer.clone());
            Listener::new(&image, kind, move |_| {
                timer.take();
                told(outcome);
            })
        };
        let listeners = [listener("load", Outcome::Came), listener("error", Outcome::Refused)];
        ask_later(Rc::downgrade(&timer), image.clone(), 1, patience, told);
        NUMBER.set(NUMBER.get() + 1);
        Self { image, number: NUMBER.get(), _listeners: listeners, _timer: timer }
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        if !self.image.is_connected() {
            let _ = self.image.remove_attribute("src");
        }
    }
}

fn ask_later(
    slot: std::rc::Weak<RefCell<Option<Timer>>>,
    image: HtmlImageElement,
    time: u32,
    patience: u32,
    told: Rc<dyn Fn(Outcome)>,
) {
    let Some(place) = slot.upgrade() else { return };
    let asked_ms = Date::now();
    let timer = Timer::new(PATIENCE_S as i32 * 1_000, move || {
        // A page that was put to sleep wakes up late, and nothing could come meanwhile.
        let has_slept = Date::now() - asked_ms > 1.5 * f64::from(PATIENCE_S) * 1_000.0;
        // Its size is told by its first bytes.
        let most = if image.natural_width() > 0 { WHILE_IT_COMES } else { patience };
        if has_slept {
            ask_later(slot, image, time, patience, told);
        } else if time < most {
            ask_later(slot, image, time + 1, patience, told);
        } else {
            told(Outcome::Silent);
        }
    });
    *place.borrow_mut() = Some(timer);
}
