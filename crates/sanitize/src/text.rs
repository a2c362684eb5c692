//! How blanks and invisible characters are judged: which are layout, which are text. Pure functions on strings.

use std::borrow::Cow;

use handscroll_core::display::{is_hidden, only_shapes, plain_line, reorders};

/// Blanks that HTML collapses.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Blanks, and what scraped pages pad with: no-break and ideographic spaces, zero-width characters.
/// At the start of a line of text they are an indent, which is ours to set; a text of nothing else is no text.
pub(crate) fn is_padding(character: char) -> bool {
    is_blank(character)
        || (character >= '\u{a0}' && (matches!(character, '\u{a0}' | '\u{3000}') || takes_none(character)))
}

/// What is dropped at the edge of a text and has no width: it parts no words.
fn takes_none(character: char) -> bool {
    is_hidden(character) || overrides(character)
}

/// Writes letters and digits backwards. Nothing that is read needs it; other direction marks stay, but not in links.
fn overrides(character: char) -> bool {
    matches!(character, '\u{202d}' | '\u{202e}')
}

/// The beginning of a text that is `edge`, what is between, and its end that is.
pub(crate) fn without_edges<'t>(text: &'t str, edge: &dyn Fn(char) -> bool) -> (&'t str, &'t str, &'t str) {
    let begun = text.trim_start_matches(edge);
    let words = begun.trim_end_matches(edge);
    (&text[..text.len() - begun.len()], words, &begun[words.len()..])
}

/// Whether a text of nothing but this shows nothing.
pub(crate) fn shows_nothing(character: char) -> bool {
    character >= '\u{ad}' && (is_hidden(character) || reorders(character) || only_shapes(character))
}

/// Whether a run of padding takes up room, and so parts two words.
pub(crate) fn takes_room(padding: &str) -> bool {
    padding.chars().any(|character| character < '\u{ad}' || !(takes_none(character) || shows_nothing(character)))
}

/// Words of a link: none of them hidden, turned around or covered by the marks on another, as in a title. Blanks stay.
pub(crate) fn plain_words(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic() || is_blank(char::from(byte))) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end_matches(char::is_whitespace);
        plain.push_str(&plain_line(word));
        plain.push_str(&part[word.len()..]);
    }
    Cow::Owned(plain)
}

/// The beginning of a text that can be told apart from the rest, so that a long one is read piece by piece: of at most so
/// many bytes, or of more where those cannot be parted, and all of it where it is short.
pub fn piece_of(text: &str, most_bytes: usize) -> &str {
    let mut bytes = most_bytes.max(1);
    while bytes < text.len() {
        if let Some(end) = last_parting(&text[..text.floor_char_boundary(bytes)]) {
            return &text[..end];
        }
        bytes *= 2;
    }
    text
}

/// Where the last two characters meet that are what they are whatever stands beside them.
fn last_parting(part: &str) -> Option<usize> {
    let is_usual = |character: char| matches!(character, '!'..='~' | '\u{4e00}'..='\u{9fff}');
    let mut after = false;
    part.char_indices().rev().find_map(|(at, character)| {
        let is_parting = after && is_usual(character);
        after = is_usual(character);
        is_parting.then_some(at + character.len_utf8())
    })
}

/// Characters that are no blanks.
pub(crate) fn count_shown(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}

/// Appends `text` with every run of blanks made one space, and every run of invisible characters one of them. Gives how many
/// characters went, blanks not counted.
pub(crate) fn collapse_into(text: &str, out: &mut String) -> usize {
    // What stays as it is goes over in runs: of a long text that is most of it.
    let mut run = 0;
    let mut blank_before = false;
    let mut hidden_before = false;
    let mut gone = 0;
    for (at, character) in text.char_indices() {
        // The scripts that are met most hold none of the characters below.
        let is_usual = matches!(character, '!'..='\u{ac}' | '\u{4e00}'..='\u{9fff}');
        if is_usual {
            (blank_before, hidden_before) = (false, false);
            continue;
        }
        let after = at + character.len_utf8();
        if is_blank(character) {
            if character != ' ' || blank_before {
                out.push_str(&text[run..at]);
                run = after;
                if !blank_before {
                    out.push(' ');
                }
            }
            blank_before = true;
            continue;
        }
        let is_hidden = is_hidden(character);
        if overrides(character) || (is_hidden && hidden_before) {
            out.push_str(&text[run..at]);
            run = after;
            gone += 1;
            continue;
        }
        hidden_before = is_hidden;
        blank_before = false;
    }
    out.push_str(&text[run..]);
    gone
}

/// Text to the letter, but in the order in which it is written: code that reads otherwise than it runs is a trick.
pub(crate) fn without_order(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(reorders) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|character| !reorders(*character)).collect())
}
