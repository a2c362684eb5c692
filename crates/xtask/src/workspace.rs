//! Where things are: the clone, and what cargo makes of it. Paths alone; nothing is run here.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// The clone that xtask was built from.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> anyhow::Result<Self> {
        let package =
            std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let Some(root) = package.parent().and_then(Path::parent) else {
            bail!("{} does not lie in a clone: run `cargo xtask` from inside it", package.display());
        };
        // xtask stands in <target>/<profile>/, wherever cargo was told to put its target folder.
        let own = std::env::current_exe().context("could not find the running xtask")?;
        let target = own.parent().and_then(Path::parent).context("xtask does not stand in a target folder")?;
        Ok(Workspace { root: root.to_owned(), target: target.to_owned() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below cargo's target folder.
    pub(crate) fn target(&self, path: &str) -> PathBuf {
        self.target.join(path)
    }

    /// The press as cargo built it with this profile's folder name: `debug` or `release`.
    pub(crate) fn press(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join(executable("handscroll"))
    }

    /// The version that Cargo.lock has of a package.
    pub(crate) fn locked_version(&self, package: &str) -> anyhow::Result<String> {
        let path = self.root.join("Cargo.lock");
        let lock = std::fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
        version_in_lock(&lock, package).with_context(|| format!("{} names no {package}", path.display()))
    }
}

/// The cargo that runs xtask, so that every part is built by one toolchain.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The file name of a program on this system.
pub(crate) fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let (_, entry) = lock.split_once(&format!("\nname = \"{package}\"\n"))?;
    let version = entry.lines().next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_the_lock() {
        let lock = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        let check = |package: &str, expected: Option<&str>| {
            assert_eq!(version_in_lock(lock, package).as_deref(), expected, "{package}");
        };
        check("wasm-bindgen", Some("0.2.129"));
        check("wasm-bindgen-macro", Some("0.2.1"));
        check("wasm", None);
    }
}
