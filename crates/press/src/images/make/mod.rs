//! From the pictures that were found to what is published of them: strips of tall ones, smaller encodings of others,
//! thumbnails, thumbhashes. Must not know which article shows which picture, or where on a page.
//!
//! All cores work, each on one picture. Memory is bounded by a gate: the pixels that are decoded at one time, with the
//! copies that turning or converting takes, are 1.2 GB at most (some sixteen pictures of six megapixels), besides the
//! files' own bytes. A picture of over 100 megapixels is decoded when no other is, and may take 2.4 GB.

mod gate;
mod store;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, anyhow, bail, ensure};
use data_encoding::BASE64URL_NOPAD;
use handscroll_core::strips::{StripName, Strips};
use handscroll_pixels::{Bare, Effort, PIXELS_LIMIT, Times};

use super::local::{LocalPicture, Origin};
use gate::Gate;
use store::Store;

/// WebP's quality where the publisher names none.
pub const QUALITY: u8 = 80;
/// Changes with anything that changes the result, so that nothing made otherwise is taken for it.
const RECIPE: &str = "4";
/// Types of which nothing is made: they are small already, and nothing here decodes them.
const PASSED_THROUGH: &[&str] = &["avif", "svg"];
/// Bytes that decoded pictures take at one time, at most; one that needs more is decoded when no other is.
const DECODED_BYTES: u64 = 1_200_000_000;
/// Bytes that a pixel may take while it is decoded: twelve where a JPEG of four inks comes in several passes (two for each
/// ink, and one each as a result) or a PNG has 16 bits a channel (eight, and four when it is converted); eight in a GIF,
/// nine in other JPEGs.
const BYTES_A_PIXEL: u64 = 12;

/// What is published of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadePicture {
    /// Its thumbhash as base64url; empty where it could not be decoded, being of a kind that is passed through.
    pub thumb: String,
    /// Its strips, if it is tall.
    pub strips: Option<Strips>,
    /// A smaller encoding of the whole of it, to be shown in place of its own bytes.
    pub whole: Option<StripName>,
    /// The name, with its type, of a copy of its own bytes without metadata, if they hold any.
    pub bare: Option<String>,
    /// It in a list.
    pub thumbnail: Option<StripName>,
}

impl MadePicture {
    /// The files that show it in an article.
    pub fn shown_files(&self) -> impl Iterator<Item = StripName> {
        let strips = self.strips.iter().flat_map(|strips| &strips.strips);
        strips.flat_map(|strip| [Some(strip.wide), strip.narrow]).flatten().chain(self.whole)
    }

    /// The names of all its files.
    fn files(&self) -> impl Iterator<Item = String> {
        let made = self.shown_files().chain(self.thumbnail);
        made.map(|name| format!("{name}.webp")).chain(self.bare.clone())
    }
}

/// Makes pictures, and keeps what was made for the next time.
#[derive(Debug)]
pub struct Maker {
    store: Store,
    quality: u8,
    times: Times,
    gate: Gate,
}

impl Maker {
    /// A maker that keeps what it makes in this folder, and encodes with this quality (0 to 100).
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: &Path, quality: u8) -> anyhow::Result<Self> {
        let store = Store::open(folder)?;
        Ok(Self { store, quality, times: Times::default(), gate: Gate::new(DECODED_BYTES) })
    }

    /// Makes these pictures, one that is named twice once. `progress` is told after each of them how
    /// many of how many are done.
    pub fn make(
        &self,
        pictures: impl IntoIterator<Item = LocalPicture>,
        progress: impl Fn(usize, usize) + Sync,
    ) -> MadePictures {
        self.all(pictures, progress, |picture| self.one(picture))
    }

    /// Looks at these pictures as [`Maker::make`] does, and makes nothing. What comes of it knows only those of which nothing
    /// can be made.
    pub fn look(
        &self,
        pictures: impl IntoIterator<Item = LocalPicture>,
        progress: impl Fn(usize, usize) + Sync,
    ) -> MadePictures {
        let mut seen = self.all(pictures, progress, |picture| self.seen(picture));
        seen.outcomes.retain(|_, outcome| outcome.is_err());
        seen
    }

    fn all(
        &self,
        pictures: impl IntoIterator<Item = LocalPicture>,
        progress: impl Fn(usize, usize) + Sync,
        work_on: impl Fn(&LocalPicture) -> anyhow::Result<MadePicture> + Sync,
    ) -> MadePictures {
        let by_path: BTreeMap<String, LocalPicture> =
            pictures.into_iter().map(|picture| (picture.path.clone(), picture)).collect();
        let mut queue: Vec<LocalPicture> = by_path.into_values().collect();
        // The largest first, so that no core is left with one when the others have done.
        queue.sort_by_key(|picture| std::cmp::Reverse(pixels(picture)));
        let (next, made) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        let work = || {
            while let Some(picture) = queue.get(next.fetch_add(1, Ordering::Relaxed)) {
                let outcome = work_on(picture).map_err(|error| self.failed(picture, &error));
                let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
                made.insert(picture.path.clone(), outcome);
                progress(made.len(), queue.len());
            }
        };
        // Threads of their own: they wait at the gate, and a thread of the pool that waits would hold up others' work.
        let threads = thread::available_parallelism().map_or(1, usize::from).min(queue.len());
        self.times.elapsed(|| thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work)))));
        let outcomes = made.into_inner().unwrap_or_else(PoisonError::into_inner);
        MadePictures { outcomes, store: self.store.clone() }
    }

    /// What making cost until now.
    pub fn effort(&self) -> Effort {
        self.times.effort()
    }

    fn one(&self, picture: &LocalPicture) -> anyhow::Result<MadePicture> {
        let key = self.key(picture);
        if let Some(made) = self.store.recall(&key) {
            return Ok(made);
        }
        let made = self.guarded(picture, || self.times.picture(pixels(picture), || self.made(picture)))?;
        self.store.keep(&key, &made)?;
        Ok(made)
    }

    fn seen(&self, picture: &LocalPicture) -> anyhow::Result<MadePicture> {
        // What was made once can be made.
        if let Some(made) = self.store.recall(&self.key(picture)) {
            return Ok(made);
        }
        self.guarded(picture, || {
            let kind = picture.path.rsplit('.').next().unwrap_or_default();
            if !PASSED_THROUGH.contains(&kind) {
                let bytes = picture.bytes().context("it cannot be read")?;
                handscroll_pixels::decode(&bytes)?;
                if !handscroll_pixels::moves(&bytes, kind) {
                    self.bare(&bytes, kind)?;
                }
            }
            Ok(MadePicture::default())
        })
    }

    fn key(&self, picture: &LocalPicture) -> String {
        // The picture's own path says what its bytes are.
        let name = picture.path.rsplit('/').next().unwrap_or_default();
        format!("{RECIPE}-{}-{name}", self.quality)
    }

    /// Works on a picture's pixels when there is room for them, if they are not too many.
    fn guarded(
        &self,
        picture: &LocalPicture,
        work: impl FnOnce() -> anyhow::Result<MadePicture>,
    ) -> anyhow::Result<MadePicture> {
        let count = pixels(picture);
        ensure!(count <= PIXELS_LIMIT, "it has {} megapixels", count / 1_000_000);
        let _inside = self.gate.enter(count * BYTES_A_PIXEL);
        // What decodes untrusted bytes may give up in any way: that is one picture's affair.
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(anyhow!("it cannot be decoded")))
    }

    fn made(&self, picture: &LocalPicture) -> anyhow::Result<MadePicture> {
        let kind = picture.path.rsplit('.').next().unwrap_or_default();
        if PASSED_THROUGH.contains(&kind) {
            return Ok(MadePicture::default());
        }
        let bytes = picture.bytes().context("it cannot be read")?;
        let moves = handscroll_pixels::moves(&bytes, kind);
        let pixels = self.times.decode(|| handscroll_pixels::decode(&bytes))?;
        let mut made = MadePicture {
            thumb: BASE64URL_NOPAD.encode(&handscroll_pixels::thumbhash(&pixels, &self.times)?),
            thumbnail: Some(self.store.keep_file(&handscroll_pixels::thumbnail(&pixels, &self.times)?)?),
            ..MadePicture::default()
        };
        if moves {
            return Ok(made);
        }
        made.bare = self.bare(&bytes, kind)?;
        if handscroll_pixels::is_cut((pixels.width, pixels.height)) {
            let mut keep = |bytes: &[u8]| self.store.keep_file(bytes);
            made.strips = Some(handscroll_pixels::cut(&pixels, self.quality, &self.times, &mut keep)?);
            if pixels.has_alpha {
                // It lies behind the strips, and would be seen through them for ever.
                made.thumb.clear();
            }
        } else {
            let smaller = self.times.encode(|| handscroll_pixels::smaller(&bytes, kind, &pixels, self.quality))?;
            made.whole = smaller.map(|bytes| self.store.keep_file(&bytes)).transpose()?;
        }
        Ok(made)
    }

    /// The name of a copy without metadata, if there are any.
    fn bare(&self, bytes: &[u8], kind: &str) -> anyhow::Result<Option<String>> {
        match handscroll_pixels::without_metadata(bytes, kind) {
            Bare::Same => Ok(None),
            Bare::Without(bytes) => self.store.keep_of_type(&bytes, kind).map(Some),
            Bare::Unknown => bail!("what it says of its maker cannot be taken out of it"),
        }
    }

    /// What is published of a picture of which nothing can be made says no more of its maker than others do.
    fn failed(&self, picture: &LocalPicture, error: &anyhow::Error) -> Failed {
        let kind = picture.path.rsplit('.').next().unwrap_or_default();
        let bare = picture.bytes().context("it cannot be read").and_then(|bytes| self.bare(&bytes, kind));
        let (reason, also) = (format!("{error:#}"), bare.as_ref().err().map(|error| format!("{error:#}")));
        // Where it is the reason, it need not be said twice.
        let reason = also.filter(|also| *also != reason).map_or(reason.clone(), |also| format!("{reason}; {also}"));
        Failed { reason, bare: bare.ok().flatten() }
    }
}

/// A picture of which nothing can be made.
#[derive(Debug)]
struct Failed {
    reason: String,
    /// As in `MadePicture`.
    bare: Option<String>,
}

fn pixels(picture: &LocalPicture) -> u64 {
    u64::from(picture.size.0) * u64::from(picture.size.1)
}

/// What was made, by the pictures' paths.
#[derive(Debug)]
pub struct MadePictures {
    outcomes: BTreeMap<String, Result<MadePicture, Failed>>,
    store: Store,
}

impl MadePictures {
    /// What was made of a picture, or why nothing was; `None` for one that was not to be made.
    pub fn of(&self, picture: &LocalPicture) -> Option<Result<&MadePicture, &str>> {
        self.outcomes.get(&picture.path).map(|outcome| outcome.as_ref().map_err(|failed| failed.reason.as_str()))
    }

    /// The picture as its own bytes are published: without their metadata.
    pub fn bare(&self, picture: LocalPicture) -> LocalPicture {
        let (Some(Ok(MadePicture { bare: Some(name), .. })) | Some(Err(Failed { bare: Some(name), .. }))) =
            self.outcomes.get(&picture.path)
        else {
            return picture;
        };
        LocalPicture { origin: Origin::File(self.store.named(name)), path: format!("images/{name}"), ..picture }
    }

    /// Where a file of one of them is.
    pub fn file(&self, name: StripName) -> PathBuf {
        self.store.file(name)
    }
}
