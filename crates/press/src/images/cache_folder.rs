//! Where pictures are kept between builds: the place that the system has for what can be had again. Must not know what
//! is kept there.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use tempfile::TempDir;

/// What a stopped run left unfinished is removed after this time: until then it may be another run's, under way.
const UNFINISHED: Duration = Duration::from_hours(24);

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

/// Makes a folder for files that are being written, and removes from it what stopped runs left. What cannot be removed
/// harms nobody.
pub(super) fn open_unfinished(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)?.flatten() {
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        if age.is_some_and(|age| age > UNFINISHED) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
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
