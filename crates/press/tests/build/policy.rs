//! What the browser is told it may do: on every page, before anything else, and in the headers; and that no page needs more.

use std::fs;
use std::path::Path;

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use crate::page::{self, Element};
use crate::publisher::{Desk, picture, post};
use crate::reader::{build, built_reader};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'sha256-STYLE'; \
    img-src 'self' https:; media-src 'self' https:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types handscroll-parse handscroll-worker";

/// Copies the samples' posts; their pictures become small ones, which decode in no time.
fn copy_samples(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, target) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).unwrap();
        match entry.extension().and_then(|extension| extension.to_str()) {
            _ if entry.is_dir() => copy_samples(&entry, &target),
            Some("png" | "jpg" | "jpeg" | "webp" | "gif") => fs::write(target, picture(120, 480, 1)).unwrap(),
            _ => drop(fs::copy(&entry, target).unwrap()),
        }
    }
}

/// Asserts that a page needs nothing but what its policy lets through, and that the policy stands where it binds.
fn check_page(path: &str, elements: &[Element], policy: &str) {
    let in_head: Vec<&Element> = elements.iter().skip_while(|element| element.name != "head").skip(1).collect();
    // Whatever comes before the policy is not bound by it; the charset loads nothing.
    assert_eq!(in_head[0].attributes, [("charset".to_owned(), "utf-8".to_owned())], "{path}");
    assert_eq!(in_head[1].attribute("http-equiv"), Some("Content-Security-Policy"), "{path}");
    let styles: Vec<&Element> = elements.iter().filter(|element| element.name == "style").collect();
    assert_eq!(styles.len(), 1, "{path}");
    let hash = BASE64.encode(&Sha256::digest(&styles[0].text));
    assert_eq!(in_head[1].attribute("content"), Some(&*policy.replace("STYLE", &hash)), "{path}");
    for element in elements {
        let Element { name, attributes, text } = element;
        for (key, value) in attributes {
            assert!(!key.starts_with("on") && key != "style" && key != "srcdoc", "{key} on <{name}> in {path}");
            assert!(!value.trim_start().to_ascii_lowercase().starts_with("javascript:"), "{value} in {path}");
        }
        match name.as_str() {
            "script" => {
                assert!(text.is_empty(), "an inline script in {path}: {text}");
                let source = element.attribute("src").unwrap_or_default();
                assert!(source.trim_start_matches("../").starts_with("assets/boot."), "{source} in {path}");
            }
            "meta" if element.attribute("http-equiv").is_some() => assert_eq!(element, in_head[1], "{path}"),
            "link" => assert_ne!(element.attribute("rel"), Some("stylesheet"), "{path}"),
            "base" | "iframe" | "object" | "embed" | "form" | "svg" | "math" => panic!("<{name}> in {path}"),
            _ => {}
        }
    }
}

/// How many pages a site has, each of them checked.
fn check_pages(desk: &Desk, policy: &str) -> usize {
    let pages: Vec<_> = desk.files().into_iter().filter(|(path, _)| path.ends_with(".html")).collect();
    for (path, bytes) in &pages {
        check_page(path, &page::elements(std::str::from_utf8(bytes).unwrap()), policy);
    }
    pages.len()
}

#[test]
fn every_page_of_the_samples_is_bound_by_it_and_needs_no_more() {
    let desk = Desk::new(&[]);
    copy_samples(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples"), &desk.posts());
    built_reader(&desk, 1);
    assert_eq!(build(&desk).code, Some(0));
    let pages = check_pages(&desk, POLICY);
    assert!(pages > 8, "{pages} pages");
}

#[test]
fn hosts_are_asked_to_send_it_too() {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x"))]);
    desk.build();
    let index = page::elements(&desk.text("index.html"));
    let policy = index.iter().find_map(|element| element.attribute("content").filter(|text| text.contains("-src")));
    let expected = format!(
        "/*\n  Content-Security-Policy: {}; frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: same-origin\n  Permissions-Policy: camera=(), display-capture=(), geolocation=(), microphone=(), \
         midi=(), payment=(), usb=()\n  Cross-Origin-Opener-Policy: same-origin\n",
        policy.unwrap()
    );
    let headers = desk.text("_headers");
    let (of_all, _) = headers.split_at(headers.find("/\n").unwrap());
    assert_eq!(of_all, expected);
}

#[test]
fn a_site_without_pictures_from_elsewhere_lets_none_in() {
    let body = "![there](https://pics.example/1.png) ![here](here.png)\n\n\
                <video src='https://films.example/1.mp4' poster='https://pics.example/3.png'></video>\n\
                <video src='https://films.example/2.mp4' poster='here.png'></video>";
    let cover = "---\ntitle: B\ndate: 2024-01-02\ncover: https://pics.example/2.png\n---\nx";
    let desk = Desk::new(&[
        ("a.md", &post("A", "2024-01-01", body)),
        ("b.md", cover),
        ("handscroll.toml", "[images]\nremote = false"),
    ]);
    desk.write("here.png", picture(200, 300, 1));
    let run = desk.build();
    run.says("a.md:6: the picture https://pics.example/1.png is elsewhere, and images.remote is false");
    run.says("the picture https://pics.example/3.png is elsewhere, and images.remote is false");
    run.says("b.md: the cover https://pics.example/2.png is elsewhere, and images.remote is false");
    assert_eq!(check_pages(&desk, &POLICY.replace("img-src 'self' https:", "img-src 'self'")), 4);
    assert!(desk.text("_headers").contains("img-src 'self';"));
    for (path, bytes) in desk.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains("pics.example"), "{path}");
    }
    // Its description stays, and the site's own pictures are shown.
    let page = desk.page("A");
    assert!(page.contains("there") && page.contains("alt=\"here\""), "{page}");
    assert_eq!(page.matches(" data-poster=\"../../images/").count(), 1, "{page}");
    assert!(page.contains("films.example/1.mp4") && page.contains("films.example/2.mp4"), "{page}");
}
