//! A page as a browser's parser understands it, for tests that must not believe markup by its looks.

use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element: its name, its attributes in their order, and all text in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Every element of a page in document order, as a browser without scripts sees it: `noscript` holds elements.
pub(crate) fn elements(html: &str) -> Vec<Element> {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let dom = html5ever::parse_document(RcDom::default(), options).one(html);
    assert!(dom.quirks_mode.get() == html5ever::tree_builder::QuirksMode::NoQuirks);
    let mut found = Vec::new();
    gather(&dom.document, &mut found);
    found
}

/// The texts of the elements of this name and (unless empty) this class.
pub(crate) fn texts(elements: &[Element], name: &str, class: &str) -> Vec<String> {
    let fits =
        |element: &&Element| element.name == name && (class.is_empty() || element.attribute("class") == Some(class));
    elements.iter().filter(fits).map(|element| element.text.clone()).collect()
}

fn gather(node: &Handle, found: &mut Vec<Element>) {
    for child in node.children.borrow().iter() {
        if let NodeData::Element { name, attrs, .. } = &child.data {
            let attributes =
                attrs.borrow().iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect();
            found.push(Element { name: name.local.to_string(), attributes, text: text(child) });
        }
        gather(child, found);
    }
}

fn text(node: &Handle) -> String {
    let mut all = String::new();
    for child in node.children.borrow().iter() {
        if let NodeData::Text { contents } = &child.data {
            all.push_str(&contents.borrow());
        }
        all.push_str(&text(child));
    }
    all
}
