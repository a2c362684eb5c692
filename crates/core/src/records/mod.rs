//! What a person did — where they are, what they have read, saved and chosen — as records that can be kept, merged and
//! carried to another device. Must not know where they are kept, or what time it is.

pub mod backup;
pub mod journal;
pub mod kinds;
mod set;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use set::{Entry, Merged, Records};

/// Bytes of a kind's name.
const KIND_BYTES: usize = 32;
/// Bytes of an id. Some are addresses, and browsers take few that are longer.
const ID_BYTES: usize = 2_048;
/// Bytes of a value as JSON: a long note has room, a picture has none.
const VALUE_BYTES: usize = 65_536;
/// The last moment that a browser can name, in milliseconds since 1970.
const LAST_MOMENT: u64 = 8_640_000_000_000_000;

/// One thing that is known of one subject. Of two for the same subject, the newer wins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What it tells of; see [`kinds`]. One that is not known here is kept all the same.
    pub kind: String,
    /// Its subject: of an article, its address relative to the root.
    pub id: String,
    /// What is known; `null` where it was taken back.
    pub value: Value,
    /// When it became known, in milliseconds since 1970.
    pub at: u64,
}

/// Why a text or a value is no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is not even JSON of a record's shape.
    #[error("{0}")]
    Shape(String),
    /// One of its parts is not what it may be.
    #[error("its {0} is not what it may be")]
    Part(&'static str),
}

impl Record {
    /// Reads the text form.
    ///
    /// # Errors
    /// When it is no record, or one of a known kind whose value says nothing.
    pub fn parse(text: &str) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_str(text).map_err(|error| RecordError::Shape(error.to_string()))?;
        record.check()?;
        Ok(record)
    }

    /// The text form: one line of JSON.
    pub fn line(&self) -> String {
        // A record holds nothing that JSON does not have.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The name that no other subject has.
    pub fn key(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    /// Whether every part is what it may be.
    ///
    /// # Errors
    /// With the part that is not.
    pub fn check(&self) -> Result<(), RecordError> {
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=KIND_BYTES).contains(&self.kind.len()) || !self.kind.bytes().all(is_name) {
            return Err(RecordError::Part("kind"));
        }
        if !(1..=ID_BYTES).contains(&self.id.len()) || self.id.chars().any(char::is_control) {
            return Err(RecordError::Part("id"));
        }
        if self.at > LAST_MOMENT {
            return Err(RecordError::Part("at"));
        }
        if self.value.to_string().len() > VALUE_BYTES || !kinds::is_sound(&self.kind, &self.value) {
            return Err(RecordError::Part("value"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
