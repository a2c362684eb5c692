//! Building again: what did not change stays as it is, to the byte and to the minute; what changed does so alone.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::publisher::{Desk, Files, HANDSCROLL, Run, changes, picture, post};

/// Ten dated posts, `post-0` the oldest, and one picture.
fn ten() -> Desk {
    let desk = Desk::new(&[]);
    for number in 0..10 {
        let body = format!("Words of number {number}.\n\n![Shared](shared.png)");
        desk.write(format!("post-{number}.md"), dated(number, &format!("Post {number}"), &body));
    }
    desk.write("shared.png", picture(200, 150, 1));
    desk
}

fn dated(number: usize, title: &str, body: &str) -> String {
    let (day, hour) = (1 + number / 24, number % 24);
    post(title, &format!("2024-{:02}-{:02} {hour:02}:00:00", 1 + day / 28, 1 + day % 28), body)
}

/// Changes the posts, builds again, and compares what changed with the expected paths, in which `{Title}` stands for
/// the id of the article of that title, before or after the change.
#[track_caller]
fn check(desk: &Desk, change: impl FnOnce(&Desk), expected: &[&str]) {
    desk.build();
    let (before, mut ids) = (desk.files(), desk.ids());
    change(desk);
    desk.build();
    ids.extend(desk.ids());
    let named = |path: &&str| {
        ids.iter().fold((*path).to_owned(), |path, (title, id)| path.replace(&format!("{{{title}}}"), id))
    };
    let mut expected: Vec<String> = expected.iter().map(named).collect();
    expected.sort();
    assert_eq!(changes(&before, &desk.files()), expected);
}

#[test]
fn a_second_build_writes_nothing() {
    let desk = ten();
    let times = || -> BTreeMap<String, SystemTime> {
        desk.files()
            .into_keys()
            .map(|path| (fs::metadata(desk.site().join(&path)).unwrap().modified().unwrap(), path))
            .map(|(time, path)| (path, time))
            .collect()
    };
    desk.build().says(" 18 files written, 0 unchanged, 0 removed");
    let before = times();
    desk.build().says(" 0 files written, 18 unchanged, 0 removed");
    assert_eq!(times(), before);
}

#[test]
fn another_text_changes_its_own_page_and_the_lists() {
    check(
        &ten(),
        |desk| desk.write("post-4.md", dated(4, "Post 4", "Other words.")),
        &["~ a/{Post 4}/index.html", "~ feed.json", "~ index.html"],
    );
}

#[test]
fn another_title_changes_the_neighbours_too() {
    check(
        &ten(),
        |desk| desk.write("post-4.md", dated(4, "New name", "Words of number 4.\n\n![Shared](shared.png)")),
        &[
            "~ a/{Post 3}/index.html",
            "~ a/{Post 4}/index.html",
            "~ a/{Post 5}/index.html",
            "~ feed.json",
            "~ index.html",
        ],
    );
}

#[test]
fn a_post_that_goes_leaves_its_neighbours_side_by_side() {
    check(
        &ten(),
        |desk| desk.remove("post-4.md"),
        &[
            "~ a/{Post 3}/index.html",
            "- a/{Post 4}/index.html",
            "~ a/{Post 5}/index.html",
            "~ feed.json",
            "~ index.html",
        ],
    );
}

#[test]
fn another_picture_under_the_same_name_takes_a_new_address() {
    let desk = ten();
    desk.build();
    let before = desk.files();
    desk.write("shared.png", picture(200, 150, 0xc0_4020));
    desk.build();
    let changed = changes(&before, &desk.files());
    let count = |mark: &str| changed.iter().filter(|change| change.starts_with(mark)).count();
    // The picture and its thumbnail; and the pages of all ten, the library and the manifest, which name them.
    assert_eq!((count("+ images/"), count("- images/"), count("~ ")), (2, 2, 12), "{changed:?}");
}

#[test]
fn a_new_post_leaves_sealed_pages_and_other_articles_alone() {
    let desk = Desk::new(&[]);
    for number in 0..250 {
        desk.write(format!("post-{number}.md"), dated(number, &format!("Post {number}"), "words"));
    }
    check(
        &desk,
        |desk| desk.write("post-250.md", dated(250, "Post 250", "words")),
        &["~ a/{Post 249}/index.html", "+ a/{Post 250}/index.html", "~ feed.json", "~ index.html"],
    );
    // Every article is listed once, in the sealed page or in the newest.
    assert!(desk.files().contains_key("feed-1.json") && !desk.files().contains_key("feed-2.json"));
    assert_eq!(crate::site::listed_articles(&desk.files()).len(), 251);
}

#[test]
fn files_of_others_survive() {
    let desk = ten();
    desk.build();
    fs::write(desk.site().join("CNAME"), "read.example").unwrap();
    fs::create_dir(desk.site().join(".git")).unwrap();
    fs::write(desk.site().join(".git/HEAD"), "ref").unwrap();
    fs::create_dir_all(desk.site().join("a/mine")).unwrap();
    fs::write(desk.site().join("a/mine/index.html"), "mine").unwrap();
    check(
        &desk,
        |desk| desk.remove("post-9.md"),
        &["- a/{Post 9}/index.html", "~ a/{Post 8}/index.html", "~ feed.json", "~ index.html"],
    );
    let files = desk.files();
    for (path, text) in [("CNAME", "read.example"), (".git/HEAD", "ref"), ("a/mine/index.html", "mine")] {
        assert_eq!(files[path], text.as_bytes(), "{path}");
    }
}

#[test]
fn a_folder_of_somebody_else_is_refused_with_a_way_out() {
    let desk = ten();
    fs::create_dir(desk.site()).unwrap();
    fs::write(desk.site().join("index.html"), "somebody's").unwrap();
    fs::write(desk.site().join("thesis.doc"), "somebody's").unwrap();
    let foreign: Files = desk.files();
    let run = desk.run(&[]);
    assert_eq!(run.code, Some(2), "{}", run.said);
    run.says("site holds files that the press did not write");
    run.says("Name an empty folder, or say --force");
    assert_eq!(desk.files(), foreign);

    // Forced, it overwrites what stands in its way and nothing else.
    let run = desk.run(&["--force"]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    assert_eq!(desk.text("thesis.doc"), "somebody's");
    assert!(desk.text("index.html").contains("Post 9"));
    // From now on the folder is a site like any other.
    desk.build().says(" 0 files written");
}

#[test]
fn posts_and_site_are_two_folders() {
    let desk = ten();
    for options in [&[][..], &["--force"]] {
        let mut command = Command::new(HANDSCROLL);
        command.args(["build", ".", "--out", "../posts", "--plain"]).args(options).current_dir(desk.posts());
        let run = Run::of(&mut command);
        assert_eq!(run.code, Some(2), "{}", run.said);
        run.says("cannot hold both the posts and the site. Name another folder with --out");
    }
    assert!(!desk.posts().join("index.html").exists());
    // A site inside the posts' folder is none of the posts.
    let inside = |count: &str| {
        let mut command = Command::new(HANDSCROLL);
        command.args(["build", ".", "--out", "public", "--plain"]).current_dir(desk.posts());
        Run::of(&mut command).says(count);
    };
    inside("10 articles from 10 files");
    inside("10 articles from 10 files");
}

#[test]
fn a_file_in_the_way_is_left_and_named() {
    let desk = ten();
    desk.build();
    fs::write(desk.posts().join("handscroll.toml"), "base_url = 'https://read.example/'").unwrap();
    fs::write(desk.site().join("atom.xml"), "somebody's").unwrap();
    let run = desk.run(&["--strict"]);
    assert_eq!(run.code, Some(1), "{}", run.said);
    run.says("warning: atom.xml: the site has a file here that the press did not write; left as it is; --force overwrites it");
    assert_eq!(desk.text("atom.xml"), "somebody's");
    assert_eq!(desk.run(&["--force"]).code, Some(0));
    assert!(desk.text("atom.xml").starts_with("<?xml"));
}

/// Whoever copies a site by what changed (rsync, git, a bucket's sync) is to copy this and no more.
#[test]
fn with_reader_and_address_a_new_post_touches_its_own_page_its_neighbours_and_the_lists() {
    let desk = ten();
    desk.write("handscroll.toml", "title = 'T'\nbase_url = 'https://read.example/sub/'");
    crate::reader::built_reader(&desk, 1);
    let build = || assert_eq!(crate::reader::build(&desk).code, Some(0));
    let touched = |at: SystemTime| -> Vec<String> {
        let time = |path: &String| fs::metadata(desk.site().join(path)).unwrap().modified().unwrap();
        desk.files().into_keys().filter(|path| time(path) != at).collect()
    };
    build();
    let before = desk.files();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    for path in before.keys() {
        fs::File::options().write(true).open(desk.site().join(path)).unwrap().set_modified(long_ago).unwrap();
    }
    build();
    assert_eq!(touched(long_ago), [""; 0]);

    let body = "New words.\n\n![Shared](shared.png)";
    desk.write("post-new.md", post("Post new", "2024-01-02 04:30:00", body));
    build();
    let ids = desk.ids();
    let page = |title: &str| format!("a/{}/index.html", ids[title]);
    let mut expected = vec![
        format!("+ {}", page("Post new")),
        format!("~ {}", page("Post 4")),
        format!("~ {}", page("Post 5")),
        "~ atom.xml".to_owned(),
        "~ feed.json".to_owned(),
        "~ index.html".to_owned(),
        "~ sitemap.xml".to_owned(),
    ];
    expected.sort();
    assert_eq!(changes(&before, &desk.files()), expected);
    let mut touched = touched(long_ago);
    touched.retain(|path| path != ".handscroll");
    let mut changed: Vec<&str> = expected.iter().map(|change| &change[2..]).collect();
    changed.sort_unstable();
    assert_eq!(touched, changed, "what is the same keeps its time");

    // And gone without a trace.
    desk.remove("post-new.md");
    build();
    assert_eq!(changes(&before, &desk.files()), [""; 0]);
}
