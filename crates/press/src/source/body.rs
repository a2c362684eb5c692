//! The rest of a post after its front matter → HTML. It decides what the body is written in; the HTML it returns is
//! as untrusted as the post.

mod document;
mod kind;

use super::markdown::{self, LineBreaks};
use super::{shortcode, text};
pub(super) use kind::Extension;
use kind::Notation;

/// A body as HTML, and what it says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) html: String,
    /// The text of its first `<h1>`.
    pub(super) heading: Option<String>,
    /// The words before `<!-- more -->`.
    pub(super) excerpt: Option<String>,
    /// The `<title>` of a whole HTML document.
    pub(super) document_title: Option<String>,
    /// Lines of the source that stand before what became `html`.
    pub(super) skipped_lines: u32,
    /// Whether `html` has the lines of the source.
    pub(super) keeps_lines: bool,
}

/// Reads a body.
pub(super) fn read(source: &str, extension: Extension) -> Body {
    match kind::notation(source, extension) {
        Notation::Html => from_html(source),
        Notation::Markdown => from_markdown(source, LineBreaks::Soft),
        Notation::PlainText => from_markdown(&unindented(source), LineBreaks::Hard),
    }
}

impl Body {
    /// Takes the first `<h1>` away when it stands before everything else and says what the title says: the page
    /// shows its title anyway.
    pub(super) fn drop_heading(&mut self, title: &str) {
        let Some(range) = document::first_heading(&self.html) else { return };
        let before = &self.html[..range.start];
        let says_title = text::plain(&self.html[range.clone()], usize::MAX) == title;
        if says_title && !has_content(before) {
            // Its line breaks stay, so that lines can still be counted.
            let breaks = "\n".repeat(self.html[range.clone()].matches('\n').count());
            self.html.replace_range(range, &breaks);
        }
    }
}

/// Whether HTML holds a word or something to look at.
fn has_content(html: &str) -> bool {
    let media = ["<img", "<video", "<audio", "<iframe", "<picture", "<svg", "<object", "<embed"];
    media.iter().any(|tag| text::find_ignoring_case(html, tag).is_some()) || !text::plain(html, usize::MAX).is_empty()
}

fn from_html(source: &str) -> Body {
    let inner = document::inner(source);
    let replaced = shortcode::replace(&source[inner.clone()], true);
    let excerpt = replaced.more_at.and_then(|at| excerpt(&replaced.text[..at]));
    Body {
        heading: heading(&replaced.text),
        excerpt,
        document_title: document::title(source),
        skipped_lines: u32::try_from(source[..inner.start].matches('\n').count()).unwrap_or(u32::MAX),
        html: replaced.text,
        keeps_lines: true,
    }
}

fn from_markdown(source: &str, breaks: LineBreaks) -> Body {
    let replaced = shortcode::replace(source, false);
    let html = markdown::to_html(&replaced.text, breaks);
    let excerpt = replaced.more_at.and_then(|at| excerpt(&markdown::to_html(&replaced.text[..at], breaks)));
    Body { heading: heading(&html), excerpt, html, ..Body::default() }
}

fn heading(html: &str) -> Option<String> {
    let range = document::first_heading(html)?;
    Some(text::plain(&html[range], usize::MAX)).filter(|text| !text.is_empty())
}

fn excerpt(html: &str) -> Option<String> {
    Some(text::plain(html, usize::MAX)).filter(|text| !text.is_empty())
}

/// Paragraphs of a plain text file may be indented, which would be code in Markdown.
fn unindented(source: &str) -> String {
    if source.contains("```") {
        return source.to_owned();
    }
    source.split_inclusive('\n').map(|line| line.trim_start_matches([' ', '\t', '\u{3000}'])).collect()
}

#[cfg(test)]
mod tests;
