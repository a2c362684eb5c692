//! An article on a slow phone, beside a plain page of it: builds what the measuring needs, and runs it. The measuring itself
//! is an example of the tests of the built site, which know how to drive a browser.

use std::ffi::OsString;
use std::path::Path;

use anyhow::Context;

use super::{example, press};
use crate::workspace::Workspace;

/// How often each page is visited where nobody says.
const ROUNDS: &str = "5";

/// Measures the newest post of a folder; its pictures lie in another, under the last parts of their addresses.
///
/// # Errors
/// When something cannot be built, a page does not come to rest, or a figure misses its limit.
pub(crate) fn run(workspace: &Workspace, posts: &Path, pictures: &Path, rounds: &[OsString]) -> anyhow::Result<()> {
    let mut arguments = Vec::new();
    for folder in [posts, pictures] {
        arguments.push(std::path::absolute(folder).with_context(|| folder.display().to_string())?.into_os_string());
    }
    arguments.push(rounds.first().cloned().unwrap_or_else(|| ROUNDS.into()));
    example(workspace, "article", &arguments)
}

/// Flings through an article of a hundred tall pictures.
///
/// # Errors
/// When something cannot be built, what is seen does not become sharp, or a figure misses its limit.
pub(crate) fn fling(workspace: &Workspace) -> anyhow::Result<()> {
    example(workspace, "article", &["fling".into(), press::pictures(workspace)?.into_os_string()])
}
