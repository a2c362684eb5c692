//! What was fetched, kept between runs: bytes by their content, and by each address what it gave. Must not ask for
//! anything.
//!
//! Every file appears whole, by rename, and the bytes before the entry that names them, so that a run may be stopped at
//! any moment and the next goes on from there. The folder may be removed whenever no run is under way.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{fs, io};

use anyhow::Context;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::fetched::{Failure, Outcome};
use crate::images::cache_folder::open_unfinished;
use crate::images::local::{LocalPicture, Origin};

/// Entries of another version are passed over.
const VERSION: u32 = 1;

/// A folder of pictures and entries.
pub(super) struct Cache {
    folder: PathBuf,
}

/// What an address gave when it was last asked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    version: u32,
    address: String,
    /// Seconds since 1970.
    asked_at: u64,
    /// Seconds since 1970; until then the address is not asked again.
    fresh_until: u64,
    /// How the host names the state of the picture.
    pub(super) etag: Option<String>,
    /// When the host says that the picture changed, as it writes it.
    pub(super) last_modified: Option<String>,
    pub(super) found: Found,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Found {
    /// A picture whose file has this name and length.
    Picture {
        file: String,
        bytes: u64,
        width: u32,
        height: u32,
    },
    /// A picture of which only the beginning was read.
    Size {
        width: u32,
        height: u32,
    },
    Failure(Failure),
}

impl Entry {
    pub(super) fn new(address: &str, fresh_for: Duration, found: Found) -> Self {
        let now = now();
        let fresh_until = now.saturating_add(fresh_for.as_secs());
        Self {
            version: VERSION,
            address: address.to_owned(),
            asked_at: now,
            fresh_until,
            etag: None,
            last_modified: None,
            found,
        }
    }

    /// Whether the address need not be asked. An entry from the future (a clock was set back) is not believed.
    pub(super) fn is_fresh(&self) -> bool {
        (self.asked_at..self.fresh_until).contains(&now())
    }

    /// The same, asked now.
    pub(super) fn renew(&mut self, fresh_for: Duration) {
        self.asked_at = now();
        self.fresh_until = self.asked_at.saturating_add(fresh_for.as_secs());
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

impl Cache {
    /// Opens the folder, which is made where there is none.
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let cache = Self { folder: folder.to_path_buf() };
        for part in ["entries", "pictures", "unfinished"] {
            let part = cache.folder.join(part);
            let open = if part.ends_with("unfinished") { open_unfinished(&part) } else { fs::create_dir_all(&part) };
            open.with_context(|| {
                format!("{} cannot be made, to keep pictures in. Name another folder with --cache", part.display())
            })?;
        }
        Ok(cache)
    }

    fn path_of_entry(&self, address: &str) -> PathBuf {
        let key = HEXLOWER.encode(&Sha256::digest(address));
        self.folder.join("entries").join(&key[..2]).join(format!("{}.json", &key[2..]))
    }

    /// What is known of an address; nothing where it cannot be read, for then it is asked again.
    pub(super) fn entry(&self, address: &str) -> Option<Entry> {
        let bytes = fs::read(self.path_of_entry(address)).ok()?;
        let entry: Entry = serde_json::from_slice(&bytes).ok()?;
        (entry.version == VERSION && entry.address == address).then_some(entry)
    }

    /// What an entry means, if its picture is still there.
    pub(super) fn outcome(&self, entry: &Entry) -> Option<Outcome> {
        Some(match &entry.found {
            Found::Picture { file, bytes, width, height } => {
                let path = self.folder.join("pictures").join(file);
                let there = fs::metadata(&path).ok()?;
                if !there.is_file() || there.len() != *bytes {
                    return None;
                }
                Outcome::Picture(LocalPicture {
                    origin: Origin::File(path),
                    path: format!("images/{file}"),
                    size: (*width, *height),
                    fetched_from: Some(entry.address.clone()),
                })
            }
            Found::Size { width, height } => Outcome::Size(*width, *height),
            Found::Failure(failure) => Outcome::Failure(failure.clone()),
        })
    }

    /// Keeps what an address gave.
    pub(super) fn keep(&self, entry: &Entry) -> io::Result<()> {
        let path = self.path_of_entry(&entry.address);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = self.unfinished()?;
        fs::write(file.path(), serde_json::to_vec(entry)?)?;
        file.persist(path)?;
        Ok(())
    }

    /// A file to write into; it vanishes unless it is finished.
    pub(super) fn unfinished(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(self.folder.join("unfinished"))
    }

    /// Takes a whole picture in, of this width and height; `None` where its bytes are none.
    pub(super) fn finish(&self, unfinished: NamedTempFile) -> io::Result<Option<(Found, (u32, u32))>> {
        let bytes = fs::read(unfinished.path())?;
        let origin = Origin::File(unfinished.path().to_path_buf());
        let Some(LocalPicture { path, size: (width, height), .. }) = LocalPicture::of_bytes(&bytes, origin) else {
            return Ok(None);
        };
        let file = path.trim_start_matches("images/").to_owned();
        unfinished.persist(self.folder.join("pictures").join(&file))?;
        Ok(Some((Found::Picture { file, bytes: bytes.len() as u64, width, height }, (width, height))))
    }
}
