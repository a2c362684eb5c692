//! Saves one article: its page and every picture file of the site that it is shown by, into a store that nobody else writes.
//! Knows what becomes of one article; must not know which are wanted, or what is told of it.

mod bring;
pub mod page;
pub mod shelf;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use handscroll_core::saved::{Note, Saved};

use super::caches::Refusal;
use super::fetch::{Fetches, File};
use crate::state::failure::Failure;
use crate::state::saving::Progress;
use bring::Bringing;
use shelf::Shelf;

/// What is to be saved.
#[derive(Clone, Debug)]
pub struct Order {
    /// The site's root, absolute.
    pub root: String,
    /// The article's address, relative to the root.
    pub path: String,
    /// What is known of it: from an earlier saving, or its title from the list. Its small picture too.
    pub known: Saved,
    /// Whether it gives way to whatever the reader of a page waits for.
    pub is_polite: bool,
}

/// Ends a saving from outside.
#[derive(Clone, Default)]
pub struct Stop {
    is_stopped: Rc<Cell<bool>>,
    fetches: Rc<Fetches>,
}

impl Stop {
    /// Ends it.
    pub fn stop(&self) {
        self.is_stopped.set(true);
        self.fetches.end();
    }

    /// Whether it was ended.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.get()
    }
}

/// How far a saving came that did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The line was cut, or the server is not there: it can go on later.
    Cut(Failure),
    /// The site has no such article, or what it gives is none.
    Failed(Failure),
    /// There is no room.
    Full,
    /// The browser keeps nothing here.
    Forbidden,
    /// Somebody ended it. What it had put is gone again.
    Stopped,
}

impl From<Refusal> for End {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Full => Self::Full,
            Refusal::Forbidden => Self::Forbidden,
        }
    }
}

/// What came of a saving: what is there now, and why it ended early, if it did.
pub struct Outcome {
    /// What is saved of the article. Nothing of it may be.
    pub saved: Saved,
    /// Why it ended before its end.
    pub end: Option<End>,
}

/// Saves an article, or what is missing of it, or what has changed. What was there before stays until the new is whole. While it
/// goes on, `tell` is told what is known of the article now, and how far it has come.
pub async fn save(order: &Order, stop: &Stop, tell: &dyn Fn(&Saved, Progress)) -> Outcome {
    let mut saved = order.known.clone();
    let end = run(order, stop, tell, &mut saved).await.err();
    Outcome { saved, end }
}

async fn run(order: &Order, stop: &Stop, tell: &dyn Fn(&Saved, Progress), saved: &mut Saved) -> Result<(), End> {
    let shelf = Shelf::open(&order.root).await?;
    let there = shelf.paths().await?;
    let had_page = there.contains(&order.path);
    let file = fetch_page(order, stop).await?;
    let Some(page) = page::read(&file, &order.path, &order.root).await else {
        return Err(End::Failed(Failure::Malformed("no article".to_owned())));
    };
    let mut needed = page.needed;
    needed.files.extend(order.known.thumb.clone().filter(|thumb| !needed.files.contains(thumb)));
    let put = RefCell::new(Vec::new());
    if !had_page {
        // Its text is the most of it: that can be read from now on, whatever becomes of the pictures.
        put_page(&shelf, order, &file, &put).await?;
    }
    // An article that was whole stays known as it was until all of the new is there.
    let was_whole = order.known.is_whole() && had_page;
    let describe = |saved: &mut Saved, progress: Progress| {
        saved.title.clone_from(&page.title);
        saved.lang.clone_from(&page.lang);
        saved.hash.clone_from(&page.hash);
        (saved.pictures, saved.pictures_saved, saved.bytes) = (progress.all, progress.done, progress.bytes);
        saved.elsewhere = needed.elsewhere;
    };
    let bringing = Bringing::new(&shelf, order, stop, &needed, &put);
    bringing.count_what_is_there(&there, file.size()).await;
    for (narrow, wide) in needed.not_stood_for(&there) {
        shelf.put_same(narrow, wide).await?;
    }
    let begun = saved.clone();
    let told = |progress: Progress| {
        let mut now = begun.clone();
        if !was_whole {
            describe(&mut now, progress);
            now.note = Some(Note::Unfinished);
        }
        tell(&now, progress);
    };
    told(bringing.progress());
    let outcome = bringing.bring(&told).await;
    let progress = bringing.progress();
    if stop.is_stopped() {
        for path in put.take() {
            shelf.remove(&path).await;
        }
        return Err(End::Stopped);
    }
    if outcome.is_ok() || !was_whole {
        describe(saved, progress);
    }
    if let Err(end) = outcome {
        if !was_whole {
            saved.note = Some(if end == End::Full { Note::Full } else { Note::Unfinished });
        }
        return Err(end);
    }
    if had_page {
        put_page(&shelf, order, &file, &put).await?;
    }
    saved.note = (progress.done < progress.all).then_some(Note::Refused);
    Ok(())
}

async fn put_page(shelf: &Shelf, order: &Order, file: &File, put: &RefCell<Vec<String>>) -> Result<(), End> {
    shelf.put(&order.path, file).await?;
    put.borrow_mut().push(order.path.clone());
    Ok(())
}

async fn fetch_page(order: &Order, stop: &Stop) -> Result<File, End> {
    let address = format!("{}{}", order.root, order.path);
    let fetched = bring::with_tries(stop, || stop.fetches.page_to_save(&address)).await;
    match fetched {
        _ if stop.is_stopped() => Err(End::Stopped),
        Ok(file) => Ok(file),
        Err(failure) if failure.may_pass() => Err(End::Cut(failure)),
        Err(failure) => Err(End::Failed(failure)),
    }
}
