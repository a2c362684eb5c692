//! The picture of an article in the list: which one, and small. Must not fetch one, or change the article.

use super::body::{Body, Surroundings};
use super::folder::{Content, File, Turn};
use super::picture_address;
use crate::images::local::LocalPicture;
use crate::images::thumbnail;
use crate::problem::{Problem, ProblemKind};
use crate::source::Post;

/// A picture this many times higher than wide is no thumbnail unless it can be made small.
const TALL: u32 = 2;

/// The addresses that the post's own picture may be had at, best first.
pub(super) fn cover_candidates(post: &Post) -> Vec<String> {
    let inner = |cover: &String| handscroll_sanitize::picture::unwrap_proxy(cover);
    post.cover.iter().flat_map(|cover| inner(cover).into_iter().chain([cover.clone()])).collect()
}

/// The picture of a row: the post's own, else the first that stands in it. Local ones are made small; of those elsewhere
/// only such as are not known to be tall, for nobody should load a megabyte for a stamp.
pub(super) fn choose(
    post: &Post,
    body: &Body,
    around: &Surroundings<'_>,
    has: &impl Fn(&str) -> bool,
    problems: &mut Vec<Problem>,
) -> (Option<String>, Option<File>) {
    let candidates = cover_candidates(post);
    let cover = picture_address::resolve(&candidates, post, None, around);
    let mut warn = |kind, message: String, done: &str| {
        problems.push(Problem::of_file(post.path.clone(), kind, message, done));
    };
    if post.cover.is_some() && cover.is_empty() {
        let (kind, message) = picture_address::why_empty("cover", &candidates, &cover);
        warn(
            kind,
            message,
            match kind {
                ProblemKind::PlaceholderPicture => "left out",
                _ => "the list shows a picture of the body, if there is one",
            },
        );
    } else if let Some((address, failure)) = &cover.failed {
        let message = picture_address::unfetched("cover", address, failure);
        warn(failure.kind.problem(), message, "shown from its address");
    }
    let in_body = |picture: &&handscroll_sanitize::Picture| {
        !picture.inline && picture.size().is_none_or(|(width, height)| width >= 120 && height >= 90)
    };
    let first = body.pictures.iter().find(in_body);
    let local = cover.local.or_else(|| {
        let path = first?.sources.first()?.strip_prefix("../../")?;
        body.local_pictures.iter().find(|picture| picture.path == path).cloned()
    });
    if let Some(local) = local {
        return match thumbnail_of(&local, has) {
            Ok((path, file)) => (Some(path), file),
            Err(error) => {
                let message = format!("the picture {} cannot be made small ({error:#})", local.name());
                warn(ProblemKind::BrokenPicture, message, "the list shows none");
                (None, None)
            }
        };
    }
    let is_tall = |address: &String| {
        let shown = body.pictures.iter().find(|picture| picture.sources.contains(address));
        shown.and_then(|picture| picture.size()).is_some_and(|(width, height)| height > width * TALL)
    };
    let of_body = || first.and_then(|picture| picture.sources.first().cloned());
    let remote = cover.remote.into_iter().next().or_else(of_body).filter(|address| !is_tall(address));
    (remote.map(|address| handscroll_sanitize::picture::secure(&address).into_owned()), None)
}

fn thumbnail_of(picture: &LocalPicture, has: &impl Fn(&str) -> bool) -> anyhow::Result<(String, Option<File>)> {
    let path = thumbnail::path(picture);
    let bytes = if has(&path) { None } else { Some(thumbnail::make(picture)?) };
    // One that is there already is kept by being named again.
    let content = bytes.map_or(Content::Kept, Content::Bytes);
    Ok((path.clone(), Some(File { turn: Turn::Asset, path, content })))
}
