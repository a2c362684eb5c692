//! How far one has come with a file of what one did. Must not know how files are read.

use handscroll_core::records::backup::{Backup, Preview};

/// How far one has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Nothing is under way.
    #[default]
    Idle,
    /// A file is being read, or taken in.
    Busy,
    /// So many records were handed out.
    Exported(usize),
    /// This would be taken in, if one agrees.
    Offered(Box<Offer>),
    /// So many records were taken in.
    Imported(usize),
    /// It was not, for that reason, and nothing has changed.
    Refused(String),
}

/// A file that could be taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What is in it.
    pub backup: Backup,
    /// What it would change.
    pub preview: Preview,
    /// The day it was made on, `2026-01-31`.
    pub day: String,
    /// The root of the site it was made on, where that is another.
    pub elsewhere: Option<String>,
}
