//! Addresses of links, cards, media and pictures: whatever is written, what comes out has an allowed scheme by the
//! URL standard's own parser, and passes again unchanged.

#![no_main]

use handscroll_fuzz::{Page, elements_twice};
use handscroll_sanitize::{fragment_id, picture};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // No parser gives a NUL in an attribute.
    let address = String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}");
    if let Some(inner) = picture::unwrap_proxy(&address) {
        let start = inner.to_ascii_lowercase();
        assert!(start.starts_with("http://") || start.starts_with("https://"), "{inner:?}");
    }
    if let Some(id) = fragment_id(&address) {
        assert!(id.starts_with("r-") && !id.contains(|c: char| c.is_whitespace() || c.is_control()), "{id:?}");
        assert_eq!(fragment_id(&id).as_deref(), Some(&*id), "{address:?}");
    }
    let elements = [
        ("p", &[("id", &*address)][..], "text"),
        ("a", &[("href", &*address)], "link"),
        ("iframe", &[("src", &*address)], ""),
        ("object", &[("data", &*address)], ""),
        ("video", &[("src", &*address), ("poster", &*address)], ""),
        ("img", &[("src", &*address), ("alt", "picture")], ""),
        ("blockquote", &[("cite", &*address)], "quoted"),
    ];
    let base = (bytes.len() % 2 == 0).then_some("https://read.example/a/b.html?c");
    let result = elements_twice(&elements, &mut Page::at(base));
    assert!(result.contains("link") && result.contains("quoted"), "{result:?}");
});
