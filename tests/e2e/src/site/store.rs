//! What was pressed before, by a hash of the content and of the press, and pictures that were drawn before. Lies in the folder
//! that `HANDSCROLL_TEST_STORE` names, else in one that goes with the process. Knows no post and no page.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, anyhow};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::program;
use crate::posts;

/// How long a site is kept that no test has read.
const UNUSED: Duration = Duration::from_secs(3 * 24 * 3_600);

/// The folder of the store, and what holds it if it is the process's own.
static STORE: LazyLock<Result<(PathBuf, Option<TempDir>), String>> = LazyLock::new(|| {
    let opened = match std::env::var_os("HANDSCROLL_TEST_STORE") {
        Some(folder) => Ok((PathBuf::from(folder), None)),
        None => tempfile::tempdir().map(|made| (made.path().to_owned(), Some(made))),
    };
    opened.and_then(|store| prepare(&store.0).map(|()| store)).map_err(|error| error.to_string())
});

/// Makes its folders, and removes what no test has read for long, and what stopped runs left.
fn prepare(store: &Path) -> std::io::Result<()> {
    for kind in ["sites", "pictures", "own"] {
        fs::create_dir_all(store.join(kind))?;
    }
    for kind in ["sites", "own"] {
        for entry in fs::read_dir(store.join(kind))? {
            let entry = entry?;
            let read = entry.metadata()?.modified()?;
            if SystemTime::now().duration_since(read).is_ok_and(|unused| unused > UNUSED) {
                fs::remove_dir_all(entry.path())?;
            }
        }
    }
    Ok(())
}

fn store(kind: &str) -> anyhow::Result<PathBuf> {
    let (folder, _) = STORE.as_ref().map_err(|error| anyhow!("no store for pressed sites: {error}"))?;
    Ok(folder.join(kind))
}

/// What identifies the press.
static PRESS: LazyLock<Result<String, String>> = LazyLock::new(|| {
    let bytes = program().and_then(|program| Ok(fs::read(program)?)).map_err(|error| format!("{error:#}"))?;
    Ok(HEXLOWER.encode(&Sha256::digest(bytes)))
});

/// A pressed site and the posts it is of, which nobody changes.
pub(super) struct Made {
    pub(super) content: PathBuf,
    pub(super) site: PathBuf,
}

impl Made {
    /// The site of what `write` writes, as `press` presses it with these options, or as it did before.
    ///
    /// # Errors
    /// Those of both, and when the store cannot be written to.
    pub(super) fn of(
        options: &str,
        write: impl FnOnce(&Path) -> anyhow::Result<()>,
        press: impl FnOnce(&Path, &Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<Self> {
        let new = folder_of_its_own()?;
        let content = new.path().join("posts");
        fs::create_dir(&content)?;
        write(&content)?;
        let folder = store("sites")?.join(key(&content, options)?);
        if folder.is_dir() {
            // It was read today.
            fs::File::open(&folder)?.set_modified(SystemTime::now())?;
        } else {
            press(&content, &new.path().join("site"))?;
            // Another test may have been faster.
            if let Err(error) = fs::rename(new.path(), &folder)
                && !folder.is_dir()
            {
                return Err(error).context("a pressed site could not be kept");
            }
        }
        Ok(Self { content: folder.join("posts"), site: folder.join("site") })
    }
}

/// Of the press, its options, and each file below a folder, by name.
fn key(folder: &Path, options: &str) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    hash.update(options);
    hash.update([0]);
    hash.update(PRESS.as_ref().map_err(|error| anyhow!("{error}"))?);
    for path in files(folder)? {
        let bytes = fs::read(folder.join(&path))?;
        hash.update(path.to_string_lossy().as_bytes());
        hash.update([0]);
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    }
    Ok(HEXLOWER.encode(&hash.finalize()[..16]))
}

/// The paths of all files below a folder, relative to it, sorted.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// A folder for one test, on the disk of the store, so that it can be renamed into it.
///
/// # Errors
/// When it cannot be made.
pub(super) fn folder_of_its_own() -> anyhow::Result<TempDir> {
    Ok(tempfile::tempdir_in(store("own")?)?)
}

/// Copies a folder. Nothing is linked: whoever writes into a file of a copy must not reach the first.
///
/// # Errors
/// When a file cannot be copied.
pub(super) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for path in files(from)? {
        let new = to.join(&path);
        if let Some(folder) = new.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from.join(&path), &new).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Puts a made picture at a path, which is drawn if none of its number and size was.
///
/// # Errors
/// When it cannot be drawn or linked.
pub(super) fn picture(path: &Path, number: u32, width: u32, height: u32) -> anyhow::Result<()> {
    // Another way of drawing is another picture.
    let drawing = HEXLOWER.encode(&Sha256::digest(include_str!("../posts.rs"))[..4]);
    let drawn = store("pictures")?.join(format!("{drawing}-{number}-{width}x{height}.png"));
    if !drawn.is_file() {
        let new = folder_of_its_own()?;
        let file = new.path().join("picture.png");
        posts::picture(&file, number, width, height)?;
        fs::rename(file, &drawn)?;
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(&drawn, path).map(drop).with_context(|| path.display().to_string())
}
