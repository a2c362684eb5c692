//! Places in HTML: what of a whole document is its body, its title, the first heading. It changes nothing.

use std::ops::Range;

use crate::source::text::{self, Tag, find_ignoring_case};

/// What stands inside `<body>`; after `</head>` where there is none; else everything.
pub(super) fn inner(html: &str) -> Range<usize> {
    if !is_document(html) {
        return 0..html.len();
    }
    if let Some((start, tag)) = open_tag(html, "body") {
        let start = start + tag.length;
        let end = html.rfind("</body").or_else(|| html.rfind("</BODY")).filter(|end| *end >= start);
        return start..end.unwrap_or(html.len());
    }
    match find_ignoring_case(html, "</head") {
        Some(at) => at + Tag::at_start(&html[at..]).map_or(0, |tag| tag.length)..html.len(),
        None => 0..html.len(),
    }
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
    let closing = Tag::at_start(&html[end..])?;
    Some(start..end + closing.length)
}

/// An article may quote `<body>` in a comment or in code; a document begins as one.
fn is_document(html: &str) -> bool {
    let start = html.trim_start();
    ["<!doctype", "<html", "<head", "<body", "<?xml", "<!--", "<meta", "<title"]
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
