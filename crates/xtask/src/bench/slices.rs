//! How long the reader's own work on long bodies takes at a stretch, on a slow phone: builds what the measuring needs, and runs
//! it. The measuring itself is an example of the tests of the built site, which know how to drive a browser.

use crate::workspace::Workspace;

/// Measures bodies of a megabyte.
///
/// # Errors
/// When something cannot be built, or a slice takes longer than is promised.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    super::example(workspace, "slices", &[])
}
