//! Puts a site's files on the disk so that it is whole at every moment. Knows bytes and names; must not know what they mean.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// The list of what the press wrote, one path a line, so that it touches nothing else.
pub const LIST: &str = ".handscroll";
/// Where files are written before they are renamed into place; it is gone when a build has ended. One that was stopped
/// leaves it behind, and the next one takes it away.
const UNFINISHED: &str = ".handscroll-unfinished";
const LIST_HEAD: &str = "handscroll 1: files the press wrote here; it touches no others";

/// In which order files are put in place. What is named by others comes before them, so that nobody who comes in by
/// the library or a manifest is ever sent to a file that is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Named by their content: pictures, the reader.
    Asset,
    /// Articles.
    Article,
    /// Manifests and maps, oldest first; every page names the newest.
    Feed,
    /// Pages by which a visitor comes in: from here on, all that there is can be come to.
    Index,
    /// What tells devices of a new program, once all of it is there.
    Worker,
}

/// One file of a site.
#[derive(Debug)]
pub struct File {
    /// When it is put in place.
    pub turn: Turn,
    /// Its path relative to the site's root, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub content: Content,
}

/// What a file holds.
#[derive(Debug)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of this file, which are copied.
    Copy(PathBuf),
    /// What is there already; the caller has seen that it is.
    Kept,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files whose bytes are new.
    pub written: usize,
    /// Files that were as they should be.
    pub unchanged: usize,
    /// Files that belong to the site no more.
    pub removed: usize,
}

/// A folder that is, or becomes, a site.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Paths of the last build.
    listed: BTreeSet<String>,
    force: bool,
}

impl Folder {
    /// Looks at the folder and changes nothing yet. With `force`, files of others may be overwritten (never removed).
    ///
    /// # Errors
    /// When it holds files but no list of the press: they are somebody's.
    pub fn open(root: &Path, force: bool) -> anyhow::Result<Self> {
        let list = root.join(LIST);
        let listed = match fs::read_to_string(&list) {
            Ok(text) => text.lines().skip(1).filter(|path| is_inside(path)).map(str::to_owned).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // An empty folder, or one with nothing but a version control's, is nobody's.
                let foreign = fs::read_dir(root)
                    .into_iter()
                    .flatten()
                    .flatten()
                    .find(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
                if let (Some(entry), false) = (foreign, force) {
                    bail!(
                        "{} holds files that the press did not write ({}, …). Name an empty folder, or say --force to write beside them",
                        root.display(),
                        entry.file_name().display()
                    );
                }
                BTreeSet::new()
            }
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", list.display())),
        };
        Ok(Self { root: root.to_owned(), listed, force })
    }

    /// Whether a build has written here before.
    pub fn is_site(&self) -> bool {
        !self.listed.is_empty()
    }

    /// Whether a file of this name, written before, is still there.
    pub fn has(&self, path: &str) -> bool {
        self.listed.contains(path) && self.root.join(path).is_file()
    }

    /// The bytes of a file written before, if it is still there.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.has(path).then(|| fs::read(self.root.join(path)).ok())?
    }

    /// Makes the folder hold exactly `files`, besides what is not the press's. Returns what was done, and the paths
    /// that were left alone because somebody else's file stands there. `progress` is told after each file.
    ///
    /// # Errors
    /// When the disk refuses. The site is whole all the same: what was there, or what is new.
    pub fn write(&self, mut files: Vec<File>, mut progress: impl FnMut()) -> anyhow::Result<(Outcome, Vec<String>)> {
        fs::create_dir_all(&self.root).with_context(|| format!("{} cannot be made", self.root.display()))?;
        // Within a turn, new files come first: a page that is there already may come to name them.
        files.sort_by_cached_key(|file| (file.turn, self.root.join(&file.path).exists(), file.path.clone()));
        let mut kept_foreign = Vec::new();
        files.retain(|file| {
            if self.is_below_link(&file.path) {
                kept_foreign.push(file.path.clone());
                return false;
            }
            let foreign = !self.force && !self.listed.contains(&file.path) && self.root.join(&file.path).exists();
            // A file with these very bytes is ours from a build that was interrupted before it wrote its list.
            if foreign && !self.is_same(file) {
                kept_foreign.push(file.path.clone());
                return false;
            }
            true
        });
        let wanted: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        self.remove_unfinished();
        // Both lists until the end: whatever is there when the press is stopped is known to be its own.
        self.write_list(self.listed.union(&wanted), false)?;
        let mut outcome = Outcome::default();
        for file in &files {
            if self.is_same(file) {
                outcome.unchanged += 1;
            } else {
                self.put(file)
                    .with_context(|| format!("{} cannot be written", self.root.join(&file.path).display()))?;
                outcome.written += 1;
            }
            progress();
        }
        for path in self.listed.difference(&wanted) {
            outcome.removed += usize::from(self.remove(path));
        }
        // Its time says when the site last changed, though the names in it be the same: who serves the site looks at it.
        self.write_list(wanted.iter(), outcome.written + outcome.removed > 0)?;
        self.remove_unfinished();
        Ok((outcome, kept_foreign))
    }

    /// Whether a folder on the way to the file is a link: what is behind it is not the site's, whatever the list says.
    fn is_below_link(&self, path: &str) -> bool {
        let folders = Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        folders
            .into_iter()
            .any(|folder| fs::symlink_metadata(self.root.join(folder)).is_ok_and(|found| found.is_symlink()))
    }

    fn is_same(&self, file: &File) -> bool {
        let there = self.root.join(&file.path);
        let Ok(metadata) = fs::metadata(&there) else { return false };
        let bytes = match &file.content {
            Content::Bytes(bytes) => std::borrow::Cow::Borrowed(bytes),
            // Copies are named by their content: the name and the length are enough.
            Content::Kept => return true,
            Content::Copy(from) => return fs::metadata(from).is_ok_and(|source| source.len() == metadata.len()),
        };
        metadata.len() == bytes.len() as u64 && fs::read(&there).is_ok_and(|found| found == *bytes)
    }

    fn put(&self, file: &File) -> io::Result<()> {
        let target = self.root.join(&file.path);
        let folder = target.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let unfinished = self.root.join(UNFINISHED);
        fs::create_dir_all(&unfinished)?;
        let mut temporary = tempfile::NamedTempFile::new_in(&unfinished)?;
        match &file.content {
            Content::Bytes(bytes) => temporary.write_all(bytes)?,
            Content::Kept => return Ok(()),
            Content::Copy(from) => {
                io::copy(&mut fs::File::open(from)?, temporary.as_file_mut())?;
            }
        }
        make_readable(temporary.as_file())?;
        temporary.persist(&target).map_err(|error| error.error)?;
        Ok(())
    }

    fn remove_unfinished(&self) {
        // Where this fails, the next build tries again; nothing depends on it.
        let _ = fs::remove_dir_all(self.root.join(UNFINISHED));
    }

    fn remove(&self, path: &str) -> bool {
        if self.is_below_link(path) {
            return false;
        }
        let target = self.root.join(path);
        let removed = fs::remove_file(&target).is_ok();
        // A folder that is not empty stays: it is somebody's.
        for folder in target.ancestors().skip(1).take_while(|folder| *folder != self.root) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        removed
    }

    fn write_list<'a>(&self, paths: impl Iterator<Item = &'a String>, anew: bool) -> anyhow::Result<()> {
        let mut text = String::from(LIST_HEAD);
        for path in paths {
            text.push('\n');
            text.push_str(path);
        }
        text.push('\n');
        let list = File { turn: Turn::Feed, path: LIST.to_owned(), content: Content::Bytes(text.into_bytes()) };
        if anew || !self.is_same(&list) {
            self.put(&list).with_context(|| format!("{} cannot be written", self.root.join(LIST).display()))?;
        }
        Ok(())
    }
}

/// A temporary file is its owner's alone; a site is for everyone, as a file made plainly would be.
#[cfg(unix)]
fn make_readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// Whether a listed path stays inside the site: the list is a file that anyone could have written.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

#[cfg(test)]
mod tests;
