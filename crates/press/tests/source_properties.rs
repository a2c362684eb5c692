//! Whatever a file holds, reading it does not panic, and its body is never lost.

#![allow(clippy::unwrap_used)] // What these helpers of tests cannot do is a failed test.

use std::fs;

use handscroll::config::Config;
use handscroll::source;
use proptest::prelude::*;

/// Reads bytes as a post of each kind; returns the bodies.
fn bodies(bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for extension in ["md", "txt", "html"] {
        fs::write(folder.path().join(format!("post.{extension}")), bytes).unwrap();
    }
    let library = source::read(&[folder.path().into()], &Config::default(), &mut |_| {}).unwrap();
    library.posts.into_iter().map(|post| post.body_html).collect()
}

/// Lines such as front matter is made of, whole and broken.
fn line() -> impl Strategy<Value = String> {
    let key = prop_oneof![Just("title"), Just("author"), Just("date"), Just("categories"), Just("x y"), Just("")];
    let mark = prop_oneof![Just(": "), Just(":"), Just(" = "), Just("："), Just(" - "), Just("")];
    let value = prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,6}",
        Just("'it's \"x\"'".to_owned()),
        Just("@a".to_owned()),
        Just("*a".to_owned()),
        Just("&a".to_owned()),
        Just("[a, {b".to_owned()),
        Just("|".to_owned()),
        Just("<p>".to_owned()),
        Just("\t- a".to_owned()),
    ];
    (key, mark, value).prop_map(|(key, mark, value)| format!("{key}{mark}{value}"))
}

/// A front matter's lines hold no closing mark: what stands after one would be body.
fn front_matter() -> impl Strategy<Value = String> {
    prop::collection::vec(line(), 0..8).prop_map(|lines| {
        let is_mark = |line: &String| {
            let line = line.trim_end();
            line == "..." || line == "+++" || line.len() >= 3 && line.chars().all(|c| c == '-' || c == ';')
        };
        lines.into_iter().filter(|line| !is_mark(line)).collect::<Vec<_>>().join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        bodies(&bytes);
    }

    #[test]
    fn no_text_panics(text in "(\\PC|[-\n:'\"{}<>%;+&#@*! ]){0,120}") {
        bodies(text.as_bytes());
    }

    #[test]
    fn no_body_is_lost(
        fence in prop_oneof![Just("---"), Just("+++"), Just(";;;")],
        front in front_matter(),
        is_closed in any::<bool>(),
    ) {
        let closing = if is_closed { format!("\n{fence}\n") } else { "\n\n".to_owned() };
        let text = format!("{fence}\n{front}{closing}<p>the first words</p>\n\n<p>the last words</p>\n");
        for body in bodies(text.as_bytes()) {
            prop_assert!(body.contains("the first words") && body.contains("the last words"), "{text:?} → {body:?}");
        }
    }

    #[test]
    fn text_without_front_matter_is_body(words in prop::collection::vec("[a-z]{1,8}", 1..20)) {
        let text = format!("<p>{}</p>", words.join(" "));
        for body in bodies(text.as_bytes()) {
            prop_assert_eq!(&body, &text);
        }
    }
}
