//! Folders of posts as they are found in the wild, read through the press's public door.

#![allow(clippy::unwrap_used)] // What these helpers of tests cannot do is a failed test.

use std::fs;
use std::path::{Path, PathBuf};

use handscroll::config::Config;
use handscroll::problem::ProblemKind;
use handscroll::source::{self, Library, Post};

/// Writes the files, reads the folder, and removes it.
#[track_caller]
fn read(files: &[(&str, &str)]) -> Library {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    let (config, _) = Config::load(folder.path()).unwrap();
    source::read(&[folder.path().to_path_buf()], &config, &mut |_| {}).unwrap()
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

fn post(source: &str) -> (Post, Vec<ProblemKind>) {
    let mut library = read(&[("post.md", source)]);
    let kinds = library.problems.iter().map(|problem| problem.kind).collect();
    (library.posts.remove(0), kinds)
}

fn paths(library: &Library) -> Vec<&str> {
    library.posts.iter().map(|post| post.path.as_str()).collect()
}

/// The shape of the generator that this project started from, rule by rule.
#[test]
fn a_scraped_post() {
    let source = "\n---\ntitle: '长卷 &#123;一&#125;'\ncategories: \n - 新媒体\n - 某站\n - 首页\n\
        headimg: 'https://proxy.example/?http://img.example/a.jpg'\nauthor: 某站\ncomments: false\n\
        date: Mon, 29 Aug 2022 23:24:16 GMT\nthumbnail: 'https://proxy.example/?http://img.example/a.jpg'\n---\n\n\
        <div>   \n    <p>这是我们的文章 &#123;</p>\n\n    <img data-original=\"http://img.example/a.jpg\" data-width=\"1080\" data-height=\"5614\">\n  \n</div>\n            ";
    let (post, problems) = post(source);
    assert_eq!(problems, []);
    assert_eq!(post.title, "长卷 {一}");
    assert_eq!(post.date.unwrap().to_string(), "2022-08-29T23:24:16Z");
    assert_eq!(post.authors, ["某站"]);
    assert_eq!(post.categories, ["新媒体", "某站", "首页"]);
    assert_eq!(post.cover.as_deref(), Some("https://proxy.example/?http://img.example/a.jpg"));
    assert_eq!(post.lang.as_deref(), Some("zh-Hans"));
    assert_eq!(post.id, source::article_id("post.md"));
    assert_eq!(post.body_line, 15);
    assert!(post.body_html.starts_with("<div>   \n    <p>") && post.body_html.ends_with("</div>\n            "));
}

#[test]
fn what_the_generator_breaks_is_recovered_and_said() {
    let source = |title: &str, author: &str, date: &str| {
        format!(
            "\n---\ntitle: {title}\ncategories: \n - a: b\n - #c\n - d\nheadimg: ''\nauthor: {author}\ndate: {date}\n---\n<p>words</p>"
        )
    };
    use ProblemKind::{FrontMatterRecovered, Undated};
    let (first, problems) = post(&source("'It's \"both\"'", "@foo", "Invalid Date"));
    assert_eq!(
        (first.title.as_str(), first.authors, first.date, first.cover),
        ("It's \"both\"", vec!["@foo".to_owned()], None, None)
    );
    assert_eq!(first.categories, ["a: b", "#c", "d"]);
    assert_eq!(problems, [Undated, FrontMatterRecovered, FrontMatterRecovered, FrontMatterRecovered]);

    let (second, problems) = post(&source("\"It's one\"", "Foo", "2022-09-01 08:00:00"));
    assert_eq!(second.title, "It's one");
    assert_eq!(second.categories, ["a: b", "#c", "d"]);
    assert_eq!(problems, [FrontMatterRecovered]);
}

#[test]
fn names_of_files_are_taken_as_they_are() {
    let long = format!("{}.md", "字".repeat(74));
    let names = ["100% sure.md", "a \"b\" & 'c'.md", "d/e #f?.markdown", "g+h.TXT", "i.htm", long.as_str()];
    let library = read(&names.map(|name| (name, "<p>words</p>")));
    let mut expected = names.to_vec();
    expected.sort_unstable();
    assert_eq!(paths(&library), expected);
    assert!(library.posts.iter().all(|post| !post.title.is_empty() && post.id.len() == 12));
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_and_loops_of_links_are_survived() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"bad \xff name.md");
    // Some file systems take no such name; there is nothing to survive there.
    let can_be_written = fs::write(folder.path().join(name), "words").is_ok();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
    std::os::unix::fs::symlink("nowhere.md", folder.path().join("dangling.md")).unwrap();
    let library = source::read(&[folder.path().to_path_buf()], &Config::default(), &mut |_| {}).unwrap();
    assert_eq!(library.posts.len(), usize::from(can_be_written));
    assert_eq!(library.problems.iter().filter(|problem| problem.kind == ProblemKind::UnreadableFile).count(), 1);
}

#[test]
fn only_posts_are_read() {
    let library = read(&[
        ("a.md", "x"),
        ("b.jpg", "x"),
        (".git/c.md", "x"),
        ("node_modules/d.md", "x"),
        ("site/.handscroll", ""),
        ("site/e/index.html", "x"),
        ("_drafts/f.md", "x"),
        ("g.md", "---\ndraft: true\n---\nx"),
        ("old/h.md", "x"),
        ("handscroll.toml", "exclude = ['old']"),
    ]);
    assert_eq!(paths(&library), ["a.md"]);
    assert_eq!((library.files_read, library.drafts, library.excluded), (3, 2, 1));
}

#[test]
fn the_newest_come_first_and_the_undated_last() {
    let dated = |date: &str| format!("---\ntitle: t\ndate: {date}\n---\nx");
    let (old, new) = (dated("2020-01-01"), dated("2021-01-01"));
    let library = read(&[
        ("b.md", "# t"),
        ("c.md", &old),
        ("d.md", &new),
        ("e.md", &old),
        ("a.md", "# t"),
        ("2020-06-01-f.md", "# t"),
    ]);
    assert_eq!(paths(&library), ["d.md", "2020-06-01-f.md", "c.md", "e.md", "a.md", "b.md"]);
}

#[test]
fn dates_follow_the_site_s_zone() {
    let library = read(&[
        ("handscroll.toml", "timezone = 'Asia/Shanghai'"),
        ("a.md", "---\ntitle: t\ndate: 2020-01-01 08:00:00\nupdated: never\n---\nx"),
    ]);
    assert_eq!(library.posts[0].date.unwrap().to_string(), "2020-01-01T00:00:00Z");
    assert_eq!(library.problems[0].to_string(), "a.md: `updated` is no date (“never”); left out [value-refused]");
}

#[test]
fn titles_come_from_the_best_source() {
    for (source, title, html) in [
        ("---\ntitle: Given\n---\n# Heading", "Given", "<h1>Heading</h1>\n"),
        ("---\ntitle: Same\n---\n# Same\n\nx", "Same", "\n<p>x</p>\n"),
        ("x\n\n# Heading", "Heading", "<p>x</p>\n<h1>Heading</h1>\n"),
        ("<!doctype html><title>Page</title><body><p>x", "Page", "<p>x"),
        ("x", "post", "<p>x</p>\n"),
    ] {
        let (post, problems) = post(source);
        assert_eq!((post.title.as_str(), post.body_html.as_str()), (title, html));
        assert_eq!(problems.contains(&ProblemKind::Untitled), title == "post", "{source}");
    }
}

#[test]
fn equal_posts_stay_two() {
    let library = read(&[
        ("a.md", "# t"),
        ("b.md", "# t"),
        ("c.md", "---\nguid: g\n---\n# t"),
        ("d.md", "---\nguid: g\n---\n# t"),
    ]);
    let ids: std::collections::BTreeSet<_> = library.posts.iter().map(|post| post.id.as_str()).collect();
    assert_eq!(ids.len(), 4);
}

#[test]
fn several_folders_become_one_library() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(one.path(), &[("a.md", "# t"), ("handscroll.toml", "title = 'One'\nexclude = ['x.md']")]);
    write(
        two.path(),
        &[("a.md", "# t"), ("x.md", "# t"), ("y.md", "# t"), ("handscroll.toml", "title = 'Two'\nexclude = ['y.md']")],
    );
    let roots: Vec<PathBuf> = vec![one.path().into(), two.path().into(), two.path().into()];
    let (config, problems) = Config::load_all(&roots[..2]).unwrap();
    assert_eq!(config.title.as_deref(), Some("One"));
    assert_eq!(problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(), [ProblemKind::ConfigIgnored]);
    let library = source::read(&roots, &config, &mut |_| {}).unwrap();
    assert_eq!(paths(&library), ["a.md", "a.md"]);
    assert_ne!(library.posts[0].id, library.posts[1].id);
    assert_eq!(library.posts[0].root, one.path());
    assert_eq!(source::read(&[one.path().join("a.md")], &config, &mut |_| {}).unwrap().posts.len(), 1);
    assert!(source::read(&[one.path().join("missing")], &config, &mut |_| {}).is_err());
}

#[test]
fn files_that_hold_nothing() {
    let library = read(&[("a.md", ""), ("b.md", "---\ntitle: t\ndate: 2020-01-01\n---\n<div>  </div>")]);
    assert_eq!(library.posts.len(), 2);
}

#[test]
fn progress_reaches_every_file() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..130 {
        fs::write(folder.path().join(format!("{number}.md")), "# t").unwrap();
    }
    let mut reports = Vec::new();
    source::read(&[folder.path().into()], &Config::default(), &mut |count| reports.push(count)).unwrap();
    assert_eq!(reports, [64, 128, 130]);
}
