//! Brings the files of one article: a few at a time, each checked before it is kept, each tried more than once. Must not know
//! what the files show.

use std::cell::{Cell, RefCell};
use std::collections::{HashSet, VecDeque};

use futures_util::future::join_all;
use handscroll_core::contract::times::{DOWNLOAD_YIELD_LIMIT_MS, DOWNLOAD_YIELD_POLL_MS, FILE_RETRY_DELAYS_MS};
use handscroll_core::saved::content_hash;

use super::shelf::Shelf;
use super::{End, Order, Stop};
use crate::browser::caches::Refusal;
use crate::browser::fetch::{Copy, File};
use crate::browser::pictures::Pictures;
use crate::browser::times::ms;
use crate::browser::{digest, line, turn};
use crate::state::failure::Failure;
use crate::state::saving::{Needed, Progress};

/// Files that are fetched at a time.
const AT_A_TIME: usize = 4;

/// So many attempts one after another, of whatever files, that the server did not answer: the line is cut.
const CUT_AFTER: u32 = 6;

/// The files of one article, on their way.
pub(super) struct Bringing<'a> {
    shelf: &'a Shelf,
    order: &'a Order,
    stop: &'a Stop,
    needed: &'a Needed,
    waiting: RefCell<VecDeque<String>>,
    /// What was put by this saving.
    put: &'a RefCell<Vec<String>>,
    progress: Cell<Progress>,
    unanswered: Cell<u32>,
    /// Of files that could not be had, the last reason that may pass.
    passing: RefCell<Option<Failure>>,
    end: RefCell<Option<End>>,
}

impl<'a> Bringing<'a> {
    pub(super) fn new(
        shelf: &'a Shelf,
        order: &'a Order,
        stop: &'a Stop,
        needed: &'a Needed,
        put: &'a RefCell<Vec<String>>,
    ) -> Self {
        let all = u32::try_from(needed.files.len()).unwrap_or(u32::MAX);
        Self {
            shelf,
            order,
            stop,
            needed,
            waiting: RefCell::new(needed.files.iter().cloned().collect()),
            put,
            progress: Cell::new(Progress { all, ..Progress::default() }),
            unanswered: Cell::new(0),
            passing: RefCell::default(),
            end: RefCell::default(),
        }
    }

    /// Those that are `there` need not come. `page_bytes` are there in any case.
    pub(super) async fn count_what_is_there(&self, there: &HashSet<String>, page_bytes: u64) {
        let files = self.waiting.take();
        let (known, missing): (Vec<String>, Vec<String>) = files.into_iter().partition(|path| there.contains(path));
        self.waiting.replace(missing.into());
        let mut progress = self.progress.get();
        progress.bytes += page_bytes;
        for path in known {
            progress.bytes += self.shelf.size(&path).await;
            progress.done += 1;
        }
        self.progress.set(progress);
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress.get()
    }

    /// Brings all, and tells of each. What the site refuses is left out; all else that keeps a file away is an error.
    pub(super) async fn bring(&self, told: &dyn Fn(Progress)) -> Result<(), End> {
        join_all((0..AT_A_TIME).map(|_| self.work(told))).await;
        if let Some(end) = self.end.take() {
            return Err(end);
        }
        self.passing.take().map_or(Ok(()), |failure| Err(End::Cut(failure)))
    }
}

enum Miss {
    /// The site does not give it.
    Refused,
    /// It may be had later.
    Passing(Failure),
    /// Nothing more can be had.
    End(End),
}

impl Bringing<'_> {
    /// Goes on with one file after another until none is left, or it makes no sense.
    async fn work(&self, told: &dyn Fn(Progress)) {
        loop {
            if self.is_over() {
                return;
            }
            let Some(path) = self.waiting.borrow_mut().pop_front() else { return };
            if self.order.is_polite {
                give_way().await;
            }
            match self.bring_one(&path).await {
                Ok(bytes) => {
                    let mut progress = self.progress.get();
                    progress.done += 1;
                    progress.bytes += bytes;
                    self.progress.set(progress);
                    told(progress);
                }
                Err(Miss::Refused) => {}
                Err(Miss::Passing(failure)) => {
                    self.passing.replace(Some(failure));
                }
                Err(Miss::End(end)) => {
                    self.end.borrow_mut().get_or_insert(end);
                    // Nobody waits for the others.
                    self.stop.fetches.end();
                }
            }
        }
    }

    fn is_over(&self) -> bool {
        self.stop.is_stopped() || self.end.borrow().is_some()
    }

    /// Brings a file, and gives its bytes.
    async fn bring_one(&self, path: &str) -> Result<u64, Miss> {
        let file = match self.shelf.lately_read(path).await {
            Some(file) if is_right(&file, path).await => file,
            _ => self.fetch(path).await?,
        };
        if self.is_over() {
            return Err(Miss::End(End::Stopped));
        }
        self.put_with_stand_ins(path, &file).await.map_err(|refusal| Miss::End(refusal.into()))?;
        Ok(file.size())
    }

    /// Puts a file, and at once what says for which narrow strips it stands: a saving may be cut at any moment.
    async fn put_with_stand_ins(&self, path: &str, file: &File) -> Result<(), Refusal> {
        self.shelf.put(path, file).await?;
        self.put.borrow_mut().push(path.to_owned());
        for narrow in self.needed.stood_for_by(path) {
            self.shelf.put_same(narrow, path).await?;
            self.put.borrow_mut().push(narrow.clone());
        }
        Ok(())
    }

    async fn fetch(&self, path: &str) -> Result<File, Miss> {
        let address = format!("{}{path}", self.order.root);
        let mut copy = Copy::Any;
        let mut pauses = FILE_RETRY_DELAYS_MS.into_iter();
        loop {
            let fetched = self.stop.fetches.picture_to_save(&address, copy).await;
            if self.is_over() {
                return Err(Miss::End(End::Stopped));
            }
            let failure = match fetched {
                Ok(file) => {
                    self.unanswered.set(0);
                    if is_right(&file, path).await {
                        return Ok(file);
                    }
                    Failure::Malformed("not the bytes of its name".to_owned())
                }
                Err(failure) => failure,
            };
            // What the browser had kept may be at fault.
            let was_kept = std::mem::replace(&mut copy, Copy::Newest) == Copy::Any;
            if failure.may_pass() {
                self.unanswered.set(self.unanswered.get() + 1);
                if self.unanswered.get() >= CUT_AFTER || line::is_offline() {
                    return Err(Miss::End(End::Cut(failure)));
                }
            } else if !was_kept {
                return Err(Miss::Refused);
            }
            match pauses.next() {
                Some(pause) => turn::pause(pause).await,
                None if failure.may_pass() => return Err(Miss::Passing(failure)),
                None => return Err(Miss::Refused),
            }
            if self.is_over() {
                return Err(Miss::End(End::Stopped));
            }
        }
    }
}

/// Whether the bytes are those that the file's name says. A name may say nothing.
async fn is_right(file: &File, path: &str) -> bool {
    match content_hash(path) {
        Some(expected) => digest::name_of(&file.bytes).await.as_deref() == Some(expected),
        None => file.size() > 0 && file.content_type.starts_with("image/"),
    }
}

/// Asks until there is an answer, a refusal, or nobody who wants it; but only so often.
pub(super) async fn with_tries<F>(stop: &Stop, ask: impl Fn() -> F) -> Result<File, Failure>
where
    F: Future<Output = Result<File, Failure>>,
{
    let mut pauses = FILE_RETRY_DELAYS_MS.into_iter();
    loop {
        let answer = ask().await;
        let may_pass = answer.as_ref().is_err_and(Failure::may_pass);
        if !may_pass || stop.is_stopped() || line::is_offline() {
            return answer;
        }
        match pauses.next() {
            Some(pause) => turn::pause(pause).await,
            None => return answer,
        }
    }
}

/// Waits while pictures of the page are on their way.
async fn give_way() {
    let mut waited_ms = 0;
    while waited_ms < ms(DOWNLOAD_YIELD_LIMIT_MS) && Pictures::shown().is_some_and(|pictures| pictures.are_coming()) {
        turn::pause(DOWNLOAD_YIELD_POLL_MS).await;
        waited_ms += ms(DOWNLOAD_YIELD_POLL_MS);
    }
}
