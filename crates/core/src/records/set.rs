//! Records together, each subject once: the newest of what is known of it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Record;

/// What is known of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The subject.
    pub id: String,
    /// What is known.
    pub value: Value,
    /// Since when, in milliseconds since 1970.
    pub at: u64,
}

/// What a record is beside what is known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merged {
    /// Nothing was known of its subject.
    New,
    /// It takes the place of what was known.
    Newer,
    /// It says what is known.
    Same,
    /// What is known stays.
    Older,
}

/// What is known, by kind and subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    kinds: BTreeMap<String, BTreeMap<String, (Value, u64)>>,
}

impl Records {
    /// What is known of a subject, unless it was taken back.
    pub fn get(&self, kind: &str, id: &str) -> Option<&Value> {
        self.known(kind, id).map(|(value, _)| value).filter(|value| !value.is_null())
    }

    /// When what is known of a subject became so, also where it was taken back.
    pub fn at(&self, kind: &str, id: &str) -> Option<u64> {
        self.known(kind, id).map(|(_, at)| *at)
    }

    /// All of a kind that was not taken back, in the order of their ids.
    pub fn all(&self, kind: &str) -> impl Iterator<Item = Entry> {
        let entries = self.kinds.get(kind).into_iter().flatten();
        entries.filter(|(_, (value, _))| !value.is_null()).map(|(id, (value, at))| Entry {
            id: id.clone(),
            value: value.clone(),
            at: *at,
        })
    }

    /// Every record, those that were taken back among them.
    pub fn iter(&self) -> impl Iterator<Item = Record> {
        let of_kind = |(kind, entries): (&String, &BTreeMap<String, (Value, u64)>)| {
            let kind = kind.clone();
            let record = move |(id, (value, at)): (&String, &(Value, u64))| Record {
                kind: kind.clone(),
                id: id.clone(),
                value: value.clone(),
                at: *at,
            };
            entries.iter().map(record).collect::<Vec<_>>()
        };
        self.kinds.iter().flat_map(of_kind)
    }

    /// What a record is beside what is known. Of two from the same moment the one whose text is greater is the newer, so
    /// that all who have both agree.
    pub fn judge(&self, record: &Record) -> Merged {
        let Some((value, at)) = self.known(&record.kind, &record.id) else { return Merged::New };
        match record.at.cmp(at).then_with(|| record.value.to_string().cmp(&value.to_string())) {
            std::cmp::Ordering::Greater => Merged::Newer,
            std::cmp::Ordering::Equal => Merged::Same,
            std::cmp::Ordering::Less => Merged::Older,
        }
    }

    /// Takes a record in, if it is not older than what is known.
    pub fn merge(&mut self, record: Record) -> Merged {
        let merged = self.judge(&record);
        if matches!(merged, Merged::New | Merged::Newer) {
            self.kinds.entry(record.kind).or_default().insert(record.id, (record.value, record.at));
        }
        merged
    }

    /// A record of what is done `now`: newer than what is known, even where that came from a clock that is ahead.
    pub fn record(&self, kind: &str, id: &str, value: Value, now: u64) -> Record {
        let at = self.at(kind, id).map_or(now, |at| now.max(at.saturating_add(1)));
        Record { kind: kind.to_owned(), id: id.to_owned(), value, at }
    }

    fn known(&self, kind: &str, id: &str) -> Option<&(Value, u64)> {
        self.kinds.get(kind)?.get(id)
    }
}
