//! What the work needs beside cargo: found where it is, installed where we can, and named exactly where we cannot.

mod bindgen;
mod browser;
mod cache_folder;
mod cargo_tool;
mod debian;
mod engines;
mod npm;
mod toolchain;

pub(crate) use browser::{Browser, browser, chromium};
pub(crate) use cache_folder::cache_folder;
use cargo_tool::{CargoTool, Installation};
pub(crate) use debian::chinese_font;
pub(crate) use engines::{Engine, drivers, listed};
pub(crate) use npm::npm_package;
pub(crate) use toolchain::{WASM, component, wasm_target};

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::workspace::Workspace;

/// The last trunk that builds with the toolchain we name, and that can be told to stay off the network.
const TRUNK: &str = "0.21.14";

/// Checks licences, sources and bans.
const CARGO_DENY: &str = "0.20.2";

/// What builds the reader.
#[derive(Debug)]
pub(crate) struct ReaderTools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
}

/// The tools while trunk may still be installing.
#[derive(Debug)]
pub(crate) struct PendingTools {
    trunk: Installation,
}

impl ReaderTools {
    /// Finds, builds or installs them.
    pub(crate) fn ensure(workspace: &Workspace) -> anyhow::Result<Self> {
        Self::begin(workspace)?.finish(workspace)
    }

    /// Starts the installation of trunk where it is missing, beside other work. trunk is a debug build: compiling it in
    /// release takes three times as long as all the seconds it would save.
    pub(crate) fn begin(workspace: &Workspace) -> anyhow::Result<PendingTools> {
        wasm_target(workspace)?;
        let trunk = CargoTool {
            package: "trunk",
            binary: "trunk",
            version: TRUNK.to_owned(),
            // Without TLS: it is always run with --offline.
            options: &["--debug", "--no-default-features"],
            purpose: "builds the reader",
            expected: "2 to 3 minutes on two cores, once",
        };
        Ok(PendingTools { trunk: trunk.begin(workspace)? })
    }

    pub(crate) fn trunk(&self) -> &PathBuf {
        &self.trunk
    }

    pub(crate) fn wasm_bindgen(&self) -> &PathBuf {
        &self.wasm_bindgen
    }

    /// The search path on which trunk finds our wasm-bindgen before any other, and so never downloads one.
    pub(crate) fn search_path(&self) -> anyhow::Result<OsString> {
        let own = self.wasm_bindgen.parent().map(PathBuf::from);
        let rest = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(own.into_iter().chain(std::env::split_paths(&rest))).context("PATH cannot be extended")
    }
}

impl PendingTools {
    /// Builds wasm-bindgen, then waits for trunk.
    pub(crate) fn finish(self, workspace: &Workspace) -> anyhow::Result<ReaderTools> {
        Ok(ReaderTools { wasm_bindgen: bindgen::wasm_bindgen(workspace)?, trunk: self.trunk.finish()? })
    }
}

/// Finds or installs what runs the reader's tests in a browser. Nothing else needs it.
pub(crate) fn test_runner(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    // The program must be of the very version of the crate, or it refuses the tests.
    let tool = CargoTool {
        package: "wasm-bindgen-cli",
        binary: "wasm-bindgen-test-runner",
        version: workspace.locked_version("wasm-bindgen")?,
        // Without TLS: browsers' drivers run on this machine. It goes over each file of tests, so two crates are optimised.
        options: &[
            "--debug",
            "--no-default-features",
            "--bin=wasm-bindgen-test-runner",
            "--config=profile.dev.package.walrus.opt-level=1",
            "--config=profile.dev.package.wasmparser.opt-level=1",
        ],
        purpose: "runs the reader's tests",
        expected: "1 to 2 minutes on two cores, once",
    };
    tool.ensure(workspace)
}

/// Flags meant for our own code must not change or break a tool, nor move it to another folder.
fn without_own_flags(command: &mut Command) {
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("CARGO_BUILD_TARGET");
}

/// Finds or installs cargo-deny.
pub(crate) fn cargo_deny(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let tool = CargoTool {
        package: "cargo-deny",
        binary: "cargo-deny",
        version: CARGO_DENY.to_owned(),
        options: &["--debug"],
        purpose: "checks licences, sources and bans",
        expected: "1 to 2 minutes on two cores, once",
    };
    tool.ensure(workspace)
}
