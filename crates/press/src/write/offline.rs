//! What a site is opened with where there is no network: the service worker with the list of the shell's files, and
//! `version.json`, by which the worker can be turned off. Must not know what the worker does, nor any article.

use std::borrow::Cow;

use anyhow::{Context, bail, ensure};
use data_encoding::HEXLOWER;
use handscroll_core::contract::times::{Scale, User};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{Content, File, Folder, Turn};
use super::{shell, times};
use crate::reader::{self, Reader};

/// The worker's name. It stands at the root, since what it may answer for is what lies beside and below it.
pub const WORKER: &str = "sw.js";
/// Which program the site has, and whether its worker may run.
pub const VERSION: &str = "version.json";

/// Where the reader's files are.
const ASSETS: &str = "assets/";

/// Bytes of all files of the shell as they travel, compressed by brotli: each visitor's device fetches them, for every version.
const SHELL_BYTES: usize = 1_000_000;

/// A file of the shell, as the worker asks for it and knows it again.
#[derive(Serialize)]
struct ShellFile<'a> {
    path: &'a str,
    sha256: String,
    size: usize,
}

#[derive(Serialize)]
struct Shell<'a> {
    version: &'a str,
    files: &'a [ShellFile<'a>],
}

/// The text of `version.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Version {
    /// Of the program; content is not part of it.
    version: String,
    /// `on` or `off`.
    worker: String,
    /// The reader's files.
    assets: Vec<String>,
    /// Those of the program before, kept in the site for tabs that still run it.
    previous: Vec<String>,
}

/// The worker's file, its waits shortened by `scale`. With `is_on` false it is one that takes the worker away from every
/// device that has it.
///
/// # Errors
/// When the shell would not be whole, or weighs more than a device should be asked to keep.
pub fn worker(reader: &Reader, files: &[File], is_on: bool, scale: Scale) -> anyhow::Result<Vec<File>> {
    let mut listed = Vec::new();
    let mut total = 0;
    let mut pages = Vec::new();
    for file in files.iter().filter(|file| is_of_shell(&file.path)) {
        let Content::Bytes(bytes) = &file.content else {
            bail!(
                "{} is to be kept for reading without a network, but its bytes are not at hand to be hashed",
                file.path
            )
        };
        total += travelling(bytes)?;
        listed.push(ShellFile { path: &file.path, sha256: HEXLOWER.encode(&Sha256::digest(bytes)), size: bytes.len() });
        if !file.path.starts_with(ASSETS) {
            pages.push((file.path.as_str(), String::from_utf8_lossy(bytes)));
        }
    }
    listed.sort_by_key(|file| file.path);
    is_whole(&listed, &pages)?;
    let parts = if is_on { &reader::WORKER[..] } else { &[reader::WORKER_OFF] };
    let program = parts.iter().map(|part| reader.text(part)).collect::<anyhow::Result<Vec<_>>>()?.join("\n");
    let program = if is_on { times::line(User::ServiceWorker, scale) + &program } else { program };
    let version = version(&listed, &program)?;
    let text = if is_on {
        ensure!(
            total <= SHELL_BYTES,
            "the reader and its pages weigh {total} bytes compressed, more than the {SHELL_BYTES} that a device is asked to fetch; \
             build the reader for release, or press with --no-offline"
        );
        let list = serde_json::to_string(&Shell { version: &version, files: &listed })?;
        format!("const SHELL = {list};\n{program}")
    } else {
        program
    };
    let assets = listed.iter().map(|file| file.path).filter(|path| path.starts_with(ASSETS)).map(str::to_owned);
    let worker = if is_on { "on" } else { "off" }.to_owned();
    let version = Version { version, worker, assets: assets.collect(), previous: Vec::new() };
    Ok(vec![file(WORKER, text.into_bytes()), file(VERSION, serde_json::to_vec(&version)?)])
}

/// How many bytes a good host sends, nearly: at its hardest, brotli saves a tenth more and takes a hundred times as long.
fn travelling(bytes: &[u8]) -> std::io::Result<usize> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut std::io::sink(), &parameters)
}

fn file(path: &str, bytes: Vec<u8>) -> File {
    File { turn: Turn::Worker, path: path.to_owned(), content: Content::Bytes(bytes) }
}

fn is_of_shell(path: &str) -> bool {
    path.starts_with(ASSETS) || shell::FILLED.iter().any(|kind| path == filled(kind))
}

/// The page that the reader fills with that.
fn filled(kind: &str) -> String {
    format!("{kind}/index.html")
}

/// 16 hex digits that change when a file of the shell or the worker itself does.
fn version(listed: &[ShellFile<'_>], program: &str) -> anyhow::Result<String> {
    let all = format!("{}{program}", serde_json::to_string(listed)?);
    Ok(HEXLOWER.encode(&Sha256::digest(all)[..8]))
}

/// A page of the reader that is not on the list would not open without a network, and one that named a file which is not
/// would open and then do nothing.
fn is_whole(listed: &[ShellFile<'_>], pages: &[(&str, Cow<'_, str>)]) -> anyhow::Result<()> {
    let is_listed = |path: &str| listed.iter().any(|file| file.path == path);
    for page in shell::FILLED.iter().map(|kind| filled(kind)) {
        ensure!(is_listed(&page), "{page} is not among the files to be kept for reading without a network");
    }
    for (path, page) in pages {
        for name in page.split('"').filter_map(|value| value.strip_prefix("../").filter(|at| at.starts_with(ASSETS))) {
            ensure!(
                is_listed(name),
                "{path} names {name}, which is not among the files to be kept for reading without a network"
            );
        }
    }
    Ok(())
}

/// Keeps the files of the program that the folder held before this build, for as long as it is the one before. `files` is
/// all that will be written; the kept ones are added, and named in `version.json`.
///
/// # Errors
/// When the new `version.json` cannot be read back.
pub fn keep_previous(folder: &Folder, files: &mut Vec<File>) -> anyhow::Result<()> {
    let Some(at) = files.iter().position(|file| file.path == VERSION) else { return Ok(()) };
    let Content::Bytes(bytes) = &files[at].content else { return Ok(()) };
    let mut now: Version = serde_json::from_slice(bytes).context("version.json is not what was just written")?;
    // Whatever else the folder has under that name is nothing to go by.
    let before: Version =
        folder.read(VERSION).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let candidates = if before.assets == now.assets { before.previous } else { before.assets };
    let is_old = |path: &String| path.starts_with(ASSETS) && !now.assets.contains(path) && folder.has(path);
    now.previous = candidates.into_iter().filter(is_old).collect();
    let kept = now.previous.iter().map(|path| File { turn: Turn::Asset, path: path.clone(), content: Content::Kept });
    let kept: Vec<File> = kept.collect();
    files[at].content = Content::Bytes(serde_json::to_vec(&now)?);
    files.extend(kept);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[&str] = &["assets/boot.0.js", "read/index.html", "saved/index.html", "settings/index.html"];

    /// Whether a worker is written for these files, all of which hold `text`; those of `copied` are copied from elsewhere.
    fn check(paths: &[&str], copied: &str, text: &str, expected: bool) {
        let parts = reader::WORKER.iter().map(|name| ((*name).to_owned(), Cow::Borrowed(&b"//"[..])));
        let reader = Reader { files: parts.collect() };
        let file = |path: &&str| {
            let bytes = Content::Bytes(text.as_bytes().to_vec());
            let content = if *path == copied { Content::Copy((*path).into()) } else { bytes };
            File { turn: Turn::Index, path: (*path).to_owned(), content }
        };
        let files: Vec<File> = paths.iter().map(file).collect();
        let written = worker(&reader, &files, true, Scale::REAL);
        assert_eq!(written.is_ok(), expected, "{paths:?}, {copied} copied, of {text}: {written:?}");
    }

    #[test]
    fn a_shell_that_is_not_whole_is_not_written() {
        let names = |name: &str| format!("<script src=\"../{name}\"></script>");
        check(ALL, "", &names("assets/boot.0.js"), true);
        check(ALL, "", "<a href=\"../a/x/\">x</a>", true);
        check(ALL, "", &names("assets/glue.0.js"), false);
        for missing in &ALL[1..] {
            let rest: Vec<&str> = ALL.iter().copied().filter(|path| path != missing).collect();
            check(&rest, "", "", false);
        }
        for path in ALL {
            check(ALL, path, "", false);
        }
    }
}
