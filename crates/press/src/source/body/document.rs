//! Places in HTML: what of a whole document is its body, its title, the first heading. It changes nothing.

use std::ops::Range;

use super::has_content;
use crate::source::text::{self, Tag, find_ignoring_case};

/// What stands inside `<body>`; after `</head>` where there is none; else everything. What a careless generator put
/// between the head and `<body>`, or after `</body>`, is in the body for every browser, and so it is here.
pub(super) fn inner(html: &str) -> Range<usize> {
    if !is_document(html) {
        return 0..html.len();
    }
    // A tag that is never closed would hide what stands behind it.
    let is_closed = |end: usize| html[..end].ends_with('>');
    let body = open_tag(html, "body").map(|(at, tag)| (at, at + tag.length)).filter(|(_, after)| is_closed(*after));
    let before_body = &html[..body.map_or(html.len(), |(at, _)| at)];
    let head_end = find_ignoring_case(before_body, "</head")
        .map(|at| at + Tag::at_start(&html[at..]).map_or(0, |tag| tag.length))
        .filter(|end| is_closed(*end));
    let start = match (head_end, body) {
        (Some(head_end), Some((at, _))) if has_content(&html[head_end..at]) => head_end,
        (_, Some((_, after))) => after,
        (head_end, None) => head_end.unwrap_or(0),
    };
    let end = html.rfind("</body").or_else(|| html.rfind("</BODY"));
    let is_end = |end: &usize| *end >= start && html.trim_end().ends_with('>') && !has_content(&html[*end..]);
    start..end.filter(is_end).unwrap_or(html.len())
}

/// The title of a whole document.
pub(super) fn title(html: &str) -> Option<String> {
    if !is_document(html) {
        return None;
    }
    let (start, tag) = open_tag(html, "title")?;
    let start = start + tag.length;
    let end = start + find_ignoring_case(&html[start..], "</title")?;
    Some(text::plain(&html[start..end], usize::MAX)).filter(|title| !title.is_empty())
}

/// The first `<h1>`, with its tags.
pub(super) fn first_heading(html: &str) -> Option<Range<usize>> {
    let (start, _) = open_tag(html, "h1")?;
    let end = start + find_ignoring_case(&html[start..], "</h1")?;
    let closing = Tag::at_start(&html[end..]).filter(|tag| tag.name.eq_ignore_ascii_case("h1"))?;
    let end = end + closing.length;
    // A tag that is never closed would take all that follows.
    html[..end].ends_with('>').then_some(start..end)
}

/// An article may quote `<body>` in a comment or in code; a document begins as one, perhaps after comments.
fn is_document(html: &str) -> bool {
    let mut start = html.trim_start();
    while let Some(comment) = Tag::at_start(start).filter(|_| start.starts_with("<!--")) {
        start = start[comment.length..].trim_start();
    }
    ["<!doctype", "<html", "<head", "<body", "<?xml", "<meta", "<title"]
        .iter()
        .any(|mark| start.get(..mark.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(mark)))
}

fn open_tag<'t>(html: &'t str, name: &str) -> Option<(usize, Tag<'t>)> {
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        at += found;
        match Tag::at_start(&html[at..]) {
            Some(tag) if !tag.is_closing && tag.name.eq_ignore_ascii_case(name) => return Some((at, tag)),
            // An attribute may hold what looks like a tag.
            Some(tag) => at += tag.length,
            None => at += 1,
        }
    }
    None
}
