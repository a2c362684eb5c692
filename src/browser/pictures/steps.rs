//! What becomes of one part of a picture: it is fetched, decoded, shown and let go, or it fails and the next address is tried.

use std::rc::Rc;

use handscroll_core::contract::times::{DECODE_LIMIT_MS, NETWORK_ALIVE_MS, PICTURE_LIMIT_MS, STRIP_LIMIT_MS, Wait};
use handscroll_core::window::{Action, Stage};
use js_sys::Date;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlImageElement;

use super::coming::{Coming, Outcome};
use super::picture::{ARRIVING_BYTES, Next, Part, Picture};
use super::{Failed, Window};
use crate::browser::listen::Timer;
use crate::browser::times::ms;
use crate::browser::{line, turn};
use crate::state::failure::PictureFailure;

impl Window {
    /// The page had some loaded at once: they are on their way, there, or have failed before anyone listened.
    pub(super) fn watch_already_there(self: &Rc<Self>, number: usize, picture: &mut Picture) {
        for at in 0..picture.parts.len() {
            let Some(image) = picture.parts[at].shown.dyn_ref::<HtmlImageElement>().cloned() else { continue };
            if image.complete() && image.natural_width() > 0 {
                picture.hold(at);
                self.last_came_ms.set(Date::now());
            } else {
                picture.parts[at].stage = Stage::Arriving;
                picture.parts[at].held_bytes = ARRIVING_BYTES;
                let is_broken = image.complete();
                picture.parts[at].coming = Some(self.watch(number, at, image));
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

    fn watch(self: &Rc<Self>, number: usize, at: usize, image: HtmlImageElement) -> Coming {
        let there = Rc::downgrade(self);
        Coming::watch(image, move |outcome| {
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
            Action::Stop => {
                self.with(number, |picture| picture.stay(at, true));
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
        let Some((image, address)) = self.with(number, |picture| picture.image(at)).flatten() else { return };
        let _ = image.set_attribute("fetchpriority", if is_seen { "high" } else { "low" });
        let coming = self.watch(number, at, image.clone());
        self.with(number, |picture| {
            picture.parts[at].stage = Stage::Fetching;
            picture.parts[at].coming = Some(coming);
        });
        image.set_src(&address);
    }

    fn told(self: &Rc<Self>, number: usize, at: usize, outcome: Outcome) {
        match outcome {
            Outcome::Came => {
                self.last_came_ms.set(Date::now());
                self.with(number, |picture| {
                    let Some(part) = picture.parts.get_mut(at) else { return };
                    match part.stage {
                        Stage::Arriving => self.finish(picture, at),
                        Stage::Fetching if part.is_whole => picture.become_whole(at),
                        Stage::Fetching => part.stage = Stage::Fetched,
                        _ => {}
                    }
                });
            }
            Outcome::Silent(waited_s) if self.may_wait(number, at, waited_s) => {}
            _ => self.miss(number, at, outcome),
        }
        self.look_soon();
    }

    /// Whether one that has not come for so long may be waiting behind others: something of ours has just come, or is coming.
    fn may_wait(&self, number: usize, at: usize, waited_s: u32) -> bool {
        let pictures = self.pictures.borrow();
        let is_arriving = |part: &Part| part.coming.as_ref().is_some_and(Coming::is_arriving);
        let Some(picture) = pictures.get(number).and_then(Option::as_ref) else { return false };
        let is_long = |part: &Part| (picture.by_strips && !part.is_whole) || is_arriving(part);
        let limit = if picture.parts.get(at).is_some_and(is_long) { STRIP_LIMIT_MS } else { PICTURE_LIMIT_MS };
        waited_s < limit.real_seconds()
            && (Date::now() - self.last_came_ms.get() < f64::from(ms(NETWORK_ALIVE_MS))
                || pictures.iter().flatten().flat_map(|picture| &picture.parts).any(is_arriving))
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
            turn::limited(&decoded, DECODE_LIMIT_MS).await;
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

    /// A part did not come: it is asked for again, what is tried next is tried, or its failure is told.
    fn miss(self: &Rc<Self>, number: usize, at: usize, outcome: Outcome) {
        let is_offline = line::is_offline();
        let missed = |picture: &mut Picture| picture.miss(at, outcome == Outcome::Refused, is_offline);
        match self.with_place(number, missed) {
            Some(Next::Again(delay)) => self.ask_again(number, at, delay),
            Some(Next::Whole) => self.fetch(number, at, true),
            Some(Next::Tell) => {
                let reason = match outcome {
                    _ if is_offline => PictureFailure::Offline,
                    Outcome::Silent(waited_s) => PictureFailure::Silent(waited_s),
                    _ => PictureFailure::Refused,
                };
                self.tell(number, at, reason);
            }
            Some(Next::Nothing) | None => {}
        }
    }

    /// Asks for a part again after a while, if it is still wanted then.
    fn ask_again(self: &Rc<Self>, number: usize, at: usize, delay: Wait) {
        let there = Rc::downgrade(self);
        let timer = Timer::after(delay, move || {
            let Some(window) = there.upgrade() else { return };
            window.with(number, |picture| {
                if let Some(part) = picture.parts.get_mut(at).filter(|part| part.again.is_some()) {
                    (part.again, part.stage) = (None, Stage::Waiting);
                }
            });
            window.look_soon();
        });
        self.with(number, |picture| {
            let part = &mut picture.parts[at];
            (part.again, part.stage) = (Some(timer), Stage::Fetching);
        });
    }

    fn tell(self: &Rc<Self>, number: usize, at: usize, reason: PictureFailure) {
        let failed = self.with_place(number, |picture| {
            picture.parts[at].stage = Stage::Failed;
            let is_card = |at: usize| picture.parts.get(at).is_some_and(Part::is_card);
            // Of many strips that fail, every second tells it.
            if is_card(at.wrapping_sub(1)) || is_card(at + 1) {
                return None;
            }
            Some((picture.card_place(at)?, picture.label.clone(), picture.original.clone()))
        });
        let Some((place, label, address)) = failed.flatten() else { return };
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
