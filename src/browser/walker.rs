//! Walks a tree of the browser through the policy, and builds fresh nodes of what it lets through.
//! Judges nothing itself.

use handscroll_core::strings::{Strings, fill};
use handscroll_sanitize::{
    Address, Attribute, Attributes, Descend, Filter, Found, Host, Picture, Reach, Report, Sink, picture,
};
use wasm_bindgen::JsCast as _;
use web_sys::{Document, DocumentFragment, Element, HtmlElement, HtmlFormElement, Node, Text};

use super::{document, parse};

/// Where the addresses of a body lead from.
pub struct Surroundings {
    /// The body's own address, absolute.
    pub base: String,
    /// The site's root, absolute.
    pub root: String,
}

/// Builds fresh nodes from the children of `inert`.
pub fn build(inert: &Element, around: &Surroundings, strings: &'static Strings) -> (DocumentFragment, Report) {
    let mut builder = Builder::new(strings);
    let report = run(inert, &mut builder, around);
    (builder.finish(), report)
}

type Running<'a> = Filter<&'a mut dyn Sink, ReaderHost<'a>>;

/// Runs the children of `top` through the filter.
pub fn run(top: &Element, sink: &mut dyn Sink, around: &Surroundings) -> Report {
    let mut filter: Running<'_> = Filter::new(sink, ReaderHost { around });
    if let Some(walker) = parse::walker(top) {
        let mut depth = 0_usize;
        let mut next = walker.first_child().ok().flatten();
        while let Some(node) = next {
            next = if visit(&node, &mut filter) == Descend::Into {
                depth += 1;
                match walker.first_child().ok().flatten() {
                    Some(child) => Some(child),
                    None => {
                        filter.close();
                        depth -= 1;
                        after(&walker, &mut depth, &mut filter)
                    }
                }
            } else {
                after(&walker, &mut depth, &mut filter)
            };
        }
    }
    filter.finish().1
}

/// The next node that is not inside the current one; closes what ends on the way.
fn after(walker: &web_sys::TreeWalker, depth: &mut usize, filter: &mut Running<'_>) -> Option<Node> {
    loop {
        if let Some(sibling) = walker.next_sibling().ok().flatten() {
            return Some(sibling);
        }
        if *depth == 0 {
            return None;
        }
        walker.parent_node().ok().flatten()?;
        filter.close();
        *depth -= 1;
    }
}

fn visit(node: &Node, filter: &mut Running<'_>) -> Descend {
    if let Some(text) = node.dyn_ref::<Text>() {
        filter.text(&text.data());
        return Descend::Skip;
    }
    // A form's controls may have taken the names of its properties: nothing of a form is read but that it is one.
    if node.dyn_ref::<HtmlFormElement>().is_some() {
        return filter.open("form", &Nothing);
    }
    // Only elements of the HTML namespace are instances of this; SVG and MathML are not.
    match node.dyn_ref::<HtmlElement>() {
        Some(element) => filter.open(&element.local_name(), &Live(element)),
        None => Descend::Skip,
    }
}

struct Live<'a>(&'a HtmlElement);

impl Attributes for Live<'_> {
    fn get(&self, name: &str) -> Option<String> {
        self.0.get_attribute(name)
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
}

impl Host for ReaderHost<'_> {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        let href = document::resolve(raw, &self.around.base)?;
        let reach = if href.starts_with(&self.around.root) { Reach::Site } else { Reach::Outside };
        Some(Address { href, reach })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let Found { candidates, width, height, alt, inline } = found;
        let is_random = |address: &String| picture::is_random_picture(address, &[]);
        let absolute = candidates
            .into_iter()
            .filter(|address| !is_random(address))
            .filter_map(|address| document::resolve(&address, &self.around.base));
        let sources =
            absolute.filter(|address| address.starts_with("http:") || address.starts_with("https:")).collect();
        Some(Picture { sources, width, height, alt, inline })
    }
}

/// Creates the result's nodes, apart from the page until they are whole.
struct Builder {
    document: Document,
    fragment: DocumentFragment,
    open: Vec<Element>,
    text: String,
    strings: &'static Strings,
    pictures: u32,
}

impl Builder {
    fn new(strings: &'static Strings) -> Self {
        let document = document::document();
        let fragment = document.create_document_fragment();
        Self { document, fragment, open: Vec::new(), text: String::new(), strings, pictures: 0 }
    }

    fn append(&self, node: &Node) {
        let _ = match self.open.last() {
            Some(parent) => parent.append_child(node),
            None => self.fragment.append_child(node),
        };
    }

    fn write_text(&mut self) {
        if !self.text.is_empty() {
            self.append(&self.document.create_text_node(&self.text));
            self.text.clear();
        }
    }

    fn finish(mut self) -> DocumentFragment {
        self.write_text();
        self.fragment
    }
}

impl Sink for Builder {
    fn open(&mut self, name: &'static str, attributes: &[Attribute]) {
        self.write_text();
        let Ok(element) = self.document.create_element(name) else { return };
        for (key, value) in attributes {
            let _ = element.set_attribute(key, value);
        }
        self.append(&element);
        self.open.push(element);
    }

    fn close(&mut self) {
        self.write_text();
        self.open.pop();
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn picture(&mut self, picture: &Picture) {
        self.write_text();
        self.pictures += 1;
        let Ok(canvas) = self.document.create_element("canvas") else { return };
        let number = fill(self.strings.picture, self.pictures);
        let label = if picture.alt.is_empty() { number } else { picture.alt.clone() };
        let size = picture.size().map(|(width, height)| (width.to_string(), height.to_string())).unzip();
        let class = picture.inline.then(|| "inline".to_owned());
        let attributes = [
            ("role", Some("img".to_owned())),
            ("aria-label", Some(label)),
            ("class", class),
            ("width", size.0),
            ("height", size.1),
            ("data-from", Some(picture.sources.join(" "))),
        ];
        for (key, value) in attributes {
            if let Some(value) = value {
                let _ = canvas.set_attribute(key, &value);
            }
        }
        self.append(&canvas);
    }
}
