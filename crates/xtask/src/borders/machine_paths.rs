//! Nothing we publish names a place on one person's machine.

use super::Breach;
use super::files::SourceFile;

const PLACES: &[&str] = &["/home/", "/root/", "/work/", "/Users/", "/tmp/", "C:\\"];

pub(super) fn check(files: &[SourceFile]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    // xtask names what it looks for, and tests name what must be refused.
    for file in files.iter().filter(|file| !file.within("crates/xtask") && !file.is_for_tests()) {
        for (index, line) in file.text.lines().enumerate().filter(|(_, line)| is_prose(file, line)) {
            for place in PLACES.iter().filter(|place| names(line, place)) {
                breaches.push(Breach::new(
                    file,
                    index + 1,
                    format!("names {place}, a place on one machine: write a relative path"),
                ));
            }
        }
    }
    breaches
}

/// Of a program, its comments: what it does with a path is not for us to judge.
fn is_prose(file: &SourceFile, line: &str) -> bool {
    !file.is("rs") || line.contains("//")
}

/// A place begins a path: in `/a/home/` or `https://example.org/work/` it is a part of another address.
fn names(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|before| {
            before.is_alphanumeric() || matches!(before, '.' | '-' | '_' | '~' | '/' | '}' | '*' | '>')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_one_machine_is_seen() {
        let breaks = |path: &str, text: &str, expected: bool| {
            assert_eq!(!check(&[SourceFile::new(path, text)]).is_empty(), expected, "{path}: {text}");
        };
        breaks("README.md", "Run it in /home/ann/handscroll.", true);
        breaks("docs/deploy.md", "handscroll build posts --out /tmp/site", true);
        breaks("src/app.rs", "// see /work/notes", true);
        breaks("src/app.rs", "assert!(is_absolute(\"/root/x\"));", false);
        breaks("README.md", "cargo xtask site posts --out site", false);
        breaks("README.md", "https://example.org/work/1", false);
        breaks("README.md", "../home/x", false);
        breaks("crates/press/tests/paths.rs", "\"/root/.ssh\"", false);
    }
}
