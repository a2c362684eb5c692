//! Front matter and bodies made to take all time or memory: they take little of either, and what can be read is read.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use handscroll::config::Config;
use handscroll::source;

/// Unoptimised, on a busy machine; what takes squares of these lengths takes minutes.
const LIMIT: Duration = Duration::from_secs(20);

/// The title, and a part of the first thing that is said of the front matter.
#[track_caller]
fn check(front_matter: &str, title: &str, said: &str) {
    let since = Instant::now();
    let text = format!("{front_matter}the body stays\n");
    let (post, problems) = source::read_bytes("post.md", text.as_bytes(), &Config::default());
    let post = post.unwrap();
    let beginning: String = front_matter.chars().take(60).collect();
    assert!(post.body_html.contains("the body stays"), "{beginning}");
    assert_eq!(post.title, title, "{beginning}");
    let first = problems.first().map(ToString::to_string).unwrap_or_default();
    assert!(first.contains(said), "{beginning}: {first}");
    // Nor does what is said, or kept, grow with the bomb.
    assert!(problems.iter().all(|problem| problem.to_string().len() < 2_000), "{beginning}");
    assert!(since.elapsed() < LIMIT, "{beginning}: {:?}", since.elapsed());
}

fn yaml(lines: &str) -> String {
    format!("---\ntitle: T\n{lines}\n---\n")
}

#[test]
fn aliases() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        laughs.push_str(&format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(10)));
    }
    check(&yaml(&laughs), "T", "a0` is no YAML");
    let long = format!("x: &a {}\ny: [{}]", "y".repeat(20_000), "*a, ".repeat(9_000));
    check(&yaml(&long), "T", "is no YAML");
    check(&yaml("x: &x [*x, *x]\ny: &y {a: *y}\n<<: *x"), "T", "[front-matter-recovered]");
}

#[test]
fn towers() {
    for open in ["[", "{a: ", "- ", "? ", "!a ", "&a [", "[[[[{"] {
        check(&yaml(&format!("x: {}", open.repeat(8_000))), "T", "[front-matter-recovered]");
        check(&yaml(&format!("x:\n {}", open.repeat(8_000))), "T", "[front-matter-recovered]");
    }
    let levels: String = (0..300).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    check(&yaml(&levels), "T", "recursion limit");
    for open in ["[", "{a=", "'''", "[["] {
        check(&format!("+++\ntitle = 'T'\nx = {}\n+++\n", open.repeat(10_000)), "T", "is no TOML");
    }
    check(&format!("+++\ntitle = 'T'\n{}b = 1\n+++\n", "a.".repeat(10_000)), "T", "[front-matter-recovered]");
    check(&format!("{{\n\"title\": \"T\",\n\"x\": {}\n}}\n", "[".repeat(20_000)), "T", "is no JSON");
    check(&format!("{{\n\"title\": \"T\",\n\"x\": {}\n}}\n", "{\"a\":".repeat(10_000)), "T", "is no JSON");
}

#[test]
fn giants() {
    let too_long = "more than any real one; only its beginning was read";
    check(&yaml(&format!("x: {}", "g".repeat(10_000_000))), "T", too_long);
    check(&yaml(&"k: v\n".repeat(2_000_000)), "T", too_long);
    check(&yaml(&format!("x: |\n{}", "  line\n".repeat(1_000_000))), "T", too_long);
    check(&format!("+++\ntitle = 'T'\n{}\n+++\n", "k = 1\n".repeat(1_000_000)), "T", too_long);
    check(&format!("{{\n\"title\": \"T\",\n\"x\": [{}0]\n}}\n\n", "[],".repeat(3_000_000)), "T", too_long);
    check(&yaml(&(0..6_000).map(|key| format!("k{key}: v\n")).collect::<String>()), "T", "more than 10000 values");
    check(&yaml(&"title: x\n".repeat(6_000)), "T", "given twice");
}

/// A body that is nothing but towers of marks.
#[track_caller]
fn check_body(tower: String) {
    let since = Instant::now();
    let beginning: String = tower.chars().take(20).collect();
    let text = format!("---\ntitle: T\ndate: 2024-01-01\n---\n{tower}\n\nthe body stays");
    let (post, problems) = source::read_bytes("post.md", text.as_bytes(), &Config::default());
    let html = post.unwrap().body_html;
    assert!(html.contains("the body stays"), "{beginning}");
    assert!(html.len() < 8_000_000, "{beginning}: {} bytes", html.len());
    assert!(problems.is_empty(), "{beginning}: {problems:?}");
    assert!(since.elapsed() < LIMIT, "{beginning}: {:?}", since.elapsed());
}

#[test]
fn towers_of_marks() {
    for mark in
        [">", "*", "[", "![", "[a](", "**a ", "*a_ ", "~~a~", "- a\n", "[^a]: ", "[^a]", "<a ", "`", "a](b", "|"]
    {
        check_body(mark.repeat(1_000_000 / mark.len()));
    }
    // Each line is asked of all that is open.
    for open in [">", "- ", "1. ", "[^a]: "] {
        check_body(format!("{}a\n{}", open.repeat(500_000 / open.len()), "a\n".repeat(250_000)));
    }
}

#[test]
fn a_body_of_more_marks_than_are_parsed_loses_no_words() {
    let text = "*some* <words>\n\n".repeat(300_000);
    let (post, _) = source::read_bytes("post.md", text.as_bytes(), &Config::default());
    let html = post.unwrap().body_html;
    assert_eq!(html.matches("some").count(), 300_000);
    assert!(html.starts_with("<p><em>some</em>") && html.contains("<p>*some* &lt;words&gt;</p>"));
}

#[test]
fn a_body_may_begin_with_a_rule_however_long_it_is() {
    let text = format!("---\n\n{}\n---\n", "Some words, and a colon: here.\n".repeat(5_000));
    let (post, _) = source::read_bytes("post.md", text.as_bytes(), &Config::default());
    assert_eq!(post.unwrap().body_html.matches("Some words").count(), 5_000);
}

#[test]
fn many_names_and_long_ones_are_shown_in_part() {
    let names: String = (0..6_000).map(|number| format!("n{number}, ")).collect();
    let long = "长".repeat(1_000);
    let text = format!("---\ntitle: {long}\nauthor: {long}\ntags: [{names}]\n---\nx");
    let (post, problems) = source::read_bytes("post.md", text.as_bytes(), &Config::default());
    let post = post.unwrap();
    assert_eq!((post.title.chars().count(), post.authors[0].chars().count(), post.tags.len()), (301, 201, 100));
    let said = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(said.contains("the title has 1000 characters; shown as its first 300"), "{said}");
    assert!(said.contains("6000 tags are given; the first 100 were taken"), "{said}");
}
