//! What becomes of one part of a picture: it is fetched, decoded, shown and let go, or it fails and the next address is tried.

use std::rc::Rc;

use handscroll_core::window::{Action, Stage};
use js_sys::Date;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlImageElement;

use super::coming::{Coming, Outcome, PATIENCE_S};
use super::picture::{ARRIVING_BYTES, Part, Picture};
use super::{Failed, Window};
use crate::browser::{line, turn};
use crate::state::failure::PictureFailure;

/// Milliseconds after which an image is shown though its pixels are not made yet. An engine under pressure may refuse to
/// make them, or never say.
const DECODE_MS: i32 = 3_000;

impl Window {
    /// The page had some loaded at once: they are on their way, there, or have failed before anyone listened.
    pub(super) fn watch_already_there(self: &Rc<Self>, number: usize, picture: &mut Picture) {
        for at in 0..picture.parts.len() {
            let Some(image) = picture.parts[at].shown.dyn_ref::<HtmlImageElement>().cloned() else { continue };
            if image.complete() && image.natural_width() > 0 {
                picture.hold(at);
            } else {
                picture.parts[at].stage = Stage::Arriving;
                picture.parts[at].held_bytes = ARRIVING_BYTES;
                let is_broken = image.complete();
                picture.parts[at].coming = Some(self.watch(number, at, image, picture.patience()));
                if is_broken {
                    let there = Rc::downgrade(self);
                    // Told when it is one of the pictures.
                    spawn_local(async move {
                        if let Some(window) = there.upgrade() {
                            window.told(number, at, Outcome::Refused);
                        }
                    });
                }
            }
        }
    }

    fn watch(self: &Rc<Self>, number: usize, at: usize, image: HtmlImageElement, patience: u32) -> Coming {
        let there = Rc::downgrade(self);
        Coming::watch(image, patience, move |outcome| {
            if let Some(window) = there.upgrade() {
                window.told(number, at, outcome);
            }
        })
    }

    /// Does something with a picture, if it is still one.
    fn with<T>(&self, number: usize, act: impl FnOnce(&mut Picture) -> T) -> Option<T> {
        self.pictures.borrow_mut().get_mut(number)?.as_mut().map(act)
    }

    pub(super) fn act(self: &Rc<Self>, number: usize, at: usize, action: Action, is_seen: bool) {
        match action {
            Action::Release => {
                self.with_place(number, |picture| picture.empty(at));
            }
            Action::Fetch => self.fetch(number, at, is_seen),
            Action::Mount => self.decode(number, at),
        }
    }

    /// As [`Window::with`], for what may put another element in the place of the one that is watched.
    pub(super) fn with_place<T>(&self, number: usize, act: impl FnOnce(&mut Picture) -> T) -> Option<T> {
        let (before, result, after) = self.with(number, |picture| {
            let before = picture.watched().cloned();
            let result = act(picture);
            (before, result, picture.watched().cloned())
        })?;
        if let (Some(observer), Some(before), Some(after)) = (&self.observer, before, after)
            && before != after
        {
            observer.unobserve(&before);
            self.observe(number, &after);
        }
        Some(result)
    }

    fn fetch(self: &Rc<Self>, number: usize, at: usize, is_seen: bool) {
        let made = self.with(number, |picture| Some((picture.image(at)?, picture.patience()))).flatten();
        let Some(((image, address), patience)) = made else { return };
        let _ = image.set_attribute("fetchpriority", if is_seen { "high" } else { "low" });
        let coming = self.watch(number, at, image.clone(), patience);
        self.with(number, |picture| {
            picture.parts[at].stage = Stage::Fetching;
            picture.parts[at].coming = Some(coming);
        });
        image.set_src(&address);
    }

    fn told(self: &Rc<Self>, number: usize, at: usize, outcome: Outcome) {
        if outcome == Outcome::Came {
            self.with(number, |picture| {
                if picture.by_strips {
                    self.last_strip_ms.set(Date::now());
                }
                let Some(part) = picture.parts.get_mut(at) else { return };
                match part.stage {
                    Stage::Arriving => self.finish(picture, at),
                    Stage::Fetching => part.stage = Stage::Fetched,
                    _ => {}
                }
            });
        } else {
            self.miss(number, at, outcome);
        }
        self.look_soon();
    }

    /// An image was shown: what that teaches is kept.
    fn finish(&self, picture: &mut Picture, at: usize) {
        if let Some(image) = picture.parts[at].shown.dyn_ref::<HtmlImageElement>() {
            let natural = (image.natural_width(), image.natural_height());
            if picture.size.is_none() && natural.0 > 0 && natural.1 > 0 {
                picture.learn_size(natural);
                if let Some(first) = picture.sources.first() {
                    self.learned.learn_size(first, natural);
                }
            }
        }
        if let Some((first, rung)) = picture.rung_elsewhere() {
            self.learned.learn_worked(first, rung);
        }
        picture.hold(at);
    }

    fn decode(self: &Rc<Self>, number: usize, at: usize) {
        let image = self.with(number, |picture| {
            let part = &mut picture.parts[at];
            part.stage = Stage::Decoding;
            part.coming.as_ref().map(|coming| (coming.image.clone(), coming.number))
        });
        let Some((image, coming)) = image.flatten() else { return };
        let there = Rc::downgrade(self);
        let decoded = image.decode();
        spawn_local(async move {
            turn::limited(&decoded, DECODE_MS).await;
            if let Some(window) = there.upgrade() {
                window.mount(number, at, coming, &image);
                window.look_soon();
            }
        });
    }

    /// Puts a decoded image into the page, unless it was let go meanwhile.
    fn mount(&self, number: usize, at: usize, coming: u32, image: &HtmlImageElement) {
        self.with_place(number, |picture| {
            let is_it = |part: &Part| {
                part.stage == Stage::Decoding && part.coming.as_ref().is_some_and(|known| known.number == coming)
            };
            if !picture.parts.get(at).is_some_and(is_it) {
                return;
            }
            picture.show(at, image);
            self.finish(picture, at);
        });
    }

    /// A part did not come: what is tried next is tried, or its failure is told.
    fn miss(self: &Rc<Self>, number: usize, at: usize, outcome: Outcome) {
        let is_offline = line::is_offline();
        let failed = self.with_place(number, |picture| {
            let part = picture.parts.get_mut(at)?;
            if part.is_shown() {
                // What is shown is not sharp, and stays.
                picture.hold(at);
                picture.settle_for(at);
                return None;
            }
            picture.empty(at);
            // Others of the site's own have just come: this one waits behind them, and is asked for again.
            let is_waiting = outcome == Outcome::Silent && picture.by_strips && self.line_is_alive();
            if is_waiting || (!is_offline && picture.step()) {
                return None;
            }
            picture.parts[at].stage = Stage::Failed;
            if picture.card.is_some() {
                return None;
            }
            let place = picture.card_place(at)?;
            let address = picture.sources.first().cloned().unwrap_or_default();
            Some((place, picture.label.clone(), address))
        });
        let Some((place, label, address)) = failed.flatten() else { return };
        let reason = match outcome {
            _ if is_offline => PictureFailure::Offline,
            Outcome::Silent => PictureFailure::Silent(PATIENCE_S),
            _ => PictureFailure::Refused,
        };
        let there = Rc::downgrade(self);
        let retry = Rc::new(move || {
            if let Some(window) = there.upgrade() {
                window.retry(number);
            }
        });
        (self.failed)(Failed { place, label, address, reason, retry });
    }

    fn retry(self: &Rc<Self>, number: usize) {
        self.with_place(number, Picture::begin_anew);
        self.look_soon();
    }

    /// Whether a strip of any picture came so lately that the site must be there.
    fn line_is_alive(&self) -> bool {
        Date::now() - self.last_strip_ms.get() < f64::from(PATIENCE_S) * 1_000.0
    }

    /// The network is back.
    pub(super) fn retry_all(self: &Rc<Self>) {
        let is_failed = |picture: &Picture| picture.parts.iter().any(|part| part.stage == Stage::Failed);
        let count = self.pictures.borrow().len();
        for number in 0..count {
            self.with(number, Picture::wish_for_sharp);
            if self.with(number, |picture| is_failed(picture)) == Some(true) {
                self.retry(number);
            }
        }
    }
}
