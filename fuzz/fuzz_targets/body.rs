//! Whole bodies: every node of the result is one that may stand there, and the result passes again unchanged.

#![no_main]

use handscroll_fuzz::{Page, body_twice};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    body_twice(&String::from_utf8_lossy(bytes), &mut Page::at(Some("https://read.example/a/")));
});
