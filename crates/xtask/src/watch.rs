//! What changed in folders since one last looked. It asks for the files' times: that works on every system, and through every mount.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The files below some places, as they were at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, (Option<SystemTime>, u64)>);

impl Snapshot {
    /// Looks at files and folders. What is hidden and what is not there counts for nothing.
    pub(crate) fn take(places: &[PathBuf]) -> Self {
        let mut files = BTreeMap::new();
        for place in places {
            look(place, &mut files);
        }
        Snapshot(files)
    }

    /// Files that are new, gone or other than in `earlier`.
    pub(crate) fn changed_since(&self, earlier: &Snapshot) -> Vec<PathBuf> {
        let other = self.0.iter().filter(|(path, state)| earlier.0.get(*path) != Some(*state));
        let gone = earlier.0.keys().filter(|path| !self.0.contains_key(*path));
        other.map(|(path, _)| path).chain(gone).cloned().collect()
    }
}

fn look(path: &Path, files: &mut BTreeMap<PathBuf, (Option<SystemTime>, u64)>) {
    // A file may vanish while we look; then it is gone, as the next look would find.
    let Ok(metadata) = fs::metadata(path) else { return };
    if !metadata.is_dir() {
        files.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A link to a folder may lead round in a circle.
        let is_linked_folder = entry.file_type().is_ok_and(|kind| kind.is_symlink()) && entry.path().is_dir();
        if !is_hidden && !is_linked_folder {
            look(&entry.path(), files);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_other_or_gone_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("in")).unwrap();
        fs::write(path("same.md"), "1").unwrap();
        fs::write(path("other.md"), "1").unwrap();
        fs::write(path("in/gone.md"), "1").unwrap();
        let places = [folder.path().to_owned(), path("nowhere")];
        let before = Snapshot::take(&places);
        assert_eq!(Snapshot::take(&places).changed_since(&before), Vec::<PathBuf>::new());

        fs::write(path("other.md"), "22").unwrap();
        fs::write(path("new.md"), "1").unwrap();
        fs::write(path(".hidden"), "1").unwrap();
        fs::remove_file(path("in/gone.md")).unwrap();
        let mut changed = Snapshot::take(&places).changed_since(&before);
        changed.sort();
        assert_eq!(changed, [path("in/gone.md"), path("new.md"), path("other.md")]);
    }
}
