//! The newest articles, saved without being asked for: as many as a person chose, one after another, when nothing else is on its
//! way. Must not know how the choice is made.

use std::collections::HashSet;

use handscroll_core::address;
use handscroll_core::contract::times::{DOWNLOAD_POLL_MS, LIST_MAX_AGE_MS};
use handscroll_core::feed::Feed;
use handscroll_core::records::kinds;
use handscroll_core::saved::Saved;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Saving, Wish, article_path};
use crate::browser::fetch::Fetches;
use crate::browser::times::ms;
use crate::browser::{clock, document, line, turn};
use crate::state::saving::Job;

/// The setting under which the number is kept.
pub(super) const KEEP_NEWEST: &str = "keep-newest";

/// The numbers that are offered.
pub const NUMBERS: [usize; 4] = [0, 10, 25, 50];

impl Saving {
    /// How many of the newest are to be kept.
    pub fn newest_kept(&self) -> usize {
        self.inner().records.track(kinds::SETTING);
        let number = self.inner().records.get(kinds::SETTING, KEEP_NEWEST).and_then(|value| value.as_u64());
        number.and_then(|number| usize::try_from(number).ok()).filter(|number| NUMBERS.contains(number)).unwrap_or(0)
    }

    /// From now on so many are kept.
    pub fn keep_so_many(&self, number: usize) {
        self.inner().records.put(kinds::SETTING, KEEP_NEWEST, number.into());
        let saving = *self;
        spawn_local(async move {
            if saving.inner().records.are_whole().await {
                saving.fetch_newest().await;
            }
        });
    }

    /// Asks for the newest part of the manifest, where the list has not: one may never come to its end.
    pub(super) async fn fetch_newest(&self) {
        let inner = self.inner();
        let is_known = inner.library.with_untracked(|library| library.begun);
        let is_wanted = untrack(|| self.newest_kept()) > 0 || !self.known().is_empty();
        if is_known || !is_wanted || line::is_offline() || line::is_sparing() || !self.fetch_list().await {
            return;
        }
        self.renew_changed();
        self.keep_newest().await;
    }

    /// Fetches the newest part of the manifest. `false` when it could not be had.
    pub async fn fetch_list(&self) -> bool {
        let inner = self.inner();
        let here = inner.page.absolute(address::FEED);
        let fetches = Fetches::default();
        let Ok(text) = fetches.json(&here).await else { return false };
        let Ok(feed) = Feed::parse(&text) else { return false };
        let mut items = feed.items;
        for item in &mut items {
            item.language = item.language.take().or_else(|| feed.language.clone());
            item.image = item.image.take().and_then(|image| document::resolve(&image, &here));
        }
        inner.newest.replace(items);
        inner.listed_at.set(clock::now());
        true
    }

    /// Lets go what is no longer among the newest, and saves what is.
    pub(super) async fn keep_newest(&self) {
        self.let_go_old().await;
        if self.inner().is_keeping_newest.replace(true) {
            return;
        }
        for (path, begun) in self.newest() {
            // The number may have become smaller meanwhile.
            let is_wanted = self.newest().iter().any(|(known, _)| *known == path);
            if !is_wanted || self.saved(&path).is_some() || line::is_offline() || line::is_sparing() {
                continue;
            }
            self.want(&path, begun, Wish { auto: true, anew: false });
            if !self.is_done(&path).await {
                break;
            }
        }
        self.inner().is_keeping_newest.set(false);
    }

    fn newest(&self) -> Vec<(String, Saved)> {
        let number = untrack(|| self.newest_kept());
        let items = self.items();
        let articles = items.iter().filter_map(|item| {
            let lang = item.language.clone().unwrap_or_default();
            Some((article_path(item)?, Saved { title: item.title.clone(), lang, ..Saved::default() }))
        });
        articles.take(number).collect()
    }

    /// Nothing is let go by a list that was fetched a while ago: another tab may have saved what is newer.
    async fn let_go_old(&self) {
        if self.items().is_empty() || self.old().is_empty() {
            return;
        }
        let age_ms = clock::now().saturating_sub(self.inner().listed_at.get());
        let is_stale = age_ms > u64::from(ms(LIST_MAX_AGE_MS).unsigned_abs());
        let asks_list = untrack(|| self.newest_kept()) > 0;
        if asks_list && is_stale && (line::is_offline() || !self.fetch_list().await) {
            return;
        }
        let old = self.old();
        if !old.is_empty() {
            self.remove_all(old);
        }
    }

    /// What was saved without being asked for, and is not among the newest.
    fn old(&self) -> Vec<String> {
        let newest: HashSet<String> = self.newest().into_iter().map(|(path, _)| path).collect();
        let old = self.known().into_iter().filter(|(path, saved)| saved.auto && !newest.contains(path));
        old.map(|(path, _)| path).collect()
    }

    /// Waits until an article has come or failed. `false` where the next would fare the same.
    async fn is_done(&self, path: &str) -> bool {
        loop {
            match self.inner().jobs.with_untracked(|jobs| jobs.get(path).cloned()) {
                Some(Job::Waiting | Job::Running(_)) => turn::pause(DOWNLOAD_POLL_MS).await,
                Some(Job::Paused(..) | Job::Full(_)) => return false,
                Some(Job::Failed(_)) | None => return true,
            }
        }
    }
}
