//! Fetching as a publisher meets it: the built command, with a server of pictures on this machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use axum::http::header;
use axum::response::IntoResponse as _;
use serde_json::Value;
use tempfile::TempDir;

use crate::png;
use crate::server::{Asked, Server, picture, status};

/// A folder of posts, one for the site and one for the cache.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// Posts of these names and bodies, with an original page.
    pub(crate) fn new(posts: &[(&str, &str)]) -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        fs::create_dir(desk.at("posts")).unwrap();
        for (name, body) in posts {
            let text = format!(
                "---\ntitle: {name}\ndate: 2024-01-01\nlang: en\nlink: https://news.example/{name}\n---\n<p>Words.</p>\n{body}\n"
            );
            desk.write(&format!("{name}.html"), &text);
        }
        desk
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.at("posts").join(path), text).unwrap();
    }

    pub(crate) fn command(&self, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handscroll"));
        command.args(options).args(["--cache", "cache", "--allow-private"]).current_dir(self.folder.path());
        command
    }

    /// Builds; what was said.
    #[track_caller]
    pub(crate) fn build(&self) -> String {
        let Output { status, stderr, .. } =
            self.command(&["build", "posts", "--out", "site", "--plain"]).output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(0), "{said}");
        said
    }

    /// The page of the one article of this title.
    pub(crate) fn page(&self, title: &str) -> String {
        let feed: Value = serde_json::from_slice(&fs::read(self.at("site/feed.json")).unwrap()).unwrap();
        let items = feed["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["title"] == title).unwrap();
        fs::read_to_string(self.at("site").join(item["_handscroll"]["body"].as_str().unwrap()).join("index.html"))
            .unwrap()
    }

    /// Pictures in the site with this ending.
    pub(crate) fn pictures(&self, ending: &str) -> Vec<Vec<u8>> {
        let files = fs::read_dir(self.at("site/images")).into_iter().flatten();
        let paths = files.map(|file| file.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|is| is == ending))
            .map(|path| fs::read(path).unwrap())
            .collect()
    }
}

/// The addresses of the first picture of a page, best first.
pub(crate) fn addresses(page: &str) -> Vec<String> {
    let (_, rest) = page.split_once(" data-from=\"").unwrap();
    rest.split('"').next().unwrap().split(' ').map(|address| address.replace("&amp;", "&")).collect()
}

/// A picture that is published as it is: one that moves.
pub(crate) fn moving() -> Vec<u8> {
    let frame = |shade| image::Frame::new(image::RgbaImage::from_pixel(60, 50, image::Rgba([shade, 80, 160, 255])));
    let mut bytes = Vec::new();
    image::codecs::gif::GifEncoder::new(&mut bytes).encode_frames([frame(1), frame(200)]).unwrap();
    bytes
}

#[test]
fn a_picture_from_elsewhere_becomes_the_sites_own() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/a.gif" => picture(&moving()),
        _ => status(404),
    });
    let (there, gone) = (server.at("/a.gif"), server.at("/gone"));
    let markup = format!("<img data-original='{there}' src='{}?{there}'>", server.at("/proxy"));
    let desk = Desk::new(&[("one", &markup), ("two", &markup), ("three", &format!("<img src='{gone}'>"))]);
    let said = desk.build();
    assert_eq!(server.paths().iter().filter(|path| *path == "/a.gif").count(), 1);
    assert!(!server.paths().iter().any(|path| path.starts_with("/proxy")));
    for title in ["one", "two"] {
        let [own, first, second] = addresses(&desk.page(title)).try_into().unwrap();
        assert_eq!((first, second), (there.clone(), format!("{}?{there}", server.at("/proxy"))));
        let copy = own.strip_prefix("../../").unwrap();
        assert_eq!(fs::read(desk.at("site").join(copy)).unwrap(), moving());
        assert!(desk.page(title).contains("width=\"60\" height=\"50\""));
    }
    assert_eq!(addresses(&desk.page("three")), [gone.as_str()]);
    let warning = format!(
        "three.html:8: the picture {gone} could not be fetched: 404 Not Found; shown from its address [dead-picture]"
    );
    assert!(said.contains(&warning), "{said}");
    assert!(said.contains("1 of 2 pictures from elsewhere are here; 0.0 MB came, 1 failed"), "{said}");

    // The second build asks for nothing, and says the same.
    let requests = server.paths().len();
    let again = desk.build();
    assert_eq!(server.paths().len(), requests);
    assert!(again.contains(" 0 files written") && again.contains(&warning), "{again}");
}

#[test]
fn a_site_of_its_own_pictures_shows_those_that_were_fetched() {
    let server = Server::new(|asked| if asked.path == "/a.gif" { picture(&moving()) } else { status(410) });
    let desk = Desk::new(&[
        ("one", &format!("<img src='{}'>", server.at("/a.gif"))),
        ("two", &format!("<img alt='A harbour' src='{}'>", server.at("/gone"))),
    ]);
    desk.write("handscroll.toml", "[images]\nremote = false");
    let said = desk.build();
    let page = desk.page("one");
    assert_eq!(addresses(&page).len(), 1);
    assert!(page.contains("img-src 'self';") && !page.contains(&server.at("")));
    assert_eq!(desk.pictures("gif"), [moving()]);
    assert!(desk.page("two").contains("<p>A harbour</p>"));
    assert!(
        said.contains("could not be fetched: 410 Gone; its description stands in its place [dead-picture]"),
        "{said}"
    );
}

#[test]
fn covers_are_fetched_and_mirrors_are_asked_in_place_of_what_is_gone() {
    let server = Server::new(|_| picture(&png(400, 300, 9)));
    let desk = Desk::new(&[]);
    desk.write("one.md", "---\ntitle: one\ncover: https://proxy.example/?https://gone.example/c.png\n---\nWords.");
    desk.write("two.md", "---\ntitle: two\n---\n![x](https://gone.example/b.png)");
    let rule = |from: &str| format!("[[images.rewrite]]\nfrom = '{from}'\nto = '{}'\n", server.at("/mirror/"));
    desk.write(
        "handscroll.toml",
        &(rule("https://gone.example/") + &rule("https://proxy.example/?https://gone.example/")),
    );
    let said = desk.build();
    let mut asked = server.paths();
    asked.sort();
    assert_eq!(asked, ["/mirror/b.png", "/mirror/c.png"], "{said}");
    assert_eq!(addresses(&desk.page("two"))[1..], [server.at("/mirror/b.png")]);
    let feed: Value = serde_json::from_slice(&fs::read(desk.at("site/feed.json")).unwrap()).unwrap();
    for item in feed["items"].as_array().unwrap() {
        let image = item["image"].as_str().unwrap();
        assert!(image.starts_with("images/") && desk.at("site").join(image).exists(), "{image}");
    }
}

#[test]
fn a_tall_picture_is_shown_in_strips_and_stays_where_it_is() {
    let tall = png(400, 3000, 9);
    let server = Server::new(move |_| picture(&tall));
    let address = server.at("/tall.png");
    let desk = Desk::new(&[("one", &format!("<img src='{address}'>"))]);
    desk.build();
    let page = desk.page("one");
    assert_eq!(addresses(&page), [address.as_str()]);
    // A host that knows nothing of https can be led to, though nothing is loaded from it.
    let link = format!("href=\"{address}\" rel=\"noopener noreferrer external\" target=\"_blank\"");
    assert!(page.contains("data-strips=\"") && page.contains(&link), "{page}");
    assert!(desk.pictures("png").is_empty());
    assert!(!desk.pictures("webp").is_empty());
}

#[test]
fn links_and_probes_take_nothing() {
    let server = Server::new(|_| picture(&png(400, 300, 9)));
    let address = server.at("/a.png");
    let desk = Desk::new(&[("one", &format!("<img src='{address}'>"))]);
    let build = |how: &str| {
        let mut command = desk.command(&["build", "posts", "--out", "site", "--plain", "--images", how]);
        assert!(command.output().unwrap().status.success());
        (server.paths().len(), addresses(&desk.page("one")), desk.page("one").contains("width=\"400\" height=\"300\""))
    };
    assert_eq!(build("link"), (0, vec![address.clone()], false));
    assert_eq!(build("probe"), (1, vec![address.clone()], true));
}

/// What a host has, by the name it is asked for.
fn museum(asked: &Asked) -> axum::response::Response {
    let mut bomb = png(9, 9, 1);
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    match asked.path.as_str() {
        "/gone" => status(404),
        "/blocked" => status(403),
        "/pixel" => picture(&png(1, 1, 1)),
        "/bomb" => picture(&bomb),
        "/page" => "<!doctype html><title>No</title>".into_response(),
        "/wanted" if asked.header(header::REFERER) != Some("https://news.example/good") => status(403),
        _ => picture(&png(90, 90, 1)),
    }
}

#[test]
fn check_lists_what_is_wrong_with_pictures() {
    let server = Server::new(museum);
    let image = |path: &str| format!("<img src='{}'>\n", server.at(path));
    let bad: String = ["/gone", "/blocked", "/pixel", "/bomb", "/page", "/same"].map(image).concat();
    let desk = Desk::new(&[("good", &(image("/fine") + &image("/wanted"))), ("bad", &bad)]);
    let run = |options: &[&str]| {
        let Output { status, stdout, stderr } =
            desk.command(&[&["check", "posts", "--images"], options].concat()).output().unwrap();
        (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    };
    let (code, _, said) = run(&[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!desk.at("site").exists());
    for (line, path, expected) in [
        (8, "/gone", "could not be fetched: 404 Not Found; shown from its address [dead-picture]"),
        (
            9,
            "/blocked",
            "could not be fetched: 403 Forbidden, with a referrer and without; shown from its address [blocked-picture]",
        ),
        (10, "/pixel", "is a line or a point of one pixel; left out [placeholder-picture]"),
        (
            11,
            "/bomb",
            "could not be fetched: it has 30000 x 30000 pixels, and 200 million are taken; shown from its address [oversized-picture]",
        ),
        (12, "/page", "could not be fetched: a page came in place of a picture; shown from its address [dead-picture]"),
    ] {
        let wanted = format!("bad.html:{line}: the picture {} {expected}", server.at(path));
        assert!(said.contains(&wanted), "{wanted:?} is not in\n{said}");
    }
    let address = |path: &str| server.at(path);
    let twins = said.lines().filter(|line| line.contains("[duplicate-picture]") && line.starts_with("warning")).count();
    assert_eq!(twins, 2, "{said}");
    assert!(!said.contains(&format!("{} could not", address("/wanted"))), "{said}");

    // The same for scripts, from the cache.
    let requests = server.paths().len();
    let (code, json, _) = run(&["--json", "--strict"]);
    assert_eq!((code, server.paths().len()), (Some(1), requests));
    let report: Value = serde_json::from_str(&json).unwrap();
    let kinds: BTreeMap<&str, u64> = report["counts"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(kind, count)| (kind.as_str(), count.as_u64().unwrap()))
        .collect();
    let expected = [
        ("blocked-picture", 1),
        ("dead-picture", 2),
        ("duplicate-picture", 2),
        ("no-base-url", 1),
        ("oversized-picture", 1),
        ("placeholder-picture", 1),
    ];
    assert_eq!(kinds, BTreeMap::from(expected));
    let of_bad = report["files"].as_array().unwrap().iter().find(|file| file["path"] == "bad.html").unwrap();
    let gone = &of_bad["problems"][0];
    assert_eq!(
        (&gone["kind"], &gone["line"], &gone["address"]),
        (&"dead-picture".into(), &8.into(), &address("/gone").into())
    );
    // What is in the cache costs a build nothing.
    desk.build();
    assert_eq!(server.paths().len(), requests);
}

#[test]
fn proxies_of_the_environment_are_not_used() {
    let (proxy, server) = (Server::new(|_| status(500)), Server::new(|_| picture(&moving())));
    let desk = Desk::new(&[("one", &format!("<img src='{}'>", server.at("/a.gif")))]);
    let mut command = desk.command(&["build", "posts", "--out", "site", "--plain"]);
    for name in ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"] {
        command.env(name, proxy.at(""));
    }
    assert!(command.output().unwrap().status.success());
    assert_eq!((server.paths().len(), proxy.paths().len()), (1, 0));
}

#[test]
fn private_addresses_are_refused_unless_they_are_allowed() {
    let server = Server::new(|_| picture(&moving()));
    let desk = Desk::new(&[("one", &format!("<img src='{}'>", server.at("/a.gif")))]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_handscroll"));
    command.args(["build", "posts", "--out", "site", "--plain", "--cache", "cache"]).current_dir(desk.folder.path());
    let said = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(said.contains("could not be fetched: its address is in a private network"), "{said}");
    assert_eq!(server.paths(), Vec::<String>::new());
    // That it was refused is not remembered.
    desk.build();
    assert_eq!(server.paths(), ["/a.gif"]);
}

/// Entries of the cache: addresses whose answer is kept.
#[cfg(unix)]
fn kept(cache: &Path) -> usize {
    let folders = fs::read_dir(cache.join("fetched/entries")).into_iter().flatten();
    folders.map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[cfg(unix)]
#[test]
fn what_was_fetched_before_ctrl_c_is_not_asked_for_again() {
    use std::os::unix::process::ExitStatusExt as _;
    const PICTURES: usize = 40;
    /// The number of the interrupt signal, which Ctrl-C sends.
    const SIGINT: i32 = 2;

    let server = Server::slow(Duration::from_millis(60), |asked| picture(&png(9, 9, asked.path.len() as u8)));
    let markup: String =
        (0..PICTURES).map(|number| format!("<img src='{}'>", server.at(&format!("/{number}")))).collect();
    let desk = Desk::new(&[("one", &markup)]);
    let cache = desk.at("cache");
    let mut child =
        desk.command(&["build", "posts", "--out", "site", "--plain"]).stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while kept(&cache) < 10 {
        assert!(Instant::now() < deadline && child.try_wait().unwrap().is_none(), "the moment never came");
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()));
    assert_eq!(child.wait().unwrap().signal(), Some(SIGINT));
    let (before, asked_before) = (kept(&cache), server.paths().len());
    assert!((10..PICTURES).contains(&before), "{before}");
    let said = desk.build();
    assert!(said.contains(&format!("{PICTURES} of {PICTURES} pictures from elsewhere are here")), "{said}");
    assert_eq!(server.paths().len() - asked_before, PICTURES - before);
    assert!(fs::read_dir(cache.join("fetched/unfinished")).unwrap().count() <= 2);
}
