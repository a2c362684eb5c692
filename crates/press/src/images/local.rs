//! Finds a picture in the content folders and names it by its bytes. Must not fetch anything, and never leaves the folders.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use data_encoding::HEXLOWER;
use imagesize::ImageType;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use super::svg;

/// The largest file that is taken for a picture.
const FILE_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// A picture that is to be put into the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPicture {
    /// Where its bytes are.
    pub origin: Origin,
    /// Its path in the site, relative to the root: `images/<16 hex>.<type>`.
    pub path: String,
    /// Width and height in pixels, as a browser shows it.
    pub size: (u32, u32),
    /// The address elsewhere that it was fetched from; `None` for one of the content's own.
    pub fetched_from: Option<String>,
}

/// Where the bytes of a picture are to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In this file, its links followed.
    File(PathBuf),
    /// Here: the post itself held them.
    Inside(Arc<[u8]>),
}

impl LocalPicture {
    /// A picture from its bytes; `None` for what is none.
    pub(super) fn of_bytes(bytes: &[u8], origin: Origin) -> Option<Self> {
        let (kind, size) = measure(bytes).or_else(|| Some(("svg", svg::measure(bytes)?)))?;
        let hash = HEXLOWER.encode(&Sha256::digest(bytes)[..8]);
        Some(Self { origin, path: format!("images/{hash}.{kind}"), size, fetched_from: None })
    }

    /// What a message calls it: its address elsewhere, else its file.
    pub fn name(&self) -> Cow<'_, str> {
        if let Some(address) = &self.fetched_from {
            return address.into();
        }
        match &self.origin {
            Origin::File(file) => file.file_name().unwrap_or_default().to_string_lossy(),
            Origin::Inside(_) => "inside the page".into(),
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// When its file cannot be read any more.
    pub fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match &self.origin {
            Origin::File(file) => fs::read(file).map(Cow::Owned),
            Origin::Inside(bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }
}

/// The pictures found so far. Each file is read once, however often it is named.
#[derive(Debug, Default)]
pub struct LocalPictures {
    found: Mutex<HashMap<PathBuf, Option<LocalPicture>>>,
}

impl LocalPictures {
    /// The picture `address` names for a post at `post` (relative to `root`): beside the post first, then from the root.
    /// `None` where there is no such file, or it is no picture.
    pub fn find(&self, root: &Path, post: &str, address: &str) -> Option<LocalPicture> {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let beside = Path::new(post).parent().unwrap_or(Path::new(""));
        let from_root = decoded.trim_start_matches('/');
        let places = [(!decoded.starts_with('/')).then(|| beside.join(&*decoded)), Some(PathBuf::from(from_root))];
        // Hexo keeps a post's pictures in a folder named as the post.
        let own_folder = Path::new(post).with_extension("").join(&*decoded);
        places.into_iter().flatten().chain([own_folder]).find_map(|place| self.at(root, &place))
    }

    /// The picture `address` names from `root`, wherever the post stands.
    pub fn find_from_root(&self, root: &Path, address: &str) -> Option<LocalPicture> {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        self.at(root, Path::new(decoded.trim_start_matches('/')))
    }

    fn at(&self, root: &Path, place: &Path) -> Option<LocalPicture> {
        let file = inside(root, place)?;
        if let Some(known) = self.lock().get(&file) {
            return known.clone();
        }
        // Read without the lock: two threads may read one file, but none waits for another's.
        let picture = read(root, &file);
        self.lock().entry(file).or_insert(picture).clone()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, Option<LocalPicture>>> {
        // A thread that panicked while it held the map left it whole: every change is one insertion.
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The path inside the root, its dots resolved; `None` where it would lead out.
fn inside(root: &Path, place: &Path) -> Option<PathBuf> {
    let mut parts: Vec<&std::ffi::OsStr> = Vec::new();
    for part in place.components() {
        match part {
            Component::Normal(name) => parts.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    let is_hidden = |name: &&std::ffi::OsStr| name.as_encoded_bytes().first() == Some(&b'.');
    (!parts.is_empty() && !parts.iter().any(is_hidden)).then(|| root.join(parts.iter().collect::<PathBuf>()))
}

fn read(root: &Path, file: &Path) -> Option<LocalPicture> {
    // A link inside the folder may still lead out of it.
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let (real, real_root) = (fs::canonicalize(file).ok()?, fs::canonicalize(root).ok()?);
    if !real.starts_with(&real_root) {
        return None;
    }
    // A pipe would never end, and no picture of an article is as large as this.
    let metadata = fs::metadata(&real).ok()?;
    if !metadata.is_file() || metadata.len() > FILE_LIMIT_BYTES {
        return None;
    }
    let bytes = fs::read(&real).ok()?;
    LocalPicture::of_bytes(&bytes, Origin::File(real))
}

/// The type (as a file's ending) and the size a browser shows, from the bytes alone; `None` for what is no picture of
/// pixels.
pub fn measure(bytes: &[u8]) -> Option<(&'static str, (u32, u32))> {
    let kind = ending(imagesize::image_type(bytes).ok()?)?;
    let size = imagesize::blob_size(bytes).ok()?;
    let (mut width, mut height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    if kind == "jpg" && handscroll_pixels::is_turned(bytes) {
        std::mem::swap(&mut width, &mut height);
    }
    (width > 0 && height > 0).then_some((kind, (width, height)))
}

/// The ending of a picture's file, for the types that browsers show; `None` for the others.
pub(super) fn ending(kind: ImageType) -> Option<&'static str> {
    match kind {
        ImageType::Jpeg => Some("jpg"),
        ImageType::Png => Some("png"),
        ImageType::Gif => Some("gif"),
        ImageType::Webp => Some("webp"),
        ImageType::Bmp => Some("bmp"),
        ImageType::Heif(imagesize::Compression::Av1) => Some("avif"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_leads_out_of_the_content() {
        for (place, expected) in [
            ("a/b.png", Some("r/a/b.png")),
            ("a/../b.png", Some("r/b.png")),
            ("./b.png", Some("r/b.png")),
            ("../b.png", None),
            ("a/../../b.png", None),
            ("/etc/x.png", None),
            (".git/x.png", None),
            ("", None),
        ] {
            assert_eq!(inside(Path::new("r"), Path::new(place)).as_deref(), expected.map(Path::new), "{place}");
        }
    }
}
