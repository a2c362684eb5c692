//! The table of times against what uses it: each row is used by the program that it names, and each script uses no other.

#![allow(clippy::unwrap_used)] // What a test cannot read is a failed test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use handscroll_core::contract::times::{Kind, TABLE, User};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The texts of all files with this ending, at any depth of a folder.
fn texts(folder: &Path, ending: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
}

fn is_of_a_name(character: char) -> bool {
    character == '_' || character.is_ascii_alphanumeric()
}

/// The names that a script takes from its times.
fn used(script: &str) -> BTreeSet<&str> {
    script.split("TIMES.").skip(1).filter_map(|rest| rest.split(|at: char| !is_of_a_name(at)).next()).collect()
}

fn rows_of(user: User) -> BTreeSet<&'static str> {
    TABLE.iter().filter(|row| row.user == user).map(|row| row.name).collect()
}

#[test]
fn a_row_has_a_name_of_its_own_and_a_time() {
    let names: BTreeSet<_> = TABLE.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), TABLE.len());
    for row in TABLE {
        assert!(row.name.ends_with("_MS"), "{}", row.name);
        assert!(!row.ms.is_empty() && row.ms.iter().all(|ms| *ms > 0), "{row:?}");
        // A timer takes no more.
        assert!(row.kind == Kind::Tempo || row.ms.iter().all(|ms| i32::try_from(*ms).is_ok()), "{row:?}");
        assert!(row.user == User::Reader || row.ms.len() == 1, "a script gets one value a row: {row:?}");
    }
}

#[test]
fn scripts_use_their_rows_and_no_others() {
    let public = root().join("public");
    let read = |name: &str| fs::read_to_string(public.join(name)).unwrap();
    assert_eq!(used(&read("boot.js")), rows_of(User::PageScript));
    let parts: Vec<String> = fs::read_dir(&public)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("sw") && name.ends_with(".js"))
        .map(|name| read(&name))
        .collect();
    assert_eq!(used(&parts.join("\n")), rows_of(User::ServiceWorker));
    assert_eq!(used(&read("sw-off.js")), BTreeSet::new(), "the press writes no times ahead of sw-off.js");
}

#[test]
fn the_reader_uses_its_rows() {
    let mut sources = Vec::new();
    for folder in ["src", "crates/core/src/records", "crates/core/src/window"] {
        texts(&root().join(folder), "rs", &mut sources);
    }
    let words: BTreeSet<&str> = sources.iter().flat_map(|text| text.split(|at: char| !is_of_a_name(at))).collect();
    let used: BTreeSet<&str> = TABLE.iter().map(|row| row.name).filter(|name| words.contains(name)).collect();
    assert_eq!(used, rows_of(User::Reader));
}
