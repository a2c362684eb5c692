//! The list of articles as far as it is known: items in order, the page that comes next. Must not fetch.

use std::collections::HashSet;

use handscroll_core::feed::{Feed, Item};

use crate::route::Route;

/// Rows that are added at a time when one scrolls towards the end.
pub const ROWS_AT_A_TIME: usize = 30;

/// The known part of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    /// Items, newest first, each id once.
    pub items: Vec<Item>,
    /// How many of them are shown.
    pub shown: usize,
    /// What the site is, as the manifest has it.
    pub about: Option<String>,
    /// Articles on all pages, where the manifest says so.
    pub total: Option<u32>,
    /// The address of the next page, absolute; `None` before the first page and after the last.
    pub next: Option<String>,
    /// Whether the first page is there.
    pub begun: bool,
    visited: Vec<String>,
}

impl Library {
    /// Adds a page. `here` is its address, `next` that of the page it links to, both absolute.
    /// A page met before ends the list: a feed that links to itself must not be read for ever.
    pub fn add(&mut self, feed: Feed, here: &str, next: Option<String>) {
        self.visited.push(here.to_owned());
        if !self.begun {
            self.about = feed.description;
            self.total = feed.extension.and_then(|extension| extension.total);
        }
        self.begun = true;
        let mut known: HashSet<String> = self.items.iter().map(|item| item.id.clone()).collect();
        let language = feed.language;
        self.items.extend(feed.items.into_iter().filter(|item| known.insert(item.id.clone())).map(|mut item| {
            item.language = item.language.or_else(|| language.clone());
            item
        }));
        self.next = next.filter(|next| !self.visited.contains(next));
    }

    /// Whether all pages are there.
    pub fn is_whole(&self) -> bool {
        self.begun && self.next.is_none()
    }

    /// Shows more rows, as far as they are known. `false` when a further page is wanted for it.
    pub fn show_more(&mut self) -> bool {
        let more = self.shown < self.items.len();
        self.shown = (self.shown + ROWS_AT_A_TIME).min(self.items.len());
        more
    }

    /// The item of that id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
}

/// Where an item is read: on its own page if the press made one, else from the feed.
pub fn route_of(item: &Item) -> Route {
    match &item.extension {
        Some(extension) if !extension.body.is_empty() => Route::Article(item.id.clone()),
        _ => Route::Read(item.id.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(ids: &[&str]) -> Feed {
        Feed { items: ids.iter().map(|id| Item { id: (*id).into(), ..Item::default() }).collect(), ..Feed::default() }
    }

    #[test]
    fn pages_are_joined_and_items_met_twice_are_shown_once() {
        let mut library = Library::default();
        library.add(feed(&["c", "b"]), "1", Some("2".into()));
        assert!(!library.is_whole());
        library.add(feed(&["b", "a", "c", "a"]), "2", None);
        assert!(library.is_whole());
        assert_eq!(library.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["c", "b", "a"]);
    }

    #[test]
    fn a_feed_that_links_to_itself_ends() {
        let mut library = Library::default();
        library.add(feed(&["a"]), "1", Some("2".into()));
        library.add(feed(&["b"]), "2", Some("1".into()));
        assert!(library.is_whole());
    }

    #[test]
    fn rows_are_shown_a_few_at_a_time() {
        let ids: Vec<String> = (0..ROWS_AT_A_TIME + 5).map(|number| number.to_string()).collect();
        let mut library = Library::default();
        library.add(feed(&ids.iter().map(String::as_str).collect::<Vec<_>>()), "1", None);
        assert!(library.show_more());
        assert_eq!(library.shown, ROWS_AT_A_TIME);
        assert!(library.show_more());
        assert_eq!(library.shown, ROWS_AT_A_TIME + 5);
        assert!(!library.show_more());
    }
}
