//! Goes over what the press painted, with the policy, and says whether it is what the policy would have made.
//! Changes nothing in the page.

use handscroll_sanitize::picture::secure;
use handscroll_sanitize::{Attribute, Picture, Sink};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Node, Text, TreeWalker};

use super::walker::{self, Surroundings};
use super::{document, parse};

/// Attributes of a picture as the press writes it, in its box or loaded at once.
const OF_A_PICTURE: &[&str] = &[
    "alt",
    "aria-label",
    "class",
    "data-from",
    "decoding",
    "fetchpriority",
    "height",
    "referrerpolicy",
    "role",
    "src",
    "width",
];

/// Whether the children of `live` are just what the filter makes of them. If not, the caller builds them anew.
pub fn is_clean(live: &Element, around: &Surroundings) -> bool {
    let Some(steps) = parse::walker(live) else { return false };
    let levels = vec![Level { parent: live.clone().into(), last: None }];
    let mut comparer = Comparer { steps, levels, text: String::new(), same: true, base: around.base.clone() };
    walker::run(live, &mut comparer, around);
    comparer.finish()
}

/// An element whose children are being followed.
struct Level {
    parent: Node,
    last: Option<Node>,
}

/// Follows the live tree with the result: each step must find the node that the result would have.
struct Comparer {
    steps: TreeWalker,
    levels: Vec<Level>,
    text: String,
    same: bool,
    /// What relative addresses lead from.
    base: String,
}

impl Comparer {
    /// The next child of the innermost element; `None` after its last.
    fn next(&mut self) -> Option<Node> {
        let level = self.levels.last_mut()?;
        self.steps.set_current_node(level.last.as_ref().unwrap_or(&level.parent));
        let found = if level.last.is_some() { self.steps.next_sibling() } else { self.steps.first_child() };
        let found = found.ok().flatten()?;
        level.last = Some(found.clone());
        Some(found)
    }

    fn next_element(&mut self) -> Option<Element> {
        self.next()?.dyn_into().ok()
    }

    /// What was written since the last element must stand in one text.
    fn match_text(&mut self) {
        let written = std::mem::take(&mut self.text);
        if !written.is_empty() {
            self.same &=
                self.next().is_some_and(|node| node.dyn_ref::<Text>().is_some_and(|text| text.data() == written));
        }
    }

    /// Whether every address the element brings is one of those that the policy found.
    fn names_only(&self, element: &Element, sources: &[String]) -> bool {
        let from = element.get_attribute("data-from").unwrap_or_default();
        let shown = element.get_attribute("src");
        let known = |address: &str| {
            let absolute = document::resolve(address, &self.base);
            absolute
                .is_some_and(|absolute| sources.iter().any(|source| *source == absolute || secure(source) == absolute))
        };
        from.split_ascii_whitespace().chain(shown.as_deref()).all(known)
    }

    fn finish(mut self) -> bool {
        self.match_text();
        self.same && self.next().is_none()
    }
}

impl Sink for Comparer {
    fn open(&mut self, name: &'static str, attributes: &[Attribute]) {
        self.match_text();
        let Some(element) = self.next_element().filter(|_| self.same) else {
            self.same = false;
            return;
        };
        let equal = |(key, value): &Attribute| {
            let found = element.get_attribute(key);
            // Addresses are relative where the press wrote them and absolute here; that they may stay is judged already.
            let is_address = matches!(*key, "href" | "src" | "data-poster");
            if is_address { found.is_some() } else { found.as_deref() == Some(value) }
        };
        self.same = element.local_name() == name
            && element.get_attribute_names().length() as usize == attributes.len()
            && attributes.iter().all(equal);
        self.levels.push(Level { parent: element.into(), last: None });
    }

    fn close(&mut self) {
        self.match_text();
        if self.same {
            self.same = self.next().is_none();
            self.levels.pop();
        }
    }

    fn text(&mut self, text: &str) {
        if self.same {
            self.text.push_str(text);
        }
    }

    fn picture(&mut self, picture: &Picture) {
        self.match_text();
        let Some(element) = self.next_element().filter(|_| self.same) else {
            self.same = false;
            return;
        };
        let names = element.get_attribute_names();
        self.same = matches!(element.local_name().as_str(), "canvas" | "img")
            && self.names_only(&element, &picture.sources)
            && names.iter().filter_map(|name| name.as_string()).all(|name| OF_A_PICTURE.contains(&name.as_str()));
    }
}
