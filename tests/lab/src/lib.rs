//! The reader's own filter as functions that a page's scripts can call, for tests and benches in browsers.
//! Must judge and build nothing itself: what runs here is what ships.

use handscroll_core::strings::strings;
use handscroll_reader::browser::parse;
use handscroll_reader::browser::walker::{self, Surroundings};
use handscroll_sanitize::{HtmlWriter, write_box};
use js_sys::JsString;
use serde_json::json;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{DocumentFragment, Element};

fn inert_root(html: JsString) -> Result<Element, JsError> {
    parse::inert(html)
        .and_then(|inert| parse::root_of(&inert))
        .ok_or_else(|| JsError::new("the browser parsed nothing"))
}

fn around(base: String, root: String) -> Surroundings {
    Surroundings { base, root }
}

/// Fresh nodes of a body, as the reader puts them into its page. `base` and `root` are absolute addresses.
///
/// # Errors
/// When the browser refuses to parse.
#[wasm_bindgen]
pub fn clean(html: JsString, base: String, root: String) -> Result<DocumentFragment, JsError> {
    let (fragment, _) = walker::build(&inert_root(html)?, &around(base, root), strings("en"));
    Ok(fragment)
}

/// The same run, written as markup, with pictures in the one form that the press's filter can be held to.
///
/// # Errors
/// As [`clean`].
#[wasm_bindgen]
pub fn markup(html: JsString, base: String, root: String) -> Result<String, JsError> {
    let mut writer = HtmlWriter::picture_with(write_box);
    walker::run(&inert_root(html)?, &mut writer, &around(base, root));
    Ok(writer.into_html())
}

/// What the filter has to say of a body, as JSON.
///
/// # Errors
/// As [`clean`].
#[wasm_bindgen]
pub fn report(html: JsString, base: String, root: String) -> Result<String, JsError> {
    let (_, report) = walker::build(&inert_root(html)?, &around(base, root), strings("en"));
    let told = json!({
        "shortened": report.shortened,
        "pictures": report.pictures,
        "lost_pictures": report.lost_pictures,
        "lost_links": report.lost_links,
        "lost_media": report.lost_media,
        "has_content": report.has_content,
    });
    Ok(told.to_string())
}
