//! The pictures of a body, unrolled as one scrolls: what the window of `handscroll_core` decides is done here. What is said
//! of a picture that cannot be had is not known here.

mod boxes;
mod coming;
mod learned;
mod look;
mod picture;
mod placeholder;
mod screen;
mod steps;
mod whole;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use handscroll_core::window::{Motion, Stage};
use js_sys::{Array, WeakMap};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
pub use web_sys::HtmlElement;
use web_sys::{Element, HtmlVideoElement, IntersectionObserver, IntersectionObserverInit};

use super::document;
use super::listen::{Frame, Listener, Timer};
use super::observer::{self, Margin, Watch};
use crate::state::failure::PictureFailure;
use learned::Learned;
use picture::Picture;
use screen::Screen;

/// How near is near: a little more than the window's reach, so that it is known before it is needed.
const NEAR: &str = "400% 0px";

/// All pictures that are seen through one screen. It ends with the last who has it.
#[derive(Clone)]
pub struct Pictures(Rc<Window>);

/// A picture none of whose addresses works.
pub struct Failed {
    /// An empty element in its place, for the caller's words.
    pub place: HtmlElement,
    /// What it shows.
    pub label: String,
    /// The address a person may open.
    pub address: String,
    /// Why.
    pub reason: PictureFailure,
    /// Tries all addresses again; the place is gone then.
    pub retry: Rc<dyn Fn()>,
}

/// A box that is brought to life: a picture or a video. Dropping it ends its waiting; what is shown stays.
pub enum Living {
    /// A picture, in its box or loaded at once.
    Picture(Handle),
    /// A video, whose still picture is fetched when it comes near.
    Poster(Watch),
}

/// One picture among all.
pub struct Handle {
    window: Rc<Window>,
    number: usize,
}

struct Window {
    screen: Screen,
    root: String,
    learned: Learned,
    /// Under their numbers; those that ended leave a gap.
    pictures: RefCell<Vec<Option<Picture>>>,
    motion: Cell<Motion>,
    /// Where the screen stood when it was first looked at.
    began_at: Cell<Option<f64>>,
    has_scrolled: Cell<bool>,
    /// When a picture or a strip last came, in milliseconds of the clock.
    last_came_ms: Cell<f64>,
    is_suspended: Cell<bool>,
    /// Whether all are to be in the page, however far.
    wants_all: Cell<bool>,
    frame: RefCell<Option<Frame>>,
    /// Runs until one may be at rest.
    rested: RefCell<Option<Timer>>,
    observer: Option<IntersectionObserver>,
    /// The number of the picture that an observed element shows.
    numbers: WeakMap,
    failed: Box<dyn Fn(Failed)>,
    _noticed: Closure<dyn FnMut(Array)>,
    _listeners: Vec<Listener>,
}

thread_local! {
    static PAGE: RefCell<Weak<Window>> = const { RefCell::new(Weak::new()) };
}

impl Pictures {
    /// Those of the page, which scrolls as a whole. `root` is the site's; `failed` is told of those that cannot be had.
    pub fn of_page(root: &str, failed: impl Fn(Failed) + 'static) -> Self {
        let pictures = Self(Window::new(None, root, Box::new(failed)));
        PAGE.set(Rc::downgrade(&pictures.0));
        pictures
    }

    /// Those inside an element that scrolls, or that moves what is in it and tells so by [`Pictures::moved`].
    pub fn inside(element: &Element, root: &str, failed: impl Fn(Failed) + 'static) -> Self {
        Self(Window::new(Some(element.clone()), root, Box::new(failed)))
    }

    /// Those of the page that is shown now.
    pub fn shown() -> Option<Self> {
        PAGE.with_borrow(Weak::upgrade).map(Self)
    }

    /// Brings a box to life: a picture, the strips of one, or a video. `None` where there is nothing to load.
    pub fn enliven(&self, element: Element) -> Option<Living> {
        match element.dyn_into::<HtmlVideoElement>() {
            Ok(video) => poster(video).map(Living::Poster),
            Err(element) => self.0.add(&element).map(Living::Picture),
        }
    }

    /// Takes all pixels out of memory, until [`Pictures::resume`]. The boxes stay.
    pub fn suspend(&self) {
        self.0.is_suspended.set(true);
        let count = self.0.pictures.borrow().len();
        for number in 0..count {
            self.0.with_place(number, Picture::empty_all);
        }
    }

    /// Goes on after [`Pictures::suspend`].
    pub fn resume(&self) {
        self.0.is_suspended.set(false);
        self.0.look_soon();
    }

    /// Whether any of them is on its way.
    pub fn are_coming(&self) -> bool {
        let pictures = self.0.pictures.borrow();
        let mut parts = pictures.iter().flatten().flat_map(|picture| picture.parts.iter());
        parts.any(|part| matches!(part.stage, Stage::Fetching | Stage::Arriving))
    }

    /// What is seen has moved otherwise than by scrolling.
    pub fn moved(&self) {
        self.0.look_soon();
    }
}

fn poster(video: HtmlVideoElement) -> Option<Watch> {
    let address = video.get_attribute("data-poster")?;
    let there = video.clone();
    Some(observer::when_near(&video, Margin::Pictures, move || there.set_poster(&document::loadable(&address))))
}

impl Drop for Handle {
    fn drop(&mut self) {
        let ended = self.window.pictures.borrow_mut().get_mut(self.number).and_then(Option::take);
        if let (Some(watched), Some(observer)) = (ended.as_ref().and_then(Picture::watched), &self.window.observer) {
            observer.unobserve(watched);
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

impl Window {
    fn new(element: Option<Element>, root: &str, failed: Box<dyn Fn(Failed)>) -> Rc<Self> {
        Rc::new_cyclic(|this: &Weak<Self>| {
            let there = this.clone();
            let noticed = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
                if let Some(window) = there.upgrade() {
                    window.notice(&entries);
                }
            });
            let options = IntersectionObserverInit::new();
            options.set_root_margin(NEAR);
            if let Some(element) = &element {
                options.set_root(Some(element));
            }
            let call = noticed.as_ref().unchecked_ref();
            let tell = |kind: &'static str, act: fn(&Rc<Self>)| {
                let there = this.clone();
                Listener::on_window(kind, move || {
                    if let Some(window) = there.upgrade() {
                        act(&window);
                    }
                })
            };
            let mut listeners =
                vec![tell("resize", |window| window.look_soon()), tell("online", |window| window.retry_all())];
            match &element {
                None => listeners.push(tell("scroll", |window| window.look_soon())),
                Some(element) => {
                    let there = this.clone();
                    listeners.push(Listener::new(element, "scroll", move |_| {
                        if let Some(window) = there.upgrade() {
                            window.look_soon();
                        }
                    }));
                }
            }
            Self {
                screen: Screen { element },
                root: root.to_owned(),
                learned: Learned::of_site(root),
                pictures: RefCell::default(),
                motion: Cell::default(),
                began_at: Cell::default(),
                has_scrolled: Cell::default(),
                last_came_ms: Cell::default(),
                is_suspended: Cell::default(),
                wants_all: Cell::default(),
                frame: RefCell::default(),
                rested: RefCell::default(),
                observer: IntersectionObserver::new_with_options(call, &options).ok(),
                numbers: WeakMap::new(),
                failed,
                _noticed: noticed,
                _listeners: listeners,
            }
        })
    }

    fn add(self: &Rc<Self>, element: &Element) -> Option<Handle> {
        let mut picture = Picture::read(element, &self.root, &self.learned)?;
        // Where there is no observer, all are near: better early than never.
        picture.is_near = self.observer.is_none();
        let number = self.pictures.borrow().len();
        self.watch_already_there(number, &mut picture);
        if let Some(watched) = picture.watched() {
            self.observe(number, watched);
        }
        self.pictures.borrow_mut().push(Some(picture));
        self.look_soon();
        Some(Handle { window: self.clone(), number })
    }

    fn observe(&self, number: usize, element: &Element) {
        if let Some(observer) = &self.observer {
            self.numbers.set(element, &(number as u32).into());
            observer.observe(element);
        }
    }
}
