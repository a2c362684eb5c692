//! Names that lead elsewhere: nothing outside of the content is read, nothing outside of the site is written.

use std::collections::BTreeSet;
use std::fs;

use crate::publisher::{Desk, picture, post};

/// Every file below a folder, links not followed.
fn tree(folder: &std::path::Path) -> BTreeSet<std::path::PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        found.insert(entry.path());
        if entry.file_type().unwrap().is_dir() {
            found.extend(tree(&entry.path()));
        }
    }
    found
}

/// Slugs as people and attackers write them.
const SLUGS: &[&str] = &[
    "..",
    "../..",
    "../../../x",
    "..\\\\..\\\\x",
    "/etc/passwd",
    "C:\\\\x",
    "C:x",
    "\\\\\\\\server\\\\share",
    "%2e%2e%2fx",
    "%252e%252e%252fx",
    "%00",
    "x\\u0000",
    "x/../../y",
    "./.",
    "x.",
    "x ",
    " x",
    "x. .",
    "...",
    ".handscroll",
    ".handscroll-unfinished",
    "_headers",
    "index.html",
    "con",
    "CON.txt",
    "com1",
    "COM¹",
    "lpt9.a.b",
    "nul",
    "a:b",
    "a*b",
    "a?b",
    "a|b",
    "a<b>",
    "a\\\"b",
    "\\u202ex",
    "\\u200b",
    "x\\ny",
    "~",
    "-rf",
    "$HOME",
    "`id`",
    "file:///etc/passwd",
];

#[test]
fn no_slug_leads_out_of_the_folder_of_articles() {
    let desk = Desk::new(&[]);
    for (number, slug) in SLUGS.iter().enumerate() {
        for key in ["slug", "permalink"] {
            let text =
                format!("---\ntitle: T{number} {key}\ndate: 2024-01-01\nlang: en\n{key}: \"{slug}\"\n---\nwords");
            desk.write(format!("{number}-{key}.md"), text);
        }
    }
    let long = "长".repeat(100);
    desk.write("long.md", format!("---\ntitle: long\ndate: 2024-01-01\nslug: {long}\n---\nx"));
    let before = tree(desk.root());
    desk.build().says(&format!("{} articles", 2 * SLUGS.len() + 1));
    let new: Vec<_> = tree(desk.root()).difference(&before).cloned().collect();
    assert!(new.iter().all(|path| path.starts_with(desk.site())), "{new:?}");
    for path in desk.files().into_keys().filter(|path| path.starts_with("a/")) {
        let parts: Vec<&str> = path.split('/').collect();
        assert!(parts.len() == 3 && parts[2] == "index.html", "{path}");
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        assert!(parts[1].chars().all(is_plain) && !parts[1].starts_with('.') && !parts[1].ends_with('.'), "{path}");
    }
}

#[test]
fn slugs_that_are_one_folder_on_some_disk_become_two() {
    let desk = Desk::new(&[]);
    for (number, slug) in
        ["Name", "name", "NAME", "caf\u{e9}", "cafe\u{301}", "CAFE\u{301}", "stra\u{df}e", "STRASSE", "\u{17f}o", "so"]
            .iter()
            .enumerate()
    {
        desk.write(
            format!("{number}.md"),
            format!("---\ntitle: T{number}\ndate: 2024-01-01\nlang: en\nslug: {slug}\n---\nwords"),
        );
    }
    desk.build().says("10 articles");
    let ids: BTreeSet<String> = desk.ids().into_values().map(|id| id.to_uppercase().to_lowercase()).collect();
    assert_eq!(ids.len(), 10, "{ids:?}");
    assert!(["name", "caf\u{e9}", "strasse", "so"].iter().all(|slug| ids.contains(*slug)), "{ids:?}");
}

#[test]
fn no_address_of_a_picture_leads_out_of_the_content() {
    let desk = Desk::new(&[]);
    fs::write(desk.root().join("secret.png"), picture(40, 60, 7)).unwrap();
    let absolute = desk.root().join("secret.png");
    let absolute = absolute.to_str().unwrap();
    let addresses = [
        "../secret.png",
        "/../secret.png",
        "images/../../secret.png",
        "%2e%2e/secret.png",
        "..%2fsecret.png",
        "..\\secret.png",
        "....//secret.png",
        "./../secret.png?x",
        "http://old.example/../../secret.png",
        "http://old.example/%2e%2e/%2e%2e/secret.png",
        "file:../secret.png",
        absolute,
        &format!("file://{absolute}"),
        &format!("//{absolute}"),
        "secret.png\0",
        "\0../secret.png",
    ];
    let pictures: String = addresses.iter().map(|address| format!("<img src=\"{address}\" alt=\"\">\n")).collect();
    desk.write("a.html", post("A", "2024-01-01", &format!("<p>words</p>{pictures}")));
    for (number, address) in addresses.iter().enumerate() {
        desk.write(
            format!("cover-{number}.md"),
            format!("{{\"title\": \"C{number}\", \"cover\": {}}}\n\nx", serde_json::to_string(address).unwrap()),
        );
    }
    desk.write("images/x.png", picture(40, 60, 8));
    desk.write("handscroll.toml", "[[images.rewrite]]\nfrom = 'http://old.example/'\nto = 'images/'");
    desk.build();
    let found: Vec<_> = desk.files().into_keys().filter(|path| path.starts_with("images/")).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_content_are_not_followed() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new(&[
        ("a.md", &post("A", "2024-01-01", "<img src=images/secret.png><img src=secret.png><img src=inside.png>")),
        ("real/b.md", &post("B", "2024-01-02", "inside")),
    ]);
    let outside = desk.root().join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("secret.png"), picture(40, 60, 7)).unwrap();
    fs::write(outside.join("secret.md"), post("Secret", "2024-01-03", "the secret")).unwrap();
    desk.write("real/inside.png", picture(40, 60, 9));
    let posts = desk.posts();
    for (link, to) in [
        ("images", outside.clone()),
        ("secret.png", outside.join("secret.png")),
        ("secret.md", outside.join("secret.md")),
        ("folder", outside.clone()),
        ("root", "/".into()),
        ("parent", "..".into()),
        ("relative.md", "../outside/secret.md".into()),
        ("dangling.md", "nowhere.md".into()),
        ("inside.png", "real/inside.png".into()),
        ("within", "real".into()),
    ] {
        symlink(to, posts.join(link)).unwrap();
    }
    let run = desk.build();
    for link in ["images", "secret.md", "folder", "root", "parent", "relative.md"] {
        run.says(&format!("warning: {link}: it is a link that leads out of the content folders; it was left out"));
    }
    run.says("2 articles");
    for (path, bytes) in desk.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains("the secret"), "{path}");
    }
    let images: Vec<_> = desk.files().into_keys().filter(|path| path.starts_with("images/")).collect();
    assert_eq!(images.len(), 1, "the picture inside: {images:?}");
    // Whoever names both folders wants what is in both.
    let both = desk.run(&["outside"]);
    both.says("3 articles");
}

#[cfg(unix)]
#[test]
fn links_in_the_site_do_not_lead_the_press_out_of_it() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "![p](p.png)"))]);
    desk.write("p.png", picture(40, 60, 9));
    desk.build();
    let outside = desk.root().join("outside");
    // Somebody moves the site's folders elsewhere and leaves links, with files of the press's names behind them.
    for folder in ["a", "images"] {
        fs::create_dir_all(&outside).unwrap();
        fs::rename(desk.site().join(folder), outside.join(folder)).unwrap();
        symlink(outside.join(folder), desk.site().join(folder)).unwrap();
    }
    fs::write(outside.join("index.html"), "theirs").unwrap();
    fs::remove_file(desk.site().join("index.html")).unwrap();
    symlink(outside.join("index.html"), desk.site().join("index.html")).unwrap();
    let before = crate::publisher::files_of(&outside);
    desk.write("a.md", post("A", "2024-01-01", "other words"));
    desk.write("b.md", post("B", "2024-01-01", "a new one"));
    desk.build().says("[foreign-file]");
    desk.remove("a.md");
    desk.build();
    assert_eq!(crate::publisher::files_of(&outside), before);
    assert!(desk.text("index.html").contains("<h2"), "a link in the file's own place is replaced");
}
