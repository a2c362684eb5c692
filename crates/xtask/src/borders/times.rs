//! Time constants stand in one table, crates/core/src/contract/times.rs: not in the reader, the rest of its core or the
//! scripts.

use super::Breach;
use super::files::SourceFile;
use super::tokens;

const TABLE: &str = "crates/core/src/contract/times.rs";

/// How the names of times end.
const UNITS: &[&str] = &["_MS", "_S", "_SECONDS", "_MINUTES"];

/// Calls of scripts whose last argument is a time.
const CALLS: &[&str] = &["setTimeout(", "setInterval(", "AbortSignal.timeout(", "later("];

pub(super) fn check(files: &[SourceFile]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| file.path != TABLE && !file.is_for_tests()) {
        let lines = if file.is("rs") && (file.within("src") || file.within("crates/core/src")) {
            in_rust(&file.text)
        } else if file.is("js") && file.within("public") {
            in_script(&file.text)
        } else {
            continue;
        };
        for line in lines {
            breaches.push(Breach::new(file, line, format!("a time of its own: make it a row of {TABLE}")));
        }
    }
    breaches
}

/// The lines that declare a time, or give a timer a number.
fn in_rust(text: &str) -> Vec<usize> {
    // A file that is no Rust is reported elsewhere.
    let tokens = tokens::of_program(text).unwrap_or_default();
    let is_time = |before: &str, here: &str| match before {
        "const" | "static" => is_named_as_time(here),
        "after_ms" => is_number(here),
        _ => false,
    };
    tokens.windows(2).filter(|pair| is_time(&pair[0].text, &pair[1].text)).map(|pair| pair[1].line).collect()
}

/// The lines that declare a time, or give a call a number for one.
fn in_script(text: &str) -> Vec<usize> {
    let is_comment = |line: &&str| line.trim_start().starts_with("//");
    let text = text.lines().map(|line| if is_comment(&line) { "" } else { line }).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for keyword in ["const ", "let ", "var "] {
        let is_time = |rest: &str| is_named_as_time(rest.split([' ', '=', ';']).next().unwrap_or_default());
        found.extend(places(&text, keyword, is_time));
    }
    for call in CALLS {
        found.extend(places(&text, call, |rest| is_number(last_argument(rest).trim())));
    }
    found.sort_unstable();
    found
}

/// The lines where a text has `start`, and what follows `is_meant`.
fn places(text: &str, start: &str, is_meant: impl Fn(&str) -> bool) -> Vec<usize> {
    let found = text.match_indices(start).filter(|(at, _)| is_meant(&text[at + start.len()..]));
    found.map(|(at, _)| text[..at].matches('\n').count() + 1).collect()
}

/// The last argument of a call, of which this is all that follows the opening bracket.
fn last_argument(rest: &str) -> &str {
    let (mut depth, mut start) = (0, 0);
    for (at, character) in rest.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return &rest[start..at],
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    ""
}

fn is_named_as_time(name: &str) -> bool {
    UNITS.iter().any(|unit| name.ends_with(unit))
}

fn is_number(text: &str) -> bool {
    text.starts_with(|character: char| character.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_outside_the_table_is_seen() {
        let breaks = |path: &str, text: &str, expected: &[usize]| {
            let found: Vec<usize> = check(&[SourceFile::new(path, text)]).iter().map(|breach| breach.line).collect();
            assert_eq!(found, expected, "{path}: {text}");
        };
        breaks("src/browser/turn.rs", "x();\nconst LIMIT_MS: i32 = 3_000;", &[2]);
        breaks("src/browser/turn.rs", "const PATIENCE_S: u32 = 8;", &[1]);
        breaks("src/saving/work.rs", "const AGAIN_MS: [i32; 2] = [1, 2];", &[1]);
        breaks("src/pages/tools.rs", "Timer::after_ms(4_000.0, say)", &[1]);
        breaks("src/pages/tools.rs", "Timer::after_ms(NOTE_SHOWN_MS, say)", &[]);
        breaks("src/pages/tools.rs", "const TALL_PX: u32 = 1;", &[]);
        breaks("src/pages/tools.rs", "#[cfg(test)]\nmod tests { const LIMIT_MS: i32 = 1; }", &[]);
        breaks("crates/core/src/zoom.rs", "pub const GLIDE_MS: f64 = 325.0;", &[1]);
        breaks(TABLE, "pub const GLIDE_MS: f64 = 325.0;", &[]);
        breaks("crates/press/src/serve/live.rs", "const POLL_MS: u64 = 300;", &[]);
        breaks("tests/observer.rs", "const LATER_MS: i32 = 250;", &[]);

        breaks("public/sw.js", "const ROOT = 1;\nconst FEED_MS = 600_000;", &[2]);
        breaks("public/sw.js", "// const FEED_MS = 600_000;", &[]);
        breaks("public/sw.js", "await new Promise((done) => { setTimeout(done, 1_000); });", &[1]);
        breaks("public/sw.js", "setTimeout(() => {\n  act(1, 2);\n}, 50);", &[1]);
        breaks("public/sw.js", "setTimeout(() => done(1), TIMES.A_MS);", &[]);
        breaks("public/boot.js", "requestAnimationFrame(() => setTimeout(tint));", &[]);
        breaks("public/sw.js", "fetch(key, { signal: AbortSignal.timeout(60_000), cache });", &[1]);
        breaks("public/sw.js", "later(undefined, 3000)", &[1]);
        breaks("public/sw.js", "later(kept, TIMES.NETWORK_LIMIT_MS)", &[]);
        breaks("tests/lab/pages/trap.js", "setTimeout(act, 100)", &[]);
    }
}
