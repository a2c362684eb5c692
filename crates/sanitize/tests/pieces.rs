//! A long text that is passed on piece by piece becomes what the whole would.

mod anywhere;

use anywhere::Anywhere;
use handscroll_sanitize::{Attributes, Filter, HtmlWriter, piece_of, write_box};
use proptest::prelude::*;

/// What every element has here.
struct Usual;

impl Attributes for Usual {
    fn get(&self, name: &'static str) -> Option<String> {
        match name {
            "href" | "src" => Some("https://a.example/1.jpg".into()),
            "style" => Some("text-align:center".into()),
            _ => None,
        }
    }
}

/// The result of a text in these elements, after a picture, in pieces of at most so many bytes; and how many there were.
fn result(around: &[&str], text: &str, most_bytes: usize) -> (String, usize) {
    let mut filter = Filter::new(HtmlWriter::picture_with(write_box), Anywhere);
    filter.open("img", &Usual);
    for name in around {
        filter.open(name, &Usual);
    }
    let (mut rest, mut pieces) = (text, 0);
    while !rest.is_empty() {
        let piece = piece_of(rest, most_bytes);
        if pieces == 0 {
            filter.text(piece);
        } else {
            filter.more_text(piece);
        }
        pieces += 1;
        rest = &rest[piece.len()..];
    }
    for _ in around {
        filter.close();
    }
    filter.text("end");
    (filter.finish().0.into_html(), pieces)
}

fn text() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "手卷",
        "一段一段地看，",
        "words",
        " and ",
        "  ",
        "\n",
        "\u{3000}",
        "\u{a0}",
        "\u{200b}",
        "\u{200b}",
        "\u{202e}",
        "\u{200d}",
        "\u{fe0f}",
        "e\u{301}\u{301}",
        "\u{301}",
        "👩\u{200d}👧",
        "<b>",
        "&amp;",
        "©",
        "来源：",
        "图/",
        "…",
    ]);
    prop::collection::vec(part, 200..600).prop_map(|parts| format!("手卷是横向展开的长画{}", parts.concat()))
}

/// Elements around a text, from the outermost.
const AROUND: &[&[&str]] = &[
    &[],
    &["p"],
    &["div"],
    &["p", "a"],
    &["p", "b"],
    &["ul", "li"],
    &["pre"],
    &["pre", "a"],
    &["table", "tr", "td"],
    &["figure", "figcaption"],
    &["button"],
    &["select", "option"],
    &["ruby", "rt"],
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn pieces_become_what_the_whole_would(text in text(), around in prop::sample::select(AROUND), most in 700_usize..1_500) {
        let (whole, _) = result(around, &text, usize::MAX);
        let (in_pieces, _) = result(around, &text, most);
        prop_assert_eq!(in_pieces, whole, "{:?} in pieces of {}", text, most);
    }
}

#[test]
fn a_long_text_is_parted() {
    let text = "左手放，右手收。 Left hand, right hand. ".repeat(500);
    assert!(result(&["p"], &text, 1_000).1 > 20);
    let odd = "\u{a0}\u{200b} 手 \u{301}";
    assert_eq!(piece_of(odd, odd.len() - 1), odd, "nothing here is what it is by itself");
    assert_eq!(piece_of("手卷 a 是", 8), "手");
}
