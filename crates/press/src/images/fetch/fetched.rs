//! What is known of pictures elsewhere after they were asked for, by address. Must not ask for any itself.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::images::local::LocalPicture;
use crate::problem::ProblemKind;

/// What asking for pictures gave. Its default is that none was asked for.
#[derive(Debug, Default)]
pub struct Fetched {
    outcomes: HashMap<String, Outcome>,
}

/// What one address gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A picture whose bytes are in a file of the cache; `fetched_from` names the address.
    Picture(LocalPicture),
    /// A picture of this width and height in pixels, of which only the beginning was read.
    Size(u32, u32),
    /// Nothing that can be shown.
    Failure(Failure),
}

/// Why there is no picture at an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What sort of failure it is.
    pub kind: FailureKind,
    /// What happened, as the second half of a sentence whose first half names the picture.
    pub reason: String,
}

/// Sorts of failures, by what a publisher can do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// No host answered in time, or the host answers too badly to be asked on. It may be there another day.
    Unreachable,
    /// It was not asked for, because its host failed with others. It may be there in the next run.
    GivenUp,
    /// It was not asked for, because no host at all answers.
    Unasked,
    /// The host answers, and has no picture there.
    Dead,
    /// The host does not give it away, whatever page is named as the one that shows it.
    Blocked,
    /// More bytes or pixels than are taken.
    Oversized,
    /// A pixel or two: what lazy loaders show while the picture is not there, and what counts readers.
    Placeholder,
    /// The address leads into a private network.
    Private,
    /// A picture of a kind that is not copied.
    Unusual,
    /// What should be a picture cannot be read as one.
    Broken,
}

impl FailureKind {
    /// What the summary counts such a picture as.
    pub fn problem(self) -> ProblemKind {
        match self {
            Self::Unreachable | Self::GivenUp | Self::Unasked => ProblemKind::UnreachablePicture,
            Self::Dead => ProblemKind::DeadPicture,
            Self::Blocked => ProblemKind::BlockedPicture,
            Self::Oversized => ProblemKind::OversizedPicture,
            Self::Placeholder => ProblemKind::PlaceholderPicture,
            Self::Private => ProblemKind::PrivatePicture,
            Self::Unusual => ProblemKind::UnusualPicture,
            Self::Broken => ProblemKind::BrokenPicture,
        }
    }
}

impl Failure {
    /// A failure of this kind.
    pub fn new(kind: FailureKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into() }
    }
}

impl Fetched {
    /// The picture that was fetched from an address.
    pub fn picture(&self, address: &str) -> Option<&LocalPicture> {
        match self.outcomes.get(address) {
            Some(Outcome::Picture(picture)) => Some(picture),
            _ => None,
        }
    }

    /// Width and height in pixels of the picture at an address, fetched or not.
    pub fn size(&self, address: &str) -> Option<(u32, u32)> {
        match self.outcomes.get(address)? {
            Outcome::Picture(picture) => Some(picture.size),
            Outcome::Size(width, height) => Some((*width, *height)),
            Outcome::Failure(_) => None,
        }
    }

    /// Why there is no picture at an address that was asked for.
    pub fn failure(&self, address: &str) -> Option<&Failure> {
        match self.outcomes.get(address) {
            Some(Outcome::Failure(failure)) => Some(failure),
            _ => None,
        }
    }

    /// Says of each picture that was passed over for want of a network that it is its host that failed: there was one.
    pub(super) fn blame_hosts(&mut self) {
        for outcome in self.outcomes.values_mut() {
            if let Outcome::Failure(failure) = outcome
                && failure.kind == FailureKind::Unasked
            {
                *failure = Failure::new(FailureKind::GivenUp, "its host failed with others, and was not asked on");
            }
        }
    }

    /// Every address that was asked for, and what it gave, in no order.
    pub fn outcomes(&self) -> impl Iterator<Item = (&str, &Outcome)> {
        self.outcomes.iter().map(|(address, outcome)| (address.as_str(), outcome))
    }
}

impl FromIterator<(String, Outcome)> for Fetched {
    fn from_iter<I: IntoIterator<Item = (String, Outcome)>>(outcomes: I) -> Self {
        Self { outcomes: outcomes.into_iter().collect() }
    }
}
