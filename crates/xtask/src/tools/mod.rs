//! What the work needs beside cargo: found where it is, installed where we can, and named exactly where we cannot.

mod browser;
mod cache_folder;
mod cargo_tool;
mod debian;
mod engines;
mod npm;
mod toolchain;

pub(crate) use browser::{Browser, browser, chromium};
pub(crate) use cache_folder::cache_folder;
pub(crate) use cargo_tool::CargoTool;
pub(crate) use debian::chinese_font;
pub(crate) use engines::{Engine, drivers, listed};
pub(crate) use npm::npm_package;
pub(crate) use toolchain::{WASM, component, wasm_target};

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Context;

use crate::workspace::Workspace;

/// The last trunk that builds with the toolchain we name, and that can be told to stay off the network.
const TRUNK: &str = "0.21.14";

/// Checks licences, sources and bans.
const CARGO_DENY: &str = "0.20.2";

/// What builds the reader, and runs its tests.
#[derive(Debug)]
pub(crate) struct ReaderTools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
}

impl ReaderTools {
    /// Finds or installs them. They are debug builds but for wasm-bindgen: compiling trunk in release takes three times as
    /// long as all the seconds it would save.
    pub(crate) fn ensure(workspace: &Workspace) -> anyhow::Result<Self> {
        wasm_target(workspace)?;
        // The program must be of the very version of the crate, or it refuses the reader.
        let wasm_bindgen = CargoTool {
            package: "wasm-bindgen-cli",
            binary: "wasm-bindgen",
            version: workspace.locked_version("wasm-bindgen")?,
            options: &[],
            purpose: "makes the reader's JavaScript and runs its tests",
            expected: "2 to 3 minutes on two cores, once",
        };
        let trunk = CargoTool {
            package: "trunk",
            binary: "trunk",
            version: TRUNK.to_owned(),
            options: &["--debug", "--no-default-features", "--features", "rustls"],
            purpose: "builds the reader",
            expected: "2 to 3 minutes on two cores, once",
        };
        Ok(ReaderTools { wasm_bindgen: wasm_bindgen.ensure(workspace)?, trunk: trunk.ensure(workspace)? })
    }

    pub(crate) fn trunk(&self) -> &PathBuf {
        &self.trunk
    }

    pub(crate) fn wasm_bindgen(&self) -> &PathBuf {
        &self.wasm_bindgen
    }

    pub(crate) fn test_runner(&self) -> PathBuf {
        self.wasm_bindgen.with_file_name(crate::workspace::executable("wasm-bindgen-test-runner"))
    }

    /// The search path on which trunk finds our wasm-bindgen before any other, and so never downloads one.
    pub(crate) fn search_path(&self) -> anyhow::Result<OsString> {
        let own = self.wasm_bindgen.parent().map(PathBuf::from);
        let rest = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(own.into_iter().chain(std::env::split_paths(&rest))).context("PATH cannot be extended")
    }
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
