//! What the browser tests share: markup in the live page, and waits that end.

#![allow(dead_code, reason = "each test file is a program of its own, and takes what it needs")]

use js_sys::Promise;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Window};

pub(crate) fn window() -> Window {
    web_sys::window().expect("a window")
}

pub(crate) fn document() -> Document {
    window().document().expect("a document")
}

/// An element in the live page, with `markup` in it as if the page had come with it.
#[allow(clippy::disallowed_methods, reason = "stands for the parser of a page")]
pub(crate) fn painted(markup: &str) -> Element {
    let element = document().create_element("div").expect("an element");
    document().body().expect("a body").append_child(&element).expect("a place");
    element.set_inner_html(markup);
    element
}

/// An element so many CSS pixels from the top of the page.
pub(crate) fn at(top_px: u32) -> Element {
    let element = painted("").dyn_into::<web_sys::HtmlElement>().expect("an HTML element");
    for (name, value) in
        [("position", "absolute"), ("width", "9px"), ("height", "9px"), ("top", &format!("{top_px}px"))]
    {
        element.style().set_property(name, value).expect("a style");
    }
    element.into()
}

pub(crate) fn scroll_to(top_px: f64) {
    window().scroll_to_with_x_and_y(0.0, top_px);
}

pub(crate) async fn sleep(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds).expect("a timer");
    });
    JsFuture::from(promise).await.expect("a timer is never refused");
}

/// Waits until something is so, for five seconds at most.
pub(crate) async fn wait(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..250 {
        if is_so() {
            return;
        }
        sleep(20).await;
    }
    panic!("waited for {what}");
}
