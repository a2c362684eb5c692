//! What a person did, kept: in memory for who asks, in the database without delay, in a journal until it is there, and
//! told to the other tabs. Knows records; must not know what a page shows of them.

mod channel;
mod copies;
mod journals;
mod opening;
mod tabs;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use handscroll_core::contract::times::DATABASE_LIMIT_MS;
use handscroll_core::position::Position;
use handscroll_core::records::kinds::{self, KNOWN, PLACE, Place, READ, SETTING};
use handscroll_core::records::{Entry, Merged, Record, Records};
use js_sys::{Function, Promise};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::database::{Closed, Database, DatabaseError};
use super::listen::Timer;
use super::turn;
use crate::state::keeping::{Health, Keeping};
use channel::Channel;
pub use copies::THEME;
use journals::Journals;

/// What may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// Records of this kind.
    Kind(&'a str),
    /// How they are kept.
    Health,
}

thread_local! {
    static STORE: OnceCell<Rc<Store>> = const { OnceCell::new() };
}

/// The site's records.
pub struct Store {
    root: String,
    records: RefCell<Records>,
    journals: Journals,
    /// What was done since the last transaction began.
    fresh: RefCell<Vec<Record>>,
    database: RefCell<Option<Rc<Database>>>,
    /// Whether the database is open and not all of it has been read.
    is_reading: Cell<bool>,
    /// Whether the page was left; one may come back to it.
    is_left: Cell<bool>,
    channel: RefCell<Option<Channel>>,
    health: RefCell<Health>,
    silence: RefCell<Option<Timer>>,
    react: Box<dyn Fn(Change<'_>)>,
    /// Kept when the database has been read, or cannot be.
    ready: Promise,
    tell_ready: RefCell<Option<Function>>,
}

/// The site's records, once the reader has been started.
pub fn store() -> Option<Rc<Store>> {
    STORE.with(|cell| cell.get().cloned())
}

/// Begins with what can be had at once, for the whole life of the document. `react` is called when something may have
/// changed.
pub fn start(root: &str, react: impl Fn(Change<'_>) + 'static) -> Rc<Store> {
    let store = Store::new(root, react);
    STORE.with(|cell| {
        let _ = cell.set(store.clone());
    });
    store
}

/// Where one is in the article of that address (relative to the root), if one has begun it and not read it to its end.
pub fn place(article: &str) -> Option<Position> {
    Some(Place::read(&store()?.get(PLACE, article)?)?.position)
}

/// Keeps where one is in an article, above whose first block there is no place.
pub fn keep_place(article: &str, place: Option<Place>) {
    if let Some(store) = store() {
        store.put(PLACE, article, place.map_or(Value::Null, Place::value));
    }
}

/// An article was read to its end: it begins anew next time. Who has said something else of it `since` then is right.
pub fn finish(article: &str, since: u64) {
    if let Some(store) = store().filter(|store| store.at(READ, article).is_none_or(|at| at < since)) {
        store.put(READ, article, kinds::read(true));
        store.put(PLACE, article, Value::Null);
    }
}

impl Store {
    /// The records of the site at `root`, as far as they can be had at once.
    pub fn new(root: &str, react: impl Fn(Change<'_>) + 'static) -> Rc<Self> {
        let tell_ready = RefCell::new(None);
        let ready = Promise::new(&mut |done, _| {
            tell_ready.replace(Some(done));
        });
        // The copies of the first paint, and what tabs have left.
        let mut records = Records::default();
        for record in copies::read(root) {
            records.merge(record);
        }
        let journals = Journals::read(root, |record| records.merge(record.clone()) != Merged::Older);
        Rc::new(Self {
            root: root.to_owned(),
            records: RefCell::new(records),
            journals,
            fresh: RefCell::default(),
            database: RefCell::default(),
            is_reading: Cell::default(),
            is_left: Cell::default(),
            channel: RefCell::default(),
            health: RefCell::new(Health { has_journal: true, ..Health::default() }),
            silence: RefCell::default(),
            react: Box::new(react),
            ready,
            tell_ready,
        })
    }

    /// What is known of a subject.
    pub fn get(&self, kind: &str, id: &str) -> Option<Value> {
        self.records.borrow().get(kind, id).cloned()
    }

    /// When what is known of a subject became so, in milliseconds since 1970.
    fn at(&self, kind: &str, id: &str) -> Option<u64> {
        self.records.borrow().at(kind, id)
    }

    /// All that is known of a kind, in the order of ids.
    pub fn all(&self, kind: &str) -> Vec<Entry> {
        self.records.borrow().all(kind).collect()
    }

    /// All records, those that were taken back among them.
    pub fn everything(&self) -> Records {
        self.records.borrow().clone()
    }

    /// How they are kept.
    pub fn health(&self) -> Health {
        self.health.borrow().clone()
    }

    /// Keeps what is now known of a subject; `null` takes back what was. It is in the journal when this returns, and on its
    /// way to the database. `false` for what is no record: nothing is kept then.
    pub fn put(self: &Rc<Self>, kind: &str, id: &str, value: Value) -> bool {
        let is_known = match self.records.borrow().get(kind, id) {
            Some(known) => *known == value,
            None => value.is_null(),
        };
        if is_known {
            return true;
        }
        let record = self.records.borrow().record(kind, id, value, now());
        if record.check().is_err() {
            return false;
        }
        self.keep(vec![record]);
        true
    }

    /// Takes in records that were made elsewhere, those that are not older than what is known. When this returns they are in
    /// the database, all of them.
    ///
    /// # Errors
    /// When the database did not take them, in which case nothing has changed.
    pub async fn take_in(self: &Rc<Self>, records: Vec<Record>) -> Result<(), DatabaseError> {
        let is_news = |record: &Record| matches!(self.records.borrow().judge(record), Merged::New | Merged::Newer);
        let records: Vec<Record> = records.into_iter().filter(is_news).collect();
        let database = self.database.borrow().clone();
        let Some(database) = database else {
            return Err(DatabaseError::Forbidden(String::new()));
        };
        database.write(&records).await?;
        self.tell_others(&records);
        self.merge(records);
        Ok(())
    }

    /// Waits until the database has been read, but not for ever.
    pub async fn ready(&self) {
        turn::limited(&self.ready, DATABASE_LIMIT_MS).await;
    }

    /// Opens the database. Until it has, what is asked for comes from the journals.
    pub fn open(self: &Rc<Self>) {
        let (there, silent) = (Rc::downgrade(self), Rc::downgrade(self));
        self.listen();
        self.silence.replace(Some(Timer::after(DATABASE_LIMIT_MS, move || {
            if let Some(store) = silent.upgrade() {
                store.set_keeping(Keeping::Silent);
            }
        })));
        spawn_local(async move {
            if let Some(store) = there.upgrade() {
                store.open_database().await;
                store.silence.take();
                if let Some(done) = store.tell_ready.take() {
                    let _ = done.call0(&JsValue::UNDEFINED);
                }
            }
        });
    }

    async fn open_database(self: &Rc<Self>) {
        let there = Rc::downgrade(self);
        let closed = move |why| {
            if let Some(store) = there.upgrade() {
                store.closed(why);
            }
        };
        let here = Rc::downgrade(self);
        // What is done while it is being read is written all the same: a browser that is killed has not kept the journal yet.
        let begun = move |database: Option<Rc<Database>>| {
            let Some(store) = here.upgrade() else { return };
            let is_there = database.is_some();
            store.database.replace(database);
            store.is_reading.set(is_there);
            if is_there {
                spawn_local(async move {
                    let waiting = store.journals.waiting();
                    store.write(waiting).await;
                });
            }
        };
        match opening::open(&self.root, closed, begun).await {
            Ok(opened) => {
                self.is_reading.set(false);
                let mut unwritten = opened.unwritten;
                self.merge(opened.records);
                unwritten.extend(self.dated_copies());
                self.journals.add(&unwritten);
                self.database.replace(Some(opened.database));
                self.health.borrow_mut().unreadable = opened.unreadable;
                self.health.borrow_mut().aside = opened.aside;
                self.set_keeping(Keeping::Whole);
                for kind in [PLACE, SETTING] {
                    self.write_copies(kind);
                }
                let waiting = self.journals.waiting();
                let is_written = self.write(waiting).await;
                if let (true, Some(spare)) = (is_written, opened.spare) {
                    opening::retire(&self.root, &spare).await;
                }
            }
            Err(DatabaseError::Newer) => self.set_keeping(Keeping::Outdated),
            Err(DatabaseError::Full) => self.set_keeping(Keeping::Full),
            Err(DatabaseError::Forbidden(text) | DatabaseError::Broken(text)) => {
                self.set_keeping(Keeping::Unavailable(text));
            }
        }
    }

    /// What only the copies say, now with a date: an earlier version of the reader kept nothing else.
    fn dated_copies(&self) -> Vec<Record> {
        let mut records = self.records.borrow_mut();
        let undated: Vec<Record> = records.iter().filter(|record| record.at == 0).collect();
        // The first of them was read last.
        let dated = (0..).zip(undated).map(|(age, record)| Record { at: now().saturating_sub(age), ..record });
        let dated: Vec<Record> = dated.collect();
        for record in &dated {
            records.merge(record.clone());
        }
        dated
    }

    /// Keeps what was done here.
    fn keep(self: &Rc<Self>, done: Vec<Record>) {
        self.journals.add(&done);
        self.write_journal();
        let is_first = self.fresh.borrow().is_empty();
        self.fresh.borrow_mut().extend(done.iter().cloned());
        self.merge(done);
        if is_first {
            let store = self.clone();
            // It begins when all that is done in this turn has been done.
            spawn_local(async move {
                let fresh = store.fresh.take();
                store.tell_others(&fresh);
                // What did not get in before is tried again.
                let keeping = store.health.borrow().keeping.clone();
                if keeping == Keeping::Full && store.database.borrow().is_none() {
                    return store.open_database().await;
                }
                let records = if keeping == Keeping::Whole { fresh } else { store.journals.waiting() };
                store.write(records).await;
            });
        }
    }

    /// Takes records into memory, and tells of the kinds that have changed.
    fn merge(&self, records: Vec<Record>) {
        let mut kinds: Vec<String> = Vec::new();
        for record in records {
            let kind = record.kind.clone();
            let merged = self.records.borrow_mut().merge(record);
            if matches!(merged, Merged::New | Merged::Newer) && !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        for kind in kinds {
            self.write_copies(&kind);
            (self.react)(Change::Kind(&kind));
        }
    }

    /// Writes to the database. `false` when it did not take it; the journal has it still.
    async fn write(self: &Rc<Self>, records: Vec<Record>) -> bool {
        // Nothing is begun that a page which is being left would have to end.
        let database = self.database.borrow().clone().filter(|_| !self.is_left.get());
        let Some(database) = database else { return false };
        if records.is_empty() {
            return true;
        }
        match database.write(&records).await {
            Ok(newer) => {
                self.journals.settle(&records);
                self.write_journal();
                self.merge(newer);
                // Who asks whether all is known is not to be told so by one write.
                if !self.is_reading.get() {
                    self.set_keeping(Keeping::Whole);
                }
                true
            }
            Err(DatabaseError::Full) => {
                self.set_keeping(Keeping::Full);
                false
            }
            // It was closed meanwhile, and whoever closed it has told of that; or the page was left.
            Err(_) if self.database.borrow().is_none() || self.is_left.get() => false,
            Err(DatabaseError::Newer) => false,
            Err(DatabaseError::Forbidden(text) | DatabaseError::Broken(text)) => {
                self.set_keeping(Keeping::Unavailable(text));
                false
            }
        }
    }

    /// Another hand has closed the database.
    fn closed(self: &Rc<Self>, why: Closed) {
        self.database.take();
        match why {
            Closed::ForAnother => return self.set_keeping(Keeping::Outdated),
            Closed::ByBrowser => {}
            // Whoever deletes it wants what was in it forgotten, here too.
            Closed::Deleted => {
                *self.records.borrow_mut() = Records::default();
                self.journals.clear();
                self.fresh.borrow_mut().clear();
                self.write_journal();
                for kind in KNOWN {
                    self.write_copies(kind);
                    (self.react)(Change::Kind(kind));
                }
            }
        }
        let store = self.clone();
        spawn_local(async move { store.open_database().await });
    }

    fn write_journal(&self) {
        let is_kept = self.journals.write();
        if self.health.borrow().has_journal != is_kept {
            self.health.borrow_mut().has_journal = is_kept;
            (self.react)(Change::Health);
        }
    }

    fn write_copies(&self, kind: &str) {
        copies::write(&self.root, kind, &self.records.borrow());
    }

    fn set_keeping(&self, keeping: Keeping) {
        if self.health.borrow().keeping != keeping {
            self.health.borrow_mut().keeping = keeping;
            (self.react)(Change::Health);
        }
    }
}

/// Milliseconds since 1970.
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}
