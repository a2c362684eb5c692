//! A folder before and after a build.

use super::*;

fn files(list: &[(&str, &str)]) -> Vec<File> {
    list.iter()
        .map(|(path, text)| File {
            turn: Turn::Article,
            path: (*path).into(),
            content: Content::Bytes(text.as_bytes().to_vec()),
        })
        .collect()
}

fn build(root: &Path, list: &[(&str, &str)]) -> (Outcome, Vec<String>) {
    Folder::open(root, false).expect("opens").write(files(list), || {}).expect("writes")
}

#[cfg(unix)]
#[test]
fn the_list_is_new_whenever_anything_is() {
    let root = tempfile::tempdir().expect("folder");
    // A new file of the same name is another one to the disk, however little time has passed.
    let listed = || std::os::unix::fs::MetadataExt::ino(&fs::metadata(root.path().join(LIST)).expect("list"));
    build(root.path(), &[("b", "2")]);
    let first = listed();
    build(root.path(), &[("b", "2")]);
    assert_eq!(listed(), first, "nothing has changed");
    build(root.path(), &[("b", "3")]);
    assert_ne!(listed(), first, "a file has changed, though the names are the same");
}

#[test]
fn only_what_changed_is_written_and_what_is_gone_is_removed() {
    let root = tempfile::tempdir().expect("folder");
    assert_eq!(build(root.path(), &[("a/1/x", "1"), ("b", "2")]).0, Outcome { written: 2, unchanged: 0, removed: 0 });
    assert_eq!(build(root.path(), &[("a/1/x", "1"), ("b", "3")]).0, Outcome { written: 1, unchanged: 1, removed: 0 });
    assert_eq!(build(root.path(), &[("b", "3")]).0, Outcome { written: 0, unchanged: 1, removed: 1 });
    assert!(!root.path().join("a").exists());
}

#[test]
fn new_pages_are_there_before_old_ones_name_them() {
    let root = tempfile::tempdir().expect("folder");
    build(root.path(), &[("a", "1"), ("c", "1")]);
    let mut steps = Vec::new();
    let is_there = || root.path().join("b").exists();
    let old = || fs::read_to_string(root.path().join("a")).expect("file");
    let folder = Folder::open(root.path(), false).expect("opens");
    folder.write(files(&[("a", "2, see b"), ("b", "1")]), || steps.push((is_there(), old()))).expect("writes");
    assert_eq!(steps, [(true, "1".to_owned()), (true, "2, see b".to_owned())]);
}

#[test]
fn what_a_stopped_build_left_half_written_goes() {
    let root = tempfile::tempdir().expect("folder");
    build(root.path(), &[("b", "2")]);
    let unfinished = root.path().join(UNFINISHED);
    fs::create_dir(&unfinished).expect("folder");
    fs::write(unfinished.join("half"), "x").expect("file");
    build(root.path(), &[("b", "2")]);
    assert!(!unfinished.exists());
}

#[test]
fn files_of_others_are_never_touched() {
    let root = tempfile::tempdir().expect("folder");
    fs::write(root.path().join("CNAME"), "x").expect("file");
    assert!(Folder::open(root.path(), false).is_err());
    let (_, kept) =
        Folder::open(root.path(), true).expect("forced").write(files(&[("b", "2")]), || {}).expect("writes");
    assert!(kept.is_empty());
    fs::write(root.path().join("robots.txt"), "mine").expect("file");
    let (_, kept) = build(root.path(), &[("b", "2"), ("robots.txt", "ours")]);
    assert_eq!(kept, ["robots.txt"]);
    build(root.path(), &[]);
    assert_eq!(fs::read_to_string(root.path().join("robots.txt")).expect("file"), "mine");
    assert!(root.path().join("CNAME").exists());
}

#[test]
fn a_list_that_points_outside_removes_nothing() {
    let root = tempfile::tempdir().expect("folder");
    let site = root.path().join("site");
    fs::create_dir(&site).expect("folder");
    fs::write(root.path().join("precious"), "x").expect("file");
    fs::write(site.join(LIST), format!("{LIST_HEAD}\n../precious\n/etc/hostname\n")).expect("file");
    build(&site, &[("b", "2")]);
    assert!(root.path().join("precious").exists());
}
