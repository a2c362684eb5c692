//! Whether a site fits on the host it is made for, and what is said where it does not.

use std::fs;

use crate::publisher::{Desk, post};

#[test]
fn a_site_that_is_too_large_for_its_host_is_told_so() {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x"))]);
    let run = desk.run(&["--host", "github-pages", "--strict"]);
    assert!(!run.said.contains("GitHub"), "{}", run.said);
    // A film that its owner has put there counts; what is hidden is not sent.
    let film = |path: &str| {
        let path = desk.site().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path).unwrap().set_len(1_100_000_000).unwrap();
    };
    film(".git/objects/film");
    desk.run(&["--host", "github-pages"]).says(" 0 files written");
    assert!(!desk.run(&["--host", "github-pages"]).said.contains("host-limit"));
    film("films/film.mp4");
    let run = desk.run(&["--host", "github-pages"]);
    run.says("site: the site has 1100.");
    run.says("films/film.mp4: the file has 1100.0 MB, and GitHub Pages takes 104.9 MB (https://docs.github.com/");
    run.says("2 limits of the host that the site passes [host-limit]");
    assert_eq!((run.code, desk.run(&["--host", "github-pages", "--strict"]).code), (Some(0), Some(1)));
    assert!(!desk.run(&["--host", "netlify"]).said.contains("host-limit"));
}

#[test]
fn a_host_that_is_not_known_is_answered_with_those_that_are() {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x"))]);
    let run = desk.run(&["--host", "geocities"]);
    assert_eq!(run.code, Some(2), "{}", run.said);
    run.says("cloudflare-pages, github-pages, gitlab-pages, netlify");
    assert!(!desk.site().exists());
}
