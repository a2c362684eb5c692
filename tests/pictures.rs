//! One picture of a body, by the first of its addresses that works, when it comes near.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

mod page;

use std::cell::RefCell;
use std::rc::Rc;

use handscroll_reader::browser::picture::{self, Failed};
use page::{NO_PICTURE, PIXEL, scroll_to, sleep, wait};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlImageElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Longer than an observer and a picture without a network take.
const LATER_MS: i32 = 300;

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

fn image(body: &Element) -> Option<HtmlImageElement> {
    body.query_selector("img").ok()??.dyn_into().ok()
}

fn is_shown(body: &Element, address: &str) -> bool {
    image(body).is_some_and(|image| image.natural_width() > 0 && image.src() == address)
}

#[wasm_bindgen_test]
async fn the_first_address_that_works_is_shown() {
    scroll_to(0.0);
    for from in [PIXEL.to_owned(), format!("{NO_PICTURE} {PIXEL}"), format!("{NO_PICTURE} {NO_PICTURE}1 {PIXEL}")] {
        let body = body(&from);
        let (failures, failed) = failures();
        let _pictures = picture::unroll(&body, &failed);
        wait("the picture", || is_shown(&body, PIXEL)).await;
        let image = image(&body).expect("an image");
        let attributes = ["alt", "width", "height", "referrerpolicy", "decoding"].map(|name| image.get_attribute(name));
        assert_eq!(attributes, ["A sea", "40", "30", "no-referrer", "async"].map(|value| Some(value.to_owned())));
        assert!(failures.borrow().is_empty(), "told as broken");
        body.remove();
    }
}

#[wasm_bindgen_test]
async fn when_none_works_it_is_told_and_can_be_tried_again() {
    scroll_to(0.0);
    let body = body(&format!("{NO_PICTURE} {NO_PICTURE}1"));
    let (failures, failed) = failures();
    let _pictures = picture::unroll(&body, &failed);
    wait("the broken picture to be told", || failures.borrow().len() == 1).await;
    let told = failures.borrow_mut().remove(0);
    assert_eq!((told.label.as_str(), told.address.as_str()), ("A sea", NO_PICTURE));
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
    scroll_to(0.0);
    let spacer = page::at(100_000);
    let body = body(PIXEL);
    spacer.append_child(&body).expect("a place");
    let (_, failed) = failures();
    let _pictures = picture::unroll(&body, &failed);
    sleep(LATER_MS).await;
    assert!(image(&body).is_none(), "loaded though it is far away");
    scroll_to(100_000.0);
    wait("the picture, once it is near", || is_shown(&body, PIXEL)).await;
    spacer.remove();
}

#[wasm_bindgen_test]
async fn one_that_is_given_up_is_not_loaded() {
    scroll_to(0.0);
    let body = body(PIXEL);
    let (failures, failed) = failures();
    drop(picture::unroll(&body, &failed));
    sleep(LATER_MS).await;
    assert!(image(&body).is_none() && failures.borrow().is_empty());
    body.remove();
}

/// The press has it loaded at once; it may have failed before anyone listened.
#[wasm_bindgen_test]
async fn a_painted_picture_that_is_broken_goes_on_to_its_next_address() {
    scroll_to(0.0);
    let body = page::painted(&format!(
        "<img src=\"{NO_PICTURE}\" alt=\"A sea\" width=\"40\" height=\"30\" data-from=\"{NO_PICTURE} {PIXEL}\">"
    ));
    wait("the browser to give up", || image(&body).is_some_and(|image| image.complete())).await;
    let (failures, failed) = failures();
    let _pictures = picture::unroll(&body, &failed);
    wait("the next address", || is_shown(&body, PIXEL)).await;
    assert!(failures.borrow().is_empty());
    body.remove();
}
