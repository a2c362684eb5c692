//! One picture of a body, by the first of its addresses that works, when it comes near.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

mod page;

use std::cell::RefCell;
use std::rc::Rc;

use handscroll_reader::browser::picture::{self, Failed, Living};
use js_sys::{Array, Function, Reflect};
use page::{scroll_to, sleep, wait};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlImageElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Longer than an observer and a picture without a network take.
const LATER_MS: i32 = 300;

/// Addresses of a host that is not there; [`stand_in`] answers for it.
const WORKS: &str = "https://pictures.example/works.gif";
const BROKEN: &str = "https://pictures.example/broken.gif";
const BROKEN_TOO: &str = "https://pictures.example/broken-too.gif";
/// A picture of one pixel that needs no network, and one that is none.
const PIXEL: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const NO_PICTURE: &str = "data:image/gif;base64,AAAA";

/// Stands in for the network: an address that is set on an image gives a picture or none. Called by each test before all else.
fn stand_in() {
    let code = format!(
        "const isThere = window.asked; window.asked = []; if (isThere) return;
         const src = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src');
         Object.defineProperty(HTMLImageElement.prototype, 'src', {{
           get() {{ return this.asked ?? src.get.call(this); }},
           set(address) {{ this.asked = address; window.asked.push(address); src.set.call(this, address === '{WORKS}' ? '{PIXEL}' : '{NO_PICTURE}'); }},
         }});"
    );
    Function::new_no_args(&code).call0(&page::window()).expect("a property");
    scroll_to(0.0);
}

/// The addresses that were set on images since the test began.
fn asked() -> Vec<String> {
    let asked = Reflect::get(&page::window(), &"asked".into()).expect("the list");
    Array::from(&asked).iter().filter_map(|address| address.as_string()).collect()
}

type Failures = Rc<RefCell<Vec<Failed>>>;

fn failures() -> (Failures, Rc<dyn Fn(Failed)>) {
    let failures = Failures::default();
    let there = failures.clone();
    (failures, Rc::new(move |failed| there.borrow_mut().push(failed)))
}

/// A body of one reserved box.
fn body(from: &str) -> Element {
    page::painted(&format!(
        "<canvas role=\"img\" aria-label=\"A sea\" width=\"40\" height=\"30\" data-from=\"{from}\"></canvas>"
    ))
}

/// Brings all boxes in `body` to life.
fn unroll(body: &Element, failed: &Rc<dyn Fn(Failed)>) -> Vec<Living> {
    let boxes = body.query_selector_all("canvas, img, video").expect("a selector");
    let boxes = (0..boxes.length()).filter_map(|at| boxes.get(at)?.dyn_into::<Element>().ok());
    boxes.filter_map(|element| picture::enliven(element, failed)).collect()
}

fn image(body: &Element) -> Option<HtmlImageElement> {
    body.query_selector("img").ok()??.dyn_into().ok()
}

fn is_shown(body: &Element, address: &str) -> bool {
    image(body).is_some_and(|image| image.natural_width() > 0 && image.src() == address)
}

#[wasm_bindgen_test]
async fn the_first_address_that_works_is_shown() {
    stand_in();
    for from in [WORKS.to_owned(), format!("{BROKEN} {WORKS}"), format!("{BROKEN} {BROKEN_TOO} {WORKS}")] {
        let body = body(&from);
        let (failures, failed) = failures();
        let _pictures = unroll(&body, &failed);
        wait("the picture", || is_shown(&body, WORKS)).await;
        let image = image(&body).expect("an image");
        let attributes = ["alt", "width", "height", "referrerpolicy", "decoding"].map(|name| image.get_attribute(name));
        assert_eq!(attributes, ["A sea", "40", "30", "no-referrer", "async"].map(|value| Some(value.to_owned())));
        assert!(failures.borrow().is_empty(), "told as broken");
        body.remove();
    }
}

#[wasm_bindgen_test]
async fn when_none_works_it_is_told_and_can_be_tried_again() {
    stand_in();
    let body = body(&format!("{BROKEN} {BROKEN_TOO}"));
    let (failures, failed) = failures();
    let _pictures = unroll(&body, &failed);
    wait("the broken picture to be told", || failures.borrow().len() == 1).await;
    let told = failures.borrow_mut().remove(0);
    assert_eq!((told.label.as_str(), told.address.as_str()), ("A sea", BROKEN));
    // The caller puts something of its own there, and Retry puts the picture in its place.
    let card = picture::empty_place(&told.place).expect("a place");
    assert!(image(&body).is_none() && body.contains(Some(&card)));
    (told.retry)(&card);
    wait("it to be told again", || failures.borrow().len() == 1).await;
    assert!(!body.contains(Some(&card)), "the card is still there");
    let image = image(&body).expect("the picture is in the card's place");
    assert_eq!(image.get_attribute("width").as_deref(), Some("40"), "its place is still reserved");
    body.remove();
}

#[wasm_bindgen_test]
async fn a_picture_far_away_waits_in_its_box() {
    stand_in();
    let spacer = page::at(100_000);
    let body = body(WORKS);
    spacer.append_child(&body).expect("a place");
    let (_, failed) = failures();
    let _pictures = unroll(&body, &failed);
    sleep(LATER_MS).await;
    assert!(image(&body).is_none(), "loaded though it is far away");
    scroll_to(100_000.0);
    wait("the picture, once it is near", || is_shown(&body, WORKS)).await;
    spacer.remove();
}

#[wasm_bindgen_test]
async fn one_that_is_given_up_is_not_loaded() {
    stand_in();
    let body = body(WORKS);
    let (failures, failed) = failures();
    drop(unroll(&body, &failed));
    sleep(LATER_MS).await;
    assert!(image(&body).is_none() && failures.borrow().is_empty());
    body.remove();
}

/// The press has it loaded at once; it may have failed before anyone listened.
#[wasm_bindgen_test]
async fn a_painted_picture_that_is_broken_goes_on_to_its_next_address() {
    stand_in();
    let body = page::painted(&format!(
        "<img src=\"{NO_PICTURE}\" alt=\"A sea\" width=\"40\" height=\"30\" data-from=\"{BROKEN} {WORKS}\">"
    ));
    wait("the browser to give up", || image(&body).is_some_and(|image| image.complete())).await;
    let (failures, failed) = failures();
    let _pictures = unroll(&body, &failed);
    wait("the next address", || is_shown(&body, WORKS)).await;
    assert!(failures.borrow().is_empty());
    body.remove();
}

#[wasm_bindgen_test]
async fn an_address_of_no_picture_is_not_asked_for() {
    stand_in();
    let body = body(&format!("javascript:x() data:text/html,x blob:x file:///x {WORKS}"));
    let (failures, failed) = failures();
    let _pictures = unroll(&body, &failed);
    wait("the only address of a picture", || is_shown(&body, WORKS)).await;
    assert_eq!(asked(), [WORKS]);
    assert!(failures.borrow().is_empty());
    body.remove();
}
