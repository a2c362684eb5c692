//! Creates the result's nodes, fresh, apart from the page until somebody shows them. Judges nothing.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use handscroll_core::strings::{Strings, fill};
use handscroll_sanitize::{Attribute, Picture, Sink};
use web_sys::{Document, DocumentFragment, Element, Node};

use super::{calls, document, tall};

/// Nodes of an element that is shown whole; one that grows larger is shown as it comes.
const WHOLE_NODES: usize = 1_000;

/// Pictures' boxes and videos that stand, and wait for somebody to bring them to life.
pub(super) type Boxes = Rc<RefCell<Vec<Element>>>;

/// Bytes from which on a text is put into the page piece by piece, as it comes: a single one would be made in one go.
const WHOLE_TEXT: usize = 65_536;

/// What is built so far.
#[derive(Clone)]
pub struct Built {
    fragment: DocumentFragment,
    boxes: Boxes,
}

impl Built {
    /// Puts what is new into the page. What was put there before stays where it is.
    pub fn show(&self, place: &Element) {
        document::fill(place, &self.fragment);
    }

    /// How many blocks are ready and not shown yet.
    pub fn blocks(&self) -> u32 {
        self.fragment.child_nodes().length()
    }

    /// The boxes and videos built since this was last asked.
    pub fn take_boxes(&self) -> Vec<Element> {
        self.boxes.take()
    }
}

/// An element whose children are being built.
struct Open {
    element: Element,
    /// Whether it is in its parent already. Paragraphs, tables and the like are put there whole: a table that grows would
    /// change the widths of its columns under the reader's eyes.
    placed: bool,
    is_link: bool,
}

/// Builds what it is told of.
pub struct Builder {
    document: Document,
    built: Built,
    open: Vec<Open>,
    text: String,
    strings: &'static Strings,
    pictures: u32,
    nodes: usize,
    /// The one element that is not in its parent yet (its depth), and how many nodes were built before it.
    held: Option<(usize, usize)>,
}

impl Builder {
    /// `strings` are the words for pictures that say nothing of themselves.
    pub fn new(strings: &'static Strings) -> Self {
        let document = document::document();
        let built = Built { fragment: document.create_document_fragment(), boxes: Boxes::default() };
        Self { document, built, open: Vec::new(), text: String::new(), strings, pictures: 0, nodes: 0, held: None }
    }

    /// What it builds, also while it goes on.
    pub fn built(&self) -> Built {
        self.built.clone()
    }

    /// Ends it: all that was not shown.
    pub fn finish(mut self) -> DocumentFragment {
        self.write_text();
        self.built.fragment
    }

    fn append(&mut self, node: &Node) {
        self.append_at(self.open.len(), node);
        self.nodes += 1;
        if let Some((at, before)) = self.held
            && self.nodes - before > WHOLE_NODES
        {
            self.held = None;
            self.open[at].placed = true;
            self.append_at(at, &self.open[at].element);
        }
    }

    /// Puts `node` into the element that is open at that depth; 0 is the root.
    fn append_at(&self, depth: usize, node: &Node) {
        match depth.checked_sub(1).and_then(|at| self.open.get(at)) {
            Some(parent) => calls::append(&parent.element, node),
            None => calls::append(&self.built.fragment, node),
        }
    }

    fn write_text(&mut self) {
        if !self.text.is_empty() {
            let text = self.document.create_text_node(&self.text);
            self.text.clear();
            self.append(&text);
        }
    }
}

impl Sink for Builder {
    fn open(&mut self, name: &'static str, attributes: &[Attribute]) {
        self.write_text();
        let element = calls::create(&self.document, name);
        for (key, value) in attributes {
            match value {
                Cow::Borrowed(value) => calls::set_constant(&element, key, value),
                Cow::Owned(value) => calls::set_attribute(&element, key, value),
            }
        }
        if name == "video" {
            self.built.boxes.borrow_mut().push(element.clone());
        }
        let placed = self.held.is_some() || !is_shown_whole(name);
        if placed {
            self.append(&element);
        } else {
            self.held = Some((self.open.len(), self.nodes));
        }
        self.open.push(Open { element, placed, is_link: name == "a" });
    }

    fn close(&mut self) {
        self.write_text();
        let Some(closed) = self.open.pop() else { return };
        if !closed.placed {
            self.held = None;
            self.append(&closed.element);
        }
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(text);
        if self.text.len() >= WHOLE_TEXT {
            self.write_text();
        }
    }

    fn picture(&mut self, picture: &Picture) {
        self.write_text();
        self.pictures += 1;
        let number = fill(self.strings.picture, self.pictures);
        let label = if picture.alt.is_empty() { number } else { picture.alt.clone() };
        let element = match tall::strips_of(picture) {
            Some(strips) => {
                let in_link = self.open.iter().any(|open| open.is_link);
                tall::build(&self.document, picture, strips, &label, in_link)
            }
            None => self.build_box(picture, label),
        };
        self.append(&element);
        self.built.boxes.borrow_mut().push(element);
    }
}

impl Builder {
    /// The box of a picture that is shown whole.
    fn build_box(&self, picture: &Picture, label: String) -> Element {
        let canvas = calls::create(&self.document, "canvas");
        let size = picture.size().map(|(width, height)| (width.to_string(), height.to_string())).unzip();
        let class = picture.inline.then(|| "inline".to_owned());
        let attributes = [
            ("role", Some("img".to_owned())),
            ("aria-label", Some(label)),
            ("class", class),
            ("width", size.0),
            ("height", size.1),
            ("data-from", Some(picture.sources.join(" "))),
            ("data-thumb", picture.made.thumb.clone()),
        ];
        for (key, value) in attributes {
            if let Some(value) = value {
                calls::set_attribute(&canvas, key, &value);
            }
        }
        canvas
    }
}

/// Whether an element comes into the page only when all of it is there. Lists and quotations may be as long as the body.
fn is_shown_whole(name: &str) -> bool {
    !matches!(name, "ul" | "ol" | "li" | "dl" | "dd" | "blockquote" | "details")
}
