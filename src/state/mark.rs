//! How far one is with an article, and how much of it is saved, as a list shows it. Must not know how it is shown.

use handscroll_core::records::kinds::{self, Place};
use handscroll_core::saved::Saved;
use handscroll_core::strings::{Strings, fill};
use serde_json::Value;

/// How far one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing is known.
    Unread,
    /// So many hundredths of it, from 1 to 99.
    Begun(u32),
    /// It was read to its end.
    Finished,
}

impl Mark {
    /// Of what records of the kinds `read` and `place` say.
    pub fn of(read: Option<&Value>, place: Option<&Value>) -> Self {
        if read.is_some_and(kinds::is_finished) {
            return Self::Finished;
        }
        match place.and_then(Place::read) {
            Some(place) => Self::Begun(((place.share * 100.0) as u32).clamp(1, 99)),
            None => Self::Unread,
        }
    }
}

/// How much of an article can be read without a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedMark {
    /// Nothing.
    Not,
    /// Its text, and not all of its pictures.
    Part,
    /// All that the site has of it.
    Whole,
}

impl SavedMark {
    /// Of what a record of the kind `saved` says.
    pub fn of(saved: Option<&Value>) -> Self {
        match saved.and_then(Saved::of_value) {
            Some(saved) if saved.is_whole() => Self::Whole,
            Some(saved) if saved.can_be_read() => Self::Part,
            _ => Self::Not,
        }
    }
}

/// Both, in words; nothing where there is nothing to say.
pub fn in_words(mark: Mark, saved: SavedMark, words: &Strings) -> String {
    let mark = match mark {
        Mark::Unread => None,
        Mark::Begun(percent) => Some(fill(words.row_begun, percent)),
        Mark::Finished => Some(words.row_read.to_owned()),
    };
    let saved = match saved {
        SavedMark::Not => None,
        SavedMark::Part => Some(format!("{} {}", words.saved, words.saved_part)),
        SavedMark::Whole => Some(words.saved.to_owned()),
    };
    mark.into_iter().chain(saved).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use handscroll_core::strings::strings;

    use super::*;

    #[test]
    fn what_is_saved_is_told_beside_what_is_read() {
        let whole = Saved { pictures: 2, pictures_saved: 2, bytes: 9, ..Saved::default() };
        let check = |saved: &Saved, mark: Mark, expected: &str| {
            let saved = SavedMark::of(Some(&saved.to_value()));
            assert_eq!(in_words(mark, saved, strings("en")), expected);
        };
        check(&whole, Mark::Unread, "Saved");
        check(&whole, Mark::Finished, "Read · Saved");
        check(&Saved { pictures_saved: 1, ..whole.clone() }, Mark::Begun(12), "12% read · Saved in part");
        check(&Saved { bytes: 0, ..whole }, Mark::Unread, "");
        assert_eq!(SavedMark::of(None), SavedMark::Not);
    }

    #[test]
    fn an_article_that_was_read_once_stays_so() {
        let place = |share| Place { position: "at-1-1".parse().unwrap_or_else(|_| panic!()), share }.value();
        let check = |read: Option<Value>, place: Option<Value>, expected: Mark| {
            assert_eq!(Mark::of(read.as_ref(), place.as_ref()), expected, "{read:?} {place:?}");
        };
        check(None, None, Mark::Unread);
        check(None, Some(place(0.0)), Mark::Begun(1));
        check(None, Some(place(0.427)), Mark::Begun(42));
        check(None, Some(place(1.0)), Mark::Begun(99));
        check(Some(kinds::read(true)), Some(place(0.5)), Mark::Finished);
        check(Some(kinds::read(false)), Some(place(0.5)), Mark::Begun(50));
        check(Some(kinds::read(false)), None, Mark::Unread);
    }
}
