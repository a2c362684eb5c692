//! What stands beside a body's pictures for those who need it: a way past a very tall one, and a way for the keyboard to open
//! one that is no link. Must not know what opening is.

use std::cell::Cell;
use std::rc::Rc;

use handscroll_core::position::{BLOCKS, READING_LINE};
use handscroll_core::strings::Strings;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, Node};

use super::document::{self, window};
use super::listen::{Listener, Resizes};
use super::turn;

/// A picture of more screens than this can be skipped.
const SCREENS: f64 = 3.0;

/// The aids of a body. They work as long as this lasts.
pub struct Aids {
    ways_past: WaysPast,
    _listeners: [Listener; 2],
    _resizes: Resizes,
}

impl Aids {
    /// Has those of a whole body work, whose pictures were furnished.
    pub fn new(body: &Element) -> Self {
        let ways_past = WaysPast { body: body.clone(), looks: Rc::default() };
        let (resized, grown, skipped) = (ways_past.clone(), ways_past.clone(), body.clone());
        ways_past.look();
        let listeners = [
            Listener::on_window("resize", move || resized.look()),
            Listener::new(body, "click", move |event| {
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                if let Some(figure) = target
                    .and_then(|target| target.closest(".aid__skip").ok()?)
                    .and_then(|button| button.closest("figure").ok()?)
                {
                    skip(&skipped, &figure);
                }
            }),
        ];
        // A picture whose size nobody knew may have come.
        let resizes = Resizes::of(body, move || grown.look());
        Self { ways_past, _listeners: listeners, _resizes: resizes }
    }
}

impl Drop for Aids {
    fn drop(&mut self) {
        self.ways_past.begin();
    }
}

/// Shows the ways past pictures that are more than so many screens tall, at this width.
#[derive(Clone)]
struct WaysPast {
    body: Element,
    /// How many looks were begun. The last one counts.
    looks: Rc<Cell<u32>>,
}

impl WaysPast {
    /// Begins a look, and with that ends the one before.
    fn begin(&self) -> u32 {
        self.looks.set(self.looks.get() + 1);
        self.looks.get()
    }

    /// Looks at each picture, and then shows what is wanted: of thousands that takes more than one turn.
    fn look(&self) {
        let (of, look) = (self.clone(), self.begin());
        let screen = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        spawn_local(async move {
            let mut changed = Vec::new();
            turn::in_stretches(figures(&of.body), |figure| {
                if of.looks.get() == look {
                    changed.extend(change_of(&figure, SCREENS * screen));
                }
            })
            .await;
            if of.looks.get() == look {
                for (button, is_hidden) in changed {
                    let _ = button.toggle_attribute_with_force("hidden", is_hidden);
                }
            }
        });
    }
}

/// The way past a figure's picture, and whether it is to be hidden from now on, if that is not what it is.
fn change_of(figure: &Element, most_px: f64) -> Option<(Element, bool)> {
    let button = first(figure, ".aid__skip")?;
    let is_hidden = picture_of(figure)?.get_bounding_client_rect().height() <= most_px;
    (button.has_attribute("hidden") != is_hidden).then_some((button, is_hidden))
}

/// Puts aids beside a picture, or a figure's, if it is alone in a figure and has none.
pub fn furnish(picture: &Element, words: &Strings) {
    let figure = picture.closest("figure").ok().flatten();
    if let Some(figure) = figure.filter(|figure| first(figure, ":scope > .aid").is_none()) {
        furnish_figure(&figure, words);
    }
}

/// The figures of a body.
pub fn figures(body: &Element) -> impl Iterator<Item = Element> + use<> {
    let list = body.query_selector_all("figure").ok();
    let count = list.as_ref().map_or(0, |list| list.length());
    (0..count).filter_map(move |at| list.as_ref()?.get(at)?.dyn_into().ok())
}

fn first(inside: &Element, selector: &str) -> Option<Element> {
    inside.query_selector(selector).ok().flatten()
}

/// The picture of a figure, which may stand in a link of the author's.
pub(super) fn picture_of(figure: &Element) -> Option<Element> {
    first(figure, ":scope > :is(.tall, img, canvas), :scope > a > :is(.tall, img, canvas)")
}

fn furnish_figure(figure: &Element, words: &Strings) {
    let Some(picture) = picture_of(figure) else { return };
    let document = document::document();
    let Ok(aid) = document.create_element("div") else { return };
    // Its sign is the style's, so that the body has no other text than its own.
    let button = |class: &str, text: &str| {
        let button = document.create_element("button").ok()?;
        for (name, value) in [("type", "button"), ("class", class), ("aria-label", text), ("title", text)] {
            let _ = button.set_attribute(name, value);
        }
        let _ = aid.append_child(&button);
        Some(button)
    };
    let _ = aid.set_attribute("class", "aid");
    let _ = aid.set_attribute("lang", words.language);
    // A tall picture is itself a link, unless it stands in one.
    if picture.local_name() != "a" {
        button("aid__view", words.view_picture);
    }
    // It is shown where it is measured to be wanted.
    if let Some(skip) = button("aid__skip", words.skip_picture) {
        let _ = skip.set_attribute("hidden", "");
    }
    let _ = figure.prepend_with_node_1(&aid);
}

/// Goes to what follows a figure's picture, with the focus too.
fn skip(body: &Element, figure: &Element) {
    let Some(picture) = picture_of(figure) else { return };
    let follows = |block: &Element| {
        let position = picture.compare_document_position(block);
        position & Node::DOCUMENT_POSITION_FOLLOWING != 0 && position & Node::DOCUMENT_POSITION_CONTAINED_BY == 0
    };
    let list = body.query_selector_all(BLOCKS).ok();
    let count = list.as_ref().map_or(0, |list| list.length());
    let next = (0..count).filter_map(|at| list.as_ref()?.get(at)?.dyn_into::<Element>().ok()).find(follows);
    let Some(next) = next.or_else(|| Some(document::find(".neighbours, .foot")?.into())) else { return };
    document::scroll_to_exact(document::top_of(&next) - READING_LINE);
    if let Ok(next) = next.dyn_into::<HtmlElement>() {
        if next.tab_index() < 0 {
            next.set_tab_index(-1);
        }
        document::focus_quietly(&next);
    }
}
