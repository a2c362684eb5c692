//! An article without a network, beside the same with one: builds what the measuring needs, and runs it. The measuring itself
//! is an example of the tests of the built site, which know how to drive a browser.

use crate::artifacts::{self, Purpose};
use crate::process::{self, cargo};
use crate::tools::{self, ReaderTools};
use crate::workspace::Workspace;

/// How often each is opened.
const ROUNDS: &str = "9";

/// Measures an article of the samples.
///
/// # Errors
/// When something cannot be built, the article does not open, or it is later without a network.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let reader = artifacts::reader(workspace, &ReaderTools::ensure(workspace)?, Purpose::Shipping)?;
    let press = artifacts::press_for_shipping(workspace, &reader)?;
    let mut command = cargo(workspace.root(), &["run", "--quiet", "--package", "e2e", "--example", "offline", "--"]);
    command.arg(ROUNDS).env("CHROMEDRIVER", &tools::browser()?.driver).env("HANDSCROLL_BIN", press);
    process::run("measuring an article without a network", command)
}
