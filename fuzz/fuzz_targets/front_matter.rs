//! A post's file: whatever stands before its last words, they are in the article; and nothing panics, takes long or
//! fills the memory.

#![no_main]

use handscroll::config::Config;
use handscroll::source;
use libfuzzer_sys::fuzz_target;

/// Stands at the end of every file, a line of its own after an empty one.
const LAST_WORDS: &str = "the last words of it";

fuzz_target!(|bytes: &[u8]| {
    let config = Config::default();
    let (kind, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let path = ["post.html", "post.md", "post.txt"][usize::from(*kind % 3)];
    // As it is: other encodings, cut characters, no end.
    drop(source::read_bytes(path, rest, &config));
    let Ok(text) = std::str::from_utf8(rest) else { return };
    if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return;
    }
    let text = format!("{text}\n\n---\n\n{LAST_WORDS}\n");
    let (post, problems) = source::read_bytes(path, text.as_bytes(), &config);
    let Some(post) = post else { return };
    assert!(post.body_html.contains(LAST_WORDS), "{text:?} → {:?}", post.body_html);
    for shown in [&post.title].into_iter().chain(&post.authors).chain(&post.categories).chain(&post.tags) {
        assert!(!shown.is_empty() && !shown.contains(char::is_control), "{shown:?}");
    }
    for problem in problems {
        assert!(!problem.to_string().contains(char::is_control), "{problem}");
    }
});
