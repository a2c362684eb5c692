//! Walks a body parsed by html5ever. Only where the `parser` feature is on; the reader walks the browser's tree instead.

use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{local_name, ns, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use crate::{Attributes, Descend, Filter, Host, Report, Sink};

/// Parses `html` as an inert document, as `DOMParser` does (scripts off, so that `noscript` holds elements),
/// and runs all of its body through the filter.
pub fn filter_html<S: Sink, H: Host>(html: &str, sink: S, host: &mut H) -> (S, Report) {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let dom = parse_document(RcDom::default(), options).one(html);
    let mut filter = Filter::new(sink, host);
    if let Some(body) = body_of(&dom.document) {
        walk(&body, &mut filter);
    }
    filter.finish()
}

fn body_of(document: &Handle) -> Option<Handle> {
    let is = |node: &Handle, wanted| matches!(&node.data, NodeData::Element { name, .. } if name.local == wanted);
    let root = document.children.borrow().iter().find(|node| is(node, local_name!("html"))).cloned()?;
    let children = root.children.borrow();
    children.iter().find(|node| is(node, local_name!("body"))).cloned()
}

/// Visits the children of `top` in document order, without recursion: bodies may be nested 3,000 deep.
fn walk<S: Sink, H: Host>(top: &Handle, filter: &mut Filter<S, H>) {
    let mut path: Vec<(Handle, usize)> = vec![(top.clone(), 0)];
    while let Some((parent, at)) = path.last_mut() {
        let child = parent.children.borrow().get(*at).cloned();
        *at += 1;
        match child {
            Some(child) => {
                if visit(&child, filter) == Descend::Into {
                    path.push((child, 0));
                }
            }
            None => {
                path.pop();
                if !path.is_empty() {
                    filter.close();
                }
            }
        }
    }
}

fn visit<S: Sink, H: Host>(node: &Handle, filter: &mut Filter<S, H>) -> Descend {
    match &node.data {
        NodeData::Text { contents } => filter.text(&contents.borrow()),
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs.borrow();
            let attributes = Parsed(&attributes);
            return match name.ns == ns!(html) {
                true => filter.open(&name.local, &attributes),
                false => filter.open_foreign(&name.local, &attributes),
            };
        }
        _ => {}
    }
    Descend::Skip
}

struct Parsed<'a>(&'a [html5ever::Attribute]);

impl Attributes for Parsed<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|attribute| attribute.name.ns == ns!() && &*attribute.name.local == name);
        found.map(|attribute| attribute.value.to_string())
    }
}
