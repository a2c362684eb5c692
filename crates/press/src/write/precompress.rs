//! Compressed copies beside the files that they are of (`index.html.br`, `index.html.gz`), for hosts that send such copies in
//! their place. Knows names and bytes; must not know what the files are for.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read, Write as _};

use anyhow::Context as _;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::folder::{Content, File, Folder};

/// Kinds of files that become smaller. Pictures, films and sounds are compressed already.
const ENDINGS: &[&str] = &["html", "js", "css", "json", "webmanifest", "xml", "svg", "txt", "wasm"];

/// A smaller file travels in one packet anyhow.
const LEAST_BYTES: usize = 1_000;

/// Up to here brotli tries its hardest, about a second for each megabyte; above, a level that takes a tenth of that.
const HARD_BYTES: usize = 2_000_000;

/// The ways of compressing, each with the ending of its copies.
const WAYS: [Way; 2] = [
    Way { ending: "br", compress: brotli, restore: from_brotli },
    Way { ending: "gz", compress: gzip, restore: from_gzip },
];

struct Way {
    ending: &'static str,
    compress: fn(&[u8]) -> io::Result<Vec<u8>>,
    restore: for<'a> fn(&'a [u8]) -> Box<dyn Read + 'a>,
}

/// The copies of `files`. Those in `folder` that still are of the same bytes are not made anew. `progress` is told after each
/// file.
///
/// # Errors
/// When a file that is to be copied from elsewhere cannot be read.
pub fn copies(files: &[File], folder: &Folder, progress: impl Fn() + Sync) -> anyhow::Result<Vec<File>> {
    let of_file = |file: &File| {
        let copies = copies_of(file, folder);
        progress();
        copies
    };
    let copies: Vec<Vec<File>> = files.par_iter().map(of_file).collect::<anyhow::Result<_>>()?;
    Ok(copies.into_iter().flatten().collect())
}

fn copies_of(file: &File, folder: &Folder) -> anyhow::Result<Vec<File>> {
    if !file.path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending)) {
        return Ok(Vec::new());
    }
    let bytes = match &file.content {
        Content::Bytes(bytes) => Cow::Borrowed(bytes),
        Content::Copy(from) => {
            Cow::Owned(fs::read(from).with_context(|| format!("{} cannot be read", from.display()))?)
        }
        Content::Kept => Cow::Owned(folder.read(&file.path).unwrap_or_default()),
    };
    if bytes.len() < LEAST_BYTES {
        return Ok(Vec::new());
    }
    let mut copies = Vec::new();
    for way in &WAYS {
        let path = format!("{}.{}", file.path, way.ending);
        let content = if folder.read(&path).is_some_and(|copy| is_of(way, &copy, &bytes)) {
            Content::Kept
        } else {
            Content::Bytes((way.compress)(&bytes).with_context(|| format!("{path} cannot be made"))?)
        };
        copies.push(File { turn: file.turn, path, content });
    }
    Ok(copies)
}

/// Only by undoing it can one know what a copy is of: a build may have been stopped between a file and its copy.
fn is_of(way: &Way, copy: &[u8], bytes: &[u8]) -> bool {
    let mut found = Vec::with_capacity(bytes.len());
    // No more than would be right, whatever has got into the folder.
    let read = (way.restore)(copy).take(bytes.len() as u64 + 1).read_to_end(&mut found);
    read.is_ok() && found == bytes
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let level = if bytes.len() <= HARD_BYTES { 11 } else { 9 };
    let parameters = brotli::enc::BrotliEncoderParams { quality: level, ..Default::default() };
    let mut copy = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut copy, &parameters)?;
    Ok(copy)
}

fn from_brotli<'a>(copy: &'a [u8]) -> Box<dyn Read + 'a> {
    Box::new(brotli::Decompressor::new(copy, 1 << 16))
}

/// Its header says no time, so that the same bytes give the same copy.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn from_gzip<'a>(copy: &'a [u8]) -> Box<dyn Read + 'a> {
    Box::new(GzDecoder::new(copy))
}
