//! What was done and is not in the database yet, where it can be kept at once: this tab's journal, and those that others have
//! left. A journal is never changed, but written anew under another name and the old one forgotten: whoever has read one and
//! forgets it cannot forget what its tab has written since. Must not know when it is written.

use std::cell::RefCell;

use handscroll_core::records::Record;
use handscroll_core::records::journal::Journal;

use crate::browser::storage;

/// What the names of journals begin with.
const JOURNAL: &str = "journal-";

/// The journals of a site, as one tab knows them.
pub(super) struct Journals {
    root: String,
    waiting: RefCell<Journal>,
    /// The name under which this tab's stands, if anything waits.
    own: RefCell<Option<String>>,
    /// Those that were there before this tab, whose records wait in this one's.
    others: RefCell<Vec<String>>,
}

impl Journals {
    /// Reads all journals that are there. `is_news` is asked of each record whether it is to wait here too.
    pub(super) fn read(root: &str, mut is_news: impl FnMut(&Record) -> bool) -> Self {
        let mut waiting = Journal::default();
        let others = storage::keys_at(root, JOURNAL);
        for key in &others {
            let records = Journal::parse(&storage::kept_at(root, key).unwrap_or_default());
            records.into_iter().filter(&mut is_news).for_each(|record| waiting.add(record));
        }
        let (waiting, others) = (RefCell::new(waiting), RefCell::new(others));
        Self { root: root.to_owned(), waiting, own: RefCell::default(), others }
    }

    /// What waits for the database.
    pub(super) fn waiting(&self) -> Vec<Record> {
        self.waiting.borrow().waiting()
    }

    /// Adds what waits, for the next time it is written.
    pub(super) fn add(&self, records: &[Record]) {
        records.iter().for_each(|record| self.waiting.borrow_mut().add(record.clone()));
    }

    /// These are in the database.
    pub(super) fn settle(&self, written: &[Record]) {
        self.waiting.borrow_mut().settle(written);
    }

    /// Nothing waits any more.
    pub(super) fn clear(&self) {
        self.waiting.take();
    }

    /// Writes what waits. `false` when it could not be kept.
    pub(super) fn write(&self) -> bool {
        let (text, is_whole) = self.waiting.borrow().text();
        let before = self.own.take();
        if !text.is_empty() {
            let name = format!("{JOURNAL}{:08x}", (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
            if !self.keep(&name, &text, before.as_deref()) {
                self.own.replace(before);
                return false;
            }
            self.own.replace(Some(name));
        }
        // What others have left stands in this one now, or in the database.
        let others = if is_whole { self.others.take() } else { Vec::new() };
        before.iter().chain(&others).for_each(|name| storage::forget_at(&self.root, name));
        true
    }

    /// Keeps a text under a name. There may be room for one, but not for the one `before` too; that stays if there is none.
    fn keep(&self, name: &str, text: &str, before: Option<&str>) -> bool {
        if storage::keep_at(&self.root, name, text) {
            return true;
        }
        let Some((before, known)) = before.and_then(|before| Some((before, storage::kept_at(&self.root, before)?)))
        else {
            return false;
        };
        storage::forget_at(&self.root, before);
        let is_kept = storage::keep_at(&self.root, name, text);
        if !is_kept {
            storage::keep_at(&self.root, before, &known);
        }
        is_kept
    }
}
