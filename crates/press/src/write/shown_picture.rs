//! What an article shows of a picture that was found: its strips, a smaller encoding, or the picture as it is, and which
//! files of the site that takes. Must not find a picture, or write its markup.

use handscroll_core::strips::StripName;
use handscroll_pixels::PIXELS_LIMIT;
use handscroll_sanitize::Made;

use super::picture_address::Resolved;
use crate::images::local::LocalPicture;
use crate::images::make::MadePictures;
use crate::problem::ProblemKind;

/// A picture as an article shows it.
#[derive(Debug, Default)]
pub struct Shown {
    /// Its addresses from the article's page, best first. For a tall one they lead to the whole of it. Empty where there
    /// is nothing that could be shown.
    pub sources: Vec<String>,
    /// Width and height in pixels, if they are known better than by what the post says.
    pub size: Option<(u32, u32)>,
    /// What the page says of it besides.
    pub made: Made,
    /// Files that were made of it and are to be in the site.
    pub files: Vec<StripName>,
    /// The picture itself, if its own bytes are to be in the site.
    pub copy: Option<LocalPicture>,
    /// Why nothing could be made of it: of which picture and why, and what is shown.
    pub problem: Option<(ProblemKind, String, &'static str)>,
}

/// What to show of a picture. One that runs along with the text is never shown as strips.
pub fn choose(resolved: Resolved, inline: bool, pictures: Option<&MadePictures>) -> Shown {
    let Resolved { local, mut remote, size_elsewhere, .. } = resolved;
    let Some(local) = local else { return Shown { sources: remote, size: size_elsewhere, ..Shown::default() } };
    let mut shown = Shown { size: Some(local.size), ..Shown::default() };
    // The address that is known to answer goes before the others.
    if let Some(at) = remote.iter().position(|address| Some(address) == local.fetched_from.as_ref()) {
        remote[..=at].rotate_right(1);
    }
    let is_elsewhere = local.fetched_from.is_some() && !remote.is_empty();
    let mut copies = true;
    match pictures.and_then(|pictures| pictures.of(&local)) {
        Some(Ok(made)) => {
            shown.made.thumb = Some(made.thumb.clone()).filter(|thumb| !thumb.is_empty());
            if let Some(strips) = made.strips.as_ref().filter(|_| !inline) {
                shown.made.strips = Some(strips.clone());
                shown.files = made.shown_files().collect();
                // The whole of it stays where it is to be had.
                copies = !is_elsewhere;
            } else if let Some(whole) = made.whole {
                shown.files = vec![whole];
                shown.sources = vec![format!("../../{}", whole.path())];
                copies = false;
            }
        }
        Some(Err(reason)) => {
            // What is too large for the press is too large for a reader.
            let is_too_large = u64::from(local.size.0) * u64::from(local.size.1) > PIXELS_LIMIT;
            let done = match is_elsewhere {
                true => "shown from its address",
                false if is_too_large => "its description stands in its place",
                false => "shown as it is",
            };
            let message = format!("the picture {} is broken ({reason})", local.name());
            shown.problem = Some((ProblemKind::BrokenPicture, message, done));
            copies = !is_elsewhere && !is_too_large;
        }
        None => {}
    }
    if local.path.ends_with(".avif") && !inline && handscroll_pixels::is_cut(local.size) {
        let message = format!(
            "the picture {} is to be cut into strips, and is an AVIF, which nothing here decodes",
            local.name()
        );
        shown.problem =
            Some((ProblemKind::UncutPicture, message, "shown whole; a JPEG, PNG or WebP of it would be cut"));
    }
    if copies {
        let local = match pictures {
            Some(pictures) => pictures.bare(local),
            None => local,
        };
        shown.sources.push(format!("../../{}", local.path));
        shown.copy = Some(local);
    }
    shown.sources.extend(remote);
    shown
}
