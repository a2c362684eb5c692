//! Where pictures are kept between builds: the place that the system has for what can be had again. Must not know what
//! is kept there.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::TempDir;

/// A folder for what can be had again. Where there is no place for one, it is gone with this value.
#[derive(Debug)]
pub struct CacheFolder {
    path: PathBuf,
    _temporary: Option<TempDir>,
}

impl CacheFolder {
    /// The folder that the person names, else `handscroll` where the system keeps such, else one for this run alone.
    ///
    /// # Errors
    /// When the named folder cannot be made, or no folder at all.
    pub fn open(named: Option<&Path>) -> anyhow::Result<Self> {
        if let Some(path) = named {
            fs::create_dir_all(path)
                .with_context(|| format!("{} cannot be made. Name another folder with --cache", path.display()))?;
            return Ok(Self { path: path.to_owned(), _temporary: None });
        }
        if let Some(path) = usual().filter(|path| fs::create_dir_all(path).is_ok()) {
            return Ok(Self { path, _temporary: None });
        }
        let temporary = tempfile::tempdir().context("no folder can be made for pictures. Name one with --cache")?;
        Ok(Self { path: temporary.path().to_owned(), _temporary: Some(temporary) })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// What the person's settings say, else the system's custom.
fn usual() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let custom = || match () {
        () if cfg!(windows) => folder("LOCALAPPDATA"),
        () if cfg!(target_os = "macos") => folder("HOME").map(|home| home.join("Library/Caches")),
        () => folder("HOME").map(|home| home.join(".cache")),
    };
    folder("XDG_CACHE_HOME").or_else(custom).map(|folder| folder.join("handscroll"))
}
