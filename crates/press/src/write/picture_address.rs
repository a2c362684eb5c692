//! Which picture the addresses of an image element mean: a file of the content, bytes inside the page, or an address
//! elsewhere. Must not decide where a picture stands, or say anything to the publisher.

use std::borrow::Cow;

use handscroll_sanitize::picture;
use url::Url;

use super::body::Surroundings;
use crate::config::ImageRewrite;
use crate::images::fetch::{Failure, FailureKind};
use crate::images::inside;
use crate::images::local::LocalPicture;
use crate::problem::ProblemKind;
use crate::source::Post;

/// Characters of an address that a message quotes.
const QUOTED: usize = 60;

/// A picture's addresses, by where they lead.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The picture in the content, if one of the addresses means one; else the first that was fetched from elsewhere.
    pub local: Option<LocalPicture>,
    /// Absolute addresses, best first.
    pub remote: Vec<String>,
    /// An address that was left out because what it answers with is no content, and what that is.
    pub placeholder: Option<(String, String)>,
    /// Whether addresses elsewhere were left out, as the site's settings say.
    pub stays_home: bool,
    /// A file that a rule of `images.rewrite` names and that is not there.
    pub unsaved: Option<String>,
    /// The best address that was asked for in vain, and why, where no other gave the picture.
    pub failed: Option<(String, Failure)>,
    /// Width and height in pixels of a picture elsewhere, where they were asked for.
    pub size_elsewhere: Option<(u32, u32)>,
}

impl Resolved {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.local.is_none() && self.remote.is_empty()
    }

    /// The failure to tell the publisher of; that nothing at all was to be had is said once for all pictures.
    pub fn failed_by_itself(&self) -> Option<&(String, Failure)> {
        self.failed.as_ref().filter(|(_, failure)| failure.kind != FailureKind::Unasked)
    }

    /// Takes what asking for these addresses gave.
    fn take_fetched(&mut self, mut elsewhere: Vec<String>, around: &Surroundings<'_>) {
        elsewhere.retain(|address| match around.fetched.failure(address) {
            Some(failure) if failure.kind == FailureKind::Placeholder => {
                self.placeholder.get_or_insert_with(|| (address.clone(), failure.reason.clone()));
                false
            }
            Some(failure) => {
                self.failed.get_or_insert_with(|| (address.clone(), failure.clone()));
                true
            }
            None => true,
        });
        if self.local.is_none() {
            self.local = elsewhere.iter().find_map(|address| around.fetched.picture(address)).cloned();
            self.size_elsewhere = elsewhere.iter().find_map(|address| around.fetched.size(address));
        }
        if self.local.is_some() || self.size_elsewhere.is_some() {
            self.failed = None;
        }
        match around.config.remote_images {
            true => self.remote = elsewhere,
            false => self.stays_home = !elsewhere.is_empty(),
        }
    }
}

/// Follows a picture's candidates: rewritten first, then found in the content, then taken as addresses, the first of
/// which that gave a picture gives it here.
pub fn resolve(candidates: &[String], post: &Post, base: Option<&Url>, around: &Surroundings<'_>) -> Resolved {
    let mut resolved = Resolved::default();
    let mut elsewhere: Vec<String> = Vec::new();
    for candidate in candidates.iter().filter(|candidate| !inside::is_data(candidate)) {
        let address = match rewritten(candidate, &around.config.image_rewrites) {
            Some((rule, file)) if is_relative(&file) => {
                resolved.local = resolved.local.or_else(|| around.pictures.find_from_root(&rule.root, &file));
                if resolved.local.is_some() {
                    continue;
                }
                // The old address may still answer.
                resolved.unsaved.get_or_insert(file);
                candidate.clone()
            }
            Some((_, address)) => address,
            None => candidate.clone(),
        };
        if picture::is_random_picture(&address, &around.config.image_placeholders) {
            resolved.placeholder.get_or_insert_with(|| (address, "a random picture".to_owned()));
            continue;
        }
        if resolved.local.is_none() && is_relative(&address) {
            resolved.local = around.pictures.find(&post.root, &post.path, &address);
        }
        if let Some(url) = absolute(&address, base).filter(|url| matches!(url.scheme(), "http" | "https"))
            && !elsewhere.iter().any(|known| known == url.as_str())
        {
            elsewhere.push(url.into());
        }
    }
    resolved.take_fetched(elsewhere, around);
    if resolved.is_empty() {
        // Beside another address, a picture inside the page only stands for it while it loads.
        resolved.local =
            candidates.iter().filter(|candidate| inside::is_data(candidate)).find_map(|data| inside::read(data));
    }
    if resolved.local.is_some() {
        resolved.unsaved = None;
    }
    resolved
}

/// The address after the first rule that matches it. One without a protocol matches as it is written and as it would
/// be with either.
fn rewritten<'r>(address: &str, rules: &'r [ImageRewrite]) -> Option<(&'r ImageRewrite, String)> {
    let spellings = match address.starts_with("//") {
        true => vec![Cow::Borrowed(address), format!("https:{address}").into(), format!("http:{address}").into()],
        false => vec![Cow::Borrowed(address)],
    };
    rules.iter().find_map(|rule| {
        let rest = spellings.iter().find_map(|address| address.strip_prefix(&rule.from))?;
        Some((rule, format!("{}{rest}", rule.to)))
    })
}

fn is_relative(address: &str) -> bool {
    !address.starts_with("//") && Url::parse(address) == Err(url::ParseError::RelativeUrlWithoutBase)
}

/// An address as a whole one; `None` where it is relative and nothing is known that it could be relative to.
pub fn absolute(address: &str, base: Option<&Url>) -> Option<Url> {
    match Url::parse(address) {
        Ok(url) => Some(url),
        Err(_) if address.starts_with("//") => Url::parse(&format!("https:{address}")).ok(),
        Err(_) => base.and_then(|base| base.join(address).ok()),
    }
}

/// Why there is nothing to show of a picture with these candidates; `what` is its part in the article.
pub fn why_empty(what: &str, candidates: &[String], resolved: &Resolved) -> (ProblemKind, String) {
    if let Some((address, is)) = &resolved.placeholder {
        return (ProblemKind::PlaceholderPicture, format!("the {what} {} is {is}", quoted(address)));
    }
    if let Some((address, failure)) = &resolved.failed {
        return (failure.kind.problem(), unfetched(what, address, failure));
    }
    let Some(address) = candidates.first() else {
        return (ProblemKind::MissingPicture, format!("a {what} names no address"));
    };
    let quoted = quoted(address);
    if resolved.stays_home {
        let message = format!("the {what} {quoted} is elsewhere, and images.remote is false");
        return (ProblemKind::RemotePicture, message);
    }
    let message = match inside::is_data(address) {
        true => format!("the {what} {quoted} inside the page is of no kind that can be shown"),
        false => format!("the {what} {quoted} is neither in the content folder nor an address"),
    };
    (ProblemKind::MissingPicture, message)
}

/// What is said of a picture that was asked for in vain.
pub fn unfetched(what: &str, address: &str, failure: &Failure) -> String {
    format!("the {what} {} could not be fetched: {}", quoted(address), failure.reason)
}

/// The address as a message shows it: its beginning, for a picture inside the page can be a page long.
pub fn quoted(address: &str) -> Cow<'_, str> {
    match address.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &address[..end]).into(),
        None => address.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, rules: &[(&str, &str)], expected: Option<&str>) {
        let rules: Vec<ImageRewrite> = rules
            .iter()
            .map(|(from, to)| ImageRewrite { from: (*from).into(), to: (*to).into(), root: "posts".into() })
            .collect();
        assert_eq!(rewritten(address, &rules).map(|(_, address)| address).as_deref(), expected, "{address}");
    }

    #[test]
    fn the_first_rule_that_matches_counts() {
        let rules = [("https://a.example/x/", "x/"), ("http://a.example/", "y/"), ("//a.example/", "z/")];
        check("https://a.example/x/1.png", &rules, Some("x/1.png"));
        check("https://a.example/1.png", &rules, None);
        check("//a.example/x/1.png", &rules, Some("x/1.png"));
        check("//a.example/1.png", &rules, Some("y/1.png"));
        check("//a.example/1.png", &rules[2..], Some("z/1.png"));
        check("1.png", &rules, None);
    }
}
