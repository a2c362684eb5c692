//! How a file looks from outside: how long it is, how it begins, and whether it has the partner it should have.

use super::Breach;
use super::files::SourceFile;

/// A file of more lines than this is to be asked about …
const QUESTION_LINES: usize = 300;

/// … and of more than this is refused.
const REFUSED_LINES: usize = 500;

pub(super) fn check(files: &[SourceFile]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files {
        let lines = file.text.lines().count();
        if is_code(file) && lines > REFUSED_LINES {
            breaches.push(Breach::new(
                file,
                0,
                format!("{lines} lines; more than {REFUSED_LINES} are refused: split it by what it does"),
            ));
        }
        if file.is("rs") && !file.text.starts_with("//! ") {
            breaches.push(Breach::new(
                file,
                1,
                "begins without a `//! ` sentence: what it is for, and what it must not know",
            ));
        }
    }
    partners(files, ("src/ui/", ".rs"), ("style/ui/", ".css"), &mut breaches);
    partners(files, ("style/ui/", ".css"), ("src/ui/", ".rs"), &mut breaches);
    breaches
}

/// Files that are longer than one likes to read, and yet are no breach.
pub(super) fn questions(files: &[SourceFile]) -> Vec<Breach> {
    let length = |file: &SourceFile| file.text.lines().count();
    let is_long = |file: &&SourceFile| is_code(file) && (QUESTION_LINES + 1..=REFUSED_LINES).contains(&length(file));
    files
        .iter()
        .filter(is_long)
        .map(|file| Breach::new(file, 0, format!("{} lines; is it one thing?", length(file))))
        .collect()
}

fn is_code(file: &SourceFile) -> bool {
    file.is("rs") || file.is("css") || file.is("js")
}

/// Each file of `have` must have a file of the same name in `want`.
fn partners(files: &[SourceFile], have: (&str, &str), want: (&str, &str), breaches: &mut Vec<Breach>) {
    for file in files {
        let Some(name) = file.path.strip_prefix(have.0).and_then(|rest| rest.strip_suffix(have.1)) else { continue };
        let partner = format!("{}{name}{}", want.0, want.1);
        if name != "mod" && !files.iter().any(|other| other.path == partner) {
            breaches.push(Breach::new(file, 0, format!("has no {partner}: a component and its style bear one name")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, lines: usize) -> SourceFile {
        SourceFile::new(path, &"//! x\n".repeat(lines))
    }

    #[test]
    fn a_file_has_an_end() {
        let count = |path: &str, lines: usize, expected: (usize, usize)| {
            let files = [file(path, lines)];
            assert_eq!((check(&files).len(), questions(&files).len()), expected, "{path}, {lines} lines");
        };
        count("src/app.rs", 300, (0, 0));
        count("src/app.rs", 301, (0, 1));
        count("src/app.rs", 500, (0, 1));
        count("src/app.rs", 501, (1, 0));
        count("style/prose.css", 501, (1, 0));
        count("docs/format.md", 900, (0, 0));
    }

    #[test]
    fn a_module_begins_with_its_purpose() {
        let check = |text: &str, expected: usize| {
            assert_eq!(check(&[SourceFile::new("src/app.rs", text)]).len(), expected, "{text}")
        };
        check("//! The shell.\n", 0);
        check("use leptos::prelude::*;\n", 1);
        check("\n//! The shell.\n", 1);
        check("", 1);
    }

    #[test]
    fn a_component_and_its_style_bear_one_name() {
        let count = |paths: &[&str], expected: usize| {
            let files: Vec<_> = paths.iter().map(|path| file(path, 1)).collect();
            assert_eq!(check(&files).len(), expected, "{paths:?}");
        };
        count(&["src/ui/mod.rs", "src/ui/row.rs", "style/ui/row.css"], 0);
        count(&["src/ui/row.rs"], 1);
        count(&["style/ui/row.css"], 1);
        count(&["src/pages/library.rs"], 0);
    }
}
