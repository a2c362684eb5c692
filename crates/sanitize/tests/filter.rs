//! What bodies become: input, expected result.

use handscroll_sanitize::parsed::filter_html;
use handscroll_sanitize::{Address, Found, Host, HtmlWriter, Picture, Reach, write_box};
use proptest::prelude::*;

/// Resolves absolute addresses only, as a site without a base would.
struct Anywhere;

impl Host for Anywhere {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        let absolute = if raw.starts_with("//") { format!("https:{raw}") } else { raw.to_owned() };
        absolute.contains(':').then_some(Address { href: absolute, reach: Reach::Outside })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let Found { candidates, width, height, alt, inline, made } = found;
        Some(Picture { sources: candidates, width, height, alt, inline, made })
    }
}

fn filtered(html: &str) -> String {
    let sink = HtmlWriter::picture_with(write_box);
    filter_html(html, sink, &mut Anywhere).0.into_html()
}

fn check(html: &str, expected: &str) {
    assert_eq!(mismatch(html, expected), None);
}

/// What is wrong, so that one run tells of all cases.
fn mismatch(html: &str, expected: &str) -> Option<String> {
    let once = filtered(html);
    if once != expected {
        return Some(format!("\ninput:    {html}\nexpected: {expected}\nfound:    {once}"));
    }
    let again = filtered(&once);
    (again != once).then(|| format!("\ninput: {html}\nonce:  {once}\nagain: {again}"))
}

/// `- body` and `+ result` in turn; the reader's tests walk a browser's tree through the same.
const CASES: &str = include_str!("cases.txt");

#[test]
fn bodies_become_what_the_cases_say() {
    // What a writer of markup does not escape is named in the cases, to be seen.
    let shown = |line: String| line.replace("&#x202c;", "\u{202c}").replace("&#x200b;", "\u{200b}");
    let unescaped = |line: &str| line.trim_start().replace("\\n", "\n");
    let mut lines = CASES.lines();
    let mut count = 0;
    let mut wrong = String::new();
    while let Some(line) = lines.next() {
        if let Some(body) = line.strip_prefix("-") {
            let result = lines.next().and_then(|line| line.strip_prefix("+")).unwrap();
            wrong.extend(mismatch(&unescaped(body), &shown(unescaped(result))));
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count > 40, "{count} cases");
}

#[test]
fn three_thousand_levels_are_no_trouble() {
    let deep = format!("{}x{}", "<div>".repeat(3_000), "</div>".repeat(3_000));
    check(&deep, "<p>x</p>");
    let texts = "<div>x".repeat(10_000);
    assert_eq!(filtered(&texts).matches('x').count(), 10_000);
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
        "</select>",
        "<option>",
        "<textarea>",
        "</textarea>",
        "</noscript>",
        "<noscript><img src=https://a.example/1.jpg></noscript>",
        "<input value=v>",
        "<mfrac>",
        "<mn>",
        "</math>",
        "<svg><title>",
        "</title></svg>",
        "<canvas title=t>",
        "<a href='magnet:?x'>",
        "magnet:?x",
        "▲",
        "图",
        "：",
        "photo",
        " by",
        "Read",
        " more",
        "loading",
        "...",
        "阅读原文",
        "<img src=https://a.example/3.jpg>",
        "<p align=center>",
        "<p id=p>",
        "<div class=caption>",
        "<span style='font-weight:bold'>",
        "<span style='color:#888;font-size:12px'>",
        "<b style='font-weight:normal'>",
        "<object data=https://v.example/o>",
        "<param name=movie value=https://v.example/m>",
        "<embed src=https://v.example/e>",
        "<img src=https://a.example/pixel.gif>",
        "<img src=https://a.example/4.jpg style=display:none>",
        "<video src=https://v.example/2 poster=https://a.example/1.jpg>",
        "<menu>",
        "<pre class=lang-x>",
        "<ol type=A start=-1>",
        "\u{301}\u{301}\u{301}",
        "\u{fe0f}",
        "\u{200c}",
        "\u{2003}",
        "\u{202e}",
        "\u{200b}",
        "\u{200d}",
        "\u{200f}",
        "\u{ad}",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn what_was_filtered_passes_again_unchanged(html in markup()) {
        let once = filtered(&html);
        prop_assert_eq!(filtered(&once), once, "input: {}", html);
    }
}
