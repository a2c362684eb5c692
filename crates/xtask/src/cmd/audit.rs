//! `cargo xtask audit`: what Lighthouse says of the samples, served under a path. No part of `test`: it needs npm.

use std::process::ExitCode;

use crate::audit;
use crate::workspace::Workspace;

pub(super) fn run(workspace: Workspace, arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    super::no_arguments(arguments)?;
    audit::run(&workspace)?;
    Ok(ExitCode::SUCCESS)
}
