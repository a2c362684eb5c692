//! The files of the content folders: which of them are posts, and their bytes. The one place of `source` with I/O.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, FilterEntry, WalkDir};

use super::body::Extension;
use crate::problem::{Problem, ProblemKind};

/// A larger file is no article; reading it would only fill the memory.
const FILE_LIMIT_BYTES: u64 = 32 * 1024 * 1024;
/// The file by which the press knows a site it wrote.
const SITE_MARK: &str = ".handscroll";

/// A post's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PostFile {
    pub(super) root: PathBuf,
    /// Relative to `root`, with `/` between its parts.
    pub(super) path: String,
    pub(super) extension: Extension,
    file: PathBuf,
}

/// What the content folders hold.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In the order of the roots, then of the paths.
    pub(super) files: Vec<PostFile>,
    pub(super) problems: Vec<Problem>,
    pub(super) excluded: usize,
}

/// Takedown patterns. One without a slash means a name at any depth, one that names a folder all that is in it.
#[derive(Debug)]
pub struct ExcludeGlobs(GlobSet);

impl ExcludeGlobs {
    /// Compiles patterns.
    ///
    /// # Errors
    /// When one of them is no glob.
    pub fn new(patterns: &[String]) -> anyhow::Result<Self> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let normal: String = pattern.trim().replace('\\', "/").nfc().collect();
            let anchored = normal.trim_end_matches('/').trim_start_matches("./");
            if anchored.is_empty() {
                continue;
            }
            let glob = match anchored.strip_prefix('/') {
                Some(from_root) => from_root.to_owned(),
                None if anchored.contains('/') => anchored.to_owned(),
                None => format!("**/{anchored}"),
            };
            let glob = GlobBuilder::new(&glob).literal_separator(true).build();
            set.add(glob.with_context(|| format!("the pattern “{pattern}”"))?);
        }
        Ok(Self(set.build()?))
    }

    /// Whether a path, relative to its content folder, is taken down.
    pub fn matches(&self, path: &str) -> bool {
        let path: String = path.nfc().collect();
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        ends.into_iter().any(|end| self.0.is_match(&path[..end]))
    }
}

/// Finds the posts below the roots. A root may be one file.
///
/// # Errors
/// When a root does not exist: a misspelt one must not publish an empty site.
pub(super) fn find(roots: &[PathBuf], exclude: &ExcludeGlobs) -> anyhow::Result<Found> {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    let real_roots: Vec<PathBuf> = roots.iter().filter_map(|root| real_folder(root)).collect();
    for root in roots {
        ensure!(root.exists(), "{} does not exist; give the folder that holds the posts", root.display());
        let mut files = Vec::new();
        let mut entries = walk(root);
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if leads_out(&entry, &real_roots) => {
                    // What is in a folder elsewhere is not even looked at: it may be the whole disk.
                    if entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                    found.problems.extend(left_out(root, &entry));
                }
                Ok(entry) => files.extend(post_file(root, &entry)),
                Err(error) => found.problems.extend(unreadable(root, &error)),
            }
        }
        // The order of a folder's entries is the file system's; this one is not.
        files.sort_by(|one, other| one.path.cmp(&other.path));
        for file in files {
            // Roots may overlap, and links may lead to one file twice.
            let is_new = fs::canonicalize(&file.file).map_or(true, |path| seen.insert(path));
            if exclude.matches(&file.path) {
                found.excluded += 1;
            } else if is_new {
                found.files.push(file);
            }
        }
    }
    Ok(found)
}

fn walk(root: &Path) -> FilterEntry<walkdir::IntoIter, fn(&DirEntry) -> bool> {
    WalkDir::new(root).follow_links(true).into_iter().filter_entry(|entry| {
        if entry.depth() == 0 {
            return true;
        }
        let name = entry.file_name().to_string_lossy();
        let is_site = || entry.file_type().is_dir() && entry.path().join(SITE_MARK).is_file();
        !name.starts_with('.') && name != "node_modules" && !is_site()
    })
}

/// The folder a root means, its links followed.
fn real_folder(root: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(root).ok()?;
    if real.is_dir() { Some(real) } else { real.parent().map(Path::to_owned) }
}

/// Whether an entry is a link to somewhere outside of all content: a folder of posts from elsewhere must not publish the
/// publisher's other files.
fn leads_out(entry: &DirEntry, real_roots: &[PathBuf]) -> bool {
    entry.depth() > 0
        && entry.path_is_symlink()
        && fs::canonicalize(entry.path()).is_ok_and(|real| !real_roots.iter().any(|root| real.starts_with(root)))
}

/// What there is to say of a link that leads out; nothing of one to a file that would be no post.
fn left_out(root: &Path, entry: &DirEntry) -> Option<Problem> {
    let is_post = || Extension::of(&entry.path().extension()?.to_string_lossy());
    (entry.file_type().is_dir() || is_post().is_some()).then(|| {
        Problem::of_file(
            relative(root, entry.path()),
            ProblemKind::LinkLeadsOut,
            "it is a link that leads out of the content folders",
            "it was left out; to publish what is there, name its folder too",
        )
    })
}

fn post_file(root: &Path, entry: &DirEntry) -> Option<PostFile> {
    let file = entry.path();
    let extension = Extension::of(&file.extension()?.to_string_lossy())?;
    if !entry.file_type().is_file() {
        return None;
    }
    let root = if entry.depth() == 0 { file.parent()? } else { root };
    Some(PostFile { root: root.to_path_buf(), path: relative(root, file), extension, file: file.to_path_buf() })
}

fn unreadable(root: &Path, error: &walkdir::Error) -> Option<Problem> {
    // A link to a folder above is no loss: what is there was found on the way.
    if error.loop_ancestor().is_some() {
        return None;
    }
    let path = error.path().map(|path| relative(root, path)).unwrap_or_default();
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    let kind = ProblemKind::UnreadableFile;
    Some(Problem::of_file(path, kind, format!("it cannot be read ({reason})"), "it was left out"))
}

fn relative(root: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(root).unwrap_or(file);
    // A name that is not UTF-8 is shown with U+FFFD; its file is opened by its own path.
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The bytes of a post; a reason in words where there are none to be had.
pub(super) fn bytes(file: &PostFile) -> Result<Vec<u8>, String> {
    let size = fs::metadata(&file.file).map_err(|error| error.to_string())?.len();
    if size > FILE_LIMIT_BYTES {
        return Err(format!("it has {} MB, more than any article", size / 1024 / 1024));
    }
    fs::read(&file.file).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, matched: &[&str], others: &[&str]) {
        let globs = ExcludeGlobs::new(&[pattern.to_owned()]).unwrap();
        for path in matched {
            assert!(globs.matches(path), "{pattern} leaves {path}");
        }
        for path in others {
            assert!(!globs.matches(path), "{pattern} takes {path}");
        }
    }

    #[test]
    fn takedowns() {
        check("drafts/**", &["drafts/a.md", "drafts/b/c.md"], &["a.md", "x/drafts/a.md"]);
        check("drafts/", &["drafts/a.md", "x/drafts/a.md"], &["draft.md"]);
        check("/a.md", &["a.md"], &["x/a.md"]);
        check("a.md", &["a.md", "x/a.md"], &["b.md"]);
        check("x/*.md", &["x/a.md"], &["x/y/a.md"]);
        check("*.txt", &["a.txt", "x/y/b.txt"], &["a.md"]);
        check("caf\u{e9}.md", &["cafe\u{301}.md"], &["cafe.md"]);
        check("", &[], &["a.md"]);
    }
}
