//! What front matter gives, whole or broken: input, expected result.

use super::*;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| text(item)).collect())
}

/// Front matter that is sound, with the body and its line.
#[track_caller]
fn check(source: &str, expected: &[(&str, Value)], body: &str, body_line: u32) {
    let lines = check_recovered(source, expected, body, body_line);
    assert_eq!(lines, Vec::<u32>::new(), "{source}");
}

/// Front matter that is not; returns the lines that were recovered.
#[track_caller]
fn check_recovered(source: &str, expected: &[(&str, Value)], body: &str, body_line: u32) -> Vec<u32> {
    let parts = read(source);
    let expected: Entries = expected.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    assert_eq!(parts.entries, expected, "{source}");
    assert_eq!((parts.body, parts.body_line), (body, body_line), "{source}");
    parts.recoveries.iter().map(|recovery| recovery.line).collect()
}

#[track_caller]
fn check_no_front_matter(source: &str) {
    assert_eq!(check_recovered(source, &[], source, 1), Vec::<u32>::new());
}

#[test]
fn every_notation() {
    let title = || [("title", text("x"))];
    check("---\ntitle: x\n---\nbody", &title(), "body", 4);
    check("\n\n---\ntitle: x\n...\n\n\n  body\n", &title(), "  body\n", 8);
    check("----  \ntitle: x\n----\nbody", &title(), "body", 4);
    check("+++\ntitle = \"x\"\n+++\nbody", &title(), "body", 4);
    check("{\n\"title\": \"x\"\n}\n\nbody", &title(), "body", 5);
    check("{\"title\": \"x\"}body", &title(), "body", 1);
    check(";;;\n\"title\": \"x\"\n;;;\nbody", &title(), "body", 4);
    check("title: x\n---\nbody", &title(), "body", 3);
    check("\"title\": \"x\",\n;;;\nbody", &title(), "body", 3);
    check("---\n---\nbody", &[], "body", 3);
    check("---\ntitle: x\n---", &title(), "", 3);
}

#[test]
fn toml_and_json_types_are_text() {
    check(
        "+++\ndate = 2020-01-02T03:04:05+08:00\nday = 2020-01-02\ntags = ['a', 'b']\ndraft = false\n[params]\nn = 1\n+++\n",
        &[
            ("date", text("2020-01-02T03:04:05+08:00")),
            ("day", text("2020-01-02")),
            ("draft", text("false")),
            ("params", Value::Map(vec![("n".to_owned(), text("1"))])),
            ("tags", list(&["a", "b"])),
        ],
        "",
        9,
    );
    check("{\"a\": [1, null, true]}", &[("a", Value::List(vec![text("1"), Value::Empty, text("true")]))], "", 1);
}

#[test]
fn what_is_body() {
    for source in [
        "",
        "words\n\n---\n\nmore",
        "---\n\nwords\n\n---\n\nmore",
        "---\nwords: they\n",
        "<div>\ntitle: x\n---\n</div>",
        "{% raw %}\n{}",
        "{{< figure >}}",
        "{\"a\": \n\nwords",
        "Word: text\n---\nbody",
        "title: x",
        "Title: of\n\nwords in between\n---\nbody",
    ] {
        check_no_front_matter(source);
    }
}

/// What the generators of scraped posts get wrong.
#[test]
fn values_that_need_quotes() {
    let source = "\n---\ntitle: 'It's \"x\"'\ncategories: \n - 新媒体\n - a: b\n - @c\nauthor: @foo\ndate: Invalid Date\n---\n\n<div>   \n</div>\n            ";
    let lines = check_recovered(
        source,
        &[
            ("title", text("It's \"x\"")),
            ("categories", list(&["新媒体", "a: b", "@c"])),
            ("author", text("@foo")),
            ("date", text("Invalid Date")),
        ],
        "<div>   \n</div>\n            ",
        12,
    );
    assert_eq!(lines, [3, 4, 8]);
    for value in [
        "@foo", "*foo", "*", "& Sons", "&foo", "&foo bar", "#foo", "!foo", "- foo", "a: b", "%foo", "`foo`", "[a] b",
        "{a} b", "a: 'b", "foo:", "? x: y",
    ] {
        let source = format!("---\nauthor: {value}\ndate: 2020-01-01\n---\nbody");
        let expected = [("author", text(value)), ("date", text("2020-01-01"))];
        assert_eq!(check_recovered(&source, &expected, "body", 5), [2], "{value}");
    }
    let lines = check_recovered("---\ntitle: \"a \"b\" c\"\n---\n", &[("title", text("a \"b\" c"))], "", 4);
    assert_eq!(lines, [2]);
}

#[test]
fn broken_structure() {
    let title_and = |key, value| [("title", text("x")), (key, value)];
    let lines = |source, expected: &[(&str, Value)]| check_recovered(source, expected, "body", 6);
    assert_eq!(lines("---\ntitle: x\ntags:\n\t- a\n---\nbody", &title_and("tags", list(&["a"]))), [4]);
    assert_eq!(lines("---\ntitle: x\ntitle: y\ntags: [a]\n---\nbody", &title_and("tags", list(&["a"]))), [3]);
    assert_eq!(lines("---\ntitle: x\n  \nauthor:y\n---\nbody", &title_and("author", text("y"))), [4]);
    assert_eq!(lines("---\ntitle: x\nauthor：y\n\n---\nbody", &title_and("author", text("y"))), [3]);
    assert_eq!(lines("---\ntitle: 'x\n\nauthor: y\n---\nbody", &title_and("author", text("y"))), [2]);
    assert_eq!(lines("---\ntitle: x\ntags: [a, @b]\n\n---\nbody", &title_and("tags", list(&["a", "@b"]))), [3]);
    let torn = "---\ntitle: one\ntwo\nauthor: y\n---\nbody";
    assert_eq!(lines(torn, &[("title", text("one two")), ("author", text("y"))]), [2]);
}

#[test]
fn other_notations_are_recovered_too() {
    let expected = [("title", text("a \"b\" c")), ("tags", list(&["d", "e"]))];
    let toml = "+++\ntitle = \"a \"b\" c\"\ntags = ['d', 'e']\n+++\nbody";
    assert_eq!(check_recovered(toml, &expected, "body", 5), [2]);
    let json = "{\n  \"title\": \"a \"b\" c\",\n  \"tags\": [\"d\", \"e\"]\n}\nbody";
    assert_eq!(check_recovered(json, &expected, "body", 5), [2]);
    let trailing = "{\n  \"title\": \"a \\\"b\\\" c\",\n  \"tags\": [\n    \"d\",\n    \"e\"\n  ],\n}\nbody";
    assert_eq!(check_recovered(trailing, &expected, "body", 8), [1]);
}

#[test]
fn front_matter_that_is_never_closed() {
    let title = [("title", text("x"))];
    assert_eq!(check_recovered("---\ntitle: x\n\nwords\n", &title, "words\n", 4), [2]);
    assert_eq!(check_recovered("---\ntitle: x\n<p>words</p>\n", &title, "<p>words</p>\n", 3), [2]);
    assert_eq!(check_recovered("---\ntitle: x\n\n# Words\n\ndate: y", &title, "# Words\n\ndate: y", 4), [2]);
    assert_eq!(check_recovered("---\ntitle: x\n\nwords\n\n---\n\nmore", &title, "words\n\n---\n\nmore", 4), [2]);
    assert_eq!(check_recovered("---\ntitle: x\n\n- item\n", &title, "- item\n", 4), [2]);
    assert_eq!(check_recovered("---\ntitle: x\n", &title, "", 3), [2]);
    assert_eq!(check_recovered("+++\ntitle = 'x'\n\nwords", &title, "words", 4), [2]);
}

#[test]
fn bombs_are_defused() {
    let mut bomb = "---\ntitle: x\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(10)));
    }
    bomb.push_str("---\nbody");
    let parts = read(&bomb);
    assert_eq!((parts.entries[0].clone(), parts.body), (("title".to_owned(), text("x")), "body"));

    let tower = format!("---\ntitle: x\na: {}\n---\nbody", "[".repeat(20_000));
    assert_eq!(read(&tower).body, "body");
    let json = format!("{{\"title\": {}", "[".repeat(100_000));
    assert!(json.ends_with(read(&json).body));
}
