//! What a body becomes: input, expected result.

use super::*;

/// A body without a heading and the like; one that was written in HTML keeps its lines.
fn body(html: &str, keeps_lines: bool) -> Body {
    Body { html: html.to_owned(), keeps_lines, ..Body::default() }
}

#[track_caller]
fn check(source: &str, extension: Extension, expected: Body) {
    assert_eq!(read(source, extension), expected);
}

#[test]
fn html_is_never_run_through_markdown() {
    let source = "<div>   \n\n    <p>*not* &#123;emphasised&#125;</p>\n\n    <p>nor code</p>\n</div>\n            ";
    check(source, Extension::Markdown, body(source, true));
}

#[test]
fn markdown_and_text_are_rendered() {
    check("*x*", Extension::Markdown, body("<p><em>x</em></p>\n", false));
    check("    one\n\u{3000}\u{3000}two", Extension::Text, body("<p>one<br />\ntwo</p>\n", false));
}

#[test]
fn a_document_gives_its_body_and_title() {
    let expected = Body {
        heading: Some("H & h".to_owned()),
        document_title: Some("T".to_owned()),
        skipped_lines: 1,
        ..body("\n<h1>H &amp; <i>h</i></h1><p>x</p>", true)
    };
    let source = "<!DOCTYPE html><html><head><title>T</title>\n</head><BODY class=a>\n<h1>H &amp; <i>h</i></h1><p>x</p></BODY></html>";
    check(source, Extension::Html, expected);
    check("<html><head></head><p>x", Extension::Html, body("<p>x", true));
    // Browsers count as body what stands around it by mistake.
    check("<html><body><p>x</body></html>\n<p>y", Extension::Html, body("<p>x</body></html>\n<p>y", true));
    check("<html><head></head>x<body>y</body>", Extension::Html, body("x<body>y", true));
    check("<!-- a --><p>x</p><pre></head></pre>", Extension::Html, body("<!-- a --><p>x</p><pre></head></pre>", true));
    check("<p>a <body> b", Extension::Html, body("<p>a <body> b", true));
}

#[test]
fn the_words_before_more_are_the_excerpt() {
    let expected =
        Body { excerpt: Some("one two".to_owned()), ..body("<p><em>one</em> two</p>\n<p>three</p>\n", false) };
    check("*one* two\n\n<!-- more -->\n\nthree", Extension::Markdown, expected);
}

#[test]
fn a_heading_that_is_the_title_goes() {
    let drop = |html: &str, title: &str| {
        let mut body = body(html, true);
        body.drop_heading(title);
        body.html
    };
    assert_eq!(drop("<div>\n<h1>A\n <b>b</b></h1><p>c", "A b"), "<div>\n\n<p>c");
    for kept in
        ["<p>x</p><h1>A</h1>", "<img src=a><h1>A</h1>", "<h1>A</h1 words", "<h1>A</h1x>", "<h1>Another</h1>", "<h1>A"]
    {
        assert_eq!(drop(kept, "A"), kept);
    }
}
