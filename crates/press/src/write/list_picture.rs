//! The picture of an article in the list: which one, and small. Must not fetch one, or change the article.

use handscroll_core::strips::StripName;

use super::body::{Body, Surroundings};
use super::picture_address;
use crate::images::local::LocalPicture;
use crate::problem::{Problem, ProblemKind};
use crate::source::Post;

/// A picture this many times higher than wide is no thumbnail unless it can be made small.
const TALL: u32 = 2;

/// The addresses that the post's own picture may be had at, best first. What counts readers is none.
pub(super) fn cover_candidates(post: &Post) -> Vec<String> {
    let inner = |cover: &String| handscroll_sanitize::picture::unwrap_proxy(cover);
    let addresses = post.cover.iter().flat_map(|cover| inner(cover).into_iter().chain([cover.clone()]));
    addresses.filter(|address| !handscroll_sanitize::picture::is_beacon(address, false)).collect()
}

/// The picture that the post names as its own, if its bytes are at hand.
pub(super) fn local_cover(post: &Post, around: &Surroundings<'_>) -> Option<LocalPicture> {
    picture_address::resolve(&cover_candidates(post), post, None, around).local
}

/// The picture of a row: the post's own, else the first that stands in it. Local ones are made small; of those elsewhere
/// only such as are not known to be tall, for nobody should load a megabyte for a stamp.
pub(super) fn choose(
    post: &Post,
    body: &Body,
    around: &Surroundings<'_>,
    problems: &mut Vec<Problem>,
) -> (Option<String>, Option<StripName>) {
    let candidates = cover_candidates(post);
    let cover = picture_address::resolve(&candidates, post, None, around);
    let mut warn = |kind, message: String, done: &str| {
        problems.push(Problem::of_file(post.path.clone(), kind, message, done).about(candidates.first()));
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
    } else if let Some((address, failure)) = cover.failed_by_itself() {
        let message = picture_address::unfetched("cover", address, failure);
        warn(failure.kind.problem(), message, "the list shows a picture of the body, or the cover from its address");
    }
    let is_large = |picture: &&handscroll_sanitize::Picture| {
        !picture.inline && picture.size().is_none_or(|(width, height)| width >= 120 && height >= 90)
    };
    let first = body.pictures.iter().find(is_large);
    let in_body = || body.local_pictures.get(first?.sources.first()?).cloned();
    if let Some(local) = cover.local.or_else(in_body) {
        let why = match around.made.and_then(|made| made.of(&local)) {
            Some(Ok(made)) if made.thumbnail.is_some() => {
                return (made.thumbnail.map(StripName::path), made.thumbnail);
            }
            Some(Ok(_)) => "it is of a kind that is not decoded",
            Some(Err(reason)) => reason,
            // Nothing is made when posts are only checked.
            None => return (None, None),
        };
        let message = format!("the picture {} cannot be made small ({why})", local.name());
        warn(ProblemKind::BrokenPicture, message, "the list shows none");
        return (None, None);
    }
    let is_tall = |address: &String| {
        let shown = body.pictures.iter().find(|picture| picture.sources.contains(address));
        shown.and_then(|picture| picture.size()).is_some_and(|(width, height)| height > width * TALL)
    };
    let of_body = || first.and_then(|picture| picture.sources.first().cloned());
    let remote = cover.remote.into_iter().next().or_else(of_body).filter(|address| !is_tall(address));
    (remote.map(|address| handscroll_sanitize::picture::secure(&address).into_owned()), None)
}
