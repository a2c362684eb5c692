//! A post's body, filtered: what stands in its twin, and what the lists say of it. Judges nothing itself; the policy does.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use handscroll_core::strings::Strings;
use handscroll_core::words::Words;
use handscroll_sanitize::{Address, Found, Host, Picture, Reach, Report, escape_into, parsed, picture};
use url::Url;

use super::body_sink::BodySink;
use crate::config::Config;
use crate::images::local::{LocalPicture, LocalPictures};
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
    /// Ids of all posts, by content folder and path, for links from one to another.
    pub ids: HashMap<(PathBuf, String), String>,
}

/// A picture's addresses, by where they lead.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The picture on the disk, if one of the addresses means one.
    pub local: Option<LocalPicture>,
    /// Absolute addresses, best first.
    pub remote: Vec<String>,
    /// An address that was left out because it answers with a random picture.
    pub placeholder: Option<String>,
}

/// Filters one post's body.
pub fn filter(post: &Post, around: &Surroundings<'_>) -> Body {
    let mut host = PostHost {
        post,
        around,
        base: post.link.as_deref().and_then(|link| Url::parse(link).ok()),
        problems: Vec::new(),
    };
    let sink = BodySink::new(around.strings);
    let (sink, report) = parsed::filter_html(&post.body_html, sink, &mut host);
    let mut body = sink.into_body(report);
    body.problems = host.problems;
    if body.report.shortened {
        body.problems.push(host_problem(
            post,
            ProblemKind::Shortened,
            "the body is larger than a reader can hold",
            "shortened, with a note",
        ));
        body.html.push_str("<p class=\"card\">");
        escape_into(around.strings.shortened, &mut body.html);
        body.html.push_str("</p>");
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

/// Follows a picture's candidates: rewritten first, then found on the disk, then taken as addresses.
pub fn resolve_picture(candidates: &[String], post: &Post, base: Option<&Url>, around: &Surroundings<'_>) -> Resolved {
    let mut resolved = Resolved::default();
    for candidate in candidates {
        let (root, address) = match around.config.image_rewrites.iter().find(|rule| candidate.starts_with(&rule.from)) {
            Some(rule) => (rule.root.as_path(), format!("{}{}", rule.to, &candidate[rule.from.len()..])),
            None => (post.root.as_path(), candidate.clone()),
        };
        if picture::is_random_picture(&address, &around.config.image_placeholders) {
            resolved.placeholder.get_or_insert(address);
            continue;
        }
        let is_relative =
            !address.starts_with("//") && Url::parse(&address) == Err(url::ParseError::RelativeUrlWithoutBase);
        if is_relative && resolved.local.is_none() {
            let folder = if root.is_file() { root.parent().unwrap_or(Path::new("")) } else { root };
            resolved.local = around.pictures.find(folder, &post.path, &address);
        }
        if let Some(url) = absolute(&address, base).filter(|url| matches!(url.scheme(), "http" | "https"))
            && !resolved.remote.iter().any(|known| known == url.as_str())
        {
            resolved.remote.push(url.into());
        }
    }
    resolved
}

fn absolute(address: &str, base: Option<&Url>) -> Option<Url> {
    match Url::parse(address) {
        Ok(url) => Some(url),
        Err(_) if address.starts_with("//") => Url::parse(&format!("https:{address}")).ok(),
        Err(_) => base.and_then(|base| base.join(address).ok()),
    }
}

struct PostHost<'a> {
    post: &'a Post,
    around: &'a Surroundings<'a>,
    base: Option<Url>,
    problems: Vec<Problem>,
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
        absolute(raw, self.base.as_ref()).map(|url| Address { href: url.into(), reach: Reach::Outside })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let Resolved { local, remote, placeholder } =
            resolve_picture(&found.candidates, self.post, self.base.as_ref(), self.around);
        let mut sources: Vec<String> = local.iter().map(|picture| format!("../../{}", picture.path)).collect();
        sources.extend(remote);
        if sources.is_empty() {
            let problem = match (placeholder, found.candidates.first()) {
                (Some(address), _) => host_problem(
                    self.post,
                    ProblemKind::PlaceholderPicture,
                    format!("{address} is a random picture"),
                    "left out",
                ),
                (None, Some(address)) => {
                    let message = format!("the picture {address} is neither in the content folder nor an address");
                    host_problem(self.post, ProblemKind::MissingPicture, message, "its description stands in its place")
                }
                (None, None) => {
                    let message = "a picture names no address";
                    host_problem(self.post, ProblemKind::MissingPicture, message, "its description stands in its place")
                }
            };
            self.problems.push(problem);
            return None;
        }
        let stated = found.width.zip(found.height);
        let size = local.map(|picture| picture.size).or(stated);
        let (width, height) = size.unzip();
        Some(Picture { sources, width, height, alt: found.alt, inline: found.inline })
    }
}
