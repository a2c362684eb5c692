//! One file per command; each has `Args` (its options) and `run` (what it does). `pictures` is a step that two of them share.

pub mod build;
pub mod check;
mod pictures;
pub mod serve;

/// How a command ended, for the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All is done; there may be warnings.
    Done,
    /// There are warnings, and `--strict` says that they count.
    Strict,
    /// Nothing could be built.
    Nothing,
}

impl Ended {
    /// The process's exit code: 0, 1 or 2.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Strict => 1,
            Self::Nothing => 2,
        }
    }
}
