//! The built reader as the press finds it: in a folder, or carried within itself. Must not know what the files do.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

/// The reader that was built before this press, if one was.
const EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Starts the reader; the only script a page names.
pub const BOOT: &str = "boot.js";
/// The glue that wasm-bindgen wrote.
pub const GLUE: &str = "handscroll-reader.js";
/// The reader itself.
pub const WASM: &str = "handscroll-reader_bg.wasm";

/// The parts of the service worker, which become one file with the list that makes it this site's.
pub const WORKER: [&str; 4] = ["sw.js", "sw-network.js", "sw-shell.js", "sw-read.js"];
/// The worker that takes the other's place where a site wants none any more.
pub const WORKER_OFF: &str = "sw-off.js";

/// The reader's files, by name.
#[derive(Debug)]
pub struct Reader {
    /// Name and bytes, in the order of the names.
    pub files: Vec<(String, Cow<'static, [u8]>)>,
}

impl Reader {
    /// The reader carried in this binary; `None` in a press that was built without one.
    pub fn embedded() -> Option<Self> {
        let files: Vec<_> = EMBEDDED.iter().map(|(name, bytes)| ((*name).to_owned(), Cow::Borrowed(*bytes))).collect();
        (!files.is_empty()).then_some(Self { files })
    }

    /// A file of it, as text.
    ///
    /// # Errors
    /// When there is none of that name, or it is no text.
    pub fn text(&self, name: &str) -> anyhow::Result<String> {
        let found = self.files.iter().find(|(known, _)| known == name);
        let (_, bytes) = found.with_context(|| format!("the reader lacks {name}"))?;
        String::from_utf8(bytes.to_vec()).with_context(|| format!("the reader's {name} is no text"))
    }

    /// The reader in a folder, as trunk leaves it.
    ///
    /// # Errors
    /// When the folder cannot be read or lacks one of the files that every site needs.
    pub fn from_folder(folder: &Path) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).with_context(|| format!("no built reader in {}", folder.display()))? {
            let path = entry?.path();
            if let (true, Some(name)) = (path.is_file(), path.file_name().and_then(|name| name.to_str())) {
                let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
                files.push((name.to_owned(), Cow::Owned(bytes)));
            }
        }
        files.sort_by(|one, other| one.0.cmp(&other.0));
        for wanted in [BOOT, GLUE, WASM, WORKER_OFF].into_iter().chain(WORKER) {
            if !files.iter().any(|(name, _)| name == wanted) {
                bail!("{} is no built reader: it lacks {wanted}", folder.display());
            }
        }
        Ok(Self { files })
    }
}
