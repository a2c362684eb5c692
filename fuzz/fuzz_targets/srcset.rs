//! Lists of picture addresses: no panic, no made-up address, no time that grows faster than the list.

#![no_main]

use handscroll_fuzz::{Page, elements_twice};
use handscroll_sanitize::picture;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // No parser gives a NUL in an attribute.
    let set = String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}");
    if let Some(largest) = picture::largest_of_set(&set) {
        assert!(!largest.is_empty() && set.contains(&largest), "{largest:?} of {set:?}");
        assert!(!largest.contains(|c: char| c.is_ascii_whitespace()), "{largest:?} of {set:?}");
        assert!(!largest.starts_with(',') && !largest.ends_with(','), "{largest:?} of {set:?}");
        // An address alone is the largest of itself.
        assert_eq!(picture::largest_of_set(&largest).as_deref(), Some(&*largest));
    }
    let elements = [
        ("source", &[("srcset", &*set)][..], ""),
        ("img", &[("srcset", &*set), ("src", "a.png"), ("alt", "one")], ""),
        ("img", &[("data-srcset", &*set), ("data-from", &*set), ("alt", "two")], ""),
        ("p", &[], "text"),
    ];
    let base = (bytes.len() % 2 == 0).then_some("https://read.example/");
    assert!(elements_twice(&elements, &mut Page::at(base)).contains("text"));
});
