//! Text → inert document. The only place where the reader lets a string become markup; nothing of it is ever put
//! into the page: the walker builds new nodes from what the policy lets through.

use std::cell::OnceCell;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, DomParser, Element};

use super::document;
use super::trusted::Policy;

/// The name the Content Security Policy allows.
const POLICY: &str = "handscroll-parse";

/// Elements and texts: all that a tree walker shows here.
const ELEMENTS_AND_TEXTS: u32 = 0x1 | 0x4;

thread_local! {
    static CREATE_HTML: OnceCell<Option<Policy>> = const { OnceCell::new() };
}

/// Parses `html` as `DOMParser` does: scripts do not run, pictures are not loaded.
/// The document's own properties must not be read: an element of the body may have taken their names.
pub fn inert(html: impl Into<JsValue>) -> Option<Document> {
    parse(trusted(html.into()))
}

fn parse(trusted: JsValue) -> Option<Document> {
    let parser = DomParser::new().ok()?;
    // web-sys types the argument as a string; Trusted Types want the object itself.
    let parse = Reflect::get(&parser, &"parseFromString".into()).ok()?.dyn_into::<Function>().ok()?;
    parse.call2(&parser, &trusted, &"text/html".into()).ok()?.dyn_into().ok()
}

/// The root element of an inert document, found without asking the document.
pub fn root_of(inert: &Document) -> Option<Element> {
    let walker = document::document().create_tree_walker_with_what_to_show(inert, ELEMENTS_AND_TEXTS).ok()?;
    walker.first_child().ok()??.dyn_into().ok()
}

/// Walks elements and texts below `top`.
pub(super) fn walker(top: &Element) -> Option<web_sys::TreeWalker> {
    document::document().create_tree_walker_with_what_to_show(top, ELEMENTS_AND_TEXTS).ok()
}

/// The text as the parser's sink wants it: through the one named policy where Trusted Types exist.
fn trusted(html: JsValue) -> JsValue {
    // The policy changes nothing: what makes the text safe is that the document stays inert.
    CREATE_HTML.with(|cell| match cell.get_or_init(|| Policy::new(POLICY, "createHTML", |text| text)) {
        Some(policy) => policy.make(html),
        None => html,
    })
}
