//! Markup → the words a person would read: for titles, descriptions and language detection. It is no parser and no
//! sanitiser; what it returns is text and has to be treated as text.

use std::borrow::Cow;

use handscroll_core::display::plain_line;

/// Elements whose content is not read.
const SILENT: &[&str] = &["script", "style", "template", "noscript", "textarea", "svg", "math", "head"];
/// Elements that stand inside a line: their borders part no words.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
];

/// As one line that says what it shows: blanks are single, and nothing in it reorders or hides what stands beside it.
pub(super) fn one_line(text: &str) -> String {
    plain_line(text)
}

/// The beginning of a text, to be quoted in a message.
pub(super) fn shortened(text: &str) -> String {
    first(text, 60)
}

/// The first characters of a text, and a sign where there are more.
pub(super) fn first(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A text that may be markup, as generators put it into descriptions.
pub(super) fn without_markup(text: &str) -> String {
    let is_markup = ["</", "/>", "<p", "<br", "<img", "<!--"].iter().any(|mark| text.contains(mark));
    if is_markup { plain(text, usize::MAX) } else { one_line(text) }
}

/// The words of HTML, on one line; it stops after about `limit` bytes of them.
pub(super) fn plain(html: &str, limit: usize) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        words.push_str(&decoded(&rest[..at]));
        if words.len() >= limit {
            return one_line(&words);
        }
        rest = &rest[at..];
        let Some(tag) = Tag::at_start(rest) else {
            words.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        if !INLINE.iter().any(|inline| tag.name.eq_ignore_ascii_case(inline)) {
            words.push(' ');
        }
        if !tag.is_closing && SILENT.iter().any(|silent| tag.name.eq_ignore_ascii_case(silent)) {
            let end = find_ignoring_case(rest, &format!("</{}", tag.name)).unwrap_or(rest.len());
            rest = &rest[end..];
        }
    }
    words.push_str(&decoded(rest));
    one_line(&words)
}

fn decoded(text: &str) -> Cow<'_, str> {
    html_escape::decode_html_entities(text)
}

/// Where an ASCII text first stands, in any case.
pub(super) fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let first = wanted.first()?.to_ascii_lowercase();
    (0..=text.len().checked_sub(wanted.len())?)
        .find(|&at| text[at].to_ascii_lowercase() == first && text[at..at + wanted.len()].eq_ignore_ascii_case(wanted))
}

/// A tag, a comment or a declaration at the beginning of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// Empty for a comment or a declaration.
    pub(super) name: &'t str,
    pub(super) is_closing: bool,
    /// In bytes, with both brackets.
    pub(super) length: usize,
}

impl<'t> Tag<'t> {
    /// The tag a text begins with; None when `<` begins none.
    pub(super) fn at_start(text: &'t str) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        if let Some(comment) = inside.strip_prefix("!--") {
            let length = comment.find("-->").map_or(text.len(), |at| at + 7);
            return Some(Self { name: "", is_closing: false, length });
        }
        let is_closing = inside.starts_with('/');
        let name = inside.strip_prefix('/').unwrap_or(inside);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
            return None;
        }
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(name.len());
        Some(Self { name: &name[..end], is_closing, length: tag_length(text) })
    }
}

/// A `>` inside an attribute's quotes ends no tag; a quote that is never closed is no quote.
fn tag_length(text: &str) -> usize {
    let mut quote = None;
    let mut first_end = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return at + 1,
            (b'>', Some(_)) => first_end = first_end.or(Some(at + 1)),
            (b'"' | b'\'', None) if text[..at].ends_with('=') => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    first_end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(plain(html, usize::MAX), expected, "{html}");
    }

    #[test]
    fn words_of_markup() {
        check("<p>one</p><p>two <b>th</b>ree</p>", "one two three");
        check("a &lt;b&gt; &#123;c&#125;&nbsp;d", "a <b> {c} d");
        check("x<style>p{}</style>y<SCRIPT>1<2</script >z", "x y z");
        check("<img alt=\"a > b\" title='>'>c", "c");
        check("<p title=\"never closed>text</p>", "text");
        check("1 < 2 <3 <!-- no --> <!doctype html>", "1 < 2 <3");
        check("cut <a href", "cut");
    }

    #[test]
    fn only_markup_is_stripped() {
        assert_eq!(without_markup("Vec<T> and\n b"), "Vec<T> and b");
        assert_eq!(without_markup("<p>a</p>"), "a");
    }
}
