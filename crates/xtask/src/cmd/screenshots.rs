//! `cargo xtask screenshots`: the pictures of the reader that the press puts beside the web manifest, taken anew.

use std::process::ExitCode;

use crate::artifacts::{self, Purpose};
use crate::process::{self, cargo};
use crate::tools::{self, ReaderTools};
use crate::workspace::Workspace;

/// Where the press takes them from.
const FOLDER: &str = "crates/press/install";

pub(super) fn run(workspace: Workspace, arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    super::no_arguments(arguments)?;
    // The samples are in several languages, and a system without Chinese letters would show boxes.
    tools::chinese_font()?;
    let reader = artifacts::reader(&workspace, &ReaderTools::ensure(&workspace)?, Purpose::Shipping)?;
    let press = artifacts::press_for_shipping(&workspace, &reader)?;
    let mut command =
        cargo(workspace.root(), &["run", "--quiet", "--package", "e2e", "--example", "screenshots", "--"]);
    command.arg(workspace.root().join(FOLDER));
    command.env("CHROMEDRIVER", &tools::browser()?.driver).env("HANDSCROLL_BIN", press);
    process::run("taking the pictures", command)?;
    Ok(ExitCode::SUCCESS)
}
