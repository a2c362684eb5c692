//! The few calls that a walk makes for each of its nodes, bound so that they cost little: a name crosses to the browser
//! once and not each time, and what cannot be refused is not guarded. Knows neither policy nor trees.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, Node};

#[wasm_bindgen]
extern "C" {
    /// A tree walker without a filter, so that no step of it can throw.
    #[wasm_bindgen(js_name = TreeWalker)]
    pub(super) type Steps;
    #[wasm_bindgen(method, js_name = firstChild)]
    pub(super) fn first_child(this: &Steps) -> Option<Node>;
    #[wasm_bindgen(method, js_name = nextSibling)]
    pub(super) fn next_sibling(this: &Steps) -> Option<Node>;
    #[wasm_bindgen(method, js_name = parentNode)]
    pub(super) fn parent(this: &Steps) -> Option<Node>;

    #[wasm_bindgen(js_name = Element)]
    type Named;
    #[wasm_bindgen(method, getter, js_name = localName)]
    fn local_name(this: &Named) -> JsString;
    #[wasm_bindgen(method, js_name = hasAttributes)]
    fn has_attributes(this: &Named) -> bool;
    #[wasm_bindgen(method, js_name = getAttributeNames)]
    fn attribute_names(this: &Named) -> Array;
    #[wasm_bindgen(method, js_name = getAttribute)]
    fn attribute(this: &Named, name: &JsString) -> Option<String>;
    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Named, name: &JsString, value: &str);
    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_to_name(this: &Named, name: &JsString, value: &JsString);

    #[wasm_bindgen(js_name = Document)]
    type Maker;
    #[wasm_bindgen(method, js_name = createElement)]
    fn create_element(this: &Maker, name: &JsString) -> Element;

    #[wasm_bindgen(js_name = Node)]
    type Parent;
    #[wasm_bindgen(method, js_name = appendChild)]
    fn append_child(this: &Parent, child: &Node);

    #[wasm_bindgen(js_name = URL)]
    type Address;
    #[wasm_bindgen(constructor, catch, js_class = "URL")]
    fn new(raw: &str, base: &JsString) -> Result<Address, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn href(this: &Address) -> String;

    #[wasm_bindgen(js_name = Map)]
    type Numbers;
    #[wasm_bindgen(constructor, js_class = "Map")]
    fn empty() -> Numbers;
    #[wasm_bindgen(method, js_name = get)]
    fn number(this: &Numbers, name: &JsString) -> Option<u32>;
    #[wasm_bindgen(method, js_name = set)]
    fn keep(this: &Numbers, name: &JsString, number: u32);
}

/// Places for names that have crossed. Of two that want one place, the later has it.
const PLACES: usize = 256;

/// So many names of elements are known again. A body that makes up more has each of the others copied.
const KNOWN_ELEMENTS: usize = 256;

thread_local! {
    static CROSSED: RefCell<Vec<Option<(&'static str, JsString)>>> = const { RefCell::new(Vec::new()) };
    static ELEMENTS: RefCell<Option<(Numbers, Vec<Rc<str>>)>> = const { RefCell::new(None) };
}

/// Does something with a name as the browser has it. It is known again by where it stands in memory, which is faster than
/// to read it, and sure, since it never changes.
fn crossed<T>(name: &'static str, then: impl FnOnce(&JsString) -> T) -> T {
    CROSSED.with_borrow_mut(|places| {
        if places.is_empty() {
            places.resize(PLACES, None);
        }
        let place = &mut places[(name.as_ptr().addr() ^ (name.len() << 5)) % PLACES];
        let known = place.as_ref().is_some_and(|(known, _)| std::ptr::eq::<str>(*known, name));
        if !known {
            *place = None;
        }
        then(&place.get_or_insert_with(|| (name, JsString::from(name))).1)
    })
}

/// The element's name. It must not be a form, whose controls may have taken the names of its properties.
pub(super) fn name_of(element: &Element) -> Rc<str> {
    let name = element.unchecked_ref::<Named>().local_name();
    ELEMENTS.with_borrow_mut(|elements| {
        let (numbers, names) = elements.get_or_insert_with(|| (Numbers::empty(), Vec::new()));
        if let Some(known) = numbers.number(&name).and_then(|number| names.get(number as usize)) {
            return known.clone();
        }
        let found: Rc<str> = String::from(&name).into();
        if names.len() < KNOWN_ELEMENTS {
            numbers.keep(&name, names.len() as u32);
            names.push(found.clone());
        }
        found
    })
}

/// Whether the element has any attribute. As with its name, it must not be a form.
pub(super) fn has_attributes(element: &Element) -> bool {
    element.unchecked_ref::<Named>().has_attributes()
}

/// The names of the element's attributes, parted by blanks, which no name has.
pub(super) fn attribute_names(element: &Element) -> String {
    element.unchecked_ref::<Named>().attribute_names().join(" ").into()
}

pub(super) fn attribute(element: &Element, name: &'static str) -> Option<String> {
    crossed(name, |name| element.unchecked_ref::<Named>().attribute(name))
}

/// Sets an attribute of an element of ours. All our names are valid.
pub(super) fn set_attribute(element: &Element, name: &'static str, value: &str) {
    crossed(name, |name| element.unchecked_ref::<Named>().set_attribute(name, value));
}

/// As [`set_attribute`], with a value that is one of ours too.
pub(super) fn set_constant(element: &Element, name: &'static str, value: &'static str) {
    // A handle of its own: the name may want the value's place.
    let value = crossed(value, JsString::clone);
    crossed(name, |name| element.unchecked_ref::<Named>().set_to_name(name, &value));
}

/// Creates an element. All our names are valid.
pub(super) fn create(document: &Document, name: &'static str) -> Element {
    crossed(name, |name| document.unchecked_ref::<Maker>().create_element(name))
}

/// Puts a node of ours at the end of another, which is not inside it.
pub(super) fn append(parent: &Node, child: &Node) {
    parent.unchecked_ref::<Parent>().append_child(child);
}

/// What addresses lead from.
pub(super) struct Base(JsString);

impl Base {
    pub(super) fn new(base: &str) -> Self {
        Self(base.into())
    }

    /// `address` made absolute by the browser's own parser; `None` for what is no address.
    pub(super) fn resolve(&self, address: &str) -> Option<String> {
        Address::new(address, &self.0).ok().map(|url| url.href())
    }
}
