//! How much of a body is parsed as Markdown, so that no made-up one takes more than its share of time and memory. Knows
//! pulldown-cmark's costs; must not know what a post is.
//!
//! The parser keeps a node for each mark that may mean something, and goes through all open quotations, lists and notes for
//! each line.

use std::borrow::Cow;

/// Bytes of blanks and marks of quotations, lists and notes that may stand at the beginning of a line: a hundred levels.
const PREFIX_BYTES: usize = 200;

/// Marks of one body. A book of a million words has some hundred thousand, the ends of its lines among them.
const MARKS: usize = 1_000_000;

/// What is to be parsed, and the rest of the body, which is to stand as it is.
pub(super) fn bounded(source: &str) -> (Cow<'_, str>, &str) {
    let is_mark = |byte: u8| {
        matches!(
            byte,
            b'\n' | b'\r' | b'[' | b']' | b'!' | b'*' | b'_' | b'~' | b'`' | b'<' | b'>' | b'&' | b'\\' | b'|'
        )
    };
    let mut marks = source.bytes().enumerate().filter(|(_, byte)| is_mark(*byte));
    let end = marks.nth(MARKS).map_or(source.len(), |(at, _)| at);
    (without_towers(&source[..end]), &source[end..])
}

/// The source with the levels at the beginning of each line that nobody would write taken away.
fn without_towers(source: &str) -> Cow<'_, str> {
    let lines = || source.split_inclusive(['\n', '\r']).map(|line| (line, prefix(line)));
    if lines().all(|(_, prefix)| prefix <= PREFIX_BYTES) {
        return Cow::Borrowed(source);
    }
    let mut kept = String::with_capacity(source.len());
    for (line, prefix) in lines() {
        kept.push_str(&line[..line.floor_char_boundary(prefix.min(PREFIX_BYTES))]);
        kept.push_str(&line[prefix..]);
    }
    Cow::Owned(kept)
}

/// The length of what stands at the beginning of a line and opens a level, or may continue one.
fn prefix(line: &str) -> usize {
    let bytes = line.as_bytes();
    let is_blank = |at: usize| bytes.get(at).is_none_or(u8::is_ascii_whitespace);
    let mut at = 0;
    loop {
        let length = match bytes.get(at) {
            Some(b' ' | b'\t' | b'>') => 1,
            Some(b'-' | b'+' | b'*') if is_blank(at + 1) => 1,
            Some(b'0'..=b'9') => {
                let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let is_marker = matches!(bytes.get(at + digits), Some(b'.' | b')')) && is_blank(at + digits + 1);
                if is_marker { digits + 1 } else { 0 }
            }
            Some(b'[') if bytes.get(at + 1) == Some(&b'^') => line[at..].find("]:").map_or(0, |end| end + 2),
            _ => 0,
        };
        if length == 0 {
            return at;
        }
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_parsed_as_it_is() {
        for source in ["> > - 1. [^a]: b\n\n    code\n", "* * *\n", "12. a\r\n-b", "长卷 > [x](y)", ""] {
            assert!(matches!(bounded(source), (Cow::Borrowed(parsed), "") if parsed == source), "{source}");
        }
    }

    #[test]
    fn levels_are_counted_to_where_the_words_begin() {
        for (line, expected) in [
            ("> > a", 4),
            ("- + 12. 3) a", 11),
            ("[^长]: [^b]:a", 13),
            ("[^a] b", 0),
            ("-a", 0),
            ("12", 0),
            ("- \n", 2),
        ] {
            assert_eq!(prefix(line), expected, "{line}");
        }
    }

    #[test]
    fn towers_are_cut_and_their_words_stay() {
        let tower = format!("{}a\nb\n", ">".repeat(1_000));
        assert_eq!(bounded(&tower).0, format!("{}a\nb\n", ">".repeat(PREFIX_BYTES)));
    }

    #[test]
    fn the_rest_after_too_many_marks_is_given_apart() {
        let source = "[长".repeat(MARKS + 2);
        let (parsed, rest) = bounded(&source);
        assert_eq!((parsed.len() / 4, rest), (MARKS, "[长[长"));
    }
}
