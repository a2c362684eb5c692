//! Keeps what was made of a picture between builds, so that none is made twice. Must not know how anything is made.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context;
use handscroll_core::strips::StripName;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::MadePicture;
use crate::images::cache_folder::open_unfinished;

/// Three folders: `files`, each named by its content, `records`, each named by what was made into what, and `unfinished`,
/// from where each comes whole.
#[derive(Clone, Debug)]
pub(super) struct Store {
    folder: PathBuf,
}

/// What is known of a picture that was made, as text.
#[derive(Serialize, Deserialize)]
struct Record {
    thumb: String,
    strips: Option<String>,
    whole: Option<String>,
    bare: Option<String>,
    thumbnail: Option<String>,
    /// Each file's name and length in bytes.
    files: BTreeMap<String, u64>,
}

impl Store {
    /// A store in this folder, which is made.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let store = Self { folder: folder.to_owned() };
        for part in ["files", "records", "unfinished"] {
            let folder = folder.join(part);
            let open = if part == "unfinished" { open_unfinished(&folder) } else { fs::create_dir_all(&folder) };
            open.with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        Ok(store)
    }

    /// Where a file that was made is.
    pub(super) fn file(&self, name: StripName) -> PathBuf {
        self.named(&format!("{name}.webp"))
    }

    /// Where a file of any type is.
    pub(super) fn named(&self, name: &str) -> PathBuf {
        self.folder.join("files").join(name)
    }

    /// Keeps a file that was made.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn keep_file(&self, bytes: &[u8]) -> anyhow::Result<StripName> {
        let name = name_of(bytes);
        self.keep_named(&format!("{name}.webp"), bytes)?;
        Ok(name)
    }

    /// Keeps a file of any type. Returns its name: 16 hex digits and the type.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn keep_of_type(&self, bytes: &[u8], kind: &str) -> anyhow::Result<String> {
        let name = format!("{}.{kind}", name_of(bytes));
        self.keep_named(&name, bytes)?;
        Ok(name)
    }

    fn keep_named(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let file = self.named(name);
        if fs::metadata(&file).is_ok_and(|found| found.len() == bytes.len() as u64) {
            return Ok(());
        }
        self.put(&file, bytes).with_context(|| format!("{} cannot be written", file.display()))
    }

    /// What was made under this key, if all of it is still there.
    pub(super) fn recall(&self, key: &str) -> Option<MadePicture> {
        let record: Record = serde_json::from_slice(&fs::read(self.record(key)).ok()?).ok()?;
        let name = |text: Option<String>| text.map(|text| text.parse::<StripName>()).transpose().ok();
        let made = MadePicture {
            thumb: record.thumb,
            strips: record.strips.map(|text| text.parse()).transpose().ok()?,
            whole: name(record.whole)?,
            bare: record.bare.filter(|name| is_plain(name)),
            thumbnail: name(record.thumbnail)?,
        };
        let is_there = |name: String| {
            let length = record.files.get(&name);
            length.is_some_and(|length| fs::metadata(self.named(&name)).is_ok_and(|found| found.len() == *length))
        };
        let is_whole = made.files().all(is_there);
        is_whole.then_some(made)
    }

    /// Keeps what was made, after its files.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn keep(&self, key: &str, made: &MadePicture) -> anyhow::Result<()> {
        let mut files = BTreeMap::new();
        for name in made.files() {
            let length = fs::metadata(self.named(&name)).context("a file of it is gone")?.len();
            files.insert(name, length);
        }
        let record = Record {
            thumb: made.thumb.clone(),
            strips: made.strips.as_ref().map(ToString::to_string),
            whole: made.whole.map(|name| name.to_string()),
            bare: made.bare.clone(),
            thumbnail: made.thumbnail.map(|name| name.to_string()),
            files,
        };
        let (file, text) = (self.record(key), serde_json::to_vec(&record)?);
        self.put(&file, &text).with_context(|| format!("{} cannot be written", file.display()))
    }

    fn record(&self, key: &str) -> PathBuf {
        self.folder.join("records").join(format!("{key}.json"))
    }

    /// Another build may be writing the same, and either may be stopped at any moment.
    fn put(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut temporary = tempfile::NamedTempFile::new_in(self.folder.join("unfinished"))?;
        temporary.write_all(bytes)?;
        temporary.persist(file).map_err(|error| error.error)?;
        Ok(())
    }
}

fn name_of(bytes: &[u8]) -> StripName {
    let mut hash = [0; 8];
    hash.copy_from_slice(&Sha256::digest(bytes)[..8]);
    StripName::of_hash(hash)
}

/// Whether a name in a record leads nowhere but into the folder of files.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.') && !name.starts_with('.')
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn what_a_stopped_build_left_is_removed_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let unfinished = folder.path().join("unfinished");
        fs::create_dir_all(&unfinished).unwrap();
        for (name, hours) in [("old", 25), ("new", 1)] {
            let file = fs::File::create(unfinished.join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_hours(hours)).unwrap();
        }
        let store = Store::open(folder.path()).unwrap();
        let left = || fs::read_dir(&unfinished).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(left().collect::<Vec<_>>(), ["new"]);
        // Nothing is written anywhere else but there.
        fs::remove_dir_all(&unfinished).unwrap();
        assert!(store.keep_file(b"picture").is_err());
    }
}
