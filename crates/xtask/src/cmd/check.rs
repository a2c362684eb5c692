//! `cargo xtask check`: what can be said of the sources without a browser.

use std::process::ExitCode;

use crate::steps::{self, Bench, CHECKS};
use crate::workspace::Workspace;

pub(super) fn run(workspace: Workspace, arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    super::no_arguments(arguments)?;
    steps::run(&steps::with_needs(CHECKS), &Bench::new(workspace, Vec::new(), Vec::new(), false))?;
    Ok(ExitCode::SUCCESS)
}
