//! The files that the borders look at, with their paths as git writes them.

use std::fs;
use std::path::Path;

use anyhow::Context;

/// A file of ours: its path from the root, with `/`, and its text.
#[derive(Debug)]
pub(super) struct SourceFile {
    pub(super) path: String,
    pub(super) text: String,
}

/// Where sources and documents lie. Content (samples/, fixtures of tests) is not ours to judge.
const PLACES: &[&str] = &["src", "crates", "tests", "style", "public", "docs", ".ci", ".cargo"];

const KINDS: &[&str] = &["rs", "css", "js", "md", "toml", "html", "json"];

impl SourceFile {
    #[cfg(test)]
    pub(super) fn new(path: &str, text: &str) -> Self {
        SourceFile { path: path.to_owned(), text: text.to_owned() }
    }

    pub(super) fn is(&self, kind: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extension == kind)
    }

    /// Whether the file is in the folder of this path, at any depth.
    pub(super) fn within(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether the whole file is there for tests. The lab's sources are not: they must be the reader's code and nothing else.
    pub(super) fn is_for_tests(&self) -> bool {
        !self.within("tests/lab/src")
            && self.path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "benches"))
    }
}

/// Reads what lies in the known places, and the files at the root itself.
pub(super) fn read(root: &Path) -> anyhow::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for place in PLACES {
        if root.join(place).is_dir() {
            read_folder(root, place, &mut files)?;
        }
    }
    for entry in fs::read_dir(root).with_context(|| format!("could not list {}", root.display()))? {
        let name = entry?.file_name();
        read_file(root, &name.to_string_lossy(), &mut files)?;
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn read_folder(root: &Path, folder: &str, files: &mut Vec<SourceFile>) -> anyhow::Result<()> {
    for entry in fs::read_dir(root.join(folder)).with_context(|| format!("could not list {folder}"))? {
        let entry = entry?;
        let name = entry.file_name();
        let path = format!("{folder}/{}", name.to_string_lossy());
        if entry.file_type()?.is_dir() {
            let is_content =
                matches!(name.to_str(), Some("target" | "fixtures" | "snapshots")) && path.contains("/tests/");
            if !is_content {
                read_folder(root, &path, files)?;
            }
        } else {
            read_file(root, &path, files)?;
        }
    }
    Ok(())
}

fn read_file(root: &Path, path: &str, files: &mut Vec<SourceFile>) -> anyhow::Result<()> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let full = root.join(path);
    if !full.is_file() || !(KINDS.contains(&extension) || path == ".ci/run") {
        return Ok(());
    }
    let text = fs::read_to_string(&full).with_context(|| format!("could not read {path} as UTF-8"))?;
    files.push(SourceFile { path: path.to_owned(), text });
    Ok(())
}
