//! What a site is opened with where there is no network: the list of the program's files, the version, the program before.

use std::fs;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::publisher::{Desk, post};
use crate::reader::{build, build_with, built_reader};

fn desk() -> Desk {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x"))]);
    built_reader(&desk, 1);
    assert_eq!(build(&desk).code, Some(0));
    desk
}

/// The list that stands ahead of the worker.
fn shell(desk: &Desk) -> Value {
    let text = desk.text("sw.js");
    let line = text.lines().next().unwrap();
    serde_json::from_str(line.strip_prefix("const SHELL = ").unwrap().strip_suffix(';').unwrap()).unwrap()
}

fn version(desk: &Desk) -> Value {
    serde_json::from_str(&desk.text("version.json")).unwrap()
}

#[test]
fn the_worker_knows_each_file_of_the_program_by_its_bytes() {
    let desk = desk();
    let shell = shell(&desk);
    let listed = shell["files"].as_array().unwrap();
    let files = desk.files();
    for file in listed {
        let bytes = &files[file["path"].as_str().unwrap()];
        assert_eq!(file["size"], json!(bytes.len()));
        assert_eq!(file["sha256"], json!(data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))));
    }
    let mut expected: Vec<String> = files.keys().filter(|path| path.starts_with("assets/")).cloned().collect();
    expected.extend(["read/index.html", "saved/index.html", "settings/index.html"].map(str::to_owned));
    let paths: Vec<_> = listed.iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(paths, expected);
    let parts = desk.text("sw.js");
    for part in ["// sw.js", "// sw-network.js", "// sw-shell.js", "// sw-read.js"] {
        assert!(parts.contains(part), "{part} in {parts}");
    }
    let known = version(&desk);
    assert_eq!((&known["version"], &known["worker"]), (&shell["version"], &json!("on")));
    assert_eq!(known["assets"], json!(expected[..4]));
    assert_eq!(known["previous"], json!([]));
}

#[test]
fn an_article_changes_nothing_of_the_program() {
    let desk = desk();
    let before = (desk.text("sw.js"), desk.text("version.json"));
    desk.write("b.md", post("B", "2024-01-02", "y"));
    build(&desk);
    assert_eq!((desk.text("sw.js"), desk.text("version.json")), before);
}

#[test]
fn whatever_is_of_the_program_changes_its_version() {
    let check = |change: &dyn Fn(&Desk)| {
        let desk = desk();
        let before = version(&desk)["version"].clone();
        change(&desk);
        assert_eq!(build(&desk).code, Some(0));
        assert_ne!(version(&desk)["version"], before);
        assert_eq!(shell(&desk)["version"], version(&desk)["version"]);
    };
    check(&|desk| built_reader(desk, 2));
    check(&|desk| fs::write(desk.root().join("reader/sw-read.js"), "// another").unwrap());
    check(&|desk| desk.write("handscroll.toml", "title = \"Another\""));
}

#[test]
fn the_program_before_stays_until_the_next_but_one() {
    let desk = desk();
    let assets = |desk: &Desk| version(desk)["assets"].clone();
    let is_there =
        |names: &Value| names.as_array().unwrap().iter().all(|path| desk.site().join(path.as_str().unwrap()).is_file());
    let first = assets(&desk);
    built_reader(&desk, 2);
    build(&desk);
    assert_eq!(version(&desk)["previous"], first);
    let second = assets(&desk);
    // Content that changes is no new program.
    desk.write("b.md", post("B", "2024-01-02", "y"));
    build(&desk);
    assert_eq!((version(&desk)["previous"].clone(), is_there(&first)), (first.clone(), true));
    built_reader(&desk, 3);
    build(&desk);
    assert_eq!((version(&desk)["previous"].clone(), is_there(&second), is_there(&first)), (second, true, false));
}

#[test]
fn a_site_may_want_no_worker() {
    let check = |setting: &str, arguments: &[&str]| {
        let desk = desk();
        desk.write("handscroll.toml", setting);
        assert_eq!(build_with(&desk, arguments).code, Some(0));
        assert_eq!(desk.text("sw.js"), "// sw-off.js\n");
        assert_eq!(version(&desk)["worker"], json!("off"));
        assert!(!desk.text("index.html").contains("data-worker"));
    };
    check("offline = false", &[]);
    check("", &["--no-offline"]);
    assert!(desk().text("index.html").contains("data-worker=\"sw.js\""));
    assert!(desk().page("A").contains("data-worker=\"../../sw.js\""));
}

/// Bytes that nothing makes smaller.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..count).map(next).collect()
}

#[test]
fn a_program_that_is_too_large_to_keep_is_refused() {
    let desk = desk();
    fs::write(desk.root().join("reader/handscroll-reader_bg.wasm"), noise(1_000_000)).unwrap();
    let before = desk.files();
    let run = build(&desk);
    assert_eq!(run.code, Some(2), "{}", run.said);
    run.says("more than the 1000000 that a device is asked to fetch");
    assert_eq!(desk.files(), before);
}

#[test]
fn a_page_says_which_state_of_its_article_it_is() {
    let desk = desk();
    let feed: Value = serde_json::from_str(&desk.text("feed.json")).unwrap();
    let hash = feed["items"][0]["_handscroll"]["hash"].as_str().unwrap();
    assert!(desk.page("A").contains(&format!("data-hash=\"{hash}\"")));
}
