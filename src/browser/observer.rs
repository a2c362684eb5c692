//! Tells when an element comes near the screen. One observer for each margin, shared by all who ask for it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, WeakMap};
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
    number: u32,
    react: React,
}

/// An element that is waited for, under its own number: a body may have thousands, and each comparison of two elements
/// asks the browser.
struct Awaited {
    number: u32,
    element: Element,
    by: Vec<Waiting>,
}

/// In the order of their numbers.
type AllAwaited = Rc<RefCell<Vec<Awaited>>>;

fn find(all: &[Awaited], number: u32) -> Result<usize, usize> {
    all.binary_search_by_key(&number, |awaited| awaited.number)
}

/// The one observer of a margin.
struct Shared {
    observer: IntersectionObserver,
    awaited: AllAwaited,
    _closure: Closure<dyn FnMut(Array)>,
}

thread_local! {
    static SHARED: RefCell<Vec<(Margin, Shared)>> = const { RefCell::new(Vec::new()) };
    static NEXT_NUMBER: Cell<u32> = const { Cell::new(1) };
    /// The number of each element that was ever waited for.
    static NUMBERS: WeakMap = WeakMap::new();
}

fn next_number() -> u32 {
    NEXT_NUMBER.replace(NEXT_NUMBER.get() + 1)
}

fn number_of(element: &Element) -> Option<u32> {
    NUMBERS.with(|numbers| numbers.get(element).as_f64().map(|number| number as u32))
}

fn number_for(element: &Element) -> u32 {
    number_of(element).unwrap_or_else(|| {
        let number = next_number();
        NUMBERS.with(|numbers| numbers.set(element, &number.into()));
        number
    })
}

/// A wait for one element; dropping it ends it.
pub struct Watch {
    margin: Margin,
    element: u32,
    number: u32,
}

impl Drop for Watch {
    fn drop(&mut self) {
        with(self.margin, |shared| {
            let mut all = shared.awaited.borrow_mut();
            let Ok(at) = find(&all, self.element) else { return };
            all[at].by.retain(|wait| wait.number != self.number);
            if all[at].by.is_empty() {
                shared.observer.unobserve(&all[at].element);
                all.remove(at);
            }
        });
    }
}

/// Calls `react` once, when `element` is near the screen. Where there is no observer, at once: better early than never.
pub fn when_near(element: &Element, margin: Margin, react: impl FnOnce() + 'static) -> Watch {
    let (key, number) = (number_for(element), next_number());
    let mut react: Option<React> = Some(Box::new(react));
    with(margin, |shared| {
        if let Some(react) = react.take() {
            let mut all = shared.awaited.borrow_mut();
            let at = find(&all, key).unwrap_or_else(|at| {
                all.insert(at, Awaited { number: key, element: element.clone(), by: Vec::new() });
                at
            });
            all[at].by.push(Waiting { number, react });
            shared.observer.observe(element);
        }
    });
    if let Some(react) = react {
        react();
    }
    Watch { margin, element: key, number }
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
        let awaited = AllAwaited::default();
        let (awaited_there, observer_there) = (awaited.clone(), Rc::new(RefCell::new(None::<IntersectionObserver>)));
        let observer_here = observer_there.clone();
        let closure = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            for entry in entries.iter().filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok()) {
                if !entry.is_intersecting() {
                    continue;
                }
                let target = entry.target();
                let take = |number| {
                    let mut all = awaited_there.borrow_mut();
                    find(&all, number).ok().map(|at| all.remove(at))
                };
                let found = number_of(&target).and_then(take);
                if let Some(observer) = observer_there.borrow().as_ref() {
                    observer.unobserve(&target);
                }
                for wait in found.into_iter().flat_map(|found| found.by) {
                    (wait.react)();
                }
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(margin.css());
        let observer = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options).ok()?;
        *observer_here.borrow_mut() = Some(observer.clone());
        Some(Self { observer, awaited, _closure: closure })
    }
}
