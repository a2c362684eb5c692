//! `cargo xtask fixtures`: draws the pictures of the samples anew.

use std::process::ExitCode;

use crate::process::{self, cargo};
use crate::progress::Progress;
use crate::tools;
use crate::workspace::Workspace;

pub(super) fn run(workspace: Workspace, arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    super::no_arguments(arguments)?;
    let mut progress = Progress::new(2);
    progress.step("font", "seconds; with its installation a minute or two", tools::chinese_font)?;
    progress.step("drawing", "1 to 3 minutes on a new machine", || {
        // Drawing without optimisation takes longer than compiling with it.
        process::run("drawing the fixtures", cargo(workspace.root(), &["run", "--release", "--package", "fixtures"]))
    })?;
    Ok(ExitCode::SUCCESS)
}
