//! Whole sites from the folders in `fixtures`, compared with what they were. `INSTA_UPDATE=always cargo test` takes
//! what is for what should be.

use std::fmt::Write as _;
use std::path::Path;

use crate::publisher::{Desk, Run, copy, ending};
use crate::site;

/// Presses a fixture and returns it as one text: what was said, then each file, without what changes with the style.
fn pressed(name: &str) -> String {
    let desk = Desk::new(&[]);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/build/fixtures").join(name), &desk.posts());
    let Run { code, said } = desk.run(&["--verbose"]);
    let files = desk.files();
    assert_eq!(site::dangling(&files), Vec::<String>::new());
    let mut text = format!("exit code {}\n{said}", code.unwrap());
    for (path, bytes) in &files {
        let _ = writeln!(text, "\n==> {path}");
        text.push_str(&match ending(path) {
            Some("html") => page(path, &String::from_utf8(bytes.clone()).unwrap()),
            Some("json") => {
                serde_json::to_string_pretty(&serde_json::from_slice::<serde_json::Value>(bytes).unwrap()).unwrap()
            }
            Some("xml") => lines(std::str::from_utf8(bytes).unwrap()),
            Some("png" | "webp") => {
                let size = imagesize::blob_size(bytes).unwrap();
                format!("{} x {} pixels", size.width, size.height)
            }
            _ => without_style_hash(std::str::from_utf8(bytes).unwrap()),
        });
    }
    text
}

/// A page, a tag a line. Of all but the library only what the page does not share with it: head and bar are the same.
fn page(path: &str, html: &str) -> String {
    let (before, rest) = html.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    let whole = lines(&format!("{}<style>…</style>{after}", without_style_hash(before)));
    if path == "index.html" {
        return whole;
    }
    let wanted = |line: &&str| {
        line.starts_with("<html") || line.starts_with("<title") || line.contains("canonical") || line.contains("\"og:")
    };
    let head: Vec<&str> = whole.lines().filter(wanted).collect();
    let (_, main) = whole.split_once("<main").unwrap();
    let (main, _) = main.split_once("<footer").unwrap();
    format!("{}\n<main{main}", head.join("\n"))
}

/// The text with the hash of the style left out, if it holds one.
fn without_style_hash(text: &str) -> String {
    let Some((start, rest)) = text.split_once("style-src 'sha256-") else { return text.to_owned() };
    let (_, end) = rest.split_once('\'').unwrap();
    format!("{start}style-src 'sha256-…'{end}")
}

fn lines(markup: &str) -> String {
    markup.replace("><", ">\n<")
}

#[test]
fn scraped_posts() {
    insta::assert_snapshot!(pressed("scraped"));
}

#[test]
fn a_blog_of_many_kinds_of_files() {
    insta::assert_snapshot!(pressed("blog"));
}

#[test]
fn a_site_that_knows_its_address() {
    insta::assert_snapshot!(pressed("addressed"));
}
