//! Saved articles taken away, with the files that nothing else needs. Nothing that a saved article needs ever goes. Must not
//! know why they are taken away.

use std::collections::{HashMap, HashSet};

use handscroll_core::records::kinds;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Saving;
use crate::browser::saving::page::{self, Page};
use crate::browser::saving::shelf::{Shelf, is_article};
use crate::state::saving::Job;

/// What is in the store, as it was read while nobody saved.
pub(super) struct There {
    /// Every file, relative to the root.
    pub(super) paths: HashSet<String>,
    /// The pages of articles among them; without what is in them where they cannot be read.
    pub(super) pages: HashMap<String, Option<Page>>,
}

impl Saving {
    /// Takes a saved article away, with the files that no other needs.
    pub fn remove(&self, path: &str) {
        self.remove_all(vec![path.to_owned()]);
    }

    /// As [`Saving::remove`], for several.
    pub fn remove_all(&self, paths: Vec<String>) {
        let mut gone = HashSet::new();
        for path in &paths {
            gone.extend(self.saved(path).and_then(|saved| saved.thumb));
            // It is gone from all lists at once; its files go when nobody is at them.
            self.inner().records.remove(kinds::SAVED, path);
            self.give_up(path);
        }
        let saving = *self;
        spawn_local(async move {
            let _held = saving.lock().await;
            let Ok(shelf) = Shelf::open(&saving.inner().page.root).await else { return };
            if let Some(there) = saving.look(&shelf).await {
                saving.clear_out(&shelf, &there, gone).await;
            }
        });
    }

    /// What is taken away in another tab is not gone on with in this one.
    pub(super) fn watch_removals(&self) {
        let saving = *self;
        Effect::new(move || {
            saving.inner().records.track(kinds::SAVED);
            let running: Vec<String> = saving.inner().running.borrow().keys().cloned().collect();
            for path in running.iter().filter(|path| saving.saved(path).is_none()) {
                saving.give_up(path);
            }
        });
    }

    /// Nobody wants it any more. Whoever is at it leaves when they notice.
    fn give_up(&self, path: &str) {
        if let Some(running) = self.inner().running.borrow().get(path) {
            running.stop.stop();
        }
        if self.inner().jobs.with_untracked(|jobs| matches!(jobs.get(path), Some(Job::Paused(..)))) {
            self.inner().running.borrow_mut().remove(path);
        }
        self.set_job(path, None);
    }

    /// Reads what is there, each page once. Whoever asks holds the lock.
    pub(super) async fn look(&self, shelf: &Shelf) -> Option<There> {
        let paths = shelf.paths().await.ok()?;
        let mut pages = HashMap::new();
        for path in paths.iter().filter(|path| is_article(path)) {
            let page = match shelf.get(path).await {
                Some(file) => page::read(&file, path, &self.inner().page.root).await,
                None => None,
            };
            pages.insert(path.clone(), page);
        }
        Some(There { paths, pages })
    }

    /// Takes away the files that no saved article needs. Where a page was lost, or cannot be read, nobody knows which those are:
    /// then `gone` go, and those of articles that were taken away, as far as no other is known to need them.
    pub(super) async fn clear_out(&self, shelf: &Shelf, there: &There, mut gone: HashSet<String>) {
        let mut needed: HashSet<String> = HashSet::new();
        let mut is_sure = there.pages.values().all(Option::is_some);
        for (path, saved) in self.known() {
            // What is here may be its pictures.
            let may_have_more = !there.paths.contains(&path) && saved.pictures_saved > 0;
            is_sure &= !may_have_more && !self.inner().running.borrow().contains_key(&path);
            needed.extend(saved.thumb);
        }
        for (path, page) in &there.pages {
            let is_removed = self.inner().records.is_known(kinds::SAVED, path) && self.saved(path).is_none();
            let files = if is_removed { &mut gone } else { &mut needed };
            files.insert(path.clone());
            if let Some(page) = page {
                files.extend(page.needed.files.iter().cloned());
                files.extend(page.needed.narrow.iter().map(|(narrow, _)| narrow.clone()));
            }
        }
        let goes = |path: &&String| !needed.contains(*path) && (is_sure || gone.contains(*path));
        // The pages are deleted last: only they name an article's files, and closing the tab may interrupt the loop anywhere.
        let (pages, files): (Vec<_>, Vec<_>) = there.paths.iter().filter(goes).partition(|path| is_article(path));
        for path in files.into_iter().chain(pages) {
            shelf.remove(path).await;
        }
    }
}
