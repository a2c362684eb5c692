//! Marks on the rows of a list: those that the press painted, and those that the reader added, alike. Knows where a row
//! leads; must not know why it is marked.

use handscroll_core::strings::Strings;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlAnchorElement, HtmlElement};

use super::document::document;
use crate::state::mark::{Mark, SavedMark, in_words};

/// The attributes by which the style knows a row's marks.
const MARK: &str = "data-mark";
const SAVED: &str = "data-saved";

/// Marks every row of the page. `mark_of` is asked with the article's address, relative to `root`.
pub fn mark(root: &str, words: &Strings, mark_of: impl Fn(&str) -> (Mark, SavedMark)) {
    let Ok(list) = document().query_selector_all(".rows > .row") else { return };
    for row in (0..list.length()).filter_map(|at| list.get(at)?.dyn_into::<HtmlElement>().ok()) {
        let link = row.query_selector(".row__link").ok().flatten();
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { continue };
        if let Some(article) = link.href().strip_prefix(root) {
            let (mark, saved) = mark_of(article);
            show(&row, &link, mark, saved, words);
        }
    }
}

/// Shows marks beside what is painted, so that nothing moves for them.
fn show(row: &HtmlElement, link: &HtmlAnchorElement, mark: Mark, saved: SavedMark, words: &Strings) {
    let text = in_words(mark, saved, words);
    let mark_name = match mark {
        Mark::Unread => None,
        Mark::Begun(_) => Some("begun"),
        Mark::Finished => Some("finished"),
    };
    let saved_name = match saved {
        SavedMark::Not => None,
        SavedMark::Part => Some("part"),
        SavedMark::Whole => Some("whole"),
    };
    if let Mark::Begun(percent) = mark {
        let _ = row.style().set_property("--begun", &format!("{percent}%"));
    }
    for (attribute, name) in [(MARK, mark_name), (SAVED, saved_name)] {
        let _ = match name {
            Some(name) => row.set_attribute(attribute, name),
            None => row.remove_attribute(attribute),
        };
    }
    // What the eye sees beside the row, others hear after its title.
    let said = link.query_selector(".row__mark").ok().flatten();
    match (said, text.is_empty()) {
        (Some(said), true) => said.remove(),
        (Some(said), false) => said.set_text_content(Some(&text)),
        (None, true) => {}
        (None, false) => {
            if let Ok(said) = document().create_element("span") {
                said.set_class_name("row__mark visually-hidden");
                said.set_text_content(Some(&text));
                let _ = link.append_child(&said);
            }
        }
    }
}
