//! What is saved stays whole: looked over when there is time, and mended when there is a network. Nothing that a saved article
//! needs is ever taken away. Must not know what a person sees of it.

use std::collections::HashSet;

use handscroll_core::records::kinds;
use handscroll_core::saved::{Note, Saved};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Saving, Wish, article_path};
use crate::browser::listen::Listener;
use crate::browser::saving::page;
use crate::browser::saving::shelf::{Shelf, is_article, name};
use crate::browser::{clock, line, locks, turn};
use crate::state::keeping::Keeping;
use crate::state::saving::Job;

/// Milliseconds after the start until saved articles are looked over: what a person came for comes first.
const IDLE_MS: i32 = 3_000;

impl Saving {
    /// From now on, what is saved is looked after as long as the document lives.
    pub fn begin(&self) {
        let saving = *self;
        let online = Listener::on_window("online", {
            let saving = *self;
            move || saving.line_is_back()
        });
        std::mem::forget(online);
        // It lasts as long as the document.
        let owner = Owner::new();
        owner.with(|| {
            saving.watch_list();
            saving.tell_limit();
        });
        std::mem::forget(owner);
        spawn_local(async move {
            turn::pause(IDLE_MS).await;
            saving.look_over().await;
            if saving.knows_all().await {
                saving.fetch_newest().await;
            }
        });
    }

    /// When the list is there, its newest are kept, and what has changed is fetched anew.
    fn watch_list(&self) {
        let saving = *self;
        Effect::new(move || {
            saving.inner().records.track(kinds::SETTING);
            if saving.inner().library.with(|library| library.begun) {
                spawn_local(async move {
                    if saving.knows_all().await {
                        saving.renew_changed();
                        saving.keep_newest().await;
                    }
                });
            }
        });
    }

    /// Waits until all records are known. Without them a saved article would be taken for one that nobody asked for: as long as
    /// the database does not answer, nothing is done that was not asked for.
    async fn knows_all(&self) -> bool {
        self.inner().records.ready().await;
        let keeping = self.inner().records.health().with_untracked(|health| health.keeping.clone());
        !matches!(keeping, Keeping::Opening | Keeping::Silent)
    }

    fn line_is_back(&self) {
        let paused: Vec<String> = self.inner().jobs.with_untracked(|jobs| {
            let is_paused = |(_, job): &(&String, &Job)| matches!(job, Job::Paused(..));
            jobs.iter().filter(is_paused).map(|(path, _)| path.clone()).collect()
        });
        for path in paused {
            self.go_on(&path);
        }
        let saving = *self;
        spawn_local(async move { saving.look_over().await });
    }

    /// Counts what is there of each saved article, goes on with what is not whole, and takes away what nobody needs. Another
    /// tab may be at it; then this one is not.
    pub async fn look_over(&self) {
        if !self.knows_all().await {
            return;
        }
        let root = self.inner().page.root.clone();
        let Some(_held) = locks::take_if_free(&name(&root, "upkeep")).await else { return };
        let known = self.known();
        let Some(shelf) = Shelf::existing(&root).await else {
            // The browser has thrown all of it away, or the records came from another device.
            let lost = |saved| Saved { bytes: 0, pictures_saved: 0, note: Some(Note::Unfinished), ..saved };
            return known.into_iter().for_each(|(path, saved)| self.mend(&path, lost(saved)));
        };
        let Ok(there) = shelf.paths().await else { return };
        for (path, saved) in known {
            if let Some(counted) = self.count(&shelf, &there, &path, &saved).await {
                self.mend(&path, counted);
            }
        }
        self.take_in_unknown(&shelf, &there).await;
        let _saving = self.lock().await;
        self.clear_out(&shelf).await;
    }

    /// What is there of an article, if that is less than its record says, or if it was never finished.
    async fn count(&self, shelf: &Shelf, there: &HashSet<String>, path: &str, saved: &Saved) -> Option<Saved> {
        if saved.note == Some(Note::Unfinished) {
            return Some(saved.clone());
        }
        let mut counted = saved.clone();
        let file = if there.contains(path) { shelf.get(path).await } else { None };
        let page = match file {
            Some(file) => page::read(&file, path, &self.inner().page.root).await,
            None => None,
        };
        match page {
            None => (counted.bytes, counted.pictures_saved) = (0, 0),
            Some(page) => {
                let files = page
                    .needed
                    .files
                    .iter()
                    .chain(saved.thumb.iter().filter(|thumb| !page.needed.files.contains(thumb)));
                counted.pictures_saved = files.filter(|path| there.contains(*path)).count() as u32;
            }
        }
        (counted.pictures_saved < saved.pictures_saved || counted.bytes < saved.bytes).then(|| {
            counted.note = Some(Note::Unfinished);
            counted
        })
    }

    /// Goes on with an article of which something is missing.
    fn mend(&self, path: &str, saved: Saved) {
        if saved.note != Some(Note::Unfinished) || self.is_at(path) {
            return;
        }
        let wish = Wish { auto: saved.auto, anew: false };
        if self.saved(path).as_ref() != Some(&saved) {
            self.put(path, &saved);
        }
        if !line::is_offline() {
            self.want(path, saved, wish);
        }
    }

    /// A page that is there and that no record tells of: the records were lost, and what is here was saved once.
    async fn take_in_unknown(&self, shelf: &Shelf, there: &HashSet<String>) {
        for path in there.iter().filter(|path| is_article(path)) {
            if self.inner().records.is_known(kinds::SAVED, path) {
                // Somebody took it away, and the tab was closed before it was gone.
                if self.saved(path).is_none() {
                    shelf.remove(path).await;
                }
                continue;
            }
            let Some(file) = shelf.get(path).await else { continue };
            let Some(page) = page::read(&file, path, &self.inner().page.root).await else { continue };
            let is_there = |path: &&String| there.contains(*path);
            let mut saved = Saved {
                title: page.title,
                lang: page.lang,
                hash: page.hash,
                pictures: page.needed.files.len() as u32,
                pictures_saved: page.needed.files.iter().filter(is_there).count() as u32,
                elsewhere: page.needed.elsewhere,
                bytes: file.size(),
                saved_at: clock::now(),
                ..Saved::default()
            };
            for path in page.needed.files.iter().filter(is_there) {
                saved.bytes += shelf.size(path).await;
            }
            if saved.pictures_saved < saved.pictures {
                saved.note = Some(Note::Unfinished);
            }
            self.put(path, &saved);
            self.mend(path, saved);
        }
    }

    /// Takes away the files that no saved article needs. Where one cannot be read, nobody knows which those are, and all stay.
    pub(super) async fn clear_out(&self, shelf: &Shelf) {
        let Ok(there) = shelf.paths().await else { return };
        let mut needed: HashSet<String> = HashSet::new();
        for (path, saved) in self.known() {
            // Its page was lost, or has not come yet: what is here may be its pictures.
            if !there.contains(&path) {
                return;
            }
            needed.extend(saved.thumb);
        }
        for path in there.iter().filter(|path| is_article(path)) {
            let Some(file) = shelf.get(path).await else { return };
            let Some(page) = page::read(&file, path, &self.inner().page.root).await else { return };
            needed.insert(path.clone());
            needed.extend(page.needed.files);
            needed.extend(page.needed.narrow.into_iter().map(|(narrow, _)| narrow));
        }
        for path in there.difference(&needed) {
            shelf.remove(path).await;
        }
    }

    /// Articles that the manifest says have changed are fetched anew, each once in a visit.
    pub(super) fn renew_changed(&self) {
        if line::is_offline() || line::is_sparing() {
            return;
        }
        let items = self.items();
        let changed = items.iter().filter_map(|item| {
            let path = article_path(item)?;
            let saved = self.saved(&path)?;
            let hash = &item.extension.as_ref()?.hash;
            let is_changed = saved.is_whole() && !hash.is_empty() && !saved.hash.is_empty() && saved.hash != *hash;
            is_changed.then_some((path, saved))
        });
        for (path, saved) in changed {
            if self.inner().renewed.borrow_mut().insert(path.clone()) {
                let wish = Wish { auto: saved.auto, anew: true };
                self.want(&path, saved, wish);
            }
        }
    }
}
