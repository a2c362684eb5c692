//! The page of an article that is to be saved, or is: what it says of itself, and which files it needs. Found by the same
//! policy as what is shown of it. Must not fetch or keep anything.

use handscroll_core::address;
use handscroll_sanitize::{Attribute, Picture, Sink};

use crate::browser::fetch::File;
use crate::browser::turn;
use crate::browser::twin;
use crate::browser::walker::{Surroundings, Walk};
use crate::state::saving::Needed;

/// What a page is.
pub struct Page {
    /// The article's title.
    pub title: String,
    /// Its language, BCP 47.
    pub lang: String,
    /// What the manifest said of its state when the page was written.
    pub hash: String,
    /// What it is read with.
    pub needed: Needed,
    /// Bytes of it.
    pub bytes: u64,
}

/// Reads the page of the article at `path`, relative to `root`. `None` where it is none, or another's, or not all of it.
pub async fn read(file: &File, path: &str, root: &str) -> Option<Page> {
    let base = format!("{root}{path}");
    let twin = twin::read(&file.markup(), &base)?;
    if address::article(&twin.id) != path {
        return None;
    }
    let around = Surroundings { base, root: root.to_owned() };
    let mut gatherer = Gatherer { needed: Needed::default(), root };
    let mut walk = Walk::new(&twin.body, &mut gatherer, &around);
    while walk.stretch() {
        turn::others().await;
    }
    walk.finish();
    let head = twin.head;
    let needed = gatherer.needed;
    Some(Page { title: head.title, lang: head.language, hash: twin.hash, needed, bytes: file.size() })
}

/// Takes note of what would be shown.
struct Gatherer<'a> {
    needed: Needed,
    root: &'a str,
}

impl Sink for Gatherer<'_> {
    fn open(&mut self, name: &'static str, _: &[Attribute]) {
        if matches!(name, "video" | "audio") {
            self.needed.add_film();
        }
    }

    fn close(&mut self) {}

    fn text(&mut self, _: &str) {}

    fn picture(&mut self, picture: &Picture) {
        self.needed.add_picture(picture, self.root);
    }
}
