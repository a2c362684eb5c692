//! The place in the body that is shown: kept while one reads, and held under the reader's eyes while the body changes its
//! shape around it. Knows where blocks are, not what is in them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use handscroll_core::contract::times::{POSITION_WRITE_INTERVAL_MS, SCROLL_END_MS, SHORT_ARTICLE_READ_MS};
use handscroll_core::position::Position;
use handscroll_core::records::kinds::Place;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::listen::{Listener, Resizes, Timer};
use super::place::{self, Found};
use super::{document, history, records};

/// Lies in one body. Dropping it, when the page is left, keeps the place.
pub struct Bookmark {
    state: Rc<State>,
    _resizes: Resizes,
    _listeners: [Listener; 3],
    _read: Timer,
}

struct State {
    body: Element,
    /// The article's address, relative to the root.
    article: String,
    position: Cell<Option<Position>>,
    /// Width and height of the body when the position was last right.
    size: Cell<(f64, f64)>,
    /// How far the page was scrolled then.
    top: Cell<f64>,
    /// Runs while one scrolls.
    moving: RefCell<Option<Timer>>,
    /// Whether the engine itself keeps what is seen where it is when something above it grows.
    is_anchored: bool,
    /// Runs from a step of a scroll until the place is kept.
    keeping: RefCell<Option<Timer>>,
    /// Since when, in milliseconds since 1970.
    opened: u64,
}

/// The place to which boot.js has scrolled the painted page, before the reader ran.
pub fn left_by_boot() -> Option<Found> {
    let note = document::take_note("data-place")?;
    let (position, top) = note.split_once(' ')?;
    Some((position.parse().ok()?, f64::from(top.parse::<u32>().ok()?)))
}

impl Bookmark {
    /// Lays it into a body. A reader who has not moved since a place was found is there still, though it has moved.
    pub fn new(body: &Element, found: Option<Found>) -> Self {
        let state = Rc::new(State {
            body: body.clone(),
            article: history::article(),
            position: Cell::new(None),
            size: Cell::new((0.0, 0.0)),
            top: Cell::new(0.0),
            moving: RefCell::new(None),
            is_anchored: document::has_style("overflowAnchor"),
            keeping: RefCell::new(None),
            opened: records::now(),
        });
        match found {
            Some((position, top)) if (top - document::exact_scroll_top()).abs() <= 1.0 => {
                state.position.set(Some(position));
                state.hold();
            }
            _ => state.look(),
        }
        State::follow(&state);
        let (resized, scrolled, left, hidden) = (state.clone(), state.clone(), state.clone(), state.clone());
        let locate = state.clone();
        history::set_locate(Some(Rc::new(move || {
            locate.settle();
            locate.position.get()
        })));
        let resizes = Resizes::of(body, move || resized.resize());
        let listeners = [
            Listener::on_window("scroll", move || State::scroll(&scrolled)),
            Listener::on_window("pagehide", move || left.leave()),
            Listener::new(&document::document(), "visibilitychange", move |_| hidden.leave()),
        ];
        let at_rest = state.clone();
        let read = Timer::after(SHORT_ARTICLE_READ_MS, move || at_rest.finish_at_end());
        Self { state, _resizes: resizes, _listeners: listeners, _read: read }
    }
}

impl Drop for Bookmark {
    fn drop(&mut self) {
        history::set_locate(None);
        self.state.settle();
    }
}

impl State {
    fn size_now(&self) -> (f64, f64) {
        let area = self.body.get_bounding_client_rect();
        (area.width(), area.height())
    }

    /// Returns true if the body has another size than when the position was last right.
    fn is_reshaped(&self) -> bool {
        self.size_now() != self.size.get()
    }

    /// The body has another shape: who reads it at rest stays where they are, and who scrolls goes on from there.
    fn resize(&self) {
        if !self.is_reshaped() {
            return;
        }
        if self.moving.borrow().is_none() {
            self.hold();
        } else if !self.is_anchored {
            self.go_on();
        }
    }

    /// Keeps the text in place after the body changed its shape under a scrolling reader, and adds the distance scrolled since.
    fn go_on(&self) {
        let scrolled = document::exact_scroll_top() - self.top.get();
        if let Some(position) = self.position.get() {
            place::go_near(&self.body, position, scrolled);
        }
        self.look();
    }

    fn scroll(state: &Rc<Self>) {
        // What the page did by itself is no reading: our own step, or the browser's when the body changed its shape.
        if (document::exact_scroll_top() - state.top.get()).abs() < 0.5 {
            return;
        }
        if state.moving.borrow().is_none() && state.is_reshaped() {
            return state.hold();
        }
        if state.keeping.borrow().is_none() {
            let there = state.clone();
            *state.keeping.borrow_mut() = Some(Timer::after(POSITION_WRITE_INTERVAL_MS, move || there.keep()));
        }
        let there = state.clone();
        *state.moving.borrow_mut() = Some(Timer::after_ms(SCROLL_END_MS, move || there.settle()));
        if !state.is_anchored && !state.is_reshaped() {
            // To be held if the body grows with the next step.
            state.look();
        }
    }

    /// The place that was known when the page was painted may be an older one: a browser that was killed has the newer in
    /// its database alone. Who came by a link, and has not moved meanwhile, is brought there.
    fn follow(state: &Rc<Self>) {
        let (there, known) = (Rc::downgrade(state), records::place(&state.article));
        let (Some(store), None, None) = (records::store(), history::place(), document::fragment()) else { return };
        spawn_local(async move {
            store.ready().await;
            let Some(state) = there.upgrade() else { return };
            let newer = records::place(&state.article).filter(|newer| Some(*newer) != known);
            let has_moved = (document::exact_scroll_top() - state.top.get()).abs() > 1.0;
            if newer.is_some() && !has_moved && state.body.is_connected() {
                state.position.set(newer);
                state.hold();
            }
        });
    }

    /// Goes to where one is.
    fn hold(&self) {
        if let Some(position) = self.position.get() {
            place::go_to(&self.body, position);
        }
        self.note();
    }

    /// If one has scrolled: looks where one is now, and keeps that.
    fn settle(&self) {
        if self.moving.take().is_some() {
            self.keep();
        }
    }

    /// As [`State::settle`], for one who may have scrolled so lately that the engine has not told of it: a busy one is late.
    fn leave(&self) {
        let has_moved = (document::exact_scroll_top() - self.top.get()).abs() >= 0.5;
        if has_moved && !self.is_reshaped() {
            self.moving.take();
            self.keep();
        } else {
            self.settle();
        }
    }

    fn keep(&self) {
        self.keeping.take();
        if !self.body.is_connected() {
            return;
        }
        // Under load, this timer fires before the observer reports the new shape.
        if !self.is_anchored && self.is_reshaped() {
            self.go_on();
        } else {
            self.look();
        }
        let share = document::read_share(&self.body);
        if share >= 1_000 {
            self.finish_at_end();
        } else {
            let share = f64::from(share) / 1_000.0;
            records::keep_place(&self.article, self.position.get().map(|position| Place { position, share }));
        }
    }

    /// An article whose end is on the screen was read, be it without a step.
    fn finish_at_end(&self) {
        if self.body.is_connected() && document::read_share(&self.body) >= 1_000 {
            records::finish(&self.article, self.opened);
        }
    }

    fn look(&self) {
        self.position.set(place::current(&self.body));
        self.note();
    }

    fn note(&self) {
        self.size.set(self.size_now());
        self.top.set(document::exact_scroll_top());
    }
}
