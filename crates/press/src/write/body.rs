//! A post's body, filtered: what stands in its twin, and what the lists say of it. Judges nothing itself; the policy does.

use std::collections::HashMap;
use std::path::PathBuf;

use handscroll_core::strings::Strings;
use handscroll_core::strips::StripName;
use handscroll_core::words::Words;
use handscroll_sanitize::{Address, Found, Host, HtmlWriter, Picture, Reach, Report, parsed, write_shortened};
use url::Url;

use super::body_sink::BodySink;
use super::picture_address::{self, Resolved, absolute, quoted};
use super::shown_picture;
use crate::config::Config;
use crate::images::fetch::Fetched;
use crate::images::local::{LocalPicture, LocalPictures};
use crate::images::make::MadePictures;
use crate::problem::{Problem, ProblemKind};
use crate::source::Post;

/// A filtered body.
#[derive(Debug, Default)]
pub struct Body {
    /// Markup for the twin, two levels below the root.
    pub html: String,
    /// Its text, blocks parted by blanks.
    pub text: String,
    /// How much there is to read.
    pub words: Words,
    /// The pictures that were kept, in order.
    pub pictures: Vec<Picture>,
    /// Those whose bytes are at hand, each by the first address that shows it.
    pub local_pictures: HashMap<String, LocalPicture>,
    /// Those among them whose own bytes are to be in the site.
    pub copies: Vec<LocalPicture>,
    /// Files made of pictures that are to be in the site.
    pub made_files: Vec<StripName>,
    /// What the filter has to say.
    pub report: Report,
    /// What the publisher should know.
    pub problems: Vec<Problem>,
}

/// What all bodies of a build share.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// The site's settings.
    pub config: &'a Config,
    /// The words of its pages.
    pub strings: &'static Strings,
    /// Pictures on the disk.
    pub pictures: &'a LocalPictures,
    /// Pictures from elsewhere.
    pub fetched: &'a Fetched,
    /// What was made of either; `None` before anything was.
    pub made: Option<&'a MadePictures>,
    /// Whether the pages have a reader, which decides when pictures come. Without one, the browser does.
    pub has_reader: bool,
    /// Ids of all posts, by content folder and path, for links from one to another.
    pub ids: HashMap<(PathBuf, String), String>,
}

/// Filters one post's body.
pub fn filter(post: &Post, around: &Surroundings<'_>) -> Body {
    let mut host = PostHost {
        post,
        around,
        base: post.link.as_deref().and_then(|link| Url::parse(link).ok()),
        kept: Body::default(),
    };
    let sink = BodySink::new(around.strings, around.has_reader);
    let (sink, report) = parsed::filter_html(&post.body_html, sink, &mut host);
    let mut body = sink.into_body(report, host.kept);
    if body.report.shortened {
        body.problems.push(host_problem(
            post,
            ProblemKind::Shortened,
            "the body is larger than a reader can hold",
            "shortened, with a note",
        ));
        let words = around.strings;
        let original = post.link.as_deref().map(|address| (words.original, address));
        let mut note = HtmlWriter::picture_with(|_, _| {});
        write_shortened(&mut note, words.language, words.shortened, original);
        body.html.push_str(&note.into_html());
    }
    let lost = [
        (body.report.lost_links, ProblemKind::LostLink, "links lead nowhere that may be followed", "their text stays"),
        (
            body.report.lost_media,
            ProblemKind::LostMedia,
            "films or sounds have no address that may be loaded",
            "left out",
        ),
    ];
    for (count, kind, what, done) in lost.into_iter().filter(|(count, ..)| *count > 0) {
        body.problems.push(host_problem(post, kind, format!("{count} {what}"), done));
    }
    if !body.report.has_content {
        body.problems.push(host_problem(
            post,
            ProblemKind::EmptyBody,
            "the body has neither text nor pictures",
            "published with its title",
        ));
    }
    body
}

fn host_problem(post: &Post, kind: ProblemKind, message: impl Into<String>, done: &str) -> Problem {
    Problem::of_file(post.path.clone(), kind, message, done).at(post.body_line)
}

struct PostHost<'a> {
    post: &'a Post,
    around: &'a Surroundings<'a>,
    base: Option<Url>,
    /// What becomes of pictures, and what there is to say of them.
    kept: Body,
}

impl PostHost<'_> {
    /// The article that a relative link to another post's file means.
    fn article(&self, raw: &str) -> Option<String> {
        let (path, fragment) = raw.split_once('#').map_or((raw, None), |(path, fragment)| (path, Some(fragment)));
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
        let beside = self.post.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let from_post = normal(beside, &decoded);
        let from_root = normal("", decoded.trim_start_matches('/'));
        let find = |path: String| self.around.ids.get(&(self.post.root.clone(), path));
        let id = from_post.and_then(find).or_else(|| from_root.and_then(find))?;
        let id = handscroll_core::address::encode_segment(id);
        Some(match fragment.and_then(handscroll_sanitize::fragment_id) {
            Some(fragment) => format!("../{id}/#{fragment}"),
            None => format!("../{id}/"),
        })
    }

    /// Says what is wrong with a picture's addresses.
    fn report(&mut self, found: &Found, resolved: &Resolved) {
        const DESCRIBED: &str = "its description stands in its place";
        let (kind, message, done) = if resolved.is_empty() {
            let (kind, message) = picture_address::why_empty("picture", &found.candidates, resolved);
            (kind, message, if kind == ProblemKind::PlaceholderPicture { "left out" } else { DESCRIBED })
        } else if let Some(file) = &resolved.unsaved {
            let message = format!("images.rewrite names {}, which is not there", quoted(file));
            (ProblemKind::MissingPicture, message, "shown from its old address")
        } else if let Some((address, failure)) = resolved.failed_by_itself() {
            let message = picture_address::unfetched("picture", address, failure);
            (failure.kind.problem(), message, "shown from its address")
        } else {
            return;
        };
        self.warn(found, kind, message, done);
    }

    fn warn(&mut self, found: &Found, kind: ProblemKind, message: String, done: &str) {
        let address = found.candidates.first();
        let line = address.map_or(self.post.body_line, |address| self.post.line_of(address));
        self.kept.problems.push(Problem::of_file(self.post.path.clone(), kind, message, done).at(line).about(address));
    }
}

/// `folder/relative` with its dots resolved; `None` where it leads out.
fn normal(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

impl Host for PostHost<'_> {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        if let Some(href) = self.article(raw) {
            return Some(Address { href, reach: Reach::Site });
        }
        let url = absolute(raw, self.base.as_ref())?;
        // Of what the parser made of it, not of what was written: dots may lead out of the site.
        let own = self.around.config.base_url.as_deref().and_then(|base| url.as_str().strip_prefix(base));
        Some(match own {
            // The site's own address, written out: as a page of the site it works at any place.
            Some(path) => Address { href: format!("../../{path}"), reach: Reach::Site },
            None => Address { href: url.into(), reach: Reach::Outside },
        })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let resolved = picture_address::resolve(&found.candidates, self.post, self.base.as_ref(), self.around);
        self.report(&found, &resolved);
        if resolved.is_empty() {
            return None;
        }
        let local = resolved.local.clone();
        let shown = shown_picture::choose(resolved, found.inline, self.around.made);
        if let Some((kind, message, done)) = shown.problem {
            self.warn(&found, kind, message, done);
        }
        let first = shown.sources.first()?;
        if let Some(local) = local {
            self.kept.local_pictures.insert(first.clone(), local);
        }
        self.kept.copies.extend(shown.copy);
        self.kept.made_files.extend(shown.files);
        let (width, height) = shown.size.or(found.width.zip(found.height)).unzip();
        let (alt, inline, made) = (found.alt, found.inline, shown.made);
        Some(Picture { sources: shown.sources, width, height, alt, inline, made })
    }
}
