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

/// What parts a file into its parts, whole and torn.
const PIECES: &[&str] = &[
    "---",
    "+++",
    ";;;",
    "...",
    "\n",
    "\n\n",
    "  ",
    "\t",
    "title: ",
    "title: '",
    "author: @",
    "date: 2020-01-01",
    "categories:\n",
    "- ",
    "tags: [",
    "slug: ../x",
    "&a ",
    "*a",
    "!!str ",
    "? ",
    "<<: *a",
    "|\n",
    ">-\n",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "\"title\":",
    ",",
    "{% raw %}",
    "{% ",
    "%}",
    "{{< ",
    ">}}",
    "<!-- more -->",
    "<!--",
    "-->",
    "<!doctype html>",
    "<html>",
    "<head>",
    "</head>",
    "</head",
    "<body>",
    "<body\"<",
    "</body>",
    "</body",
    "</html>",
    "<h1>",
    "</h1>",
    "</h1x",
    "<title>",
    "</title>",
    "<p>",
    "<script>",
    "<style>",
    "<pre>",
    "```",
    "&#123;",
    "[^1]: ",
    "[a]: ",
    "# ",
    "words",
    "\u{202e}",
    "\u{feff}",
    "\r",
];

/// What fuzzing has found.
#[test]
fn finds_stay_mended() {
    for text in [
        "<html><head><title>t</title></head><body><h1>t</h1>x</body></html>",
        "<html><headimage><rdaft;;;le>t</ad><body><h1>t}/h1>x</body></ht<ti",
        "<body\"<:&odified01-2\"tiidmotfiedle\"03:04:05\nca#q23{%;t=tp2%",
        "<h1>\na\n    >t</h1x</body </5-\"1-0q\n---\n1",
    ] {
        let text = format!("{text}\n\n---\n\nthe last words\n");
        let (post, _) = source::read_bytes("post.html", text.as_bytes(), &Config::default());
        assert!(post.unwrap().body_html.contains("the last words"), "{text}");
    }
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

    /// The fuzz target `front_matter` tries the same without end.
    #[test]
    fn whatever_stands_before_the_last_words_does_not_hide_them(
        pieces in prop::collection::vec(prop_oneof![4 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{1,4}"], 0..16),
        path in prop::sample::select(vec!["post.html", "post.md", "post.txt"]),
    ) {
        let text = format!("{}\n\n---\n\nthe last words\n", pieces.concat());
        if let (Some(post), problems) = source::read_bytes(path, text.as_bytes(), &Config::default()) {
            prop_assert!(post.body_html.contains("the last words"), "{text:?} → {:?}", post.body_html);
            prop_assert!(!post.title.is_empty() && !post.title.contains(char::is_control), "{:?}", post.title);
            for problem in problems {
                prop_assert!(!problem.to_string().contains(char::is_control), "{problem}");
            }
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
