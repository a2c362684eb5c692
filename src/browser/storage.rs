//! Small things kept between visits. A browser that keeps nothing (private mode, storage full) is no error here:
//! the choice holds for this visit.

use handscroll_core::position::{Places, Position};

use super::document::{Page, window};
use super::history;

/// boot.js reads the places under this name.
const PLACES: &str = "places";

/// Where one was in the article of that address (relative to the root), if one has begun it and not read it to its end.
pub fn kept_position(article: &str) -> Option<Position> {
    Places::parse(&kept(&history::page()?, PLACES)?).get(article)
}

/// Keeps where one is in an article, or forgets it.
pub fn keep_position(article: &str, position: Option<Position>) {
    let Some(page) = history::page() else { return };
    let mut places = Places::parse(&kept(&page, PLACES).unwrap_or_default());
    if places.get(article) != position {
        places.set(article, position);
        keep(&page, PLACES, &places.to_string());
    }
}

/// Keeps `value` under `key`, for this site alone: others may share the origin.
pub fn keep(page: &Page, key: &str, value: &str) {
    keep_at(&page.root, key, value);
}

/// As [`keep`], for one who knows the site's root alone.
pub(super) fn keep_at(root: &str, key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(&name(root, key), value);
    }
}

/// What was kept under `key`.
pub fn kept(page: &Page, key: &str) -> Option<String> {
    kept_at(&page.root, key)
}

/// As [`kept`], for one who knows the site's root alone.
pub(super) fn kept_at(root: &str, key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(&name(root, key)).ok()?
}

/// boot.js reads the theme under the same name, before the reader runs.
fn name(root: &str, key: &str) -> String {
    format!("handscroll:{root}:{key}")
}
