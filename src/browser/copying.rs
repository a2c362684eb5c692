//! What goes to the clipboard when a part of a body with pictures is copied: each picture as one, by its original's address,
//! not by its strips'. A selection without pictures is copied as the browser does it.

use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, Document, DocumentFragment, Element, Node, Range, XmlSerializer};

use super::document;
use super::listen::Listener;

/// The pictures of a body, whether shown or not; what else is in a copy for the page's sake alone.
const PICTURES: &str = ".tall, [data-from]:not(.tall, .tall *)";
const OURS: &str = ".aid, noscript";

/// Elements that begin a line of their own in plain text, and those that a blank line parts from the rest.
const LINES: &[&str] = &["li", "tr", "dt", "dd", "figcaption", "div", "summary", "br"];
const PARTS: &[&str] =
    &["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "figure", "blockquote", "pre", "table"];

/// Looks after what is copied from a body.
pub fn watch(body: &Element) -> Listener {
    let body = body.clone();
    Listener::new(&document::document(), "copy", move |event| {
        if let Some(copied) = event.dyn_ref::<ClipboardEvent>().and_then(|event| copy(&body, event)) {
            copied.prevent_default();
        }
    })
}

fn copy<'a>(body: &Element, event: &'a ClipboardEvent) -> Option<&'a ClipboardEvent> {
    let selection = document::window().get_selection().ok()??;
    let range =
        (selection.range_count() > 0 && !selection.is_collapsed()).then(|| selection.get_range_at(0).ok())??;
    if !body.contains(Some(&range.common_ancestor_container().ok()?)) {
        return None;
    }
    let document = document::document();
    let copy = selected(&document, &range)?;
    let pictures = all(&copy, PICTURES);
    if pictures.is_empty() {
        return None;
    }
    all(&copy, OURS).iter().for_each(Element::remove);
    let here = document::address();
    for picture in pictures {
        let from = picture.get_attribute("data-from").unwrap_or_default();
        let address = document::resolve(from.split_ascii_whitespace().next().unwrap_or_default(), &here)?;
        let label = picture.get_attribute("aria-label").or_else(|| picture.get_attribute("alt")).unwrap_or_default();
        let image = document.create_element("img").ok()?;
        // It is never in the page: nothing is to be loaded for it.
        let _ = image.set_attribute("loading", "lazy");
        let _ = image.set_attribute("src", &address);
        let _ = image.set_attribute("alt", &label);
        let _ = picture.replace_with_with_node_1(&image);
    }
    for link in all(&copy, "a[href]") {
        if let Some(address) = link.get_attribute("href").and_then(|href| document::resolve(&href, &here)) {
            let _ = link.set_attribute("href", &address);
        }
    }
    let mut text = String::new();
    write_text(&copy, &mut text);
    let html = XmlSerializer::new().ok()?.serialize_to_string(&copy).ok()?;
    let clipboard = event.clipboard_data()?;
    clipboard.set_data("text/html", &html).ok()?;
    clipboard.set_data("text/plain", text.trim()).ok()?;
    Some(event)
}

/// A copy of what is selected, in an element of its own. A part of a picture is all of it.
fn selected(document: &Document, range: &Range) -> Option<Element> {
    let around = range.common_ancestor_container().ok()?;
    let around = around.dyn_ref::<Element>().cloned().or_else(|| around.parent_element())?;
    let copy = document.create_element("div").ok()?;
    let content: Node = match around.closest(".tall").ok()? {
        Some(tall) => tall.clone_node_with_deep(true).ok()?,
        None => range.clone_contents().map(DocumentFragment::into).ok()?,
    };
    copy.append_child(&content).ok()?;
    Some(copy)
}

fn all(inside: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = inside.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()
}

fn write_text(node: &Node, text: &mut String) {
    let mut next = node.first_child();
    while let Some(child) = next {
        next = child.next_sibling();
        let Some(element) = child.dyn_ref::<Element>() else {
            text.push_str(&child.node_value().unwrap_or_default());
            continue;
        };
        let name = element.local_name();
        let gap = match name.as_str() {
            name if PARTS.contains(&name) => "\n\n",
            name if LINES.contains(&name) => "\n",
            _ => "",
        };
        begin_line(text, gap);
        if name == "img" {
            text.push_str(&element.get_attribute("src").unwrap_or_default());
        }
        write_text(&child, text);
        begin_line(text, gap);
    }
}

/// Ends a line, or leaves a blank one, unless that has been done.
fn begin_line(text: &mut String, gap: &str) {
    if !gap.is_empty() {
        let kept = text.trim_end_matches(['\n', ' ']).len();
        let ends = text[kept..].matches('\n').count().max(gap.len());
        text.truncate(kept);
        text.extend(std::iter::repeat_n('\n', ends));
    }
}
