//! Tells when an element comes near the screen. One observer for each margin, shared by all who ask for it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

type React = Box<dyn FnOnce()>;

/// How near is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Margin {
    /// Two screens ahead or behind: pictures are fetched.
    Pictures,
    /// Three screens: more of the list is fetched.
    List,
}

impl Margin {
    fn css(self) -> &'static str {
        match self {
            Self::Pictures => "200% 0px",
            Self::List => "300% 0px",
        }
    }
}

/// One who waits. An element may be waited for anew before the last wait for it is dropped, so a wait has a number.
struct Waiting {
    number: u64,
    element: Element,
    react: React,
}

/// The one observer of a margin.
struct Shared {
    observer: IntersectionObserver,
    waiting: Rc<RefCell<Vec<Waiting>>>,
    _closure: Closure<dyn FnMut(Array)>,
}

thread_local! {
    static SHARED: RefCell<Vec<(Margin, Shared)>> = const { RefCell::new(Vec::new()) };
    static NEXT_NUMBER: Cell<u64> = const { Cell::new(0) };
}

/// A wait for one element; dropping it ends it.
pub struct Watch {
    margin: Margin,
    number: u64,
}

impl Drop for Watch {
    fn drop(&mut self) {
        with(self.margin, |shared| {
            let mut waiting = shared.waiting.borrow_mut();
            let Some(at) = waiting.iter().position(|wait| wait.number == self.number) else { return };
            let ended = waiting.swap_remove(at);
            if !waiting.iter().any(|wait| wait.element == ended.element) {
                shared.observer.unobserve(&ended.element);
            }
        });
    }
}

/// Calls `react` once, when `element` is near the screen. Where there is no observer, at once: better early than never.
pub fn when_near(element: &Element, margin: Margin, react: impl FnOnce() + 'static) -> Watch {
    let number = NEXT_NUMBER.replace(NEXT_NUMBER.get() + 1);
    let mut react: Option<React> = Some(Box::new(react));
    with(margin, |shared| {
        if let Some(react) = react.take() {
            shared.waiting.borrow_mut().push(Waiting { number, element: element.clone(), react });
            shared.observer.observe(element);
        }
    });
    if let Some(react) = react {
        react();
    }
    Watch { margin, number }
}

fn with(margin: Margin, act: impl FnOnce(&Shared)) {
    SHARED.with(|all| {
        let mut all = all.borrow_mut();
        if !all.iter().any(|(known, _)| *known == margin) {
            all.extend(Shared::new(margin).map(|shared| (margin, shared)));
        }
        if let Some((_, shared)) = all.iter().find(|(known, _)| *known == margin) {
            act(shared);
        }
    });
}

impl Shared {
    fn new(margin: Margin) -> Option<Self> {
        let waiting: Rc<RefCell<Vec<Waiting>>> = Rc::default();
        let (waiting_there, observer_there) = (waiting.clone(), Rc::new(RefCell::new(None::<IntersectionObserver>)));
        let observer_here = observer_there.clone();
        let closure = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            for entry in entries.iter().filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok()) {
                if !entry.is_intersecting() {
                    continue;
                }
                let target = entry.target();
                let found: Vec<Waiting> =
                    waiting_there.borrow_mut().extract_if(.., |wait| wait.element == target).collect();
                if let Some(observer) = observer_there.borrow().as_ref() {
                    observer.unobserve(&target);
                }
                for wait in found {
                    (wait.react)();
                }
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(margin.css());
        let observer = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options).ok()?;
        *observer_here.borrow_mut() = Some(observer.clone());
        Some(Self { observer, waiting, _closure: closure })
    }
}
