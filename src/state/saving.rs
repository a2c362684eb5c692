//! Saving an article for offline, as far as it can be thought of without a browser: which files it needs, how far it has
//! come, what is told of it. Must not fetch or keep anything.

use std::collections::HashSet;

use handscroll_core::saved::{Note, Saved};
use handscroll_sanitize::Picture;

use super::failure::Failure;

/// What an article needs to be read without a network, besides its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needed {
    /// Files of the site, relative to its root, each once, in the order of the page.
    pub files: Vec<String>,
    /// Narrow strips, each with the wide one that stands for it: nobody who is offline waits for the larger one.
    pub narrow: Vec<(String, String)>,
    /// Pictures and films that stand elsewhere.
    pub elsewhere: u32,
}

impl Needed {
    /// Adds what a picture of the body is shown by. Addresses in it are absolute, and so is `root`.
    pub fn add_picture(&mut self, picture: &Picture, root: &str) {
        // A tall one is shown by its strips; the whole of it is behind a link.
        if let Some(strips) = picture.made.strips.as_ref().filter(|_| !picture.inline && picture.size().is_some()) {
            for strip in &strips.strips {
                let wide = strip.wide.path();
                if let Some(narrow) = strip.narrow {
                    self.narrow.push((narrow.path(), wide.clone()));
                }
                self.add_file(wide);
            }
            return;
        }
        // The reader asks the site before others.
        match picture.sources.iter().find_map(|source| source.strip_prefix(root)) {
            Some(own) => self.add_file(own.to_owned()),
            None if picture.sources.is_empty() => {}
            None => self.elsewhere += 1,
        }
    }

    /// Adds a film or a recording. The press makes no files of them.
    pub fn add_film(&mut self) {
        self.elsewhere += 1;
    }

    /// Adds a file of the site, relative to its root.
    pub fn add_file(&mut self, path: String) {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        if !path.is_empty() && !self.files.iter().any(|known| known == path) {
            self.files.push(path.to_owned());
        }
    }

    /// Narrow strips that nothing stands for, of wide ones that are `there`.
    pub fn not_stood_for<'a>(&'a self, there: &'a HashSet<String>) -> impl Iterator<Item = &'a (String, String)> {
        let is_to_be = move |(narrow, wide): &&(String, String)| there.contains(wide) && !there.contains(narrow);
        self.narrow.iter().filter(is_to_be).filter(move |(narrow, _)| !self.files.contains(narrow))
    }

    /// Narrow strips that the wide one at `path` is to stand for.
    pub fn stood_for_by<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a String> {
        let narrow = self.narrow.iter().filter(move |(_, wide)| wide == path).map(|(narrow, _)| narrow);
        narrow.filter(move |narrow| !self.files.contains(narrow))
    }
}

/// How far a saving has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Pictures that are there.
    pub done: u32,
    /// Pictures that are needed; 0 before the page is there.
    pub all: u32,
    /// Bytes that are there.
    pub bytes: u64,
}

impl Progress {
    /// As far as is known of an article. Without its page nobody knows which of its pictures are there.
    pub fn of(saved: &Saved) -> Self {
        let done = if saved.can_be_read() { saved.pictures_saved } else { 0 };
        Self { done, all: saved.pictures, bytes: saved.bytes }
    }
}

/// A saving that is wanted in this tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Others go before it.
    Waiting,
    /// It is being worked at.
    Running(Progress),
    /// The line was cut; it goes on by itself.
    Paused(Failure, Progress),
    /// It ended for this reason.
    Failed(Failure),
    /// The storage is full: used bytes, and how many there may be, where the browser says it.
    Full(Option<(u64, u64)>),
}

/// What is told of an article's saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is not saved.
    Not,
    /// It is to be saved, when others are.
    Waiting,
    /// It is being saved.
    Running(Progress),
    /// It was interrupted, for a reason if that is known, and goes on by itself.
    Paused(Option<Failure>, Progress),
    /// All that can be had of it is there, but for so many pictures that stand elsewhere; whether a person asked for it.
    Whole {
        /// Pictures that stand elsewhere.
        elsewhere: u32,
        /// Whether it was saved without being asked for.
        auto: bool,
    },
    /// So many of its pictures are missing.
    Part {
        /// Pictures that could not be had.
        missing: u32,
        /// Why.
        note: Option<Note>,
    },
    /// Nothing of it could be saved.
    Failed(Failure),
    /// There was no room: used bytes, and how many there may be.
    Full(Option<(u64, u64)>),
}

impl State {
    /// What its record and what is being done about it say together.
    pub fn of(saved: Option<&Saved>, job: Option<&Job>) -> Self {
        match (job, saved) {
            (Some(Job::Waiting), _) => Self::Waiting,
            (Some(Job::Running(progress)), _) => Self::Running(*progress),
            (Some(Job::Paused(failure, progress)), _) => Self::Paused(Some(failure.clone()), *progress),
            (Some(Job::Full(room)), _) => Self::Full(*room),
            (Some(Job::Failed(failure)), None) => Self::Failed(failure.clone()),
            (Some(Job::Failed(failure)), Some(saved)) if !saved.can_be_read() => Self::Failed(failure.clone()),
            (_, None) => Self::Not,
            (_, Some(saved)) if saved.note == Some(Note::Full) => Self::Full(None),
            (_, Some(saved)) if saved.is_whole() => Self::Whole { elsewhere: saved.elsewhere, auto: saved.auto },
            (_, Some(saved)) if saved.note == Some(Note::Unfinished) || !saved.can_be_read() => {
                Self::Paused(None, Progress::of(saved))
            }
            (_, Some(saved)) => {
                Self::Part { missing: saved.pictures.saturating_sub(saved.pictures_saved), note: saved.note }
            }
        }
    }

    /// Whether somebody works at it, or will by themselves.
    pub fn is_on_its_way(&self) -> bool {
        matches!(self, Self::Waiting | Self::Running(_) | Self::Paused(..))
    }
}

/// Bytes as people read them.
pub fn in_words(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use handscroll_sanitize::Made;

    use super::*;

    const ROOT: &str = "https://site.example/sub/";
    const ONE: &str = "0000000000000001";
    const TWO: &str = "0000000000000002";

    fn picture(sources: &[&str], strips: &str) -> Picture {
        let made = Made { strips: strips.parse().ok(), thumb: None };
        let sources = sources.iter().map(|source| (*source).to_owned()).collect();
        Picture { sources, made, width: Some(1_080), height: Some(9_000), ..Picture::default() }
    }

    #[track_caller]
    fn check(pictures: &[Picture], files: &[&str], narrow: &[(&str, &str)], elsewhere: u32) {
        let mut needed = Needed::default();
        for picture in pictures {
            needed.add_picture(picture, ROOT);
        }
        let found: Vec<_> = needed.narrow.iter().map(|(narrow, wide)| (narrow.as_str(), wide.as_str())).collect();
        assert_eq!(needed.files, files);
        assert_eq!((found.as_slice(), needed.elsewhere), (narrow, elsewhere));
    }

    #[test]
    fn what_is_shown_is_needed_and_no_more() {
        let own = format!("{ROOT}images/{ONE}.png");
        let path = &own[ROOT.len()..];
        check(&[], &[], &[], 0);
        check(&[picture(&[&own, "https://a.example/x.png"], "")], &[path], &[], 0);
        check(&[picture(&["https://a.example/x.png", &own], "")], &[path], &[], 0);
        check(&[picture(&[&own], ""), picture(&[&own], "")], &[path], &[], 0);
        check(&[picture(&["https://a.example/x.png", "https://b.example/y"], "")], &[], &[], 1);
        check(&[picture(&[], "")], &[], &[], 0);
        check(&[picture(&["https://site.example/other/x.png"], "")], &[], &[], 1);
        let strips = format!("1080/540 1024.{ONE}.{TWO} 900.{TWO}.{ONE}");
        let (one, two) = (format!("images/{ONE}.webp"), format!("images/{TWO}.webp"));
        check(&[picture(&[&own], &strips)], &[&one, &two], &[(&two, &one), (&one, &two)], 0);
        check(&[picture(&["https://a.example/x.png"], &format!("500 700.{ONE}"))], &[&one], &[], 0);
        // One that runs along with the text is shown whole.
        check(&[Picture { inline: true, ..picture(&[&own], &strips) }], &[path], &[], 0);
    }

    #[test]
    fn a_narrow_strip_is_stood_for_once_its_wide_one_is_there() {
        let needed = Needed {
            files: ["w1", "w2", "w3", "n3"].map(str::to_owned).to_vec(),
            narrow: [("n1", "w1"), ("n2", "w2"), ("n3", "w3"), ("n4", "w3")]
                .map(|(narrow, wide)| (narrow.to_owned(), wide.to_owned()))
                .to_vec(),
            elsewhere: 0,
        };
        let there = ["w1", "n1", "w3"].map(str::to_owned).into_iter().collect();
        let narrow =
            |list: Vec<&(String, String)>| list.into_iter().map(|(narrow, _)| narrow.clone()).collect::<Vec<_>>();
        assert_eq!(narrow(needed.not_stood_for(&there).collect()), ["n4"]);
        assert_eq!(needed.stood_for_by("w3").collect::<Vec<_>>(), ["n4"]);
        assert_eq!(needed.stood_for_by("w2").collect::<Vec<_>>(), ["n2"]);
    }

    #[test]
    fn a_state_is_told_of_record_and_work_together() {
        let whole = Saved { pictures: 4, pictures_saved: 4, bytes: 9, ..Saved::default() };
        let part = Saved { pictures_saved: 1, note: Some(Note::Refused), ..whole.clone() };
        let begun = Saved { note: Some(Note::Unfinished), ..part.clone() };
        let progress = Progress { done: 1, all: 4, bytes: 9 };
        let lost = Saved { bytes: 0, pictures_saved: 4, note: Some(Note::Unfinished), ..whole.clone() };
        let gone = || Failure::Unreachable;
        let check = |saved: Option<&Saved>, job: Option<Job>, expected: State| {
            assert_eq!(State::of(saved, job.as_ref()), expected, "{saved:?}, {job:?}");
        };
        check(None, None, State::Not);
        check(None, Some(Job::Waiting), State::Waiting);
        check(Some(&whole), Some(Job::Running(progress)), State::Running(progress));
        check(Some(&whole), None, State::Whole { elsewhere: 0, auto: false });
        check(Some(&whole), Some(Job::Failed(gone())), State::Whole { elsewhere: 0, auto: false });
        check(None, Some(Job::Failed(gone())), State::Failed(gone()));
        check(Some(&part), None, State::Part { missing: 3, note: Some(Note::Refused) });
        check(Some(&begun), None, State::Paused(None, progress));
        check(Some(&lost), None, State::Paused(None, Progress { done: 0, all: 4, bytes: 0 }));
        check(Some(&begun), Some(Job::Paused(gone(), progress)), State::Paused(Some(gone()), progress));
        check(Some(&Saved { note: Some(Note::Full), ..part }), None, State::Full(None));
        check(None, Some(Job::Full(Some((1, 2)))), State::Full(Some((1, 2))));
    }

    #[test]
    fn bytes_are_read_as_people_do() {
        for (bytes, expected) in
            [(0, "0 kB"), (1, "1 kB"), (999_000, "999 kB"), (3_449_999, "3.4 MB"), (2_000_000_000, "2.0 GB")]
        {
            assert_eq!(in_words(bytes), expected);
        }
    }
}
