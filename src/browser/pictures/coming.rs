//! An image that is fetched beside the page, or watched while it comes into it: whether it came, failed, or nothing of it is
//! to be seen. Must not know what follows from that.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use handscroll_core::contract::times::PICTURE_SILENCE_MS;
use js_sys::Date;
use web_sys::HtmlImageElement;

use crate::browser::listen::{Listener, Timer};
use crate::browser::times::ms;

/// What became of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Came,
    Refused,
    /// It has not come for so many seconds, and may still. They are the real ones, also where tests shorten them.
    Silent(u32),
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
    /// Watches an image; `told` is called when it came or failed, and until then each [`PICTURE_SILENCE_MS`].
    pub(super) fn watch(image: HtmlImageElement, told: impl Fn(Outcome) + 'static) -> Self {
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
        tell_later(Rc::downgrade(&timer), PICTURE_SILENCE_MS.real_seconds(), told);
        NUMBER.set(NUMBER.get() + 1);
        Self { image, number: NUMBER.get(), _listeners: listeners, _timer: timer }
    }

    /// Whether some of it has come, and not all. Its size is told by its first bytes.
    pub(super) fn is_arriving(&self) -> bool {
        self.image.natural_width() > 0 && !self.image.complete()
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        if !self.image.is_connected() {
            let _ = self.image.remove_attribute("src");
        }
    }
}

fn tell_later(slot: std::rc::Weak<RefCell<Option<Timer>>>, waited_s: u32, told: Rc<dyn Fn(Outcome)>) {
    let Some(place) = slot.upgrade() else { return };
    let asked_ms = Date::now();
    let timer = Timer::after(PICTURE_SILENCE_MS, move || {
        // A page that was put to sleep wakes up late, and nothing could come meanwhile.
        if Date::now() - asked_ms > 1.5 * f64::from(ms(PICTURE_SILENCE_MS)) {
            return tell_later(slot, waited_s, told);
        }
        tell_later(slot, waited_s + PICTURE_SILENCE_MS.real_seconds(), told.clone());
        told(Outcome::Silent(waited_s));
    });
    *place.borrow_mut() = Some(timer);
}
