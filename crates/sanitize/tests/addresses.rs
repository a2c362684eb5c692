//! Addresses of every kind, made of the pieces that matter: what comes out may be followed or loaded, by the URL
//! standard's own parser, and passes again unchanged. The fuzz targets `url` and `srcset` try the same without end.
#![allow(clippy::unwrap_used)]

mod watching;

use handscroll_sanitize::picture::{largest_of_set, unwrap_proxy};
use handscroll_sanitize::{fragment_id, picture};
use proptest::prelude::*;
use watching::{Page, elements_twice};

/// Pieces of addresses, and what writers of addresses hide them with.
const PIECES: &[&str] = &[
    "javascript:",
    "JaVa\tScript:",
    "data:text/html,",
    "vbscript:",
    "blob:",
    "file:///",
    "view-source:",
    "https://",
    "http://",
    "HTTPS:",
    "//",
    "\\\\",
    "mailto:a@",
    "tel:",
    "magnet:?xt=",
    "ed2k://|file|",
    "#",
    "#r-",
    "?",
    "&",
    "=",
    "/",
    "..",
    "%2e%2e",
    "a.example",
    "p.example/?",
    "url=",
    "u=",
    "src=",
    "https%3A%2F%2F",
    "%68ttp",
    "&#58;",
    "\u{1}",
    "\n",
    "\r",
    "\t",
    " ",
    "\u{a0}",
    "\u{202e}",
    "\u{200b}",
    "'",
    "\"",
    "<",
    ">",
    "`",
    "%",
    "%25",
    "%00",
    "@",
    ":",
    ":80",
    "[::1]",
    "0x7f.1",
    "xn--",
    "长卷",
    "utm_source=1",
    "spm=1",
    "from=x",
    "/embed/",
    "www.youtube.com",
    "bvid=1",
    ".jpg",
    "/undefined",
    "/spacer.gif",
    ",",
    " 2x",
    " 100w",
    ", ",
    "alert(1)",
];

fn address() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{1,4}"];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

fn base() -> impl Strategy<Value = Option<&'static str>> {
    prop::sample::select(vec![None, Some("https://read.example/a/b.html?c")])
}

/// Filters an address in every place that an address can stand in, twice.
fn everywhere(address: &str, base: Option<&str>) -> String {
    let elements = [
        ("p", &[("id", address)][..], "text"),
        ("a", &[("href", address)], "link"),
        ("iframe", &[("src", address)], ""),
        ("object", &[("data", address)], ""),
        ("video", &[("src", address), ("poster", address)], ""),
        ("source", &[("srcset", address)], ""),
        ("img", &[("src", address), ("alt", "picture")], ""),
        ("img", &[("data-srcset", address), ("data-from", address), ("alt", "two")], ""),
        ("blockquote", &[("cite", address)], "quoted"),
    ];
    elements_twice(&elements, &mut Page::at(base))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_address_of_a_result_may_be_followed_and_stays(address in address(), base in base()) {
        let result = everywhere(&address, base);
        prop_assert!(result.contains("link") && result.contains("quoted"), "{result}");
    }

    #[test]
    fn the_largest_of_a_set_is_one_of_it(set in address()) {
        if let Some(largest) = largest_of_set(&set) {
            prop_assert!(set.contains(&largest) && !largest.is_empty(), "{largest:?}");
            prop_assert!(!largest.contains(|c: char| c.is_ascii_whitespace()), "{largest:?}");
            prop_assert_eq!(largest_of_set(&largest), Some(largest));
        }
    }

    #[test]
    fn what_stands_behind_a_proxy_is_on_the_web(address in address()) {
        if let Some(inner) = unwrap_proxy(&address) {
            prop_assert!(inner.to_ascii_lowercase().starts_with("http"), "{inner:?}");
        }
    }

    #[test]
    fn an_id_stays_what_it_is(found in address()) {
        if let Some(id) = fragment_id(&found) {
            prop_assert!(id.starts_with("r-"));
            prop_assert_eq!(fragment_id(&id), Some(id));
        }
    }
}

/// What fuzzing has found.
#[test]
fn finds_stay_mended() {
    for address in [
        " ,/spacer.gif\u{1b} ,\u{1b}",
        "https://p.example/?https://q.example/?https://a.example/1.jpg",
        "https://p.example/i?url=https%3A%2F%2Fa.%2%30F%ple%2=0",
        "hp.example/i?url=https%3A%\n2F%2Faxample/i?2F1.jpgg&w*********9",
        "https://p.examurl/i?url=https%3A%2F%2\tFamplhttp://Fa.exa",
        ",ttps,ttps:/%ej/z.\u{f}?https://036:/'ej/z.\u{f}?hntps:/",
        "magnet:?\u{b}\r\n1",
    ] {
        for base in [None, Some("https://read.example/a/b.html?c")] {
            everywhere(address, base);
        }
        picture::largest_of_set(address);
    }
}

/// Lists of a length that no page has, in the shapes that look for an end: what takes squares takes minutes.
#[test]
fn long_lists_take_no_longer_than_their_length() {
    for shape in ["a 1x,", ",", "a,", "a ", "data:,", "(a ", "a.jpg 1x, ", "?https://"] {
        let since = std::time::Instant::now();
        let list = shape.repeat(1_000_000 / shape.len());
        largest_of_set(&list);
        everywhere(&list[..list.len().min(60_000)], None);
        assert!(since.elapsed().as_secs() < 20, "{shape}: {:?}", since.elapsed());
    }
}
