//! How what a person does is kept on this device, and what is the matter where it is not. Must not know how to keep it.

use handscroll_core::strings::{Strings, fill};

/// Where what a person does goes now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// The database is being opened.
    #[default]
    Opening,
    /// Into the database.
    Whole,
    /// Into the journal, until a database answers that has not for a while.
    Silent,
    /// Into the journal, because there is no database; for the reason that the browser gives.
    Unavailable(String),
    /// Nowhere new: there is no room.
    Full,
    /// Into the journal, since a later version of the reader, in another tab, has changed the database.
    Outdated,
}

/// Why a database was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AsideReason {
    /// A later version of the reader has made it.
    Newer,
    /// It could not be opened or read; in the browser's words.
    Broken(String),
}

/// A database that was left as it is, under its name, with another beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Its name in the browser.
    pub name: String,
    /// Why it was left.
    pub reason: AsideReason,
    /// So many records of it could be read, and are known.
    pub read: usize,
}

/// All of that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Where what a person does goes now.
    pub keeping: Keeping,
    /// Whether the browser takes even small things, which the journal needs.
    pub has_journal: bool,
    /// Databases that were set aside.
    pub aside: Vec<Aside>,
    /// So many rows of the database are no records.
    pub unreadable: usize,
}

impl Health {
    /// Whether a person should know of it wherever they are: something was, or will be, forgotten.
    pub fn is_to_be_told(&self) -> bool {
        self.forgets() || self.keeping == Keeping::Outdated || !self.aside.is_empty()
    }

    /// What a person should know of it, each in a sentence or two; nothing while all is well.
    pub fn told(&self, words: &Strings) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        match &self.keeping {
            Keeping::Whole | Keeping::Opening => {}
            Keeping::Full => told.push(words.keeping_full.to_owned()),
            _ if self.forgets() => told.push(words.keeping_nothing.to_owned()),
            Keeping::Silent => told.push(words.keeping_silent.to_owned()),
            Keeping::Outdated => told.push(words.keeping_outdated.to_owned()),
            Keeping::Unavailable(reason) => told.push(fill(words.keeping_journal, reason)),
        }
        for aside in &self.aside {
            told.push(match &aside.reason {
                AsideReason::Newer => fill(words.aside_newer, aside.read),
                AsideReason::Broken(reason) => fill(words.aside_broken, reason),
            });
        }
        if self.unreadable > 0 {
            told.push(fill(words.rows_unreadable, self.unreadable));
        }
        told
    }

    /// Whether what a person does now may be gone at the next visit.
    pub fn forgets(&self) -> bool {
        match self.keeping {
            Keeping::Whole | Keeping::Opening => false,
            Keeping::Full => true,
            Keeping::Silent | Keeping::Unavailable(_) | Keeping::Outdated => !self.has_journal,
        }
    }
}

#[cfg(test)]
mod tests {
    use handscroll_core::strings::strings;

    use super::*;

    #[test]
    fn what_is_the_matter_is_told_and_nothing_else() {
        let words = strings("en");
        let check = |health: Health, expected: &[&str]| {
            let told = health.told(words);
            let fits =
                told.len() == expected.len() && told.iter().zip(expected).all(|(told, part)| told.contains(part));
            assert!(fits, "{health:?}: {told:?}");
        };
        let of = |keeping: Keeping, has_journal: bool| Health { keeping, has_journal, ..Health::default() };
        check(of(Keeping::Opening, true), &[]);
        check(of(Keeping::Whole, false), &[]);
        check(of(Keeping::Full, true), &["no room"]);
        check(of(Keeping::Unavailable("SecurityError".into()), true), &["SecurityError"]);
        check(of(Keeping::Unavailable("SecurityError".into()), false), &["forgotten"]);
        check(of(Keeping::Outdated, true), &["Reload"]);
        check(of(Keeping::Silent, true), &["does not answer"]);
        let aside = |reason| Aside { name: "state".into(), reason, read: 12 };
        let aside = vec![aside(AsideReason::Newer), aside(AsideReason::Broken("no records".into()))];
        let health = Health { keeping: Keeping::Whole, has_journal: true, aside, unreadable: 3 };
        check(health, &["12 entries", "no records", "3 entries"]);
    }
}
