//! What was done and is not in the database yet, as a short text that can be kept at once. Must not know where.

use std::collections::BTreeMap;

use super::Record;

/// Bytes of the text. A site may keep 5 MB of such texts, and this one is empty most of the time.
const MOST_BYTES: usize = 400_000;

/// Records that wait for the database.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journal {
    waiting: BTreeMap<String, Record>,
}

impl Journal {
    /// Reads the text form. A line that is no record is passed over: the last one may have been cut.
    pub fn parse(text: &str) -> Vec<Record> {
        text.lines().filter_map(|line| Record::parse(line).ok()).collect()
    }

    /// Adds what was done. It takes the place of what was done before with the same subject.
    pub fn add(&mut self, record: Record) {
        self.waiting.insert(record.key(), record);
    }

    /// These are in the database. One that has been followed by a newer stays.
    pub fn settle(&mut self, written: &[Record]) {
        for record in written {
            if self.waiting.get(&record.key()) == Some(record) {
                self.waiting.remove(&record.key());
            }
        }
    }

    /// What waits.
    pub fn waiting(&self) -> Vec<Record> {
        self.waiting.values().cloned().collect()
    }

    /// The text form, a line for each; empty when nothing waits. Where there is no room for all, the newest stand in it; whether
    /// all do.
    pub fn text(&self) -> (String, bool) {
        let mut newest: Vec<&Record> = self.waiting.values().collect();
        newest.sort_by_key(|record| std::cmp::Reverse(record.at));
        let mut text = String::new();
        for record in newest {
            let line = record.line();
            if text.len() + line.len() >= MOST_BYTES {
                return (text, false);
            }
            text.push_str(&line);
            text.push('\n');
        }
        (text, true)
    }
}
