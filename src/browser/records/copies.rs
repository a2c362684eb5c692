//! What the page needs before any database is open — the theme, and places in articles — as boot.js reads it, from records
//! and to records. Knows what the copies look like; must not know when they are made.

use handscroll_core::position::Places;
use handscroll_core::records::kinds::{PLACE, Place, SETTING};
use handscroll_core::records::{Record, Records};
use serde_json::Value;

use crate::browser::storage;

/// The name of the theme, as a copy and as a setting.
pub const THEME: &str = "theme";
const PLACES: &str = "places";

/// What the copies say, as records that are older than any: they come from visits that had no database, or that ended
/// before it had taken what they did.
pub(super) fn read(root: &str) -> Vec<Record> {
    let of = |kind: &str, id: &str, value| Record { kind: kind.to_owned(), id: id.to_owned(), value, at: 0 };
    let places = Places::parse(&storage::kept_at(root, PLACES).unwrap_or_default());
    let place = |(article, position): (&str, _)| of(PLACE, article, Place { position, share: 0.0 }.value());
    let theme = storage::kept_at(root, THEME).map(|theme| of(SETTING, THEME, Value::from(theme)));
    let mut records: Vec<Record> = places.iter().map(place).chain(theme).collect();
    records.retain(|record| record.check().is_ok());
    records
}

/// Writes the copies of one kind anew, where what is known says something else. `false` when they could not be kept.
pub(super) fn write(root: &str, kind: &str, records: &Records) -> bool {
    let (key, text) = match kind {
        SETTING => (THEME, records.get(SETTING, THEME).and_then(Value::as_str).unwrap_or_default().to_owned()),
        PLACE => (PLACES, places(records).to_string()),
        _ => return true,
    };
    if storage::kept_at(root, key).unwrap_or_default() == text {
        return true;
    }
    if text.is_empty() {
        storage::forget_at(root, key);
        return true;
    }
    storage::keep_at(root, key, &text)
}

/// The last places.
fn places(records: &Records) -> Places {
    let mut newest: Vec<_> = records.all(PLACE).collect();
    newest.sort_by_key(|entry| entry.at);
    let mut places = Places::default();
    for entry in newest {
        if let Some(place) = Place::read(&entry.value) {
            places.set(&entry.id, Some(place.position));
        }
    }
    places
}
