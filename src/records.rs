//! The reader's handle on what a person did: what is kept, and signals that tell when it changes. Must not know where
//! it is kept.

use handscroll_core::records::Entry;
use handscroll_core::records::backup::{Backup, Preview};
use handscroll_core::records::kinds::KNOWN;
use leptos::prelude::*;
use serde_json::Value;

use crate::browser::database::DatabaseError;
use crate::browser::records::{self, Change};
use crate::state::keeping::{Health, Keeping};

/// The handle. All of them are one.
#[derive(Clone, Debug)]
pub struct Records {
    /// For each known kind, and last for all others.
    changed: [ArcTrigger; KNOWN.len() + 1],
    health: ArcRwSignal<Health>,
}

impl Records {
    /// Begins with what can be had at once; [`Records::open`] brings the rest.
    pub fn start(root: &str) -> Self {
        let handle = Self { changed: Default::default(), health: ArcRwSignal::default() };
        let there = handle.clone();
        let store = records::start(root, move |change| match change {
            Change::Kind(kind) => there.of(kind).notify(),
            Change::Health => {
                if let Some(store) = records::store() {
                    there.health.set(store.health());
                }
            }
        });
        handle.health.set(store.health());
        handle
    }

    /// Opens the database, when there is time for it.
    pub fn open(&self) {
        if let Some(store) = records::store() {
            store.open();
        }
    }

    /// What is known of a subject.
    pub fn get(&self, kind: &str, id: &str) -> Option<Value> {
        records::store()?.get(kind, id)
    }

    /// All that is known of a kind, in the order of ids.
    pub fn all(&self, kind: &str) -> Vec<Entry> {
        records::store().map(|store| store.all(kind)).unwrap_or_default()
    }

    /// Keeps what is now known of a subject. It is kept when this returns, as far as the browser can.
    pub fn put(&self, kind: &str, id: &str, value: Value) {
        if let Some(store) = records::store() {
            store.put(kind, id, value);
        }
    }

    /// Takes back what is known of a subject.
    pub fn remove(&self, kind: &str, id: &str) {
        self.put(kind, id, Value::Null);
    }

    /// Whether anything was ever known of a subject, also where it was taken back.
    pub fn is_known(&self, kind: &str, id: &str) -> bool {
        records::store().is_some_and(|store| store.everything().at(kind, id).is_some())
    }

    /// Whatever reads this is run again when something of that kind changes, here or in another tab.
    pub fn track(&self, kind: &str) {
        self.of(kind).track();
    }

    /// How it is all kept.
    pub fn health(&self) -> ArcRwSignal<Health> {
        self.health.clone()
    }

    /// Waits until all that was ever kept is known, but no longer than the limit for the database.
    pub async fn ready(&self) {
        if let Some(store) = records::store() {
            store.ready().await;
        }
    }

    /// As [`Records::ready`]; whether all that was ever kept is known then. It is not while the database does not answer.
    pub async fn are_whole(&self) -> bool {
        self.ready().await;
        let keeping = self.health.with_untracked(|health| health.keeping.clone());
        !matches!(keeping, Keeping::Opening | Keeping::Silent)
    }

    /// All of it, as a file would hold it.
    pub fn backup(&self, site: &str) -> Backup {
        let known = records::store().map(|store| store.everything()).unwrap_or_default();
        Backup::of(&known, site, records::now())
    }

    /// What a file would change.
    pub fn preview(&self, backup: &Backup) -> Preview {
        records::store().map(|store| backup.preview(&store.everything())).unwrap_or_default()
    }

    /// Takes in what a file holds and is not older than what is known.
    ///
    /// # Errors
    /// When it could not be kept; nothing has changed then.
    pub async fn take_in(&self, backup: Backup) -> Result<(), DatabaseError> {
        match records::store() {
            Some(store) => store.take_in(backup.records).await,
            None => Ok(()),
        }
    }

    fn of(&self, kind: &str) -> &ArcTrigger {
        let at = KNOWN.iter().position(|known| *known == kind).unwrap_or(KNOWN.len());
        &self.changed[at]
    }
}
