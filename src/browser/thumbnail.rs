//! Small pictures of the list that cannot be had: the row keeps its shape, without an engine's sign of a broken picture.

use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlImageElement};

use super::document;
use super::listen::Listener;

/// Hides those that have failed already, and from now on each that fails.
pub fn hide_broken() {
    let document = document::document();
    if let Ok(list) = document.query_selector_all(".row__thumb") {
        let images = (0..list.length()).filter_map(|at| list.get(at)?.dyn_into::<HtmlImageElement>().ok());
        images.filter(|image| image.complete() && image.natural_width() == 0).for_each(|image| hide(&image));
    }
    // An error does not bubble, but it can be caught on its way down. It is listened to as long as the document lasts.
    std::mem::forget(Listener::captured(&document, "error", |event: Event| {
        if let Some(image) = event.target().and_then(|target| target.dyn_into::<HtmlImageElement>().ok())
            && image.class_list().contains("row__thumb")
        {
            hide(&image);
        }
    }));
}

fn hide(image: &HtmlImageElement) {
    let _ = image.class_list().add_1("row__thumb--broken");
}
