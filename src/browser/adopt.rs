//! Goes over what the press painted, with the policy, and says whether it is what the policy would have made.
//! Changes nothing in the page.

use std::cell::Cell;
use std::rc::Rc;

use handscroll_sanitize::picture::secure;
use handscroll_sanitize::{Attribute, Picture, Sink};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlFormElement, Node, Text, TreeWalker};

use super::builder::Boxes;
use super::walker::{self, Surroundings};
use super::{document, parse, tall};

/// Attributes of a picture as the press writes it, in its box or loaded at once.
const OF_A_PICTURE: &[&str] = &[
    "alt",
    "aria-label",
    "class",
    "data-from",
    "data-thumb",
    "decoding",
    "fetchpriority",
    "height",
    "referrerpolicy",
    "role",
    "src",
    "width",
];

/// Whether the children of `live` are just what the filter makes of them, all at once. If not, the caller builds them anew.
pub fn is_clean(live: &Element, around: &Surroundings) -> bool {
    let Some(mut comparer) = Comparer::new(live, around) else { return false };
    walker::run(live, &mut comparer, around);
    comparer.finish()
}

/// What is known so far.
#[derive(Clone)]
pub struct Judged {
    same: Rc<Cell<bool>>,
    boxes: Boxes,
}

impl Judged {
    /// Whether all that was gone over may stay.
    pub fn may_stay(&self) -> bool {
        self.same.get()
    }

    /// The boxes and videos gone over since this was last asked. The walk is out of all that is around them, so that they
    /// may be replaced.
    pub fn take_boxes(&self) -> Vec<Element> {
        self.boxes.take()
    }
}

/// An element whose children are being followed.
struct Level {
    parent: Node,
    last: Option<Node>,
    boxes: Vec<Element>,
    is_link: bool,
}

impl Level {
    fn new(parent: Node, is_link: bool) -> Self {
        Self { parent, last: None, boxes: Vec::new(), is_link }
    }
}

/// Follows the live tree with the result: each step must find the node that the result would have.
pub struct Comparer {
    steps: TreeWalker,
    levels: Vec<Level>,
    text: String,
    judged: Judged,
    /// What relative addresses lead from.
    base: String,
    /// The site's root.
    root: String,
}

impl Comparer {
    /// Begins at the first child of `live`.
    pub fn new(live: &Element, around: &Surroundings) -> Option<Self> {
        let judged = Judged { same: Rc::new(Cell::new(true)), boxes: Boxes::default() };
        let levels = vec![Level::new(live.clone().into(), false)];
        let (base, root) = (around.base.clone(), around.root.clone());
        Some(Self { steps: parse::walker(live)?, levels, text: String::new(), judged, base, root })
    }

    /// What it finds, also while it goes on.
    pub fn judged(&self) -> Judged {
        self.judged.clone()
    }

    /// Whether all of it may stay, when the walk has come to its end.
    pub fn finish(mut self) -> bool {
        self.match_text();
        let is_whole = self.judged.may_stay() && self.next().is_none();
        self.leave_level();
        is_whole
    }

    fn expect(&self, same: bool) {
        self.judged.same.set(same && self.judged.may_stay());
    }

    /// Out of the innermost element: what stands in it may be replaced from now on.
    fn leave_level(&mut self) {
        if let Some(left) = self.levels.pop() {
            self.judged.boxes.borrow_mut().extend(left.boxes);
        }
    }

    fn keep_box(&mut self, element: Element) {
        if let Some(level) = self.levels.last_mut() {
            level.boxes.push(element);
        }
    }

    /// The next child of the innermost element; `None` after its last.
    fn next(&mut self) -> Option<Node> {
        let level = self.levels.last_mut()?;
        self.steps.set_current_node(level.last.as_ref().unwrap_or(&level.parent));
        let found = if level.last.is_some() { self.steps.next_sibling() } else { self.steps.first_child() };
        let found = found.ok().flatten()?;
        level.last = Some(found.clone());
        Some(found)
    }

    /// `None` also for a form, which the policy never makes: its controls may have taken the names of all that is asked of it.
    fn next_element(&mut self) -> Option<Element> {
        self.next()?.dyn_into().ok().filter(|element: &Element| !element.is_instance_of::<HtmlFormElement>())
    }

    /// What was written since the last element must stand there: in one text, or in several where it is long, for some
    /// parsers divide those.
    fn match_text(&mut self) {
        let written = std::mem::take(&mut self.text);
        let mut rest = written.as_str();
        while !rest.is_empty() {
            let text = self.next().and_then(|node| Some(node.dyn_ref::<Text>()?.data())).unwrap_or_default();
            match rest.strip_prefix(&text).filter(|_| !text.is_empty()) {
                Some(after) => rest = after,
                None => return self.expect(false),
            }
        }
    }

    /// Whether an address is one of those that the policy found.
    fn names(&self, address: &str, sources: &[String]) -> bool {
        let absolute = document::resolve(address, &self.base);
        absolute.is_some_and(|absolute| sources.iter().any(|source| *source == absolute || secure(source) == absolute))
    }

    /// Whether an element is a picture in its box or loaded at once, with no address but those that the policy found.
    fn is_whole_picture(&self, element: &Element, picture: &Picture) -> bool {
        let names = element.get_attribute_names();
        let from = element.get_attribute("data-from").unwrap_or_default();
        let shown = element.get_attribute("src");
        matches!(element.local_name().as_str(), "canvas" | "img")
            && element.get_attribute("data-thumb") == picture.made.thumb
            && from
                .split_ascii_whitespace()
                .chain(shown.as_deref())
                .all(|address| self.names(address, &picture.sources))
            && names.iter().filter_map(|name| name.as_string()).all(|name| OF_A_PICTURE.contains(&name.as_str()))
    }
}

impl Sink for Comparer {
    fn open(&mut self, name: &'static str, attributes: &[Attribute]) {
        self.match_text();
        let Some(element) = self.next_element().filter(|_| self.judged.may_stay()) else {
            self.expect(false);
            return;
        };
        let equal = |(key, value): &Attribute| {
            let found = element.get_attribute(key);
            // Addresses are relative where the press wrote them and absolute here; that they may stay is judged already.
            let is_address = matches!(*key, "href" | "src" | "data-poster");
            if is_address { found.is_some() } else { found.as_deref() == Some(value) }
        };
        self.expect(
            element.local_name() == name
                && element.get_attribute_names().length() as usize == attributes.len()
                && attributes.iter().all(equal),
        );
        if name == "video" {
            self.keep_box(element.clone());
        }
        self.levels.push(Level::new(element.into(), name == "a"));
    }

    fn close(&mut self) {
        self.match_text();
        if self.judged.may_stay() {
            let is_whole = self.next().is_none();
            self.expect(is_whole);
            self.leave_level();
        }
    }

    fn text(&mut self, text: &str) {
        if self.judged.may_stay() {
            self.text.push_str(text);
        }
    }

    fn picture(&mut self, picture: &Picture) {
        self.match_text();
        let Some(element) = self.next_element().filter(|_| self.judged.may_stay()) else {
            self.expect(false);
            return;
        };
        let same = match tall::strips_of(picture) {
            None => self.is_whole_picture(&element, picture),
            Some(strips) => {
                let in_link = self.levels.iter().any(|level| level.is_link);
                let names = |address: &str| self.names(address, &picture.sources);
                tall::is_painted(&element, picture, strips, in_link, names, (&self.base, &self.root))
            }
        };
        self.expect(same);
        self.keep_box(element);
    }
}
