//! One look at the screen: what is near is measured, all of it before anything is changed, and the window's plan is carried
//! out. Must not know how a part is fetched or shown.

use std::rc::Rc;

use handscroll_core::contract::times::SCROLL_END_MS;
use handscroll_core::window::{Stage, Unit, View, parts_near, plan};
use js_sys::Array;
use wasm_bindgen::JsCast as _;
use web_sys::IntersectionObserverEntry;

use super::Window;
use crate::browser::listen::{Frame, Timer};

impl Window {
    pub(super) fn notice(self: &Rc<Self>, entries: &Array) {
        let mut pictures = self.pictures.borrow_mut();
        for entry in entries.iter().filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok()) {
            let target = entry.target();
            let number = self.numbers.get(&target).as_f64().map(|number| number as usize);
            if let Some(picture) = number.and_then(|number| pictures.get_mut(number)?.as_mut())
                && picture.watched() == Some(&target)
            {
                picture.is_near = entry.is_intersecting();
            }
        }
        self.look_soon();
    }

    /// Looks at the screen with the next frame, however often it is asked until then.
    pub(super) fn look_soon(self: &Rc<Self>) {
        if self.is_suspended.get() || self.frame.borrow().is_some() {
            return;
        }
        let there = Rc::downgrade(self);
        let frame = Frame::next(move || {
            if let Some(window) = there.upgrade() {
                // It ends with this call, so it must not be dropped before.
                let frame = window.frame.take();
                window.look();
                drop(frame);
            }
        });
        self.frame.replace(Some(frame));
    }

    /// One pass: all that is near is measured, then what is to be done is done.
    fn look(self: &Rc<Self>) {
        if self.is_suspended.get() {
            return;
        }
        if self.wants_all.get() {
            return self.look_at_all();
        }
        let moment = self.screen.measure();
        let mut motion = self.motion.get();
        motion.moved(moment.scrolled, moment.now_ms, moment.height);
        self.motion.set(motion);
        let began_at = self.began_at.get().unwrap_or(moment.scrolled);
        self.began_at.set(Some(began_at));
        self.has_scrolled.set(self.has_scrolled.get() || (moment.scrolled - began_at).abs() > 1.0);
        let view = View {
            height: moment.height,
            direction: motion.direction(),
            is_fast: motion.is_fast(moment.now_ms),
            is_at_rest: motion.is_at_rest(moment.now_ms),
            has_scrolled: self.has_scrolled.get(),
            is_sparing: moment.is_sparing,
        };
        let there = Rc::downgrade(self);
        // Nothing else tells that they have come to rest.
        let rested = (!view.is_at_rest).then(|| {
            Timer::after_ms(SCROLL_END_MS, move || {
                if let Some(window) = there.upgrade() {
                    window.look_soon();
                }
            })
        });
        self.rested.replace(rested);
        let (mut units, mut whose) = (Vec::new(), Vec::new());
        let mut pictures = self.pictures.borrow_mut();
        for (number, picture) in pictures.iter_mut().enumerate() {
            let Some(picture) = picture.as_mut().filter(|picture| picture.is_near || picture.is_busy()) else {
                continue;
            };
            let Some(area) = picture.area() else { continue };
            let (top, height) = (area.top() - moment.top, area.height());
            picture.choose_width(area.width() * moment.ratio, moment.is_sparing);
            let near = parts_near(&picture.ends, top, height, moment.height);
            for at in 0..picture.parts.len() {
                if near.contains(&at) || picture.parts[at].is_busy() {
                    units.push(picture.unit(at, top, height, moment.ratio));
                    whose.push((number, at));
                }
            }
        }
        drop(pictures);
        for (index, action) in plan(&units, &view) {
            let (number, at) = whose[index];
            let unit = units[index];
            let is_seen = unit.top < view.height && unit.top + unit.height > 0.0;
            self.act(number, at, action, is_seen);
        }
        self.show_placeholders(&units, &whose, moment.height);
    }

    /// A picture of which some is on the screen shows what it is like.
    fn show_placeholders(&self, units: &[Unit], whose: &[(usize, usize)], screen: f64) {
        let mut pictures = self.pictures.borrow_mut();
        let mut begin = 0;
        for same in whose.chunk_by(|one, other| one.0 == other.0) {
            let of_picture = &units[begin..begin + same.len()];
            begin += same.len();
            let is_wanted = of_picture.iter().zip(same).any(|(unit, (number, at))| {
                // Behind strips it stays: where they meet on a pixel of the screen, it is what shows through.
                let is_hidden = pictures[*number]
                    .as_ref()
                    .is_none_or(|picture| picture.around.is_none() && picture.parts[*at].is_shown());
                let is_seen = unit.top < screen && unit.top + unit.height > 0.0;
                is_seen && !is_hidden && unit.stage != Stage::Failed
            });
            if let Some(picture) = pictures[same[0].0].as_mut() {
                picture.show_placeholder(is_wanted);
            }
        }
    }
}
