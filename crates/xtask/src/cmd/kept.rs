//! `cargo xtask kept FOLDER…`: how much of the posts' visible text is in their articles, and what was lost. Fails where
//! that is more than may be.

use std::process::ExitCode;

use anyhow::ensure;

use crate::process::{self, cargo};
use crate::workspace::Workspace;

pub(super) fn run(workspace: Workspace, mut arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let folders: Vec<_> = arguments.raw_args()?.collect();
    ensure!(!folders.is_empty(), "name a folder of posts: cargo xtask kept FOLDER");
    let mut command =
        cargo(workspace.root(), &["run", "--quiet", "--package", "handscroll", "--example", "kept", "--"]);
    // The folder is the caller's, whose place need not be the workspace.
    let here = std::env::current_dir()?;
    command.args(folders.iter().map(|folder| here.join(folder)));
    process::run("measuring what was kept", command)?;
    Ok(ExitCode::SUCCESS)
}
