//! Why something could not be had, in the reader's words. Must not know how it was asked for.

use handscroll_core::feed::FeedError;
use handscroll_core::strings::{Strings, fill};

/// Why a file could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No answer at all: no network, no such host.
    #[error("the server cannot be reached")]
    Unreachable,
    /// No answer, or no end of it, within this many seconds.
    #[error("no answer within {0} s")]
    Timeout(u32),
    /// An answer other than 2xx.
    #[error("status {0}")]
    Status(u16),
    /// An answer of another type, as hosts give that answer everything with their start page.
    #[error("content type {0}")]
    ContentType(String),
    /// An answer that did not come to its end.
    #[error("the connection was cut")]
    Cut,
    /// An answer of the right type that cannot be read.
    #[error("malformed: {0}")]
    Malformed(String),
    /// An answer larger than a reader should load, in bytes.
    #[error("{0} bytes are too many")]
    TooLarge(u64),
    /// The browser keeps nothing here.
    #[error("nothing is kept")]
    NotKept,
    /// The article is not there.
    #[error("no such article")]
    NotFound,
}

impl Failure {
    /// Whether the same question may have another answer soon.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable | Self::Timeout(_) | Self::Cut => true,
            Self::Status(status) => matches!(status, 408 | 429 | 500..=599),
            _ => false,
        }
    }

    /// What a person is told.
    pub fn words(&self, words: &Strings) -> String {
        match self {
            Self::Unreachable => words.error_offline.to_owned(),
            Self::Timeout(seconds) => fill(words.error_timeout, seconds),
            Self::Status(status) => fill(words.error_status, status),
            Self::ContentType(kind) => fill(words.error_content_type, kind),
            Self::Cut => fill(words.error_malformed, self),
            Self::Malformed(what) => fill(words.error_malformed, what),
            Self::TooLarge(bytes) => fill(words.error_too_large, format_args!("{} MB", bytes / 1_000_000)),
            Self::NotKept => words.error_not_kept.to_owned(),
            Self::NotFound => words.not_found_text.to_owned(),
        }
    }
}

/// Why a picture could not be had. A browser tells little of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFailure {
    /// There is no network.
    Offline,
    /// None of its addresses has answered; nothing came from the last one within so many seconds.
    Silent(u32),
    /// None of its addresses gave a picture.
    Refused,
}

impl PictureFailure {
    /// What a person is told.
    pub fn words(self, words: &Strings) -> String {
        match self {
            Self::Offline => words.picture_offline.to_owned(),
            Self::Silent(seconds) => fill(words.error_timeout, seconds),
            Self::Refused => words.picture_refused.to_owned(),
        }
    }
}

impl From<FeedError> for Failure {
    fn from(error: FeedError) -> Self {
        Self::Malformed(error.to_string())
    }
}
