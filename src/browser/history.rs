//! Links, back and forward, and where on a page one was. Knows addresses and scroll positions; must not know pages.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use handscroll_core::contract::times::HISTORY_WRITE_DELAY_MS;
use handscroll_core::position::Position;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlAnchorElement, HtmlElement, MouseEvent, ScrollRestoration, Url};

use super::document::{self, Page, window};
use super::listen::{Listener, Timer};
use crate::route::Route;

/// Where one was on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// CSS pixels from the top.
    pub top: u32,
    /// Rows of a list that were shown.
    pub rows: usize,
    /// The place in an article's body, which holds at another width too.
    pub position: Option<Position>,
}

/// How one came to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// By a link: at its beginning, or at the fragment.
    Link,
    /// By back, forward or reload: where one was.
    Return(Place),
}

/// Tells where one is in the body that is shown.
type Locate = Rc<dyn Fn() -> Option<Position>>;

/// What lies over a page, and the route of that page.
type Layer = (Option<Route>, Box<dyn Fn()>);

/// Shows the page of a route.
type Show = Box<dyn Fn(Route, Arrival)>;

/// The document's navigation. There is one document, so there is one of it.
struct Navigation {
    page: Page,
    rows: Cell<usize>,
    locate: RefCell<Option<Locate>>,
    layer: RefCell<Option<Layer>>,
    /// Whether the page is where it should be. Until then the place in the history is the one to be found, not this one.
    settled: Cell<bool>,
    show: Show,
}

thread_local! {
    static NAVIGATION: OnceCell<Rc<Navigation>> = const { OnceCell::new() };
}

fn with<T>(act: impl FnOnce(&Navigation) -> T) -> Option<T> {
    NAVIGATION.with(|cell| cell.get().cloned()).map(|navigation| act(&navigation))
}

/// Takes over links and the history: calls `show` for every page that is gone to without leaving the document.
pub fn start(page: Page, show: impl Fn(Route, Arrival) + 'static) {
    let navigation = Rc::new(Navigation {
        page,
        rows: Cell::new(0),
        locate: RefCell::default(),
        layer: RefCell::default(),
        settled: Cell::new(false),
        show: Box::new(show),
    });
    NAVIGATION.with(|cell| {
        let _ = cell.set(navigation.clone());
    });
    let (clicks, pops, hides, scrolls) = (navigation.clone(), navigation.clone(), navigation.clone(), navigation);
    let timer: RefCell<Option<Timer>> = RefCell::new(None);
    let listeners = [
        Listener::new(&document::document(), "click", move |event| clicks.click(&event)),
        Listener::on_window("popstate", move || pops.arrive()),
        Listener::on_window("pagehide", move || hides.leave_document()),
        // The document may come back as it was left.
        Listener::on_window("pageshow", take_over_scrolling),
        Listener::on_window("scroll", move || {
            let there = scrolls.clone();
            *timer.borrow_mut() = Some(Timer::after(HISTORY_WRITE_DELAY_MS, move || there.write_place()));
        }),
    ];
    // They last as long as the document.
    std::mem::forget(listeners);
}

/// The page the document is at now.
pub fn here() -> Option<Route> {
    with(|navigation| navigation.route_of(&window().location().href().ok()?)).flatten()
}

/// Where one was on this page, if one has been here before.
pub fn place() -> Option<Place> {
    let text = window().history().ok()?.state().ok()?.as_string()?;
    let mut parts = text.split(' ');
    let (top, rows) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(Place { top, rows, position: parts.next().and_then(|position| position.parse().ok()) })
}

/// The page that the reader was started in.
pub fn page() -> Option<Page> {
    with(|navigation| navigation.page.clone())
}

/// The address of the article one is at, relative to the root.
pub fn article() -> String {
    here().map(|route| route.address()).unwrap_or_default()
}

/// From now on `locate` is asked where one is in the body that is shown; without it, nobody is.
pub fn set_locate(locate: Option<Locate>) {
    with(|navigation| navigation.locate.replace(locate));
}

/// Something lies over the page from now on, and a step back takes it away: `close` is called then.
pub fn open_layer(close: impl Fn() + 'static) {
    with(|navigation| {
        navigation.write_place();
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&history.state().unwrap_or_default(), "", None);
        }
        navigation.layer.replace(Some((here(), Box::new(close))));
    });
}

/// Takes away what lies over the page, as a step back does.
pub fn close_layer() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Tells how many rows of a list are shown, to be written down with the place.
pub fn set_rows(rows: usize) {
    with(|navigation| navigation.rows.set(rows));
}

/// The page is where it should be: from now on, where one is on it is written down.
pub fn settle() {
    with(|navigation| navigation.settled.set(true));
}

/// From now on the places are the reader's to restore. Before the first page is ready they are the browser's.
pub fn take_over_scrolling() {
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
}

impl Navigation {
    /// Goes to an address of the site, absolute.
    fn go(&self, address: &str) {
        self.write_place();
        self.rows.set(0);
        let Ok(history) = window().history() else { return };
        if history.push_state_with_url(&JsValue::NULL, "", Some(address)).is_ok() {
            self.arrive();
        } else {
            let _ = window().location().set_href(address);
        }
    }

    fn leave_document(&self) {
        self.write_place();
        // Another document, or this one loaded anew, has the browser restore the place until the reader runs again. A
        // place in a body is found again by boot.js, at another width too.
        let is_found_again = place().is_some_and(|place| place.position.is_some());
        if let (Ok(history), false) = (window().history(), is_found_again) {
            let _ = history.set_scroll_restoration(ScrollRestoration::Auto);
        }
    }

    fn write_place(&self) {
        if !self.settled.get() {
            return;
        }
        let locate = self.locate.borrow().clone();
        let mut place = format!("{} {}", document::scroll_top(), self.rows.get());
        if let Some(position) = locate.and_then(|locate| locate()) {
            place.push_str(&format!(" {position}"));
        }
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&place.into(), "", None);
        }
    }

    /// Shows the page of the address. One that has a place was left before; one that was just gone to has none.
    fn arrive(&self) {
        let layer = self.layer.take();
        if let Some((route, close)) = layer {
            close();
            // The page beneath has not moved. A longer step leads elsewhere.
            if route == here() {
                return;
            }
        }
        self.settled.set(false);
        match here() {
            Some(route) => (self.show)(route, place().map_or(Arrival::Link, Arrival::Return)),
            None => {
                let _ = window().location().reload();
            }
        }
    }

    fn route_of(&self, address: &str) -> Option<Route> {
        let url = Url::new(address).ok()?;
        let root = Url::new(&self.page.root).ok()?;
        if url.origin() != root.origin() {
            return None;
        }
        let pathname = url.pathname();
        let path = pathname.strip_prefix(&root.pathname())?;
        let search = url.search();
        Route::parse(path, search.strip_prefix('?').unwrap_or(&search))
    }

    fn click(&self, event: &web_sys::Event) {
        let Some(mouse) = event.dyn_ref::<MouseEvent>() else { return };
        let plain =
            mouse.button() == 0 && !mouse.meta_key() && !mouse.ctrl_key() && !mouse.shift_key() && !mouse.alt_key();
        if !plain || event.default_prevented() {
            return;
        }
        let Some(link) = event.target().and_then(|target| link_around(&target)) else { return };
        let own_way = !link.target().is_empty()
            || link.has_attribute("download")
            || link.rel().split_ascii_whitespace().any(|word| word == "external");
        let href = link.href();
        if own_way || self.route_of(&href).is_none() {
            return;
        }
        if href == document::address() {
            event.prevent_default();
            document::scroll_to(0);
            return;
        }
        if is_in_this_page(&href) {
            // The browser goes there by itself; back leads to where one is now.
            self.write_place();
            return;
        }
        event.prevent_default();
        self.go(&href);
    }
}

/// The link that was clicked: the target itself or what is around it.
fn link_around(target: &web_sys::EventTarget) -> Option<HtmlAnchorElement> {
    let mut element: Option<Element> = target.dyn_ref::<HtmlElement>().map(|element| element.clone().into());
    while let Some(here) = element {
        match here.dyn_into::<HtmlAnchorElement>() {
            Ok(link) if link.has_attribute("href") => return Some(link),
            Ok(link) => element = link.parent_element(),
            Err(other) => element = other.parent_element(),
        }
    }
    None
}

/// Whether the address is a fragment of the page one is on; the browser goes there by itself.
fn is_in_this_page(href: &str) -> bool {
    let here = window().location().href().unwrap_or_default();
    let bare = |address: &str| address.split('#').next().unwrap_or_default().to_owned();
    href.contains('#') && bare(href) == bare(&here)
}
