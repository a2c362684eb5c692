//! What a run says at its end and how it ends: every problem with its file, its line and what was done about it.

use std::process::Command;

use crate::publisher::{Desk, HANDSCROLL, Run, post};
use crate::site;

/// A broken post: its file, its bytes, and how its line of the summary begins and ends.
type Broken = (&'static str, &'static [u8], &'static str, &'static str);

const BROKEN: &[Broken] = &[
    (
        "quotes.md",
        b"---\ntitle: 'It's \"both\"'\ndate: 2020-01-01\n---\nx",
        "quotes.md:2: `title` is no YAML",
        "read as \u{201c}It's \"both\"\u{201d} [front-matter-recovered]",
    ),
    (
        "at.md",
        b"---\ntitle: t\nauthor: @a\ndate: 2020-01-01\n---\nx",
        "at.md:3: `author` is no YAML",
        "read as \u{201c}@a\u{201d} [front-matter-recovered]",
    ),
    (
        "date.md",
        b"---\ntitle: t\ndate: Invalid Date\n---\nx",
        "date.md: \u{201c}Invalid Date\u{201d} is no date",
        "listed last, without a date [undated]",
    ),
    (
        "nameless.md",
        b"---\ndate: 2020-01-01\n---\nx",
        "nameless.md: nothing names the article",
        "titled by its file, \u{201c}nameless\u{201d} [untitled]",
    ),
    ("empty.md", b"---\ntitle: t\ndate: 2020-01-01\n---\n<p> </p>", "empty.md", "[empty-body]"),
    (
        "slug.md",
        b"---\ntitle: t\ndate: 2020-01-01\nslug: ../x\n---\nx",
        "slug.md: the slug \u{201c}../x\u{201d} leads out of the site",
        "[slug-refused]",
    ),
    (
        "picture.md",
        b"---\ntitle: t\ndate: 2020-01-01\n---\n<p>x</p>\n<img src=gone.png>",
        "picture.md:6: the picture gone.png is neither in the content folder nor an address",
        "its description stands in its place [missing-picture]",
    ),
    (
        "cover.md",
        b"---\ntitle: t\ndate: 2020-01-01\ncover: gone.png\n---\nx",
        "cover.md: the cover gone.png is neither in the content folder nor an address",
        "[missing-picture]",
    ),
    (
        "random.md",
        b"---\ntitle: t\ndate: 2020-01-01\ncover: https://picsum.photos/9\n---\nx",
        "random.md: the cover https://picsum.photos/9 is a random picture",
        "left out [placeholder-picture]",
    ),
    (
        "lang.md",
        b"---\ntitle: t\ndate: 2020-01-01\nlang: not a tag\n---\nx",
        "lang.md: \u{201c}not a tag\u{201d} is no language tag",
        "the language was detected [value-refused]",
    ),
];

#[test]
fn two_thousand_posts_of_which_thirty_are_broken() {
    let desk = Desk::new(&[("handscroll.toml", "base_url = 'https://read.example/'")]);
    for number in 0..1970 {
        let date =
            format!("2021-{:02}-{:02} {:02}:{:02}:00", 1 + number % 12, 1 + number % 28, number % 24, number % 60);
        desk.write(format!("{}/post-{number}.md", number % 40), post(&format!("Post {number}"), &date, "A few words."));
    }
    // Each thrice, in folders of their own.
    for folder in ["x", "y", "z"] {
        for (name, bytes, ..) in BROKEN {
            desk.write(format!("{folder}/{name}"), bytes);
        }
    }
    let run = desk.build();
    run.says("\n2000 articles from 2000 files (0 drafts, 0 excluded), ");
    let warnings: Vec<&str> = run.said.lines().filter_map(|line| line.strip_prefix("warning: ")).collect();
    for folder in ["x", "y", "z"] {
        for (name, _, start, end) in BROKEN {
            let start = format!("{folder}/{start}");
            let found = warnings.iter().filter(|line| line.starts_with(&start) && line.ends_with(end)).count();
            assert_eq!(found, 1, "{name}: {start} … {end} in\n{}", run.said);
        }
    }
    assert_eq!(warnings.len(), 30, "{}", run.said);
    for count in ["    6 front matters recovered", "    3 articles without a date", "    6 pictures that are missing"] {
        run.says(count);
    }
    let files = desk.files();
    assert_eq!(site::listed_articles(&files).len(), 2000);
    assert_eq!(site::dangling(&files), Vec::<String>::new());
}

#[test]
fn a_long_list_is_shortened_and_can_be_had_whole() {
    let desk = Desk::new(&[]);
    for number in 0..25 {
        desk.write(format!("{number}.md"), "# Undated\n");
    }
    let lines =
        |run: &Run| run.said.lines().filter(|line| line.ends_with("[undated]") && line.starts_with("warning:")).count();
    let brief = desk.build();
    assert_eq!(lines(&brief), 10);
    brief.says("warning: … and 15 more of this kind; --verbose lists them\n");
    brief.says("   25 articles without a date [undated]\n");
    assert_eq!(lines(&desk.run(&["--verbose"])), 25);
}

#[test]
fn the_exit_code_says_how_it_went() {
    let desk = Desk::new(&[
        ("handscroll.toml", "base_url = 'https://read.example/'"),
        ("a.md", &post("A", "2024-01-01", "x")),
    ]);
    // Nothing to warn of.
    assert_eq!(desk.run(&["--strict"]).code, Some(0));
    desk.write("b.md", "# Undated\n");
    assert_eq!(desk.run(&[]).code, Some(0));
    assert_eq!(desk.run(&["--strict"]).code, Some(1));
    // All the same it was built.
    assert!(desk.text("index.html").contains("Undated"));
}

#[test]
fn where_nothing_can_be_built_nothing_is_written() {
    let check = |files: &[(&str, &str)], expected: &str| {
        let desk = Desk::new(files);
        let run = desk.run(&[]);
        assert_eq!(run.code, Some(2), "{files:?}: {}", run.said);
        run.says(expected);
        assert!(!desk.site().exists(), "{files:?}");
    };
    check(&[], "nothing to build: 0 files read, 0 drafts, 0 excluded");
    check(&[("a.md", "---\ndraft: true\n---\nx")], "nothing to build: 1 files read, 1 drafts, 0 excluded");
    check(
        &[("a.md", "x"), ("handscroll.toml", "exclude = ['*']")],
        "nothing to build: 0 files read, 0 drafts, 1 excluded",
    );
    check(&[("a.md", "x"), ("handscroll.toml", "exclude = 'a.md'")], "handscroll.toml is not usable");
    check(&[("a.md", "x"), ("handscroll.toml", "title = ")], "handscroll.toml is not usable");
    let desk = Desk::new(&[]);
    let run = Run::of(Command::new(HANDSCROLL).args(["build", "psots", "--out", "site"]).current_dir(desk.root()));
    assert_eq!(run.code, Some(2));
    run.says("psots does not exist");
}

#[test]
fn check_says_the_same_and_writes_nothing() {
    let desk = Desk::new(&[("a.md", "# Undated\n\n![x](gone.png)"), ("b.md", &post("B", "2024-01-01", "x"))]);
    let check = |options: &[&str]| {
        Run::of(Command::new(HANDSCROLL).args(["check", "posts"]).args(options).current_dir(desk.root()))
    };
    let checked = check(&[]);
    assert_eq!(checked.code, Some(0), "{}", checked.said);
    assert_eq!(check(&["--strict"]).code, Some(1));
    assert_eq!(std::fs::read_dir(desk.root()).unwrap().count(), 1);
    let warnings = |run: &Run| {
        run.said.lines().filter(|line| line.starts_with("warning: ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(warnings(&checked), warnings(&desk.build()));
    assert_eq!(warnings(&checked).len(), 3);
}
