//! Compressed copies: of every file that becomes smaller by it and of no other, right after each build, and gone with what they
//! are of.

use std::fs;
use std::io::Read as _;

use crate::publisher::{Desk, Files, changes, picture, post};

/// Two articles, a picture and a drawing.
fn desk() -> Desk {
    let drawing = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><path d=\"{}\"/></svg>",
        "M1 1L9 9".repeat(400)
    );
    let desk = Desk::new(&[
        ("one.md", &post("One", "2024-01-01", "words\n\n![photograph](photograph.png) ![drawing](drawing.svg)")),
        ("two.md", &post("Two", "2024-01-02", "words")),
        ("drawing.svg", &drawing),
    ]);
    desk.write("photograph.png", picture(300, 200, 1));
    desk
}

fn build(desk: &Desk) -> Files {
    let run = desk.run(&["--precompress"]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    desk.files()
}

fn restored(copy: &[u8], ending: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    match ending {
        "br" => brotli::Decompressor::new(copy, 4096).read_to_end(&mut bytes).unwrap(),
        _ => flate2::read::GzDecoder::new(copy).read_to_end(&mut bytes).unwrap(),
    };
    bytes
}

/// Every copy is of its file, and the files that have copies are those that should.
#[track_caller]
fn check_copies(files: &Files) {
    let is_copy = |path: &str| path.ends_with(".br") || path.ends_with(".gz");
    for (path, bytes) in files.iter().filter(|(path, _)| !is_copy(path)) {
        let ending = path.rsplit('.').next().unwrap();
        let expected = ["html", "json", "svg", "txt", "xml"].contains(&ending) && bytes.len() >= 1000;
        for way in ["br", "gz"] {
            let copy = files.get(&format!("{path}.{way}"));
            assert_eq!(copy.is_some(), expected, "{path}.{way}");
            if let Some(copy) = copy {
                assert!(copy.len() < bytes.len() && restored(copy, way) == *bytes, "{path}.{way}");
            }
        }
    }
    for path in files.keys().filter(|path| is_copy(path)) {
        assert!(files.contains_key(&path[..path.len() - 3]), "{path} is of nothing");
    }
}

#[test]
fn what_becomes_smaller_has_copies() {
    let desk = desk();
    let files = build(&desk);
    check_copies(&files);
    let copies = files.keys().filter(|path| path.ends_with(".br")).count();
    // The library, two articles, 404.html and the drawing; what is small, as this feed.json, has none.
    assert_eq!(copies, 5, "{:?}", files.keys());
    let listed = desk.text(".handscroll");
    assert!(listed.contains("\nindex.html.br\n") && listed.contains("\nindex.html.gz\n"), "{listed}");
}

#[test]
fn only_copies_of_what_changed_are_made_anew() {
    let desk = desk();
    let before = build(&desk);
    let run = desk.run(&["--precompress"]);
    run.says(" 0 files written");
    assert_eq!(changes(&before, &desk.files()), [""; 0]);

    desk.write(
        "one.md",
        post("One", "2024-01-01", "Other words.\n\n![photograph](photograph.png) ![drawing](drawing.svg)"),
    );
    let after = build(&desk);
    check_copies(&after);
    let id = &desk.ids()["One"];
    let page = format!("a/{id}/index.html");
    let mut expected = vec!["~ feed.json".to_owned()];
    expected.extend(
        [page.as_str(), "index.html"].iter().flat_map(|path| ["", ".br", ".gz"].map(|way| format!("~ {path}{way}"))),
    );
    expected.sort();
    assert_eq!(changes(&before, &after), expected);
}

#[test]
fn a_copy_of_something_else_is_made_anew() {
    let desk = desk();
    let before = build(&desk);
    for (copy, other) in [("index.html.br", "404.html.br"), ("index.html.gz", "404.html.gz")] {
        fs::write(desk.site().join(copy), &before[other]).unwrap();
    }
    fs::write(desk.site().join(format!("a/{}/index.html.gz", desk.ids()["One"])), "no gzip at all").unwrap();
    assert_ne!(changes(&before, &desk.files()), [""; 0]);
    assert_eq!(changes(&before, &build(&desk)), [""; 0]);
}

#[test]
fn copies_go_with_what_they_are_of() {
    let desk = desk();
    let before = build(&desk);
    desk.remove("two.md");
    let after = build(&desk);
    check_copies(&after);
    assert_eq!(changes(&before, &after).iter().filter(|change| change.starts_with("- ")).count(), 3);

    desk.build();
    assert!(
        desk.files().keys().all(|path| !path.ends_with(".br") && !path.ends_with(".gz")),
        "nobody asked for them any more"
    );
}
