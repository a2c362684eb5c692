//! Which tests run where: what an engine leaves out, and what asks for one engine alone. A test keeps it whole.

use crate::Engine;

/// A test that an engine does not run, and why.
#[derive(Debug)]
pub struct Skip {
    /// The engine that leaves it out.
    pub engine: Engine,
    /// `theme::name_of_the_test`.
    pub test: &'static str,
    /// For the person who wonders.
    pub reason: &'static str,
}

/// What an engine leaves out of the tests that are made for each of them.
pub const SKIPS: &[Skip] = &[];
