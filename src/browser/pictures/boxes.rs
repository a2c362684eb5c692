//! What stands in the page for a picture: empty boxes, images, what is seen before they come, a place for words. All of one
//! part are of one size, so that nothing moves. Must not know when which of them stands there.

use handscroll_core::window::Stage;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, HtmlImageElement};

use super::picture::Picture;
use super::placeholder;
use crate::browser::document::{self, document};
use crate::browser::tall;
use crate::state::ladder::Referrer;

impl Picture {
    /// An image of the part, which begins to load as soon as it is given its address: that one.
    pub(super) fn image(&mut self, at: usize) -> Option<(HtmlImageElement, String)> {
        let image = HtmlImageElement::new().ok()?;
        let set = |name: &str, value: &str| image.set_attribute(name, value);
        set("decoding", "async").ok()?;
        if self.by_strips && !self.parts.get(at)?.is_whole {
            let strips = self.strips.as_ref()?;
            let strip = strips.strips.get(at)?;
            let narrow = strip.narrow.filter(|_| self.is_narrow);
            self.parts[at].is_narrow = narrow.is_some();
            set("class", "strip").ok()?;
            set_size(&image, strips.width, strips.rows(at));
            // What it shows is said by what is around it.
            image.set_alt("");
            return Some((image, document::resolve(&narrow.unwrap_or(strip.wide).path(), &self.root)?));
        }
        let rung = self.rungs.get(self.rung)?;
        set("referrerpolicy", if rung.referrer == Referrer::Told { "origin" } else { "no-referrer" }).ok()?;
        self.describe_box(&image);
        image.set_alt(if self.around.is_some() { "" } else { &self.label });
        Some((image, self.sources.get(rung.address)?.clone()))
    }

    /// Gives an element what reserves the box of the whole picture.
    fn describe_box(&self, element: &Element) {
        let class = if self.around.is_some() { Some("strip") } else { self.class.as_deref() };
        if let Some(class) = class {
            let _ = element.set_attribute("class", class);
        }
        if let Some((width, height)) = self.size {
            set_size(element, width, height);
        }
        if self.around.is_none() {
            let _ = element.set_attribute("data-from", &self.sources.join(" "));
            if let Some(thumb) = &self.thumb {
                let _ = element.set_attribute("data-thumb", thumb);
            }
        }
    }

    /// An empty box for the part.
    fn empty_box(&self, at: usize) -> Option<Element> {
        let strips = self.strips.as_ref().filter(|_| self.by_strips);
        if let Some(strips) = strips {
            return Some(tall::strip_box(&document(), strips, at));
        }
        let canvas = document().create_element("canvas").ok()?;
        if self.around.is_none() {
            let _ = canvas.set_attribute("role", "img");
            let _ = canvas.set_attribute("aria-label", &self.label);
        }
        self.describe_box(&canvas);
        Some(canvas)
    }

    /// As [`Picture::empty`], for all of its parts.
    pub(super) fn empty_all(&mut self) {
        for at in 0..self.parts.len() {
            if self.parts[at].is_busy() {
                self.empty(at);
            }
        }
    }

    /// Puts an element in the place of what the part shows.
    pub(super) fn show(&mut self, at: usize, element: &Element) {
        let part = &mut self.parts[at];
        let _ = part.shown.replace_with_with_node_1(element);
        let left = std::mem::replace(&mut part.shown, element.clone());
        // An image without an address keeps nothing in memory.
        let _ = left.remove_attribute("srcset");
        let _ = left.remove_attribute("src");
    }

    /// The part's box stands empty, as it was.
    pub(super) fn empty(&mut self, at: usize) {
        let is_shown = self.parts[at].shown.local_name() == "canvas";
        if let Some(canvas) = (!is_shown).then(|| self.empty_box(at)).flatten() {
            self.show(at, &canvas);
        }
        let part = &mut self.parts[at];
        (part.stage, part.held_bytes, part.coming) = (Stage::Waiting, 0, None);
        (part.again, part.is_whole) = (None, false);
    }

    /// Builds the boxes of a tall picture anew, as many as it is now shown by.
    pub(super) fn build(&mut self) {
        let Some(around) = self.around.clone() else { return };
        for at in 0..self.parts.len() {
            self.empty(at);
        }
        let count = self.strips.as_ref().filter(|_| self.by_strips).map_or(1, |strips| strips.strips.len());
        let boxes: Vec<Element> = (0..count).filter_map(|at| self.empty_box(at)).collect();
        around.replace_children_with_node_0();
        self.placeholder = None;
        for element in &boxes {
            let _ = around.append_child(element);
        }
        self.take_parts(boxes);
    }

    /// Puts an element for somebody's words in the place of a part, as large as the part.
    pub(super) fn card_place(&mut self, at: usize) -> Option<HtmlElement> {
        let place: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
        let _ = place.set_attribute("class", "picture-place");
        let size = match self.strips.as_ref().filter(|_| self.by_strips) {
            Some(strips) => Some((strips.width, strips.strips.get(at)?.height)),
            None => self.size,
        };
        if let Some((width, height)) = size {
            reserve(&place, width, height);
        }
        self.show(at, &place);
        Some(place)
    }

    /// Shows or takes away what is seen before the picture is there.
    pub(super) fn show_placeholder(&mut self, is_wanted: bool) {
        let Some(thumb) = &self.thumb else { return };
        match &self.around {
            Some(around) if is_wanted && self.placeholder.is_none() => {
                if let Some(canvas) = placeholder::behind(thumb) {
                    let _ = around.insert_before(&canvas, around.first_child().as_ref());
                    self.placeholder = Some(canvas);
                }
            }
            Some(_) if !is_wanted => {
                if let Some(canvas) = self.placeholder.take() {
                    canvas.remove();
                }
            }
            None if is_wanted && self.placeholder.is_none() && self.class.is_none() => {
                let (Some(part), Some((width, height))) = (self.parts.first(), self.size) else { return };
                // Its few pixels are drawn in the box itself, which keeps its size.
                if let Some(canvas) = part.shown.dyn_ref::<HtmlElement>().filter(|shown| shown.local_name() == "canvas")
                {
                    reserve(canvas, width, height);
                    if placeholder::draw(canvas, thumb).is_some() {
                        self.placeholder = Some(canvas.clone().into());
                    }
                }
            }
            None if !is_wanted => self.placeholder = None,
            _ => {}
        }
    }
}

pub(super) fn set_size(element: &Element, width: u32, height: u32) {
    let _ = element.set_attribute("width", &width.to_string());
    let _ = element.set_attribute("height", &height.to_string());
}

/// Gives an element the box of an image of that size. The attributes do it for images and canvases alone.
fn reserve(element: &HtmlElement, width: u32, height: u32) {
    let style = element.style();
    let _ = style.set_property("width", &format!("{width}px"));
    let _ = style.set_property("aspect-ratio", &format!("{width} / {height}"));
}
