//! Which addresses articles get: input, expected result.

use super::*;

#[track_caller]
fn check(identities: &[(&str, Option<&str>, Option<&str>)], expected: &[&str], kinds: &[ProblemKind]) {
    let identities: Vec<_> =
        identities.iter().map(|(path, guid, slug)| Identity { path, guid: *guid, slug: *slug }).collect();
    let (ids, problems) = assign(&identities);
    let expected: Vec<String> =
        expected.iter().map(|name| name.strip_prefix('#').map_or((*name).to_owned(), article_id)).collect();
    assert_eq!(ids, expected);
    assert_eq!(problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(), kinds);
}

#[test]
fn an_id_is_for_ever() {
    // A change here breaks every link to every site.
    assert_eq!(article_id("a.md"), "73gmzf2tert2");
    assert_eq!(article_id("e\u{301}.md"), article_id("\u{e9}.md"));
    assert_eq!(article_id("文/章.md").len(), 12);
}

#[test]
fn every_article_has_its_own() {
    check(&[("a.md", None, None), ("b.md", Some("g"), None)], &["#a.md", "#g"], &[]);
    check(&[("a.md", Some("g"), None), ("b.md", Some("g"), None)], &["#g", "#b.md"], &[ProblemKind::DuplicateGuid]);
    check(&[("a.md", None, None), ("a.md", None, None)], &["#a.md", "#a.md\n2"], &[ProblemKind::DuplicateGuid]);
    check(&[("a.md", None, None), ("b.md", Some("a.md"), None)], &["#a.md", "#b.md"], &[ProblemKind::DuplicateGuid]);
}

#[test]
fn slugs_are_honoured_once() {
    check(
        &[("a.md", None, Some("One")), ("b.md", None, Some("one"))],
        &["One", "#b.md"],
        &[ProblemKind::DuplicateSlug],
    );
    check(&[("a.md", None, Some("a/..")), ("b.md", None, Some("x"))], &["#a.md", "x"], &[ProblemKind::SlugRefused]);
    let other = article_id("a.md");
    check(&[("a.md", None, None), ("b.md", None, Some(&other))], &["#a.md", "#b.md"], &[ProblemKind::DuplicateSlug]);
    check(&[("a.md", None, Some(&other))], &["#a.md"], &[]);
    check(&[("a.md", None, Some("x")), ("b.md", None, Some(":title"))], &["x", "#b.md"], &[]);
}

#[test]
fn slugs_are_the_last_part_of_a_path() {
    for (given, expected) in [
        ("hello", "hello"),
        ("/2020/01/hello/", "hello"),
        ("hello.html", "hello"),
        ("/hello/index.html?x#y", "hello"),
        ("你好-世界", "你好-世界"),
        ("%E4%BD%A0%E5%A5%BD", "你好"),
        ("e\u{301}", "é"),
        ("v1.2_x", "v1.2_x"),
        ("conference", "conference"),
    ] {
        assert_eq!(slug(given), Slug::Usable(expected.to_owned()), "{given}");
    }
    for given in [":year/:title/", "/posts/:slug", "{{ slug }}"] {
        assert_eq!(slug(given), Slug::Template, "{given}");
    }
    for given in [
        "",
        "/",
        "..",
        "../x",
        "a/../b",
        "%2e%2e/x",
        ".hidden",
        "dot.",
        "two words",
        "a\\b",
        "a:b",
        "<x>",
        "a%00b",
        "CON",
        "nul.txt",
        "com1",
        "a\u{202e}b",
    ] {
        assert!(matches!(slug(given), Slug::Refused(_)), "{given}");
    }
    assert!(matches!(slug(&"字".repeat(34)), Slug::Refused(_)));
}
