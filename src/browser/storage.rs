//! Small things kept between visits. A browser that keeps nothing (private mode, storage full) is no error here:
//! the choice holds for this visit.

use super::document::{Page, window};

/// Keeps `value` under `key`, for this site alone: others may share the origin.
pub fn keep(page: &Page, key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(&name(page, key), value);
    }
}

/// What was kept under `key`.
pub fn kept(page: &Page, key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(&name(page, key)).ok()?
}

/// boot.js reads the theme under the same name, before the reader runs.
fn name(page: &Page, key: &str) -> String {
    format!("handscroll:{}:{key}", page.root)
}
