//! What of the site is saved for offline, and is being saved: begun, cancelled, gone on with, taken away, and told. What the
//! person did is in the records; the files are `browser/saving`'s. Must not know how anything looks.

mod limits;
mod newest;
mod removal;
mod upkeep;
mod work;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::rc::Rc;

use handscroll_core::feed::Item;
use handscroll_core::records::kinds;
use handscroll_core::saved::{Note, Saved, content_hash};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::document::Page;
use crate::browser::saving::Stop;
use crate::browser::saving::shelf::Shelf;
use crate::browser::{clock, quota, saving, storage};
use crate::records::Records;
use crate::state::library::Library;
use crate::state::saving::{Job, State};
use work::Running;

pub use limits::{DEFAULT_READ_LIMIT, READ_LIMITS};
pub use newest::NUMBERS;

/// Where it stands on this device that the browser was asked to keep what is saved: it would ask a person again.
const ASKED: &str = "asked-to-persist";

/// The handle. All of them are one.
#[derive(Clone, Copy)]
pub struct Saving {
    // Views want what they hold to be sendable, though there is one thread.
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

struct Inner {
    page: Page,
    records: Records,
    library: ArcRwSignal<Library>,
    /// The newest part of the manifest, if that is newer than the list.
    newest: RefCell<Vec<Item>>,
    /// When the newer of both came, in milliseconds since 1970.
    listed_at: Cell<u64>,
    jobs: ArcRwSignal<BTreeMap<String, Job>>,
    running: RefCell<HashMap<String, Running>>,
    /// What was looked at anew in this visit because the manifest says that it has changed.
    renewed: RefCell<HashSet<String>>,
    is_keeping_newest: Cell<bool>,
}

/// How an article is to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wish {
    /// Whether nobody asked for it.
    auto: bool,
    /// Whether it is fetched though all of it is there.
    anew: bool,
}

impl fmt::Debug for Saving {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Saving").finish_non_exhaustive()
    }
}

impl Saving {
    /// Knows what is saved; does nothing by itself until [`Saving::begin`].
    pub fn new(page: &Page, records: &Records, library: &ArcRwSignal<Library>) -> Self {
        let inner = Rc::new(Inner {
            page: page.clone(),
            records: records.clone(),
            library: library.clone(),
            newest: RefCell::default(),
            listed_at: Cell::new(0),
            jobs: ArcRwSignal::default(),
            running: RefCell::default(),
            renewed: RefCell::default(),
            is_keeping_newest: Cell::new(false),
        });
        // It lasts as long as the document.
        let owner = Owner::new();
        let inner = owner.with(|| StoredValue::new_local(inner));
        std::mem::forget(owner);
        Self { inner }
    }

    fn inner(&self) -> Rc<Inner> {
        self.inner.get_value()
    }

    /// What is told of the article at that address, relative to the root. Whatever reads it is run again when it changes.
    pub fn state(&self, path: &str) -> State {
        self.inner().records.track(kinds::SAVED);
        let saved = self.saved(path);
        self.inner().jobs.with(|jobs| State::of(saved.as_ref(), jobs.get(path)))
    }

    /// Bytes that are saved of the article.
    pub fn bytes(&self, path: &str) -> u64 {
        self.saved(path).map_or(0, |saved| saved.bytes)
    }

    /// Every saved article with its address, and what is told of it; those that are only wanted among them.
    pub fn all(&self) -> Vec<(String, Saved)> {
        self.inner().records.track(kinds::SAVED);
        self.known()
    }

    fn known(&self) -> Vec<(String, Saved)> {
        let entries = self.inner().records.all(kinds::SAVED);
        entries.into_iter().filter_map(|entry| Some((entry.id, Saved::of_value(&entry.value)?))).collect()
    }

    fn saved(&self, path: &str) -> Option<Saved> {
        Saved::of_value(&self.inner().records.get(kinds::SAVED, path)?)
    }

    fn put(&self, path: &str, saved: &Saved) {
        self.inner().records.put(kinds::SAVED, path, saved.to_value());
    }

    fn set_job(&self, path: &str, job: Option<Job>) {
        self.inner().jobs.try_update(|jobs| match job {
            Some(job) => {
                jobs.insert(path.to_owned(), job);
            }
            None => {
                jobs.remove(path);
            }
        });
    }

    /// A person wants the article, or what is missing of it. `title` and `lang` stand for it until its page is there.
    pub fn save(&self, path: &str, title: &str, lang: &str) {
        let page = self.inner().page.clone();
        // The answer is seen on the storage page; nothing waits for it.
        spawn_local(async move {
            if quota::is_persistent().await == Some(false) && storage::kept(&page, ASKED).is_none() {
                storage::keep(&page, ASKED, "yes");
                quota::ask_to_persist().await;
            }
        });
        let begun = Saved { title: title.to_owned(), lang: lang.to_owned(), ..Saved::default() };
        self.want(path, begun, Wish { auto: false, anew: false });
    }

    /// Begins to save an article in this tab, unless that is being done.
    fn want(&self, path: &str, begun: Saved, wish: Wish) {
        let was = self.saved(path);
        let mut known = was.clone().unwrap_or(begun);
        known.auto &= wish.auto;
        if was.is_none() {
            known.auto = wish.auto;
            (known.saved_at, known.note) = (clock::now(), Some(Note::Unfinished));
            known.thumb = known.thumb.or_else(|| self.thumb(path));
        }
        if was.as_ref() != Some(&known) {
            self.put(path, &known);
        }
        let is_there = !wish.anew && known.is_whole();
        if is_there || self.is_at(path) {
            return;
        }
        let running = Running { stop: Stop::default(), was, wish, cuts: 0 };
        self.inner().running.borrow_mut().insert(path.to_owned(), running);
        self.set_job(path, Some(Job::Waiting));
        self.go_on(path);
    }

    /// Whether this tab is at it. One that waits for the line is gone on with at once.
    fn is_at(&self, path: &str) -> bool {
        match self.inner().jobs.with_untracked(|jobs| jobs.get(path).cloned()) {
            Some(Job::Waiting | Job::Running(_)) => true,
            Some(Job::Paused(..)) => {
                self.go_on(path);
                true
            }
            _ => false,
        }
    }

    fn go_on(&self, path: &str) {
        let (saving, path) = (*self, path.to_owned());
        spawn_local(async move { saving.run(&path).await });
    }

    /// What is known of the manifest, newest first.
    fn items(&self) -> Vec<Item> {
        let inner = self.inner();
        let mut items = inner.newest.borrow().clone();
        let known: HashSet<String> = items.iter().map(|item| item.id.clone()).collect();
        inner.library.with_untracked(|library| {
            items.extend(library.items.iter().filter(|item| !known.contains(&item.id)).cloned());
        });
        items
    }

    /// The title of the article at that address, relative to the root, where the records or the manifest have it.
    pub fn title(&self, path: &str) -> Option<String> {
        let of_item = || self.items().into_iter().find(|item| article_path(item).as_deref() == Some(path));
        let title = self.saved(path).map(|saved| saved.title).or_else(|| Some(of_item()?.title))?;
        Some(title).filter(|title| !title.is_empty())
    }

    /// The small picture of an article, if it is a file of the site.
    fn thumb(&self, path: &str) -> Option<String> {
        let items = self.items();
        let image = items.iter().find(|item| article_path(item).as_deref() == Some(path))?.image.clone()?;
        image.strip_prefix(&self.inner().page.root).filter(|path| content_hash(path).is_some()).map(str::to_owned)
    }

    /// Ends the saving of an article. What it has put is taken away, but for what was saved before.
    pub fn cancel(&self, path: &str) {
        let was = self.inner().running.borrow().get(path).map(|running| {
            running.stop.stop();
            running.was.clone()
        });
        // What an earlier visit or another tab has begun and not finished goes too.
        let was = was.unwrap_or_else(|| self.saved(path));
        if was.is_none_or(|was| was.note == Some(Note::Unfinished)) {
            self.remove(path);
        } else if self.inner().jobs.with_untracked(|jobs| matches!(jobs.get(path), Some(Job::Paused(..)))) {
            self.leave(path);
        }
    }

    /// The articles that were merely read and can be read still, the last one first: their addresses and titles, so many at
    /// most.
    pub async fn lately_read(&self, most: usize) -> Vec<(String, String, String)> {
        let root = &self.inner().page.root;
        let Ok(shelf) = Shelf::open(root).await else { return Vec::new() };
        let mut articles = Vec::new();
        for path in shelf.lately_read_articles().await {
            if articles.len() >= most {
                break;
            }
            let Some(file) = shelf.lately_read(&path).await.filter(|_| self.saved(&path).is_none()) else { continue };
            if let Some(page) = saving::page::read(&file, &path, root).await {
                articles.push((path, page.title, page.lang));
            }
        }
        articles
    }
}

/// The address of an article's page, relative to the root, if it has one.
pub fn article_path(item: &Item) -> Option<String> {
    let route = crate::state::library::route_of(item);
    matches!(route, crate::route::Route::Article(_)).then(|| route.address())
}
