//! The work on one article's saving in this tab: its turn, what is written down of it, and when it is gone on with. Must not
//! know who asked for it, beyond what it was told.

use std::cell::Cell;

use handscroll_core::contract::times::{ARTICLE_RETRY_DELAYS_MS, Wait};
use handscroll_core::records::kinds;
use handscroll_core::saved::{Note, Saved};
use leptos::prelude::*;

use super::{Saving, Wish};
use crate::browser::saving::shelf;
use crate::browser::saving::{End, Order, Outcome, Stop};
use crate::browser::{clock, locks, quota, saving, turn};
use crate::state::failure::Failure;
use crate::state::saving::{Job, Progress};

/// A saving that this tab goes on with.
#[derive(Clone)]
pub(super) struct Running {
    pub(super) stop: Stop,
    /// What was known of the article when it began.
    pub(super) was: Option<Saved>,
    pub(super) wish: Wish,
    /// How often the line was cut.
    pub(super) cuts: usize,
}

impl Saving {
    /// Only one tab saves at a time, one article at a time.
    pub(super) async fn lock(&self) -> locks::Held {
        locks::take(&shelf::name(&self.inner().page.root, "saving")).await
    }

    pub(super) async fn run(&self, path: &str) {
        let Some(running) = self.inner().running.borrow().get(path).cloned() else { return };
        self.set_job(path, Some(Job::Waiting));
        let held = self.lock().await;
        let Some(known) = self.saved(path).filter(|_| !running.stop.is_stopped()) else {
            self.leave(path);
            return;
        };
        // Another tab may have done it meanwhile.
        if known.is_whole() && !running.wish.anew {
            self.leave(path);
            return;
        }
        self.set_job(path, Some(Job::Running(Progress::default())));
        let order = Order {
            root: self.inner().page.root.clone(),
            path: path.to_owned(),
            known,
            is_polite: running.wish.auto || running.wish.anew,
        };
        let is_written = Cell::new(false);
        let tell = |saved: &Saved, progress: Progress| {
            // What it needs is known now. How much of it is there is counted anew at the next visit.
            if !is_written.replace(true) && *saved != order.known {
                self.put(path, saved);
            }
            self.set_job(path, Some(Job::Running(progress)));
        };
        let outcome = saving::save(&order, &running.stop, &tell).await;
        let ended = self.end(path, running, &order.known, outcome).await;
        drop(held);
        if let Some(delay) = ended {
            turn::pause(delay).await;
            if self.inner().jobs.with_untracked(|jobs| matches!(jobs.get(path), Some(Job::Paused(..)))) {
                self.go_on(path);
            }
        }
    }

    pub(super) fn leave(&self, path: &str) {
        self.inner().running.borrow_mut().remove(path);
        self.set_job(path, None);
    }

    /// Writes down what came of a saving. Gives the delay after which it is to be gone on with, if it is.
    async fn end(&self, path: &str, mut running: Running, known: &Saved, outcome: Outcome) -> Option<Wait> {
        let Outcome { mut saved, end } = outcome;
        let was_readable = known.can_be_read();
        // It may have been taken away meanwhile, here or in another tab: then it does not come back.
        let Some(now) = self.saved(path) else {
            self.leave(path);
            return None;
        };
        match end {
            None => {
                // A person may have asked for it meanwhile.
                (saved.auto, saved.saved_at) = (now.auto, clock::now());
                self.put(path, &saved);
                self.leave(path);
            }
            Some(End::Stopped) => {
                if let Some(was) = running.was.filter(|was| was.note != Some(Note::Unfinished)) {
                    self.put(path, &was);
                }
                self.leave(path);
            }
            Some(End::Cut(failure)) => {
                let progress = Progress::of(&saved);
                if saved != *known {
                    self.put(path, &saved);
                }
                let delay = ARTICLE_RETRY_DELAYS_MS[running.cuts.min(ARTICLE_RETRY_DELAYS_MS.len() - 1)];
                // A stopped one cannot be used again, and its fetches were ended.
                (running.stop, running.cuts) = (Stop::default(), running.cuts + 1);
                self.inner().running.borrow_mut().insert(path.to_owned(), running);
                self.set_job(path, Some(Job::Paused(failure, progress)));
                return Some(delay);
            }
            Some(end) => {
                if saved.can_be_read() && saved != *known {
                    self.put(path, &saved);
                } else if known.hash.is_empty() {
                    // Nothing of it was ever here, and nobody waits for it. What the browser has lost stays wanted.
                    self.inner().records.remove(kinds::SAVED, path);
                } else if matches!(end, End::Failed(_)) && !saved.can_be_read() {
                    // The site does not have it any more: whatever pictures of it are here, nobody can see them.
                    self.put(path, &Saved { pictures_saved: 0, ..saved });
                }
                let job = match end {
                    End::Full => Some(Job::Full(quota::room().await.map(|room| (room.used, room.quota)))),
                    End::Failed(failure) if !was_readable => Some(Job::Failed(failure)),
                    End::Forbidden => Some(Job::Failed(Failure::NotKept)),
                    // It is gone from the site, or is not what it was: what is here stays.
                    _ => None,
                };
                self.inner().running.borrow_mut().remove(path);
                self.set_job(path, job);
            }
        }
        None
    }
}
