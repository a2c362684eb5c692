//! What is saved stays whole: looked over when there is time, and mended when there is a network. Must not know what a person
//! sees of it.

use std::collections::HashSet;

use handscroll_core::contract::times::SAVED_CHECK_DELAY_MS;
use handscroll_core::records::kinds;
use handscroll_core::saved::{Note, Saved};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::removal::There;
use super::{Saving, Wish, article_path};
use crate::browser::listen::Listener;
use crate::browser::saving::shelf::{Shelf, name};
use crate::browser::{clock, line, locks, turn};
use crate::state::saving::Job;

impl Saving {
    /// From now on, what is saved is looked after as long as the document lives.
    pub fn begin(&self) {
        let saving = *self;
        let online = Listener::on_window("online", {
            let saving = *self;
            move || saving.line_is_back()
        });
        std::mem::forget(online);
        locks::let_go_when_left();
        // It lasts as long as the document.
        let owner = Owner::new();
        owner.with(|| {
            saving.watch_list();
            saving.watch_removals();
            saving.tell_limit();
        });
        std::mem::forget(owner);
        spawn_local(async move {
            turn::pause(SAVED_CHECK_DELAY_MS).await;
            saving.look_over().await;
            if saving.inner().records.are_whole().await {
                saving.fetch_newest().await;
            }
        });
    }

    /// When the list is there, its newest are kept, and what has changed is fetched anew; when another number is to be kept, too.
    fn watch_list(&self) {
        let saving = *self;
        let length = Memo::new(move |_| saving.inner().library.with(|library| library.items.len()));
        let number = Memo::new(move |_| saving.newest_kept());
        Effect::new(move |before: Option<usize>| {
            let (length, _) = (length.get(), number.get());
            if length > 0 {
                if before.unwrap_or_default() == 0 {
                    // It came just now.
                    saving.inner().newest.take();
                    saving.inner().listed_at.set(clock::now());
                }
                spawn_local(async move {
                    if saving.inner().records.are_whole().await {
                        saving.renew_changed();
                        saving.keep_newest().await;
                    }
                });
            }
            length
        });
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
    /// tab may be at it; then this one is not. Without all records a saved article would be taken for one that nobody asked
    /// for: as long as the database does not answer, nothing is done that was not asked for.
    pub async fn look_over(&self) {
        if !self.inner().records.are_whole().await {
            return;
        }
        let root = self.inner().page.root.clone();
        let Some(_held) = locks::take_if_free(&name(&root, "upkeep")).await else { return };
        // Nothing comes or goes while it is looked at.
        let _saving = self.lock().await;
        let known = self.known();
        let Some(shelf) = Shelf::existing(&root).await else {
            // The browser has thrown all of it away, or the records came from another device.
            let lost = |saved| Saved { bytes: 0, pictures_saved: 0, note: Some(Note::Unfinished), ..saved };
            return known.into_iter().for_each(|(path, saved)| self.mend(&path, lost(saved)));
        };
        let Some(there) = self.look(&shelf).await else { return };
        for (path, saved) in known {
            if let Some(counted) = self.count(&shelf, &there, &path, &saved).await {
                self.mend(&path, counted);
            }
        }
        self.take_in_unknown(&shelf, &there).await;
        self.clear_out(&shelf, &there, HashSet::new()).await;
    }

    /// What is there of an article, if that is less than its record says, or if it was never finished. Narrow strips that are
    /// stood for no longer need nothing to be fetched.
    async fn count(&self, shelf: &Shelf, there: &There, path: &str, saved: &Saved) -> Option<Saved> {
        let mut counted = saved.clone();
        if let Some(Some(page)) = there.pages.get(path) {
            for (narrow, wide) in page.needed.not_stood_for(&there.paths) {
                let _ = shelf.put_same(narrow, wide).await;
            }
            if saved.note == Some(Note::Unfinished) {
                return Some(counted);
            }
            let thumb = saved.thumb.iter().filter(|thumb| !page.needed.files.contains(thumb));
            let files = page.needed.files.iter().chain(thumb);
            counted.pictures_saved = files.filter(|path| there.paths.contains(*path)).count() as u32;
        } else {
            // Its pictures may be there; which they are is known when its page is.
            counted.bytes = 0;
        }
        let is_less = counted.pictures_saved < saved.pictures_saved || counted.bytes < saved.bytes;
        (is_less || saved.note == Some(Note::Unfinished)).then(|| {
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
        // What was begun here is finished where data is to be spared, too. What only the records know waits: it came from another
        // device, or the browser has lost it.
        let may_cost = saved.can_be_read() && !saved.auto;
        if !line::is_offline() && (may_cost || !line::is_sparing()) {
            self.want(path, saved, wish);
        }
    }

    /// A page that is there and that no record tells of: the records were lost, and what is here was saved once.
    async fn take_in_unknown(&self, shelf: &Shelf, there: &There) {
        for (path, page) in &there.pages {
            let Some(page) = page.as_ref().filter(|_| !self.inner().records.is_known(kinds::SAVED, path)) else {
                continue;
            };
            let is_there = |path: &&String| there.paths.contains(*path);
            let mut saved = Saved {
                title: page.title.clone(),
                lang: page.lang.clone(),
                hash: page.hash.clone(),
                pictures: page.needed.files.len() as u32,
                pictures_saved: page.needed.files.iter().filter(is_there).count() as u32,
                elsewhere: page.needed.elsewhere,
                bytes: page.bytes,
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
