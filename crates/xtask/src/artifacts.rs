//! What is built of the sources: the press and the reader, for reading at once or for shipping.

use std::path::PathBuf;

use anyhow::{Context, ensure};

use crate::process::{self, cargo};
use crate::tools::{ReaderTools, WASM};
use crate::workspace::Workspace;

/// What a reader is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Soon to be read on this machine: cargo's dev profile, which the tests in the browser share.
    Reading,
    /// Small on the wire: the profile `reader`, which takes minutes.
    Shipping,
}

/// What the press expects of a reader.
pub(crate) const READER_FILES: [&str; 3] = ["boot.js", "handscroll-reader.js", "handscroll-reader_bg.wasm"];

/// Compiles the reader for reading, which needs none of the tools. trunk then finds it compiled, if these arguments and the
/// environment are trunk's own.
pub(crate) fn compile_reader(workspace: &Workspace) -> anyhow::Result<()> {
    let target = format!("--target={WASM}");
    let command = cargo(workspace.root(), &["build", &target, "--bin", "handscroll-reader"]);
    process::run("compiling the reader", command)
}

/// Builds the reader, and gives the folder that the press takes with `--reader`.
pub(crate) fn reader(workspace: &Workspace, tools: &ReaderTools, purpose: Purpose) -> anyhow::Result<PathBuf> {
    let folder = match purpose {
        Purpose::Reading => workspace.target("serve/reader"),
        Purpose::Shipping => workspace.target("reader-dist"),
    };
    let mut command = std::process::Command::new(tools.trunk());
    // Offline, trunk downloads no tool behind our back; cargo beneath it may still fetch crates.
    command.args(["build", "--offline", "--skip-version-check", "--dist"]).arg(&folder).current_dir(workspace.root());
    if purpose == Purpose::Shipping {
        command.arg("--release").env("RUSTFLAGS", short_paths(workspace)?);
    }
    // trunk 0.21 reads NO_COLOR as a yes or no, and refuses the value 1 that everyone else sets.
    if std::env::var_os("NO_COLOR").is_some() {
        command.env("NO_COLOR", "true");
    }
    command.env("PATH", tools.search_path()?);
    process::without_own_package(&mut command);
    process::run("building the reader", command)?;
    for file in READER_FILES {
        ensure!(
            folder.join(file).is_file(),
            "the reader was built without {file}; see Trunk.toml, index.html and public/"
        );
    }
    Ok(folder)
}

/// The package with the reader's filter as functions of a page's scripts.
const LAB: &str = "lab";

/// Builds the lab with the reader's own profile and flags, so that what is tested and measured is what ships. The folder
/// has `lab.js`, a module whose default export loads the `lab_bg.wasm` beside it.
pub(crate) fn lab(workspace: &Workspace, tools: &ReaderTools) -> anyhow::Result<PathBuf> {
    let mut command = cargo(workspace.root(), &["build", "--package", LAB, "--profile", "reader", "--target", WASM]);
    command.env("RUSTFLAGS", short_paths(workspace)?);
    process::run("building the lab", command)?;
    let folder = workspace.target(LAB);
    let mut command = std::process::Command::new(tools.wasm_bindgen());
    command.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&folder);
    command.arg(workspace.target(&format!("{WASM}/reader/{LAB}.wasm")));
    process::run("making the lab's JavaScript", command)?;
    Ok(folder)
}

/// A copy of the reader that is only touched where it differs: trunk writes every file anew, and cargo would build the
/// press anew for it.
fn carried(workspace: &Workspace, reader: &std::path::Path) -> anyhow::Result<PathBuf> {
    let folder = std::path::absolute(workspace.target("reader-carried")).context("could not name a folder")?;
    std::fs::create_dir_all(&folder)?;
    for entry in std::fs::read_dir(&folder)? {
        let old = entry?;
        if !reader.join(old.file_name()).is_file() {
            std::fs::remove_file(old.path())?;
        }
    }
    for entry in std::fs::read_dir(reader)? {
        let new = entry?;
        let bytes = std::fs::read(new.path())?;
        let there = folder.join(new.file_name());
        if std::fs::read(&there).is_ok_and(|known| known == bytes) {
            continue;
        }
        std::fs::write(&there, bytes)?;
    }
    Ok(folder)
}

/// Flags that keep this machine's paths out of the reader: panics name source files, and what is published should
/// name neither a home folder nor spend bytes on one.
fn short_paths(workspace: &Workspace) -> anyhow::Result<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home =
        home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).context("no home folder is known")?;
    let mut flags = vec![format!("--remap-path-prefix={}=.", workspace.root().display())];
    // Each registry has a folder of its own.
    for registry in std::fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten() {
        flags.push(format!("--remap-path-prefix={}=", registry.path().display()));
    }
    Ok(flags.join(" "))
}

/// Builds the press for this machine's own use. Without a reader it writes pages that are read without one.
pub(crate) fn press_for_reading(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    process::run("building the press", cargo(workspace.root(), &["build", "--package", "handscroll"]))?;
    Ok(workspace.press("debug"))
}

/// Builds the press that carries this reader, and works alone.
pub(crate) fn press_for_shipping(workspace: &Workspace, reader: &std::path::Path) -> anyhow::Result<PathBuf> {
    let mut command = cargo(workspace.root(), &["build", "--release", "--package", "handscroll"]);
    command.env("HANDSCROLL_READER_DIR", carried(workspace, reader)?);
    process::run("building the press", command)?;
    Ok(workspace.press("release"))
}
