//! Taking an article down: nothing of it stays in the site, in whatever way it went.

use crate::publisher::{Desk, Files, picture, post};
use crate::site;

const SECRET: &str = "Thursday's secret";

/// Three posts, the middle one with pictures of its own and one that another post shows too.
fn desk() -> Desk {
    let desk = Desk::new(&[("handscroll.toml", "base_url = 'https://read.example/'")]);
    let secret = "A secret text. ![Own](own.png) ![Shared](shared.png)";
    desk.write("kept.md", post("Kept", "2024-01-01", "Words. ![Shared](shared.png)"));
    desk.write(
        "private/secret.md",
        format!("---\ntitle: {SECRET}\ndate: 2024-01-02\nauthor: Nobody\ncover: cover.png\n---\n{secret}"),
    );
    desk.write("other.md", post("Other", "2024-01-03", "Words, and [a link](private/secret.md)."));
    for (shade, name) in
        ["private/own.png", "private/cover.png", "shared.png", "private/shared.png"].into_iter().enumerate()
    {
        desk.write(name, picture(160, 120, shade.min(2) as u32));
    }
    desk
}

/// Where a site still knows the article or holds a picture of its own.
fn traces(files: &Files, id: &str) -> Vec<String> {
    let names = [SECRET, "Thursday&#39;s secret", "secret text", "Nobody", id];
    let own: Vec<Vec<u8>> = (0..2).map(|shade| picture(160, 120, shade)).collect();
    let is_trace = |(path, bytes): &(&String, &Vec<u8>)| {
        let text = String::from_utf8_lossy(bytes);
        path.contains(id) || own.contains(bytes) || names.iter().any(|name| text.contains(name))
    };
    files.iter().filter(is_trace).map(|(path, _)| path.clone()).collect()
}

#[track_caller]
fn check(take_down: impl FnOnce(&Desk), pictures_left: usize) {
    let desk = desk();
    desk.build();
    let before = desk.files();
    let id = desk.ids()[SECRET].clone();
    for path in ["index.html", "feed.json", "atom.xml", "sitemap.xml", &format!("a/{id}/index.html")] {
        assert!(traces(&before, &id).iter().any(|trace| trace == path), "{path} never held it");
    }
    take_down(&desk);
    desk.build();
    let after = desk.files();
    assert_eq!(traces(&after, &id), Vec::<String>::new());
    assert_eq!(after.keys().filter(|path| path.starts_with("images/")).count(), pictures_left, "{:?}", after.keys());
    assert_eq!(site::dangling(&after), Vec::<String>::new());
    assert!(!desk.site().join("a").join(&id).exists(), "its folder is there");
}

#[test]
fn by_removing_the_file() {
    check(|desk| desk.remove("private/secret.md"), 2);
}

#[test]
fn by_excluding_its_folder() {
    check(|desk| desk.write("handscroll.toml", "base_url = 'https://read.example/'\nexclude = ['private/**']"), 2);
}

#[test]
fn by_calling_it_a_draft() {
    check(|desk| desk.write("private/secret.md", format!("---\ntitle: {SECRET}\ndraft: true\n---\nA secret text.")), 2);
}

#[test]
fn the_only_article_can_be_taken_down_too() {
    let desk = Desk::new(&[("one.md", &post(SECRET, "2024-01-01", "A secret text."))]);
    desk.build();
    let id = desk.ids()[SECRET].clone();
    desk.write("handscroll.toml", "exclude = ['one.md']");
    desk.build().says("0 articles from 0 files (0 drafts, 1 excluded)");
    assert_eq!(traces(&desk.files(), &id), Vec::<String>::new());
    assert!(desk.text("index.html").contains("There are no articles here yet."));
}

#[test]
fn an_empty_folder_takes_nothing_down() {
    let desk = desk();
    desk.build();
    let before = desk.files();
    // The wrong folder, or a disk that is not there: no reason to empty a site.
    std::fs::remove_dir_all(desk.posts()).unwrap();
    assert_eq!(desk.run(&[]).code, Some(2));
    std::fs::create_dir(desk.posts()).unwrap();
    assert_eq!(desk.run(&[]).code, Some(2));
    assert_eq!(desk.files(), before);
}
