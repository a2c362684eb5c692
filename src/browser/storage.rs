//! Small things kept between visits, at once and by name. A browser that keeps nothing (private mode, storage full) is no
//! error here: the choice holds for this visit.

use super::document::{Page, window};

/// Keeps `value` under `key`, for this site alone: others may share the origin. `false` when it could not be kept.
pub fn keep(page: &Page, key: &str, value: &str) -> bool {
    keep_at(&page.root, key, value)
}

/// As [`keep`], for one who knows the site's root alone.
pub(super) fn keep_at(root: &str, key: &str, value: &str) -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.is_some_and(|storage| storage.set_item(&name(root, key), value).is_ok())
}

/// What was kept under `key`.
pub fn kept(page: &Page, key: &str) -> Option<String> {
    kept_at(&page.root, key)
}

/// As [`kept`], for one who knows the site's root alone.
pub(super) fn kept_at(root: &str, key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(&name(root, key)).ok()?
}

/// Keeps nothing under `key` any more.
pub(super) fn forget_at(root: &str, key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(&name(root, key));
    }
}

/// The keys under which something is kept that begin with `start`.
pub(super) fn keys_at(root: &str, start: &str) -> Vec<String> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let prefix = name(root, "");
    let names = (0..storage.length().unwrap_or_default()).filter_map(|at| storage.key(at).ok()?);
    let keys = names.filter_map(|name| name.strip_prefix(&prefix).map(str::to_owned));
    keys.filter(|key| key.starts_with(start)).collect()
}

/// The name that no other site of this origin has; caches and databases have such names too. boot.js reads some of them
/// before the reader runs.
pub(super) fn name(root: &str, key: &str) -> String {
    format!("handscroll:{root}:{key}")
}
