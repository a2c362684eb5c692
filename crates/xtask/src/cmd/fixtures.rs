//! `cargo xtask fixtures [NAME…]`: draws the pictures of the samples and the icons anew, or those whose path holds a name.

use std::process::ExitCode;

use crate::process::{self, cargo};
use crate::progress::Progress;
use crate::tools;
use crate::workspace::Workspace;

pub(super) fn run(workspace: Workspace, mut arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let names: Vec<_> = arguments.raw_args()?.collect();
    let mut progress = Progress::new(2);
    progress.step("font", "seconds; with its installation a minute or two", tools::chinese_font)?;
    progress.step("drawing", "1 to 3 minutes on a new machine", || {
        // Drawing without optimisation takes longer than compiling with it.
        let mut command = cargo(workspace.root(), &["run", "--release", "--package", "fixtures", "--"]);
        command.args(&names);
        process::run("drawing the fixtures", command)
    })?;
    Ok(ExitCode::SUCCESS)
}
