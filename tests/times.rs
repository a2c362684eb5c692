//! How long a page waits, by what its root element says.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

use handscroll_core::contract::times::{PICTURE_SILENCE_MS, RESPONSE_LIMIT_MS, SCALE_ATTRIBUTE};
use handscroll_reader::browser::document::document;
use handscroll_reader::browser::times::{ms, scale_of_page};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn say(factor: Option<&str>) {
    let root = document().document_element().expect("a root");
    match factor {
        Some(factor) => root.set_attribute(SCALE_ATTRIBUTE, factor),
        None => root.remove_attribute(SCALE_ATTRIBUTE),
    }
    .expect("an attribute");
}

#[wasm_bindgen_test]
fn a_page_waits_as_its_root_element_says_when_it_is_first_asked() {
    let check = |said: Option<&str>, expected: f64| {
        say(said);
        assert_eq!(scale_of_page().factor(), expected, "{said:?}");
    };
    check(None, 1.0);
    check(Some("0.2"), 0.2);
    check(Some("1"), 1.0);
    for malformed in ["", " ", "0", "-0.5", "2", "fast", "0.2x", "NaN", "Infinity"] {
        check(Some(malformed), 1.0);
    }
    say(Some("0.2"));
    assert_eq!((ms(RESPONSE_LIMIT_MS), ms(PICTURE_SILENCE_MS)), (2_000, 1_600));
    say(Some("0.5"));
    assert_eq!(ms(RESPONSE_LIMIT_MS), 2_000, "it is read once");
    assert_eq!(RESPONSE_LIMIT_MS.real_seconds(), 10);
}
