//! Which names may stand in which folders: the browser's behind one door, no input or output in what is pure.

use super::Breach;
use super::files::SourceFile;
use super::tokens::{self, Token};

/// A set of names, where they may stand, and what is said where they stand elsewhere.
struct Rule {
    is_named: fn(&str) -> bool,
    /// The rule speaks of these folders …
    within: &'static [&'static str],
    /// … but for these folders and files.
    but_for: &'static [&'static str],
    reason: &'static str,
}

/// xtask names the words that it looks for.
const OURS: &[&str] =
    &["src", "crates/core", "crates/sanitize", "crates/search", "crates/pixels", "crates/press", "crates/fixtures"];

/// The lab gives the reader's functions to a page's scripts, and so may name the browser, but makes no nodes by itself.
const OURS_AND_LAB: &[&str] = &[
    "src",
    "crates/core",
    "crates/sanitize",
    "crates/search",
    "crates/pixels",
    "crates/press",
    "crates/fixtures",
    "tests/lab/src",
];

const PURE: &[&str] = &["crates/core/src", "crates/sanitize/src", "crates/search/src"];

const RULES: &[Rule] = &[
    Rule {
        is_named: is_of_the_browser,
        within: OURS,
        but_for: &["src/browser"],
        reason: "stands outside src/browser, the one place that talks to the browser: give it a plain function there",
    },
    Rule {
        is_named: |name| matches!(name, "DomParser" | "parse_from_string"),
        within: OURS_AND_LAB,
        but_for: &["src/browser/parse.rs", "src/browser/parse"],
        reason: "stands outside src/browser/parse, the one place that makes nodes of untrusted text",
    },
    Rule {
        is_named: |name| name.starts_with("leptos") || matches!(name, "reactive_graph" | "tachys"),
        within: &[
            "crates/core",
            "crates/sanitize",
            "crates/search",
            "crates/pixels",
            "crates/press",
            "crates/fixtures",
        ],
        but_for: &[],
        reason: "stands under crates/, which knows nothing of the user interface",
    },
    Rule {
        is_named: |name| matches!(name, "tokio" | "reqwest" | "ureq" | "SystemTime" | "Instant"),
        within: PURE,
        but_for: &[],
        reason: "is input or output or a clock, in a crate that is pure: let the caller pass the value in",
    },
];

/// A lint against panics may be set aside only where a panic is the right answer: in tests and in what builds.
const MAY_PANIC: &[&str] = &["crates/xtask", "crates/fixtures", "tests"];

pub(super) fn check(files: &[SourceFile]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| file.is("rs") && !file.is_for_tests()) {
        match tokens::of_program(&file.text) {
            Ok(tokens) => check_file(file, &tokens, &mut breaches),
            Err(error) => breaches.push(Breach::new(file, 0, format!("cannot be read as Rust ({error})"))),
        }
    }
    breaches
}

fn check_file(file: &SourceFile, tokens: &[Token], breaches: &mut Vec<Breach>) {
    let stands_in = |places: &[&str]| places.iter().any(|place| file.within(place) || file.path == *place);
    for rule in RULES.iter().filter(|rule| stands_in(rule.within) && !stands_in(rule.but_for)) {
        for token in tokens.iter().filter(|token| (rule.is_named)(&token.text)) {
            breaches.push(Breach::new(file, token.line, format!("{} {}", token.text, rule.reason)));
        }
    }
    if stands_in(PURE) {
        for pair in tokens.windows(2).filter(|pair| pair[0].text == "std" && is_io_module(&pair[1].text)) {
            let message = format!(
                "std::{} is input or output, in a crate that is pure: let the caller pass the value in",
                pair[1].text
            );
            breaches.push(Breach::new(file, pair[1].line, message));
        }
    }
    if !MAY_PANIC.iter().any(|place| file.within(place)) {
        for token in tokens.iter().filter(|token| matches!(token.text.as_str(), "unwrap_used" | "expect_used")) {
            let message =
                format!("the lint {} is set aside: return an error, or say by types why it cannot be", token.text);
            breaches.push(Breach::new(file, token.line, message));
        }
    }
}

fn is_of_the_browser(name: &str) -> bool {
    matches!(name, "web_sys" | "js_sys" | "wasm_bindgen" | "wasm_bindgen_futures" | "gloo") || name.starts_with("gloo_")
}

fn is_io_module(name: &str) -> bool {
    matches!(name, "fs" | "net" | "process" | "env" | "thread" | "os")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_only_where_it_may() {
        let breaks = |path: &str, text: &str, expected: bool| {
            let found = check(&[SourceFile::new(path, text)]);
            assert_eq!(!found.is_empty(), expected, "{path}: {text}: {found:?}");
        };
        breaks("src/browser/fetch.rs", "use web_sys::Request;", false);
        breaks("src/state/theme.rs", "use web_sys::Window;", true);
        breaks("src/ui/row.rs", "use leptos::web_sys::Window;", true);
        breaks("src/ui/row.rs", "use gloo_net::http::Request;", true);
        breaks("src/ui/row.rs", "// web_sys is not for us\nuse leptos::prelude::*;", false);
        breaks("src/ui/row.rs", "let text = \"web_sys\";", false);
        breaks("src/browser/parse.rs", "DomParser::new()", false);
        breaks("src/browser/parse/walk.rs", "DomParser::new()", false);
        breaks("src/browser/fetch.rs", "parser.parse_from_string(text)", true);
        breaks("tests/lab/src/lib.rs", "use web_sys::Element;", false);
        breaks("tests/lab/src/lib.rs", "DomParser::new()", true);
        breaks("crates/core/src/feed.rs", "use leptos::prelude::*;", true);
        breaks("crates/core/src/feed.rs", "use std::fs;", true);
        breaks("crates/core/src/feed.rs", "use std::collections::HashMap;", false);
        breaks("crates/core/src/feed.rs", "#[cfg(test)]\nmod tests { use std::fs; }", false);
        breaks("crates/core/tests/corpus.rs", "use std::fs;", false);
        breaks("crates/core/src/clock.rs", "SystemTime::now()", true);
        breaks("crates/press/src/read.rs", "use std::fs;", false);
        breaks("crates/press/src/read.rs", "#![allow(clippy::unwrap_used)]", true);
        breaks("crates/press/tests/build.rs", "#![allow(clippy::unwrap_used)]", false);
        breaks("crates/xtask/src/main.rs", "#![allow(clippy::expect_used)]", false);
        breaks("src/app.rs", "fn broken( {", true);
    }
}
