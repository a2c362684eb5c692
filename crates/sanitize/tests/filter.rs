//! What bodies become: input, expected result.

use handscroll_sanitize::parsed::filter_html;
use handscroll_sanitize::{Address, Found, Host, HtmlWriter, Picture, Reach, escape_into};
use proptest::prelude::*;

/// Resolves absolute addresses only, as a site without a base would.
struct Anywhere;

impl Host for Anywhere {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        let absolute = if raw.starts_with("//") { format!("https:{raw}") } else { raw.to_owned() };
        absolute.contains(':').then_some(Address { href: absolute, reach: Reach::Outside })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let Found { candidates, width, height, alt, inline } = found;
        Some(Picture { sources: candidates, width, height, alt, inline })
    }
}

fn filtered(html: &str) -> String {
    let sink = HtmlWriter::picture_with(|picture: &Picture, html: &mut String| {
        html.push_str("<canvas");
        let (width, height) = (picture.width.map(|n| n.to_string()), picture.height.map(|n| n.to_string()));
        let from = Some(picture.sources.join(" "));
        let label = Some(picture.alt.clone()).filter(|alt| !alt.is_empty());
        let class = picture.inline.then(|| "inline".to_owned());
        for (name, value) in
            [("class", class), ("width", width), ("height", height), ("data-from", from), ("aria-label", label)]
        {
            if let Some(value) = value {
                html.push_str(&format!(" {name}=\""));
                escape_into(&value, html);
                html.push('"');
            }
        }
        html.push_str("></canvas>");
    });
    filter_html(html, sink, &mut Anywhere).0.into_html()
}

fn check(html: &str, expected: &str) {
    let once = filtered(html);
    assert_eq!(once, expected, "\ninput: {html}");
    assert_eq!(filtered(&once), once, "\nnot the same when filtered again: {html}");
}

#[test]
fn paragraphs_are_made_of_what_scraped_pages_use_for_them() {
    check("<p>a</p><p>b</p>", "<p>a</p><p>b</p>");
    check("<div>a</div><div>b</div>", "<p>a</p><p>b</p>");
    check("a<div>b</div>c", "<p>a</p><p>b</p><p>c</p>");
    check("<div><div><section>a</section></div></div>", "<p>a</p>");
    check("<p>a<br><br>b</p>", "<p>a</p><p>b</p>");
    check("<p>a<br> <br/>&nbsp;<br>b<br></p>", "<p>a</p><p>b</p>");
    check("<p>a<br>b</p>", "<p>a<br>b</p>");
    check("<b><p>a</p><p>b</p></b>", "<p><b>a</b></p><p><b>b</b></p>");
    check("<h1>t</h1><h2><p>u</p></h2>", "<h2>t</h2><h2>u</h2>");
    check("<h3><div>a</div><div>b</div></h3>", "<h3>a<br>b</h3>");
}

#[test]
fn what_is_empty_vanishes() {
    check("<p></p><p><b> </b></p><p>&nbsp;</p><p>\u{3000}\u{3000}</p><div><br></div>", "");
    check("<p>\u{3000}\u{3000}字&nbsp;</p>", "<p>字</p>");
    check("<ul><li></li><li>a</li></ul>", "<ul><li>a</li></ul>");
    check("<table><tr><td></td><td>a</td></tr></table>", "<table><tbody><tr><td></td><td>a</td></tr></tbody></table>");
}

#[test]
fn blanks_between_words_stay_where_they_count() {
    check("<p> a <b> b </b> c </p>", "<p>a <b>b</b> c</p>");
    check("<p>a<b>b</b>c\n  d</p>", "<p>a<b>b</b>c d</p>");
    check("<pre>  a\n   b\n</pre>", "<pre>\n  a\n   b\n</pre>");
    check("<pre>\n\na</pre>", "<pre>\n\na</pre>");
    check("<pre>a<br>b</pre>", "<pre>\na\nb</pre>");
}

#[test]
fn pictures_stand_in_figures() {
    let box_of = |from: &str| format!("<canvas data-from=\"{from}\"></canvas>");
    let a = box_of("https://a.example/1.jpg");
    check("<p>x<img src=https://a.example/1.jpg>y</p>", &format!("<p>x</p><figure>{a}</figure><p>y</p>"));
    check(
        "<figure><p><img src=https://a.example/1.jpg></p><figcaption>c</figcaption></figure>",
        &format!("<figure>{a}<figcaption>c</figcaption></figure>"),
    );
    check("<a href=https://a.example/1.jpg><img src=https://a.example/1.jpg></a>", &format!("<figure>{a}</figure>"));
    check("<ul><li><img src=https://a.example/1.jpg></li></ul>", &format!("<ul><li><figure>{a}</figure></li></ul>"));
    check(
        "<a href=https://b.example/><img src=https://a.example/1.jpg></a>",
        &format!(
            "<figure><a href=\"https://b.example/\" rel=\"noopener noreferrer external\" target=\"_blank\">{a}</a></figure>"
        ),
    );
    check(
        "<p>x <img src=https://a.example/e.png width=20 height=20 alt=ok> y</p>",
        "<p>x <canvas class=\"inline\" width=\"20\" height=\"20\" data-from=\"https://a.example/e.png\" aria-label=\"ok\"></canvas> y</p>",
    );
    check("<p>x<img width=1 height=1 src=https://a.example/beacon></p>", "<p>x</p>");
    check(
        "<picture><source srcset='https://a.example/b.webp 2x'><img src='data:image/gif;base64,R0lGOD'></picture>",
        &format!("<figure>{}</figure>", box_of("https://a.example/b.webp")),
    );
}

#[test]
fn links_keep_only_addresses_that_may_be_followed() {
    check("<p><a href='javascript:alert(1)' onclick=x>a</a></p>", "<p>a</p>");
    check(
        "<p><a href=' https://a.example/ ' name=x style=y>a</a></p>",
        "<p><a href=\"https://a.example/\" rel=\"noopener noreferrer external\" target=\"_blank\">a</a></p>",
    );
    check(
        "<p>a<sup id=b1><a href='#n1'>1</a></sup></p><p id=n1>n</p>",
        "<p>a<sup id=\"r-b1\"><a href=\"#r-n1\">1</a></sup></p><p id=\"r-n1\">n</p>",
    );
    check("<a id=top></a><p>a</p>", "<p id=\"r-top\">a</p>");
    check("<div id=n><p>a</p><p>b</p></div>", "<p id=\"r-n\">a</p><p>b</p>");
}

#[test]
fn foreign_pages_become_cards_and_hostile_elements_nothing() {
    check(
        "<iframe src=//www.youtube.com/embed/x></iframe><iframe></iframe>",
        "<p class=\"card\"><a href=\"https://www.youtube.com/watch?v=x\" rel=\"noopener noreferrer external\" target=\"_blank\">▷ YouTube · www.youtube.com</a></p>",
    );
    check(
        "a<script>b</script><style>c</style><svg><p>d</svg><math>e</math><noscript><img src=x></noscript>",
        "<p>a</p><p>d</p>",
    );
    check("<form><input name=nodeType><input type=checkbox checked>t<button>b</button></form>", "<p>☑ tb</p>");
    check("<i,>a</i,><neue\">b</neue\"> <dependencymanagement>c</dependencymanagement>", "<p>ab c</p>");
    check(
        "<video autoplay src=https://a.example/v.mp4 poster=javascript:x><source src=file:///x>old browser</video>",
        "<figure><video controls=\"\" preload=\"none\"><source src=\"https://a.example/v.mp4\"></video></figure>",
    );
}

#[test]
fn tables_lists_code_and_ruby_keep_their_shape() {
    check(
        "<table><caption>c</caption><thead><tr><th align=right scope=col colspan=2>h</th></tr></thead><tr><td style='text-align:center'><p>d</p></td></tr></table>",
        "<table><caption>c</caption><thead><tr><th colspan=\"2\" scope=\"col\" class=\"right\">h</th></tr></thead><tbody><tr><td class=\"center\"><p>d</p></td></tr></tbody></table>",
    );
    check(
        "<pre><code class='hljs language-rust'>fn  x() {}</code></pre>",
        "<pre>\n<code data-lang=\"rust\">fn  x() {}</code></pre>",
    );
    check(
        "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>",
        "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>",
    );
    check("<ol start=3><li>a<ul><li>b</li></ul>c</li></ol>", "<ol start=\"3\"><li>a<ul><li>b</li></ul>c</li></ol>");
}

#[test]
fn three_thousand_levels_are_no_trouble() {
    let deep = format!("{}x{}", "<div>".repeat(3_000), "</div>".repeat(3_000));
    check(&deep, "<p>x</p>");
    check(&format!("{}x", "<b>".repeat(3_000)), "<p><b>x</b></p>");
}

/// Markup made of the pieces that matter, so that they meet in every order.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<i>",
        "<a href='https://a.example/'>",
        "</a>",
        "<br>",
        "<br>",
        " ",
        "\n",
        "x",
        "y z",
        "字",
        "&nbsp;",
        "<h2>",
        "</h2>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</table>",
        "<pre>",
        "</pre>",
        "<blockquote>",
        "</blockquote>",
        "<figure>",
        "<figcaption>",
        "</figure>",
        "<img src=https://a.example/1.jpg>",
        "<img src=https://a.example/2.png width=9 height=9 alt=e>",
        "<details>",
        "<summary>",
        "</details>",
        "<hr>",
        "<wbr>",
        "<span id=k>",
        "</span>",
        "<sup id=q>",
        "<dl>",
        "<dt>",
        "<dd>",
        "<ruby>",
        "<rt>",
        "<form>",
        "<svg>",
        "<iframe src=https://v.example/>",
        "<video src=https://v.example/1>",
        "</video>",
        "<code>",
        "</code>",
        "<center>",
        "<select>",
        "<template>",
        "<caption>",
        "<button>",
        "<q>",
        "<noscript>",
        "<math><mi>",
        "<object>",
        "</object>",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn what_was_filtered_passes_again_unchanged(html in markup()) {
        let once = filtered(&html);
        prop_assert_eq!(filtered(&once), once, "input: {}", html);
    }
}
