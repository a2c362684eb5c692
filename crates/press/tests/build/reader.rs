//! The reader in the site: under names of its content, on every page that has one, and gone from all when it changed.

use std::fs;
use std::process::Command;

use crate::publisher::{Desk, HANDSCROLL, Run, changes, post};
use crate::site;

/// Files as trunk leaves them; `version` changes their bytes.
pub(crate) fn built_reader(desk: &Desk, version: u32) {
    let folder = desk.root().join("reader");
    fs::create_dir_all(&folder).unwrap();
    for name in ["boot.js", "handscroll-reader.js", "handscroll-reader_bg.wasm", "icon.svg", "index.html"] {
        fs::write(folder.join(name), format!("{name} {version}")).unwrap();
    }
    for name in ["sw.js", "sw-network.js", "sw-shell.js", "sw-read.js", "sw-off.js"] {
        fs::write(folder.join(name), format!("// {name}\n")).unwrap();
    }
}

pub(crate) fn build(desk: &Desk) -> Run {
    build_with(desk, &[])
}

pub(crate) fn build_with(desk: &Desk, more: &[&str]) -> Run {
    let options = ["build", "posts", "--out", "site", "--reader", "reader"];
    Run::of(Command::new(HANDSCROLL).args(options).args(more).current_dir(desk.root()))
}

#[test]
fn pages_name_the_reader_by_its_content() {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x")), ("b.md", &post("B", "2024-01-02", "x"))]);
    built_reader(&desk, 1);
    assert_eq!(build(&desk).code, Some(0));
    let first = desk.files();
    assert_eq!(site::missing_assets(&first), Vec::<String>::new());
    let assets = || desk.files().into_keys().filter(|path| path.starts_with("assets/")).collect::<Vec<_>>();
    let (old, page) = (assets(), desk.page("A"));
    assert_eq!(old.len(), 4, "{old:?}");
    for asset in &old {
        assert!(page.contains(&format!("\"../../{asset}\"")), "{asset} in {page}");
        assert!(!desk.text("404.html").contains(asset), "404.html is shown at any depth, so that it can name no file");
    }
    assert!(desk.text("index.html").contains(&format!("\"{}\"", old[0])));

    built_reader(&desk, 2);
    assert_eq!(build(&desk).code, Some(0));
    let second = desk.files();
    let changed = changes(&first, &second);
    let count = |mark: &str| changed.iter().filter(|change| change.starts_with(mark)).count();
    // Two articles, the library, read/, saved/, settings/, and what tells of a new program; the manifest says nothing of the
    // reader. The program before stays for the tabs that run it.
    assert_eq!((count("+ assets/"), count("- assets/"), count("~ ")), (4, 0, 8), "{changed:?}");
    assert_eq!(site::missing_assets(&second), Vec::<String>::new());
    assert!(old.iter().all(|asset| !desk.page("A").contains(asset)));

    built_reader(&desk, 3);
    assert_eq!(build(&desk).code, Some(0));
    let now = assets();
    assert!(old.iter().all(|asset| !now.contains(asset)), "{now:?}");
    assert_eq!(now.len(), 8, "{now:?}");
}

#[test]
fn a_site_without_the_reader_names_no_script() {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x"))]);
    built_reader(&desk, 1);
    build(&desk);
    desk.build().says("; pages without the reader");
    for (path, bytes) in desk.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains("<script"), "{path}");
        assert!(!path.starts_with("assets/"), "{path}");
    }
}

#[test]
fn a_folder_that_holds_no_reader_is_refused() {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x"))]);
    let check = |expected: &str| {
        let run = build(&desk);
        assert_eq!(run.code, Some(2), "{}", run.said);
        run.says(expected);
        assert!(!desk.site().exists());
    };
    check("no built reader in reader");
    built_reader(&desk, 1);
    fs::remove_file(desk.root().join("reader/handscroll-reader_bg.wasm")).unwrap();
    check("reader is no built reader: it lacks handscroll-reader_bg.wasm");
}
