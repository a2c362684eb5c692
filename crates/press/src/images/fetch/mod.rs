//! Gets the pictures that posts show from elsewhere. Must not know where a picture stands, or what becomes of its bytes.

mod fetched;

pub use fetched::{Failure, FailureKind, Fetched, Outcome};
