//! What is to be done again when a file has changed.

use std::path::{Path, PathBuf};

use crate::watch::Snapshot;
use crate::workspace::Workspace;

/// What has to be built before the content is pressed again, which every change ends with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) press: bool,
    pub(super) reader: bool,
    /// Something changed, be it the content alone.
    pages: bool,
}

impl Work {
    /// How many steps that is.
    pub(super) fn count(self) -> usize {
        usize::from(self.press) + usize::from(self.reader) + usize::from(self.pages)
    }
}

/// The sources and the content, as they were when one last looked.
#[derive(Debug)]
pub(super) struct Watcher {
    root: PathBuf,
    places: Vec<PathBuf>,
    /// What the site was last made from.
    settled: Snapshot,
    /// What was found at the last look.
    latest: Snapshot,
}

/// Places of the reader, of the press, and of both, below the root.
const READER: &[&str] = &["src", "public", "index.html", "Trunk.toml"];
const PRESS: &[&str] = &["crates/press", "crates/pixels", "style"];
const BOTH: &[&str] = &["crates/core", "crates/sanitize", "crates/search", "Cargo.toml", "Cargo.lock"];

impl Watcher {
    pub(super) fn new(workspace: &Workspace, content: &Path) -> Self {
        let root = workspace.root().to_owned();
        let mut places: Vec<PathBuf> = [READER, PRESS, BOTH].concat().iter().map(|place| root.join(place)).collect();
        places.push(content.to_owned());
        let settled = Snapshot::take(&places);
        Watcher { root, latest: settled.clone(), places, settled }
    }

    /// What is to be done since work was last given out. An editor may write several files, one after the other: nothing is
    /// given out before two looks find the same.
    pub(super) fn look(&mut self) -> Work {
        let now = Snapshot::take(&self.places);
        let is_quiet = now == self.latest;
        self.latest = now;
        if !is_quiet {
            return Work::default();
        }
        let changed = self.latest.changed_since(&self.settled);
        if !changed.is_empty() {
            self.settled = self.latest.clone();
        }
        changed.iter().fold(Work::default(), |work, path| add(work, &self.root, path))
    }
}

fn add(work: Work, root: &Path, path: &Path) -> Work {
    let stands_in = |places: &[&str]| places.iter().any(|place| path.starts_with(root.join(place)));
    let both = stands_in(BOTH);
    Work {
        press: work.press || both || stands_in(PRESS),
        reader: work.reader || both || stands_in(READER),
        pages: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_asks_for_what_it_touches() {
        let check = |path: &str, press: bool, reader: bool| {
            let expected = Work { press, reader, pages: true };
            assert_eq!(add(Work::default(), Path::new("clone"), Path::new(path)), expected, "{path}");
        };
        check("clone/src/app.rs", false, true);
        check("clone/public/boot.js", false, true);
        check("clone/crates/press/src/main.rs", true, false);
        check("clone/style/ui/row.css", true, false);
        check("clone/crates/core/src/lib.rs", true, true);
        check("clone/samples/sea.md", false, false);
        check("posts/src/sea.md", false, false);
    }
}
