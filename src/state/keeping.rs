//! How what a person does is kept on this device, and what is the matter where it is not. Must not know how to keep it.

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
    /// Whether what a person does now may be gone at the next visit.
    pub fn forgets(&self) -> bool {
        match self.keeping {
            Keeping::Whole | Keeping::Opening => false,
            Keeping::Full => true,
            Keeping::Silent | Keeping::Unavailable(_) | Keeping::Outdated => !self.has_journal,
        }
    }
}
