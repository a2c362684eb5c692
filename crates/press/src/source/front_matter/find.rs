//! Where a file's front matter stands, by the marks Hexo, Hugo and Jekyll put around it. It does not read what
//! stands inside.

use super::lines::{self, Syntax, split_key};
use crate::source::keys;

/// A front matter in its file.
#[derive(Debug, PartialEq)]
pub(super) struct Block<'t> {
    pub(super) syntax: Syntax,
    /// What stands between the marks.
    pub(super) text: &'t str,
    /// Where `text` begins in the file, in bytes.
    pub(super) start: usize,
    /// Where the body begins in the file, in bytes.
    pub(super) body: usize,
    pub(super) fence: Fence,
}

/// How sure the block's borders are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fence {
    /// It has its mark on both sides.
    Both,
    /// It has its mark at the end only, as Hexo allows.
    ClosingOnly,
    /// Its closing mark is missing; `text` goes on into the body.
    OpeningOnly,
    /// It is longer than any real one; `text` is its beginning.
    TooLong,
}

/// The longest front matter that is looked for. Real ones stay far below; beyond it, a mark is one of the body's.
const LENGTH_LIMIT_BYTES: usize = 64 * 1024;

/// Finds the front matter, if the file has one.
pub(super) fn find(text: &str) -> Option<Block<'_>> {
    let start = text.len() - text.trim_start().len();
    let first = lines::first(&text[start..]);
    let after_first = start + first.len();
    match first.trim_end() {
        mark if is_mark(mark, '-') => {
            fenced(text, after_first, Syntax::Yaml, |line| is_mark(line, '-') || line == "...")
        }
        mark if is_mark(mark, ';') => fenced(text, after_first, Syntax::BareJson, |line| is_mark(line, ';')),
        "+++" => fenced(text, after_first, Syntax::Toml, |line| line == "+++"),
        mark if mark.starts_with('{') => json(text, start),
        _ => closed_only(text, start),
    }
}

/// Three or more of one character and nothing else.
fn is_mark(line: &str, character: char) -> bool {
    line.len() >= 3 && line.chars().all(|c| c == character)
}

fn fenced(text: &str, start: usize, syntax: Syntax, is_closing: impl Fn(&str) -> bool) -> Option<Block<'_>> {
    let rest = near(&text[start..]);
    for (at, line) in lines::with_offsets(rest) {
        if is_closing(line.trim_end()) {
            // A body may begin with a rule, `---`, and hold another one later.
            return has_keys(&rest[..at], syntax).then_some(Block {
                syntax,
                text: &rest[..at],
                start,
                body: start + at + line.len(),
                fence: Fence::Both,
            });
        }
    }
    if let Some(body) = end_of_long(&text[start..], syntax, is_closing) {
        return Some(Block { syntax, text: rest, start, body: start + body, fence: Fence::TooLong });
    }
    let first_line = lines::first(rest);
    let begins = split_key(first_line, syntax).is_some_and(|(key, _)| keys::is_known(key));
    begins.then_some(Block { syntax, text: rest, start, body: start + rest.len(), fence: Fence::OpeningOnly })
}

/// Where the body begins after a front matter that goes on beyond the limit: all its lines must look like one, for a mark so far
/// away may be the body's.
fn end_of_long(rest: &str, syntax: Syntax, is_closing: impl Fn(&str) -> bool) -> Option<usize> {
    for (at, line) in lines::with_offsets(rest) {
        if is_closing(line.trim_end()) {
            return (at > LENGTH_LIMIT_BYTES).then_some(at + line.len());
        }
        let goes_on = line.trim().is_empty() || line.starts_with([' ', '\t', '-', '#', '[', '}', ']', '"']);
        if !goes_on && split_key(line, syntax).is_none() {
            return None;
        }
    }
    None
}

/// The whole lines of a text that a front matter can stand in.
fn near(text: &str) -> &str {
    if text.len() <= LENGTH_LIMIT_BYTES {
        return text;
    }
    let limit = text.floor_char_boundary(LENGTH_LIMIT_BYTES);
    &text[..text[..limit].rfind('\n').map_or(0, |at| at + 1)]
}

/// Whether the text between two marks can be front matter: nothing at all, a key at its beginning, or a key that
/// the press knows anywhere.
fn has_keys(text: &str, syntax: Syntax) -> bool {
    let mut content = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).peekable();
    let Some(first) = content.peek() else { return true };
    split_key(first, syntax).is_some()
        || first.starts_with('{')
        || first.starts_with('[') && syntax == Syntax::Toml
        || content.any(|line| split_key(line, syntax).is_some_and(|(key, _)| keys::is_known(key)))
}

fn json(text: &str, start: usize) -> Option<Block<'_>> {
    let rest = near(&text[start..]);
    let inner = text[start..].get(1..)?.trim_start();
    if !inner.starts_with(['"', '}']) {
        return None;
    }
    let block = |length: usize, fence| Block {
        syntax: Syntax::Json,
        text: &rest[..length],
        start,
        body: start + length,
        fence,
    };
    // Only its end is looked for, so that nothing is kept of what may be very long; its first character says that it is an object.
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<serde::de::IgnoredAny>();
    if let Some(Ok(_)) = values.next() {
        let length = values.byte_offset();
        if length > LENGTH_LIMIT_BYTES {
            return Some(Block { text: rest, body: start + length, ..block(0, Fence::TooLong) });
        }
        return Some(block(length, Fence::Both));
    }
    let closing = lines::with_offsets(rest).find(|(_, line)| line.trim_end() == "}");
    Some(match closing {
        Some((at, line)) => block(at + line.len(), Fence::Both),
        None => block(rest.len(), Fence::OpeningOnly),
    })
}

/// Hexo's form: keys, then a mark. The first key has to be one the press knows, since `Word: text` above a rule is
/// a heading in Markdown.
fn closed_only(text: &str, start: usize) -> Option<Block<'_>> {
    let rest = near(&text[start..]);
    let first = lines::first(rest);
    let begins = |syntax| split_key(first, syntax).is_some_and(|(key, _)| keys::is_known(key));
    if !begins(Syntax::Yaml) && !begins(Syntax::BareJson) {
        return None;
    }
    let (at, line, syntax) = lines::with_offsets(rest).find_map(|(at, line)| match line.trim_end() {
        mark if is_mark(mark, '-') => Some((at, line, Syntax::Yaml)),
        mark if is_mark(mark, ';') => Some((at, line, Syntax::BareJson)),
        _ => None,
    })?;
    begins(syntax).then_some(Block {
        syntax,
        text: &rest[..at],
        start,
        body: start + at + line.len(),
        fence: Fence::ClosingOnly,
    })
}
