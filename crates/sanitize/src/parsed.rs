//! Walks a body parsed by html5ever. Only where the `parser` feature is on; the reader walks the browser's tree instead.

mod bounded;

use html5ever::{local_name, ns};
use markup5ever_rcdom::{Handle, NodeData};

use crate::{Attributes, Descend, Filter, Host, Report, Sink};

/// Parses `html` as an inert document, as `DOMParser` does, and runs all of its body through the filter. The end of a body
/// that no parser should be given is left out, and reported as shortened.
pub fn filter_html<S: Sink, H: Host>(html: &str, sink: S, host: &mut H) -> (S, Report) {
    let (dom, is_cut) = bounded::parse(html);
    let mut filter = Filter::new(sink, host);
    if let Some(body) = body_of(&dom.document) {
        walk(&body, &mut filter);
    }
    let (sink, report) = filter.finish();
    let shortened = report.shortened || is_cut;
    (sink, Report { shortened, ..report })
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
