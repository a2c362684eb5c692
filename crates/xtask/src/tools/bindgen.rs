//! Our own `wasm-bindgen`: `crates/bindgen`, built in the clone's target folder.
//!
//! It is not installed into the cache folder. cargo knows when it must be built again, so no key of its source and of
//! Cargo.lock is needed. A second clone compiles it again: a tenth of what the press takes there.

use std::path::PathBuf;

use crate::process::{self, cargo};
use crate::workspace::{Workspace, executable};

/// The profile, and the name of its folder below `target`. The folder has a lock of its own, so this build waits for no other.
const PROFILE: &str = "tools";

/// Builds the program, and returns its path.
pub(super) fn wasm_bindgen(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut command = cargo(workspace.root(), &["build", "--profile", PROFILE, "--package", "handscroll-bindgen"]);
    super::without_own_flags(&mut command);
    process::run("building wasm-bindgen", command)?;
    Ok(workspace.target(PROFILE).join(executable("wasm-bindgen")))
}
