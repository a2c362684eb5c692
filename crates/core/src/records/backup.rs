//! All records as one file that a person can keep, and what would happen if it were read again. Documented in
//! docs/format.md. Must not know how a file is read or written.

use serde::{Deserialize, Serialize};

use super::{Merged, Record, Records, kinds};
use crate::contract::times::RECORD_MAX_AHEAD_MS;

/// The version of the file that this program writes, and the newest that it reads.
pub const VERSION: u64 = 1;

/// What tells such a file from another program's.
const FORMAT: &str = "handscroll-backup";

/// Bytes of a file that is read: about two hundred thousand records.
pub const MOST_BYTES: u64 = 32_000_000;

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backup {
    format: String,
    version: u64,
    /// The root of the site that it was made on, absolute.
    pub site: String,
    /// When it was made, in milliseconds since 1970.
    pub made: u64,
    /// What was known then.
    pub records: Vec<Record>,
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// It has so many bytes.
    #[error("{0} bytes are too many")]
    TooLarge(u64),
    /// It is no JSON: cut off, or never was.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// It is JSON of another program.
    #[error("another program's")]
    Foreign,
    /// It is of a later version.
    #[error("version {0}")]
    Future(u64),
    /// The record of that number, counted from 1, is none.
    #[error("record {0}: {1}")]
    Record(usize, String),
}

/// What is in a file, beside what is known here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Nothing is known of their subjects.
    pub new: usize,
    /// They are newer than what is known.
    pub newer: usize,
    /// They are older, and stay out.
    pub older: usize,
    /// They say what is known.
    pub same: usize,
    /// So many of all these are of a kind that this version does not know. It keeps them for one that does.
    pub unknown: usize,
    /// Articles that are saved here and would be removed.
    pub removed: usize,
    /// Articles that are not saved here and would be.
    pub saved: usize,
}

impl Preview {
    /// Whether anything would change.
    pub fn changes_anything(self) -> bool {
        self.new + self.newer > 0
    }
}

impl Backup {
    /// All of `records`, from the site at `site`.
    pub fn of(records: &Records, site: &str, made: u64) -> Self {
        Self { format: FORMAT.into(), version: VERSION, site: site.into(), made, records: records.iter().collect() }
    }

    /// The file's text: a record a line, so that two of them can be compared.
    pub fn text(&self) -> String {
        let lines: Vec<String> = self.records.iter().map(Record::line).collect();
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        format!(
            "{{\"format\":{},\"version\":{},\"site\":{},\"made\":{},\"records\":[\n{}\n]}}\n",
            quoted(&self.format),
            self.version,
            quoted(&self.site),
            self.made,
            lines.join(",\n")
        )
    }

    /// Reads a file, `now` in milliseconds since 1970. All of it must be right, but for dates far ahead, which are taken for now.
    ///
    /// # Errors
    /// With what is not.
    pub fn parse(text: &str, now: u64) -> Result<Self, BackupError> {
        if text.len() as u64 > MOST_BYTES {
            return Err(BackupError::TooLarge(text.len() as u64));
        }
        let damaged = |error: serde_json::Error| BackupError::Damaged(error.to_string());
        let head: Head = serde_json::from_str(text).map_err(|error| match error.classify() {
            // Whole, but a list or a number.
            serde_json::error::Category::Data => BackupError::Foreign,
            _ => damaged(error),
        })?;
        if head.format.as_str() != Some(FORMAT) {
            return Err(BackupError::Foreign);
        }
        match head.version.as_u64() {
            Some(version) if version > VERSION => return Err(BackupError::Future(version)),
            Some(1..) => {}
            _ => return Err(BackupError::Damaged(format!("version {}", head.version))),
        }
        let mut backup: Self = serde_json::from_str(text).map_err(damaged)?;
        for (number, record) in (1..).zip(&mut backup.records) {
            record.check().map_err(|error| BackupError::Record(number, error.to_string()))?;
            if record.at > now.saturating_add(RECORD_MAX_AHEAD_MS as u64) {
                record.at = now;
            }
        }
        Ok(backup)
    }

    /// What would happen to `known` if this were taken in.
    pub fn preview(&self, known: &Records) -> Preview {
        let mut preview = Preview::default();
        let mut after = known.clone();
        for record in &self.records {
            *match after.merge(record.clone()) {
                Merged::New => &mut preview.new,
                Merged::Newer => &mut preview.newer,
                Merged::Same => &mut preview.same,
                Merged::Older => &mut preview.older,
            } += 1;
            preview.unknown += usize::from(!kinds::KNOWN.contains(&record.kind.as_str()));
        }
        let is_saved = |records: &Records, id: &str| records.get(kinds::SAVED, id).is_some();
        preview.removed = known.all(kinds::SAVED).filter(|entry| !is_saved(&after, &entry.id)).count();
        preview.saved = after.all(kinds::SAVED).filter(|entry| !is_saved(known, &entry.id)).count();
        preview
    }
}

/// What must be right before the rest is looked at.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: serde_json::Value,
    #[serde(default)]
    version: serde_json::Value,
}
