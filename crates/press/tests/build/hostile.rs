//! Posts that mean harm, or look as if they did: what they say stays text wherever it is written.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::publisher::{Desk, Run, ending};
use crate::site;

/// In every field a text that would end an attribute, an element, a script, a comment or a CDATA section.
const HOSTILE: &str = r#"</title></script><script>alert(1)</script>"'><img src=x onerror=alert(1)>]]>--&amp;&"#;

fn desk() -> Desk {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let text = json(HOSTILE);
    // JSON front matter can say all of it, control characters and U+FFFF among it.
    let control = json(&format!("{HOSTILE}\u{0}\u{1}\u{8}\u{b}\u{1b}[31m\u{7f}\u{85}\u{fffe}\u{ffff}"));
    let post = format!(
        "{{\"title\": {control}, \"date\": \"2024-01-01\", \"author\": {control}, \"categories\": [{text}, \"a, b\"],\n\
         \"tags\": [{control}], \"description\": {control}, \"lang\": {text}, \"slug\": {text}, \"guid\": {text},\n\
         \"cover\": {text}, \"link\": \"https://read.example/\\\"><script>alert(1)</script>\"}}\n\n\
         <p title='{HOSTILE}'>Words &lt;script&gt;\u{1}\u{b}</p><img alt='\"><script>alert(1)</script>' src='https://read.example/x.png'>\n"
    );
    Desk::new(&[
        ("hostile.md", &post),
        ("heading.md", "# &#1;&lt;script&gt;alert(1)&lt;/script&gt;\n\nwords"),
        (
            "handscroll.toml",
            &format!("title = {text}\ndescription = {text}\nauthor = {text}\nbase_url = 'https://read.example/'"),
        ),
    ])
}

#[test]
fn it_is_escaped_in_every_format() {
    let desk = desk();
    desk.build();
    let files = desk.files();
    assert_eq!(site::dangling(&files), Vec::<String>::new());
    for (path, bytes) in &files {
        let text = std::str::from_utf8(bytes).unwrap();
        match ending(path) {
            Some("html") => {
                let (_, after_style) = text.split_once("</style>").unwrap();
                for mark in ["<script", "onerror=alert(1)>", "<img src=x", "javascript:"] {
                    assert!(!after_style.contains(mark), "{mark} in {path}: {text}");
                }
                assert_eq!(text.matches("<title>").count(), 1, "{path}");
            }
            Some("json") => drop(serde_json::from_slice::<serde_json::Value>(bytes).unwrap()),
            Some("xml") => check_xml(path, text),
            _ => {}
        }
    }
    // Not lost either: a person who writes about markup wants it seen.
    assert!(desk.text("index.html").contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    let feed = desk.feed();
    assert_eq!(feed["title"].as_str(), Some(HOSTILE));
    let title = feed["items"][0]["title"].as_str().unwrap();
    assert!(title.starts_with("</title></script><script>alert(1)</script>\"'>"), "{title:?}");
    assert!(!title.chars().any(char::is_control), "{title:?}");
}

/// XML 1.0 that a strict parser takes: well-formed, and no character that it forbids.
fn check_xml(path: &str, text: &str) {
    let is_legal =
        |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(is_legal), "{path}");
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{path}: {error}")) {
            Event::Eof => return,
            Event::Start(element) | Event::Empty(element) => {
                element.attributes().for_each(|attribute| drop(attribute.unwrap()));
            }
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                assert!(
                    name.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&name),
                    "{path}: &{name};"
                );
            }
            _ => {}
        }
    }
}

#[test]
fn an_address_that_only_begins_like_the_sites_is_one_of_others() {
    let check = |address: &str, markup: &str| {
        let desk = Desk::new(&[
            ("a.html", &format!("<h1>A</h1><p><a href=\"{address}\">words</a></p>")),
            ("handscroll.toml", "base_url = 'https://read.example/sub/'"),
        ]);
        desk.build();
        let page = &desk.page("A");
        assert!(page.contains(markup), "{address} is not {markup} in {page}");
    };
    let outside = |address: &str| format!("<a href=\"{address}\" rel=\"noopener noreferrer external\"");
    check("https://read.example/sub/a/b/?c#d", "<a href=\"../../a/b/?c#d\">");
    check("https://READ.example:443/x/../sub/a", "<a href=\"../../a\">");
    check("https://read.example/sub/../other/", &outside("https://read.example/other/"));
    check("https://read.example/sub/%2e%2e/other/", &outside("https://read.example/other/"));
    check("https://read.example/sub/..\\other/", &outside("https://read.example/other/"));
}

#[test]
fn names_of_files_do_not_speak_to_the_terminal() {
    let desk = Desk::new(&[("red\u{1b}[31m.md", ""), ("a.md", "---\ndate: \"\\e[31mred\"\n---\n# A\n")]);
    let Run { said, .. } = desk.build();
    assert!(said.contains("red"), "{said}");
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

#[test]
fn names_of_files_are_taken_as_they_are() {
    let long = format!("{}.md", "n".repeat(224));
    assert_eq!(long.len(), 227);
    let names =
        ["a b.md", "100%.md", "50%25.md", "\"quoted\".md", "a & b.md", "it's.md", "q?.md", "h#h.md", "长 卷.md", &long];
    let desk = Desk::new(&[]);
    for (number, name) in names.iter().enumerate() {
        desk.write(name, format!("# Title {number}\n\nwords"));
    }
    desk.build().says("10 articles from 10 files");
    let files = desk.files();
    assert_eq!(site::dangling(&files), Vec::<String>::new());
    let titles: Vec<String> = desk.ids().into_keys().collect();
    assert_eq!(titles, (0..10).map(|number| format!("Title {number}")).collect::<Vec<_>>());
}

/// Some file systems take no such names; there is nothing to test there.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf_8_become_articles_too() {
    use std::os::unix::ffi::OsStrExt as _;
    let desk = Desk::new(&[("plain.md", "# Plain\n")]);
    for name in [b"\xd5\xc2.md".as_slice(), b"\xd5\xc3.md"] {
        desk.write(std::ffi::OsStr::from_bytes(name), format!("# Title {}\n", name[1]));
    }
    desk.build().says("3 articles from 3 files");
    assert_eq!(desk.ids().len(), 3);
    assert_eq!(site::dangling(&desk.files()), Vec::<String>::new());
}
