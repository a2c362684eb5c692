//! The parts of the Rust toolchain that rust-toolchain.toml names, for the case that rustup did not bring them.

use std::path::Path;
use std::process::Command;

use anyhow::bail;

use crate::process::{self, cargo, find_program, output};
use crate::workspace::Workspace;

/// What the reader is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that the toolchain can build for the browser.
pub(crate) fn wasm_target(workspace: &Workspace) -> anyhow::Result<()> {
    let mut command = Command::new("rustc");
    command.args(["--print", "target-libdir", "--target", WASM]).current_dir(workspace.root());
    // The folder is named whether or not it is there.
    if output(command).is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    rustup(workspace, &["target", "add", WASM], "the standard library for the browser", "seconds")
}

/// Makes sure that a component, `rustfmt` or `clippy`, is there.
pub(crate) fn component(workspace: &Workspace, name: &str) -> anyhow::Result<()> {
    let command = if name == "rustfmt" { "fmt" } else { name };
    if output(cargo(workspace.root(), &[command, "--version"])).is_some() {
        return Ok(());
    }
    rustup(workspace, &["component", "add", name], name, "seconds")
}

fn rustup(workspace: &Workspace, arguments: &[&str], what: &str, expected: &str) -> anyhow::Result<()> {
    let by_hand = format!("rustup {}", arguments.join(" "));
    if find_program("rustup").is_none() {
        bail!(
            "this toolchain lacks {what}, and there is no rustup to add it. Install rustup (https://rustup.rs), then run in the clone: {by_hand}"
        );
    }
    eprintln!("    Installing {what} with {by_hand} ({expected}).");
    let mut command = Command::new("rustup");
    // RUSTUP_TOOLCHAIN, set by rustup for whatever cargo runs, names the toolchain to add it to.
    command.args(arguments).current_dir(workspace.root());
    process::run(&by_hand, command)
}
