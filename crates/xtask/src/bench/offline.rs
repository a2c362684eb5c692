//! An article without a network, beside the same with one: builds what the measuring needs, and runs it. The measuring itself
//! is an example of the tests of the built site, which know how to drive a browser.

use crate::workspace::Workspace;

/// How often each is opened: the start of a browser takes half again as long now and then.
const ROUNDS: &str = "25";

/// Measures an article of the samples.
///
/// # Errors
/// When something cannot be built, the article does not open, or it is later without a network.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    super::example(workspace, "offline", &[ROUNDS.into()])
}
