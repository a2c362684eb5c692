//! Whether a painted body may stay as it is: only where it is just what the filter would have made.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

mod page;

use handscroll_reader::browser::adopt;
use handscroll_reader::browser::walker::Surroundings;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A body as the press writes it, with one of each kind of thing.
const TWIN: &str = concat!(
    "<p>One <b>two</b> <a href=\"https://a.example/\" rel=\"noopener noreferrer external\" target=\"_blank\">three</a>",
    "<sup id=\"r-b1\"><a href=\"#r-n1\">1</a></sup></p>",
    "<figure><img src=\"../../images/1.png\" fetchpriority=\"high\" width=\"400\" height=\"300\" data-from=\"../../images/1.png\" ",
    "alt=\"Picture 1\" decoding=\"async\" referrerpolicy=\"no-referrer\"></figure>",
    "<figure><canvas role=\"img\" aria-label=\"A sea\" width=\"400\" height=\"300\" data-from=\"../../images/2.png\"><noscript>",
    "<img src=\"../../images/2.png\" loading=\"lazy\" width=\"400\" height=\"300\" data-from=\"../../images/2.png\" alt=\"A sea\" ",
    "decoding=\"async\" referrerpolicy=\"no-referrer\"></noscript></canvas><figcaption>c</figcaption></figure>",
    "<figure><a class=\"tall\" href=\"../../images/3.png\" data-from=\"../../images/3.png https://a.example/3.png\" data-size=\"1080 1900\" ",
    "data-strips=\"1080/540 1000.00000000000000aa.00000000000000ab 900.00000000000000ba.00000000000000bb\" ",
    "data-width=\"1024 32 16 8\" data-thumb=\"1QcSHQRnh493V4dIh4eXh1h4kJUI\" aria-label=\"A road\">",
    "<img class=\"strip\" src=\"../../images/00000000000000aa.webp\" ",
    "srcset=\"../../images/00000000000000ab.webp 540w, ../../images/00000000000000aa.webp 1080w\" sizes=\"100vw\" ",
    "width=\"1080\" height=\"1004\" fetchpriority=\"high\" decoding=\"async\" alt=\"\">",
    "<canvas class=\"strip\" width=\"1080\" height=\"900\"><noscript><img src=\"../../images/00000000000000ba.webp\"></noscript></canvas>",
    "</a></figure>",
    "<table><tbody><tr><td class=\"center\">d</td></tr></tbody></table>",
    "<pre><code data-lang=\"rust\">fn  x() {}\n</code></pre>",
    "<ol start=\"3\"><li id=\"r-n1\">n</li></ol>",
);

fn is_clean(markup: &str) -> bool {
    let body = page::painted(markup);
    let root = page::window().location().origin().expect("an origin") + "/";
    let before = body.inner_html();
    let clean = adopt::is_clean(&body, &Surroundings { base: format!("{root}a/x/"), root });
    assert_eq!(body.inner_html(), before, "the page is looked at only");
    body.remove();
    clean
}

#[wasm_bindgen_test]
fn what_the_press_wrote_may_stay() {
    assert!(is_clean(TWIN));
    assert!(is_clean(""), "an empty body");
    assert!(is_clean("<p>a</p>"));
}

/// Controls of a form take the names of its properties, and a form may stand where anything is looked for.
#[wasm_bindgen_test]
fn a_form_is_seen_for_what_it_is() {
    const TAKEN: &str = concat!(
        "<form><input name=getAttributeNames><input name=getAttribute><input name=localName><input name=childNodes>",
        "<input name=firstElementChild><input name=nextElementSibling><input name=attributes></form>",
    );
    let around = [
        ("<figure><img ", format!("<figure>{TAKEN}<img ")),
        ("<canvas class=\"strip\"", format!("{TAKEN}<canvas class=\"strip\"")),
        ("<p>One", format!("{TAKEN}<p>One")),
        ("<figcaption>", format!("{TAKEN}<figcaption>")),
    ];
    for (from, to) in around {
        assert!(!is_clean(&TWIN.replacen(from, &to, 1)), "{to}");
    }
    let only = format!("<figure>{}<img src=\"https://a.example/1.jpg\"></figure>", TAKEN.replace("</form>", ""));
    assert!(!is_clean(&only));
}

#[wasm_bindgen_test]
fn anything_else_may_not() {
    for (from, to) in [
        // Attributes: added, altered, taken away.
        ("<b>", "<b onclick=\"x()\">"),
        ("<p>", "<p style=\"position:fixed\">"),
        ("<b>", "<b class=\"bar\">"),
        ("<canvas ", "<canvas onclick=\"x()\" "),
        ("alt=\"Picture 1\"", "alt=\"Picture 1\" onerror=\"x()\""),
        ("alt=\"Picture 1\"", "alt=\"Picture 1\" srcset=\"https://a.example/x 2x\""),
        (" target=\"_blank\"", ""),
        ("noopener noreferrer external", "opener"),
        ("id=\"r-b1\"", "id=\"main\""),
        ("class=\"center\"", "class=\"bar\""),
        ("start=\"3\"", "start=\"03\""),
        ("data-lang=\"rust\"", "data-lang=\"rust\" data-more=\"x\""),
        // Addresses.
        ("https://a.example/\"", "javascript:x()\""),
        // Elements: added, altered, where they do not belong.
        ("<p>", "<script>x()</script><p>"),
        ("<b>two</b>", "<b>two</b><svg><a></a></svg>"),
        ("</table>", "</table><iframe src=\"https://a.example/\"></iframe>"),
        ("<b>two</b>", "<blink>two</blink>"),
        ("<b>two</b>", "<b>two</b><b></b>"),
        ("<figcaption>c</figcaption>", "<figcaption>c</figcaption><form><input></form>"),
        ("<tbody><tr>", "<tbody><tr></tr><tr>"),
        ("</ol>", "</ol><p></p>"),
        ("<p>One", "<div>One"),
        // Strips: other files, other sizes, more of them or fewer, something between.
        ("src=\"../../images/00000000000000aa", "src=\"../../images/00000000000000ba"),
        ("src=\"../../images/00000000000000aa.webp", "src=\"https://a.example/images/00000000000000aa.webp"),
        ("00000000000000ab.webp 540w", "00000000000000bb.webp 540w"),
        ("height=\"1004\" fetch", "height=\"1000\" fetch"),
        ("width=\"1080\" height=\"900\">", "width=\"1080\" height=\"900\" onclick=\"x()\">"),
        ("decoding=\"async\" alt=\"\">", "decoding=\"async\" alt=\"\" onerror=\"x()\">"),
        ("</canvas></a>", "</canvas><b>x</b></a>"),
        ("</canvas></a>", "</canvas>x</a>"),
        ("data-size=\"1080 1900\"", "data-size=\"1080 1900\" onclick=\"x()\""),
        ("class=\"tall\"", "class=\"tall bar\""),
        ("class=\"tall\" href=\"../../images/3.png\"", "class=\"tall\" href=\"https://a.example/other\""),
        // One of its addresses, but one that leaves the site without a word of it.
        ("class=\"tall\" href=\"../../images/3.png\"", "class=\"tall\" href=\"https://a.example/3.png\""),
        ("class=\"tall\"", "class=\"tall\" target=\"_blank\""),
        // Texts that the filter would have set otherwise.
        ("<p>One", "<p>  One"),
        ("<td class=\"center\">d", "<td class=\"center\">d  d"),
        ("<figure>", "loose<figure>"),
        // A comment is no node of the result, but harmless; an element in its place is not.
        ("</ol>", "</ol><!-- x --><style>*{display:none}</style>"),
    ] {
        assert!(TWIN.contains(from), "{from} is not in the twin");
        let altered = TWIN.replacen(from, to, 1);
        assert!(!is_clean(&altered), "passed with {to} for {from}");
    }
}

#[wasm_bindgen_test]
fn other_words_and_other_addresses_may_stay() {
    for (from, to) in [
        ("One", "Another"),
        ("https://a.example/\"", "https://b.example/c\""),
        ("../../images/2.png", "../../images/3.png"),
        (
            "class=\"tall\" href=\"../../images/3.png\"",
            "class=\"tall\" href=\"https://a.example/3.png\" rel=\"noopener noreferrer external\" target=\"_blank\"",
        ),
    ] {
        let altered = TWIN.replace(from, to);
        assert!(is_clean(&altered), "refused with {to} for {from}");
    }
}

#[wasm_bindgen_test]
fn depth_is_no_trouble() {
    let top = page::painted("");
    let mut innermost: web_sys::Node = top.clone().into();
    for _ in 0..3_000 {
        let element = page::document().create_element("div").expect("an element");
        innermost = innermost.append_child(&element).expect("a place");
    }
    innermost.set_text_content(Some("x"));
    let around = Surroundings { base: "https://site.example/".into(), root: "https://site.example/".into() };
    assert!(!adopt::is_clean(&top, &around));
    top.remove();
}
