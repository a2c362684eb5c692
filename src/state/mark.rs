//! How far one is with an article, as a list shows it. Must not know how it is shown.

use handscroll_core::records::kinds::{self, Place};
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

#[cfg(test)]
mod tests {
    use super::*;

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
