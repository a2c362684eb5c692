//! What a body is written in. It renders nothing.

use crate::source::text::{Tag, find_ignoring_case};

/// What a file's name says of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Extension {
    Html,
    Markdown,
    Text,
}

impl Extension {
    /// By the letters after a file name's last stop; None for what is no post.
    pub(in crate::source) fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "html" | "htm" => Some(Self::Html),
            "md" | "markdown" => Some(Self::Markdown),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Html,
    Markdown,
    PlainText,
}

/// Elements that begin a body written in HTML; most are CommonMark's blocks.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "video",
];

/// Running HTML through Markdown turns indented lines into code, and reading Markdown as HTML loses its paragraphs.
pub(super) fn notation(body: &str, extension: Extension) -> Notation {
    let fallback = if extension == Extension::Text { Notation::PlainText } else { Notation::Markdown };
    if extension == Extension::Html {
        return Notation::Html;
    }
    let mut rest = body.trim_start();
    // A comment says nothing of what follows it.
    while rest.starts_with("<!--") {
        let Some(comment) = Tag::at_start(rest) else { break };
        rest = rest[comment.length..].trim_start();
    }
    if rest.is_empty() && !body.trim().is_empty() {
        return Notation::Html;
    }
    let Some(tag) = Tag::at_start(rest) else { return fallback };
    // `<https://example.org>` is Markdown's link; a declaration (`<!doctype`, `<?xml`) has no name.
    let after_name = rest[1..].strip_prefix(tag.name).and_then(|after| after.chars().next());
    if !tag.name.is_empty() && after_name.is_some_and(|c| matches!(c, ':' | '@' | '.' | '+')) {
        return fallback;
    }
    let ends_as_html = body.trim_end().ends_with('>');
    let is_block = tag.name.is_empty() || BLOCKS.iter().any(|block| tag.name.eq_ignore_ascii_case(block));
    let is_html = if is_block {
        // A README may begin with a centred logo and go on in Markdown.
        ends_as_html || !has_markdown_blocks(rest)
    } else {
        // An image may begin a body of either kind: paragraphs in tags tell.
        ends_as_html
            && ["</p>", "</div>", "</section>", "<br"].iter().any(|mark| find_ignoring_case(rest, mark).is_some())
    };
    if is_html { Notation::Html } else { fallback }
}

/// Whether a line after an empty one begins with what means a block in Markdown and nothing in HTML.
fn has_markdown_blocks(body: &str) -> bool {
    let mut after_blank = false;
    for line in body.lines() {
        let is_heading = line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
        if after_blank
            && (is_heading || ["```", "- ", "* ", "> ", "1. ", "!["].iter().any(|mark| line.starts_with(mark)))
        {
            return true;
        }
        after_blank = line.trim().is_empty();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, extension: Extension, expected: Notation) {
        assert_eq!(notation(body, extension), expected, "{body}");
    }

    #[test]
    fn bodies_that_begin_with_a_block_are_html() {
        for body in [
            "<div>   \n<p>x</p>\n    <p>y</p>\n</div>\n            ",
            "\n  <SECTION class=a>\n\n    <p>cut off",
            "<!-- c -->\n<p>x</p>",
            "<!-- only -->",
            "<!doctype html><html>",
            "<p>one</p>\n\n<p>two</p>",
            "<img src=a><p>x</p>",
            "<span>x</span><br>\n\ny<br/>",
        ] {
            check(body, Extension::Markdown, Notation::Html);
            check(body, Extension::Text, Notation::Html);
        }
        check("# x", Extension::Html, Notation::Html);
    }

    #[test]
    fn the_rest_is_markdown() {
        for body in [
            "",
            "words",
            "# x\n\n<p>y</p>",
            "<p align=center><img src=a></p>\n\n# Title\n\nwords",
            "<!-- toc -->\n\n# x",
            "<https://e.org> is where",
            "<img src=a>\n\nwords",
            "<b>x</b> is bold",
            "< 3",
        ] {
            check(body, Extension::Markdown, Notation::Markdown);
            check(body, Extension::Text, Notation::PlainText);
        }
    }
}
