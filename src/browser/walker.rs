//! Walks a tree of the browser through the policy, in stretches that leave the browser its turns. Judges nothing itself.

use std::cell::{Cell, OnceCell};

use handscroll_core::strings::Strings;
use handscroll_sanitize::{
    Address, Attributes, Descend, Filter, Found, Host, Made, Picture, Reach, Report, Sink, picture, piece_of,
};
use wasm_bindgen::JsCast as _;
use web_sys::{DocumentFragment, Element, HtmlElement, HtmlFormElement, Node, Text};

use super::builder::Builder;
use super::calls::{self, Base, Steps};
use super::parse;
use super::turn::Stretch;

/// Where the addresses of a body lead from.
pub struct Surroundings {
    /// The body's own address, absolute.
    pub base: String,
    /// The site's root, absolute.
    pub root: String,
}

/// Builds fresh nodes from the children of `inert`, all at once.
pub fn build(inert: &Element, around: &Surroundings, strings: &'static Strings) -> (DocumentFragment, Report) {
    let mut builder = Builder::new(strings);
    let report = run(inert, &mut builder, around);
    (builder.finish(), report)
}

/// Runs the children of `top` through the filter, all at once.
pub fn run(top: &Element, sink: &mut dyn Sink, around: &Surroundings) -> Report {
    let mut walk = Walk::new(top, sink, around);
    while walk.step() {}
    walk.finish()
}

type Running<'a> = Filter<&'a mut dyn Sink, ReaderHost<'a>>;

/// What a step costs is counted in nodes; so many bytes of text or attributes cost as much as one.
const BYTES_OF_A_NODE: usize = 512;

/// Nodes from one look at the clock to the next, at most. It begins with one: where our code runs for the first time, which
/// is when the browser makes machine code of it, a node takes a hundred times as long.
const NODES_BETWEEN_LOOKS: usize = 16;

/// A text of more bytes goes through the filter in pieces of so many, each of which costs a slow phone some milliseconds.
const PIECE_BYTES: usize = 32_768;

/// A walk over a tree that can stop between any two nodes and go on later. The tree must be the same then, but for what
/// was passed and left: an element may be replaced once the walk is out of the one around it.
pub struct Walk<'a> {
    walker: Option<Steps>,
    filter: Running<'a>,
    next: Option<Node>,
    /// A long text of which pieces were passed on, and how many bytes those are.
    begun: Option<(String, usize)>,
    depth: usize,
}

impl<'a> Walk<'a> {
    /// Begins at the first child of `top`.
    pub fn new(top: &Element, sink: &'a mut dyn Sink, around: &'a Surroundings) -> Self {
        let walker = parse::walker(top).map(|walker| walker.unchecked_into::<Steps>());
        let next = walker.as_ref().and_then(Steps::first_child);
        let host = ReaderHost { around, base: Base::new(&around.base) };
        Self { walker, filter: Filter::new(sink, host).with_spare(), next, begun: None, depth: 0 }
    }

    /// Goes on for about as long as one may without a pause. `false` at the end.
    pub fn stretch(&mut self) -> bool {
        let stretch = Stretch::begin();
        let (mut nodes, mut bytes, mut most) = (0, 0, 1);
        while let Some(read) = self.visit_next() {
            nodes += 1;
            bytes += read;
            if nodes + bytes / BYTES_OF_A_NODE >= most {
                (nodes, bytes) = (0, 0);
                most = (most * 2).min(NODES_BETWEEN_LOOKS);
                if stretch.is_over() {
                    break;
                }
            }
        }
        self.next.is_some() || self.begun.is_some()
    }

    /// One node, or a piece of one. `false` at the end.
    pub fn step(&mut self) -> bool {
        self.visit_next().is_some()
    }

    /// Ends the walk; where that is not its end, what is open is closed there.
    pub fn finish(self) -> Report {
        self.filter.finish().1
    }

    /// Visits a node, or goes on with a text; gives the bytes that were read.
    fn visit_next(&mut self) -> Option<usize> {
        let (descend, bytes) = match self.begun.take() {
            Some((text, at)) => (Descend::Skip, self.go_on(text, at)),
            None => {
                let node = self.next.take()?;
                match node.dyn_ref::<Text>() {
                    Some(text) => (Descend::Skip, self.go_on(text.data(), 0)),
                    None => visit_element(&node, &mut self.filter),
                }
            }
        };
        if self.filter.is_full() {
            self.begun = None;
        }
        if self.filter.is_full() || self.begun.is_some() {
            return Some(bytes);
        }
        let walker = self.walker.as_ref()?;
        if descend == Descend::Into {
            self.depth += 1;
            self.next = walker.first_child();
            if self.next.is_some() {
                return Some(bytes);
            }
            self.filter.close();
            self.depth -= 1;
        }
        self.next = after(walker, &mut self.depth, &mut self.filter);
        Some(bytes)
    }

    /// Passes on a text from there, or a piece of it; gives the bytes of that.
    fn go_on(&mut self, text: String, at: usize) -> usize {
        let rest = &text[at..];
        let piece = piece_of(rest, PIECE_BYTES);
        let bytes = piece.len();
        if at == 0 {
            self.filter.text(piece);
        } else {
            self.filter.more_text(piece);
        }
        if bytes < rest.len() {
            self.begun = Some((text, at + bytes));
        }
        bytes
    }
}

/// The next node that is not inside the current one; closes what ends on the way.
fn after(walker: &Steps, depth: &mut usize, filter: &mut Running<'_>) -> Option<Node> {
    loop {
        if let Some(sibling) = walker.next_sibling() {
            return Some(sibling);
        }
        if *depth == 0 {
            return None;
        }
        walker.parent()?;
        filter.close();
        *depth -= 1;
    }
}

/// Whether to go into the element, and how many bytes of its attributes were read.
fn visit_element(node: &Node, filter: &mut Running<'_>) -> (Descend, usize) {
    // A form's controls may have taken the names of its properties: nothing of a form is read but that it is one.
    if node.dyn_ref::<HtmlFormElement>().is_some() {
        return (filter.open("form", &Nothing), 0);
    }
    // Only elements of the HTML namespace are instances of this; SVG and MathML are not.
    if let Some(element) = node.dyn_ref::<HtmlElement>() {
        let name = calls::name_of(element);
        if !calls::has_attributes(element) {
            return (filter.open(&name, &Nothing), 0);
        }
        let attributes = Live::new(element);
        return (filter.open(&name, &attributes), attributes.bytes.get());
    }
    let Some(element) = node.dyn_ref::<Element>() else { return (Descend::Skip, 0) };
    let attributes = Live::new(element);
    (filter.open_foreign(&calls::name_of(element), &attributes), attributes.bytes.get())
}

/// So many attributes are asked for one by one; then it is cheaper to know which there are.
const ASKED_ONE_BY_ONE: u32 = 8;

struct Live<'a> {
    element: &'a Element,
    asked: Cell<u32>,
    /// What was read.
    bytes: Cell<usize>,
    names: OnceCell<String>,
}

impl<'a> Live<'a> {
    fn new(element: &'a Element) -> Self {
        Self { element, asked: Cell::new(0), bytes: Cell::new(0), names: OnceCell::new() }
    }
}

impl Attributes for Live<'_> {
    fn get(&self, name: &'static str) -> Option<String> {
        let asked = self.asked.get();
        self.asked.set(asked + 1);
        if asked >= ASKED_ONE_BY_ONE {
            let names = self.names.get_or_init(|| calls::attribute_names(self.element));
            names.split(' ').find(|known| *known == name)?;
        }
        let value = calls::attribute(self.element, name)?;
        self.bytes.set(self.bytes.get() + value.len());
        Some(value)
    }
}

struct Nothing;

impl Attributes for Nothing {
    fn get(&self, _: &str) -> Option<String> {
        None
    }
}

/// Resolves addresses with the browser's own parser.
struct ReaderHost<'a> {
    around: &'a Surroundings,
    base: Base,
}

impl Host for ReaderHost<'_> {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        let href = self.base.resolve(raw)?;
        let reach = if href.starts_with(&self.around.root) { Reach::Site } else { Reach::Outside };
        Some(Address { href, reach })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let Found { candidates, width, height, alt, inline, made } = found;
        let is_random = |address: &String| picture::is_random_picture(address, &[]);
        let absolute = candidates
            .into_iter()
            .filter(|address| !is_random(address))
            .filter_map(|address| self.base.resolve(&address));
        let sources =
            absolute.filter(|address| address.starts_with("http:") || address.starts_with("https:")).collect();
        // Strips are files of this site, and only its own pages know which.
        let made = if self.around.base.starts_with(&self.around.root) { made } else { Made::default() };
        Some(Picture { sources, width, height, alt, inline, made })
    }
}
