//! One picture on the whole screen: how it is moved and made larger there, by hand, wheel and keys. What it is framed by, and
//! which words that has, is not known here.

mod hands;
mod opening;

use std::cell::Cell;
use std::rc::{Rc, Weak};

use handscroll_core::zoom::{Pair, STEP, Zoom};
use js_sys::Function;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, HtmlImageElement, KeyboardEvent, ScrollBehavior, ScrollToOptions};

use super::listen::Listener;
use super::pictures::{Failed, Living, Pictures};
use super::{document, history};
use hands::Hands;
pub use opening::{Opening, watch};

/// CSS pixels that an arrow key moves the picture by, and the share of the screen that a page key does.
const ARROW: f64 = 80.0;
const PAGE: f64 = 0.9;

/// An open viewer. Dropping it closes it.
pub struct Viewer {
    sheet: Rc<Sheet>,
    dialog: HtmlElement,
    opening: Opening,
    /// How far the page behind is scrolled.
    top: f64,
    page: Option<Pictures>,
    _living: Option<Living>,
    _hands: Hands,
    _listeners: Vec<Listener>,
}

/// What the picture lies on, and what it is seen through.
struct Sheet {
    /// Scrolls.
    view: HtmlElement,
    /// As large as the picture is shown.
    sheet: HtmlElement,
    zoom: Cell<Zoom>,
    pictures: Pictures,
}

impl Viewer {
    /// Opens a dialog in which `view` scrolls a `sheet`, and shows the picture there. `root` is the site's; `failed` is told of
    /// a picture that cannot be had; `closed` is called when it should close, whichever way a person says so.
    pub fn open(
        (dialog, view, sheet): (HtmlElement, HtmlElement, HtmlElement),
        opening: Opening,
        root: &str,
        failed: impl Fn(Failed) + 'static,
        closed: impl Fn() + 'static,
    ) -> Self {
        let page = Pictures::shown();
        if let Some(page) = &page {
            page.suspend();
        }
        let top = document::exact_scroll_top();
        call(&dialog, "showModal");
        document::focus_quietly(&view);
        let (copy, natural) = opening.copy();
        let pictures = Pictures::inside(&view, root, failed);
        let zoom = Zoom::fitted(natural, size_of(&view));
        let sheet = Rc::new(Sheet { view, sheet, zoom: Cell::new(zoom), pictures });
        let living = copy.and_then(|copy| {
            let _ = sheet.sheet.append_child(&copy);
            sheet.pictures.enliven(copy)
        });
        sheet.show(zoom);
        sheet.scroll_to(zoom.scrolled(opening.point, opening.place));
        history::open_layer(closed);
        let listeners = vec![
            sheet.on(&dialog, "keydown", Sheet::key),
            // The way of closing is the same for all: a step back.
            Listener::new(&dialog, "cancel", |event| {
                event.prevent_default();
                history::close_layer();
            }),
            sheet.on(&document::window(), "resize", |sheet, _| sheet.resize()),
            // An error or a load does not bubble, but it passes by on its way down.
            sheet.on_captured("load", |sheet, event| sheet.learn_size(event)),
        ];
        let hands = Hands::new(&sheet);
        Self { sheet, dialog, opening, top, page, _living: living, _hands: hands, _listeners: listeners }
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        call(&self.dialog, "close");
        document::empty(&self.sheet.sheet);
        if let Some(page) = &self.page {
            page.resume();
        }
        if (document::exact_scroll_top() - self.top).abs() > 0.01 {
            document::scroll_to_exact(self.top);
        }
        document::focus_quietly(&self.opening.focus);
    }
}

/// web-sys has the dialog's own type, but two calls without arguments do not need it.
fn call(dialog: &HtmlElement, name: &str) {
    if let Some(act) = js_sys::Reflect::get(dialog, &name.into()).ok().and_then(|act| act.dyn_into::<Function>().ok()) {
        let _ = act.call0(dialog);
    }
}

fn size_of(view: &Element) -> Pair {
    Pair::new(f64::from(view.client_width()), f64::from(view.client_height()))
}

impl Sheet {
    /// Reacts to events of one kind as long as it lasts.
    fn on(
        self: &Rc<Self>,
        target: &web_sys::EventTarget,
        kind: &'static str,
        react: impl Fn(&Self, &web_sys::Event) + 'static,
    ) -> Listener {
        let there = Rc::downgrade(self);
        Listener::new(target, kind, move |event| {
            if let Some(sheet) = Weak::upgrade(&there) {
                react(&sheet, &event);
            }
        })
    }

    fn on_captured(self: &Rc<Self>, kind: &'static str, react: impl Fn(&Self, &web_sys::Event) + 'static) -> Listener {
        let there = Rc::downgrade(self);
        Listener::captured(&self.sheet, kind, move |event| {
            if let Some(sheet) = Weak::upgrade(&there) {
                react(&sheet, &event);
            }
        })
    }

    fn show(&self, zoom: Zoom) {
        self.zoom.set(zoom);
        // In hundredths: to write a number with all its digits takes as much code as all else here.
        let width = (zoom.size().x * 100.0).round() as u32;
        let _ = self.sheet.style().set_property("width", &format!("{}.{:02}px", width / 100, width % 100));
    }

    fn scrolled(&self) -> Pair {
        Pair::new(f64::from(self.view.scroll_left()), f64::from(self.view.scroll_top()))
    }

    fn scroll_to(&self, to: Pair) {
        let options = ScrollToOptions::new();
        options.set_left(to.x);
        options.set_top(to.y);
        options.set_behavior(ScrollBehavior::Instant);
        self.view.scroll_to_with_scroll_to_options(&options);
    }

    fn scroll_by(&self, by: Pair) {
        let from = self.scrolled();
        self.scroll_to(Pair::new(from.x + by.x, from.y + by.y));
    }

    /// Shows the picture at another scale; what is at a place of the screen stays there.
    fn zoom_to(&self, scale: f64, place: Pair) {
        self.hold(self.zoom.get().point(place, self.scrolled()), scale, place);
    }

    /// Shows the picture at a scale, a point of it at a place of the screen.
    fn hold(&self, point: Pair, scale: f64, place: Pair) {
        let zoom = self.zoom.get().at(scale);
        self.show(zoom);
        self.scroll_to(zoom.scrolled(point, place));
    }

    fn middle(&self) -> Pair {
        self.zoom.get().view.middle(Pair::default())
    }

    /// The screen has another size: what was in the middle is there again, and what fitted fits.
    fn resize(&self) {
        let (old, middle) = (self.zoom.get(), self.middle());
        let point = old.point(middle, self.scrolled());
        let new = Zoom { view: size_of(&self.view), ..old };
        self.zoom.set(new);
        self.hold(point, if old.is_fitted() { new.fit() } else { old.scale }, self.middle());
    }

    /// A picture that is shown whole says its size when it is there, if nobody knew.
    fn learn_size(&self, event: &web_sys::Event) {
        let image = event.target().and_then(|target| target.dyn_into::<HtmlImageElement>().ok());
        let Some(image) = image.filter(|image| !image.class_list().contains("strip")) else { return };
        let natural = Pair::new(f64::from(image.natural_width()), f64::from(image.natural_height()));
        let zoom = self.zoom.get();
        if natural.x > 0.0 && natural.y > 0.0 && natural.distance(zoom.natural) > 1.0 {
            self.show(Zoom::fitted(natural, zoom.view));
        }
    }

    fn key(&self, event: &web_sys::Event) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        if key.ctrl_key() || key.meta_key() || key.alt_key() {
            return;
        }
        let (zoom, middle) = (self.zoom.get(), self.middle());
        let page = zoom.view.y * PAGE;
        match key.key().as_str() {
            "+" | "=" => self.zoom_to(zoom.scale * STEP, middle),
            "-" | "_" => self.zoom_to(zoom.scale / STEP, middle),
            "0" => self.zoom_to(zoom.fit(), middle),
            "ArrowUp" => self.scroll_by(Pair::new(0.0, -ARROW)),
            "ArrowDown" => self.scroll_by(Pair::new(0.0, ARROW)),
            "ArrowLeft" => self.scroll_by(Pair::new(-ARROW, 0.0)),
            "ArrowRight" => self.scroll_by(Pair::new(ARROW, 0.0)),
            "PageUp" => self.scroll_by(Pair::new(0.0, -page)),
            "PageDown" => self.scroll_by(Pair::new(0.0, page)),
            "Home" => self.scroll_to(Pair::new(self.scrolled().x, 0.0)),
            "End" => self.scroll_to(Pair::new(self.scrolled().x, zoom.size().y)),
            _ => return,
        }
        event.prevent_default();
    }
}
