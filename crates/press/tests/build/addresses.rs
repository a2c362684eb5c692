//! Addresses of articles: the same from any folder and on any machine, one for each post, and safe as file names.

use std::fs;
use std::process::Command;

use crate::publisher::{Desk, HANDSCROLL, Run, copy, post};

fn posts() -> Desk {
    let equal = post("Equal", "2024-01-01", "The same words.");
    let files = [
        ("a/one.md", equal.as_str()),
        ("a/two.md", &equal),
        ("b/文章.md", "# Third\n"),
        ("c.md", "---\nguid: g-1\n---\n# Fourth\n"),
    ];
    Desk::new(&files)
}

fn pages(desk: &Desk) -> Vec<String> {
    desk.files().into_keys().filter(|path| path.starts_with("a/")).collect()
}

#[test]
fn equal_posts_stay_two() {
    let desk = posts();
    desk.build();
    assert_eq!(pages(&desk).len(), 4);
}

#[test]
fn one_of_two_equal_posts_keeps_its_address_alone() {
    let desk = posts();
    desk.build();
    let both = pages(&desk);
    desk.remove("a/one.md");
    desk.build();
    let one = pages(&desk);
    assert_eq!(one.len(), 3);
    assert!(one.iter().all(|page| both.contains(page)), "{one:?} are not all of {both:?}");
}

#[test]
fn nothing_depends_on_where_the_folder_lies() {
    let desk = posts();
    desk.build();
    let expected = desk.files();
    let elsewhere = Desk::new(&[]);
    copy(&desk.posts(), &elsewhere.root().join("deep/er/a copy"));
    // From inside the folder, by an absolute path, by one with dots, and with a slash at its end.
    let root = elsewhere.root();
    let inside = root.join("deep/er/a copy");
    for (number, (from, content)) in [
        (inside.as_path(), "."),
        (root, inside.to_str().unwrap()),
        (root, "deep/../deep/er/./a copy"),
        (root, "deep/er/a copy/"),
    ]
    .into_iter()
    .enumerate()
    {
        let out = root.join(format!("site-{number}"));
        let run = Run::of(
            Command::new(HANDSCROLL)
                .args(["build", content, "--plain", "--images", "link", "--out"])
                .arg(&out)
                .current_dir(from),
        );
        assert_eq!(run.code, Some(0), "{}", run.said);
        fs::rename(&out, elsewhere.site()).unwrap();
        assert_eq!(elsewhere.files(), expected, "{content} from {}", from.display());
        fs::rename(elsewhere.site(), &out).unwrap();
    }
}

#[test]
fn no_file_names_a_folder_of_this_machine() {
    let desk = posts();
    let absolute = |path: std::path::PathBuf| path.to_str().unwrap().to_owned();
    desk.write("broken.png", "no picture");
    desk.write(
        "d.md",
        "---\ncover: broken.png\n---\n# D\n\n![x](broken.png) ![y](/etc/hostname) [z](file:///etc/hostname)",
    );
    desk.write(
        "handscroll.toml",
        "base_url = 'https://read.example/'\n[[images.rewrite]]\nfrom = 'http://old.example/'\nto = 'saved/'",
    );
    let mut command = Command::new(HANDSCROLL);
    command.args(["build", &absolute(desk.posts()), "--out", &absolute(desk.site()), "--plain", "--images", "link"]);
    assert_eq!(Run::of(&mut command).code, Some(0));
    let root = absolute(desk.root().to_owned());
    for (path, bytes) in desk.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains(&root), "{path}");
    }
}

/// The slug as an author gives it, and the article's address, or why it has none of it.
#[track_caller]
fn check_slug(given: &str, expected: Result<&str, &str>) {
    for key in ["slug", "permalink"] {
        let desk = Desk::new(&[("post.md", &format!("---\ntitle: T\ndate: 2024-01-01\n{key}: {given}\n---\nwords"))]);
        let run = desk.build();
        let id = desk.ids()["T"].clone();
        match expected {
            Ok(slug) => assert_eq!(id, slug, "{key}: {given}"),
            Err(reason) => {
                // What `post.md` gets without a slug.
                assert_eq!(id, "rpzz6usumghd", "{key}: {given}");
                if !reason.is_empty() {
                    run.says(&format!(
                        "warning: post.md: the slug “{}” {reason}; its address is a/{id}/ [slug-refused]",
                        given.trim_matches('"')
                    ));
                }
            }
        }
        assert_eq!(pages(&desk), [format!("a/{id}/index.html")], "{key}: {given}");
    }
}

#[test]
fn slugs_are_taken_when_they_are_safe() {
    check_slug("a-name", Ok("a-name"));
    check_slug("a/b", Ok("b"));
    check_slug("/2024/01/长卷.html", Ok("长卷"));
    check_slug("\"\"", Err(""));
    check_slug("../../x", Err("leads out of the site"));
    check_slug("\"..\\\\..\\\\x\"", Err(""));
    check_slug("CON", Err("is a name that Windows keeps for itself"));
    check_slug("/", Err("names nothing"));
    check_slug(".git", Err("begins with a dot"));
    check_slug("two words", Err("holds other characters than letters, digits and - _ ."));
}
