//! The kinds of records that this version knows, and what their values hold. Must not know who asks for them.

use serde_json::{Value, json};

use crate::position::Position;

/// Where one is in an article.
pub const PLACE: &str = "place";
/// Whether an article was read to its end.
pub const READ: &str = "read";
/// An article that is kept for reading without a network.
pub const SAVED: &str = "saved";
/// A choice, by its name.
pub const SETTING: &str = "setting";

/// All of them.
pub const KNOWN: [&str; 4] = [PLACE, READ, SAVED, SETTING];

/// Whether a value says what its kind should say. Of a kind that is not known, any value may be right.
pub(super) fn is_sound(kind: &str, value: &Value) -> bool {
    if value.is_null() {
        return true;
    }
    match kind {
        PLACE => Place::read(value).is_some(),
        READ => value.get("finished").is_some_and(Value::is_boolean),
        SAVED => value.is_object(),
        SETTING => !value.is_array() && !value.is_object(),
        _ => true,
    }
}

/// Where one is in an article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The place in its body.
    pub position: Position,
    /// How much of the body lies before it, from 0 to 1.
    pub share: f64,
}

impl Place {
    /// What a record of it holds.
    pub fn value(self) -> Value {
        // Thousandths are enough for a line that is a few hundred pixels long.
        json!({ "position": self.position.to_string(), "share": (self.share * 1_000.0).round() / 1_000.0 })
    }

    /// Reads what a record holds.
    pub fn read(value: &Value) -> Option<Self> {
        let position = value.get("position")?.as_str()?.parse().ok()?;
        let share = value.get("share")?.as_f64().filter(|share| (0.0..=1.0).contains(share))?;
        Some(Self { position, share })
    }
}

/// What a record of an article holds that was read to its end, or is to count as unread.
pub fn read(finished: bool) -> Value {
    json!({ "finished": finished })
}

/// Whether such a record says that it was read to its end.
pub fn is_finished(value: &Value) -> bool {
    value.get("finished").and_then(Value::as_bool).unwrap_or_default()
}
