//! Pictures of a post: where they are looked for, under which name they stand in the site, and what is never taken.

use std::process::Command;

use crate::publisher::{Desk, Files, HANDSCROLL, Run, picture, post};

/// The first address by which a page shows the first of its pictures; none where there is none.
fn shown(page: &str) -> Option<String> {
    let (_, rest) = page.split_once(" data-from=\"")?;
    Some(rest.split(['"', ' ']).next().unwrap().to_owned())
}

/// The pictures of the site as they came, thumbnails left out.
fn copies(files: &Files) -> Vec<&Vec<u8>> {
    files
        .iter()
        .filter(|(path, _)| path.starts_with("images/") && path.ends_with(".png"))
        .map(|(_, bytes)| bytes)
        .collect()
}

/// A post at `posts/deep/post.md` with this picture in it, and one picture file: whether the page shows that file.
#[track_caller]
fn check_found(file: &str, markup: &str, expected: bool) {
    let desk = Desk::new(&[("deep/post.md", &post("P", "2024-01-01", &format!("<p>x</p>\n{markup}")))]);
    let bytes = picture(200, 160, 7);
    desk.write(file, &bytes);
    desk.build();
    let files = desk.files();
    let address = shown(&desk.page("P")).filter(|address| address.starts_with("../../images/"));
    assert_eq!(address.is_some(), expected, "{markup} for {file}");
    assert_eq!(copies(&files), if expected { vec![&bytes] } else { vec![] }, "{markup} for {file}");
    assert_eq!(desk.page("P").contains("width=\"200\" height=\"160\""), expected);
}

#[test]
fn a_picture_is_found_where_blogs_keep_them() {
    check_found("deep/a.png", "<img src=a.png>", true);
    check_found("deep/a.png", "<img src=./a.png?v=1#x>", true);
    check_found("a.png", "<img src=../a.png>", true);
    check_found("img/a.png", "<img src=/img/a.png>", true);
    check_found("img/a.png", "<img src=img/a.png>", true);
    check_found("deep/post/a.png", "<img src=a.png>", true);
    check_found("deep/a b%c.png", "<img src='a b%c.png'>", true);
    check_found("deep/a b.png", "<img src=a%20b.png>", true);
    check_found("deep/图 1.png", "<img src='%E5%9B%BE%201.png'>", true);
    // Its name says nothing; its bytes do.
    check_found("deep/a", "<img src=a>", true);
}

#[test]
fn a_post_that_is_named_alone_has_its_pictures_too() {
    let desk = Desk::new(&[("post.md", &post("P", "2024-01-01", "![x](a.png)"))]);
    desk.write("a.png", picture(200, 160, 7));
    let mut command = Command::new(HANDSCROLL);
    command.args(["build", "post.md", "--out", "../site", "--plain"]).current_dir(desk.posts());
    assert_eq!(Run::of(&mut command).code, Some(0));
    assert_eq!(copies(&desk.files()).len(), 1);
}

#[test]
fn nothing_outside_of_the_content_is_taken() {
    check_found("../outside.png", "<img src=../../outside.png>", false);
    check_found("../outside.png", "<img src=%2e%2e/%2e%2e/outside.png>", false);
    check_found(".git/a.png", "<img src=/.git/a.png>", false);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_content_is_not_followed() {
    let desk =
        Desk::new(&[("p.md", &post("P", "2024-01-01", "![in](in.png) ![out](out.png) ![folder](folder/a.png)"))]);
    let (inside, outside) = (picture(200, 160, 1), picture(200, 160, 2));
    desk.write("real.png", &inside);
    desk.write("../outside/a.png", &outside);
    std::os::unix::fs::symlink("real.png", desk.posts().join("in.png")).unwrap();
    std::os::unix::fs::symlink("../outside/a.png", desk.posts().join("out.png")).unwrap();
    std::os::unix::fs::symlink("../outside", desk.posts().join("folder")).unwrap();
    let run = desk.build();
    assert_eq!(copies(&desk.files()), [&inside]);
    run.says("the picture out.png is neither in the content folder nor an address");
    run.says("the picture folder/a.png is neither in the content folder nor an address");
}

/// `from` and `to` of a rule, the address in the page, and the address the page shows; `saved` is the local file.
#[track_caller]
fn check_rewritten(rule: (&str, &str), written: &str, expected: &str) {
    let rules = format!("[[images.rewrite]]\nfrom = '{}'\nto = '{}'\n", rule.0, rule.1);
    let desk = Desk::new(&[
        ("handscroll.toml", &rules),
        ("deep/post.md", &post("P", "2024-01-01", &format!("<p>x</p><img src='{written}'>"))),
    ]);
    desk.write("saved/a.png", picture(200, 160, 1));
    // A file of the same name beside the post is another picture.
    desk.write("deep/saved/a.png", picture(200, 160, 2));
    desk.build();
    let shown = shown(&desk.page("P")).unwrap();
    let is_saved = || desk.files()[shown.strip_prefix("../../").unwrap()] == picture(200, 160, 1);
    match expected {
        "saved" => assert!(is_saved(), "{written} is shown from {shown}"),
        address => assert_eq!(shown, address, "{written}"),
    }
}

#[test]
fn addresses_are_rewritten_to_files_and_to_other_addresses() {
    check_rewritten(("http://old.example/", "saved/"), "http://old.example/a.png", "saved");
    check_rewritten(("http://old.example/", "saved"), "http://old.example/a.png", "http://old.example/a.png");
    check_rewritten(
        ("http://old.example/", "https://new.example/x/"),
        "http://old.example/a.png",
        "https://new.example/x/a.png",
    );
    check_rewritten(("http://old.example/", "saved/"), "http://other.example/a.png", "http://other.example/a.png");
    check_rewritten(
        ("https://proxy.example/?http://old.example/", "saved/"),
        "https://proxy.example/?http://old.example/a.png",
        "saved",
    );
    check_rewritten(("http://old.example/", "saved/"), "https://proxy.example/?http://old.example/a.png", "saved");
    check_rewritten(("/wp-content/", "saved/"), "/wp-content/a.png", "saved");
}

#[test]
fn a_rule_that_names_no_file_is_said_and_the_old_address_stays() {
    let desk = Desk::new(&[
        ("handscroll.toml", "[[images.rewrite]]\nfrom = 'https://old.example/'\nto = 'saved/'\n"),
        ("p.md", &post("P", "2024-01-01", "<p>x</p>\n<p>y</p>\n<img src=https://old.example/gone.png?a=1&amp;b=2>")),
    ]);
    let run = desk.build();
    assert_eq!(shown(&desk.page("P")).as_deref(), Some("https://old.example/gone.png?a=1&amp;b=2"));
    run.says("warning: p.md:8: images.rewrite names saved/gone.png?a=1&b=2, which is not there; shown from its old address [missing-picture]");
}

#[test]
fn an_address_without_a_protocol_is_rewritten_by_rules_for_either() {
    check_rewritten(("http://old.example/", "saved/"), "//old.example/a.png", "saved");
    check_rewritten(("https://old.example/", "saved/"), "//old.example/a.png", "saved");
    check_rewritten(("//old.example/", "saved/"), "//old.example/a.png", "saved");
    check_rewritten(("//old.example/", "saved/"), "https://old.example/a.png", "https://old.example/a.png");
}

#[test]
fn the_first_rule_that_matches_wins() {
    let rules = "[[images.rewrite]]\nfrom = 'https://old.example/a'\nto = 'https://one.example/a'\n\
                 [[images.rewrite]]\nfrom = '//old.example/'\nto = 'https://two.example/'\n";
    let desk = Desk::new(&[
        ("handscroll.toml", rules),
        ("p.md", &post("P", "2024-01-01", "![x](//old.example/a.png)")),
        ("q.md", &post("Q", "2024-01-01", "![x](//old.example/b.png)")),
    ]);
    desk.build();
    assert_eq!(shown(&desk.page("P")).as_deref(), Some("https://one.example/a.png"));
    assert_eq!(shown(&desk.page("Q")).as_deref(), Some("https://two.example/b.png"));
}

fn inside_the_page(bytes: &[u8]) -> String {
    format!("data:image/png;base64,{}", data_encoding::BASE64.encode(bytes))
}

#[test]
fn a_picture_inside_the_page_becomes_a_file() {
    let bytes = picture(300, 200, 9);
    let address = inside_the_page(&bytes);
    assert!(address.len() > 300);
    let desk = Desk::new(&[
        ("p.md", &post("P", "2024-01-01", &format!("<p>x</p><img alt=Chart src=\"{address}\">"))),
        ("q.md", &post("Q", "2024-01-02", &format!("![Chart]({address})"))),
    ]);
    desk.build().says("2 pictures in them, 1 of the site's own files; ");
    let files = desk.files();
    assert_eq!(copies(&files), [&bytes]);
    for title in ["P", "Q"] {
        let page = desk.page(title);
        assert!(page.contains("width=\"300\" height=\"200\"") && page.contains("\"Chart\""), "{page}");
        assert!(!page.contains("data:image"), "{page}");
    }
    // It is as good a picture for the list as any.
    assert!(desk.feed()["items"][0]["image"].as_str().is_some_and(|image| files.contains_key(image)));
}

#[test]
fn a_picture_inside_the_page_that_stands_for_another_gives_way() {
    let stand_in = inside_the_page(&picture(300, 200, 9));
    let markup = format!("<p>x</p><img src=\"{stand_in}\" data-src=\"https://real.example/a.png\">");
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", &markup))]);
    desk.build();
    assert_eq!(shown(&desk.page("P")).as_deref(), Some("https://real.example/a.png"));
    assert_eq!(copies(&desk.files()), Vec::<&Vec<u8>>::new());
}

#[test]
fn what_is_no_picture_inside_the_page_is_said_briefly() {
    let filler = "A".repeat(400);
    for address in [
        format!("data:image/svg+xml;base64,{filler}"),
        format!("data:text/html,{filler}"),
        format!("data:image/png;base64,{filler}!"),
    ] {
        let desk =
            Desk::new(&[("p.md", &post("P", "2024-01-01", &format!("<p>x</p><img alt=Drawing src=\"{address}\">")))]);
        let run = desk.build();
        assert_eq!(copies(&desk.files()), Vec::<&Vec<u8>>::new());
        assert!(desk.page("P").contains("<p>Drawing</p>"));
        let warning = run.said.lines().find(|line| line.ends_with("[missing-picture]")).unwrap();
        assert!(warning.chars().count() < 220, "{warning}");
    }
}

#[test]
fn a_cover_becomes_a_thumbnail_and_a_broken_one_is_named() {
    let desk = Desk::new(&[
        ("p.md", "---\ntitle: P\ndate: 2024-01-01\ncover: cover.png\n---\nx"),
        ("q.md", "---\ntitle: Q\ndate: 2024-01-02\ncover: broken.png\n---\nx"),
    ]);
    desk.write("cover.png", picture(800, 1600, 3));
    desk.write("broken.png", &picture(800, 600, 4)[..60]);
    let run = desk.build();
    let files = desk.files();
    let image = desk.feed()["items"][1]["image"].as_str().unwrap().to_owned();
    let size = imagesize::blob_size(&files[&image]).unwrap();
    assert_eq!((size.width, size.height), (320, 240));
    run.says("warning: q.md: the picture broken.png ");
    run.says("; the list shows none [broken-picture]");
}

#[test]
fn a_cover_that_counts_readers_is_none() {
    let desk = Desk::new(&[("p.md", "---\ntitle: P\ndate: 2024-01-01\ncover: https://hm.baidu.com/hm.gif?x\n---\nx")]);
    desk.build();
    for (path, bytes) in desk.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains("hm.baidu.com"), "{path}");
    }
}
