//! The borders of the design, kept as code: what may stand where, how long a file may be, how it begins.
//!
//! Each border is a function from the files to what breaks it, so that a test can show that it breaks.

mod files;
mod machine_paths;
mod markup;
mod shape;
mod times;
mod tokens;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::{Context, bail};

use files::SourceFile;

/// What breaks a border, and what to do about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Breach {
    path: String,
    /// From 1; 0 for the file as a whole.
    line: usize,
    message: String,
}

impl Breach {
    fn new(file: &SourceFile, line: usize, message: impl Into<String>) -> Self {
        Breach { path: file.path.clone(), line, message: message.into() }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(formatter, "{}: {}", self.path, self.message),
            line => write!(formatter, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// Checks the clone at `root`, and prints what breaks a border and what is only asked.
///
/// # Errors
/// When a border is broken, or a file cannot be read.
pub(crate) fn check(root: &Path) -> anyhow::Result<()> {
    let files = files::read(root).context("could not read the sources")?;
    for question in shape::questions(&files) {
        eprintln!("    question: {question}");
    }
    let breaches = breaches(&files);
    for breach in &breaches {
        eprintln!("    {breach}");
    }
    if !breaches.is_empty() {
        bail!("{} of the design's borders are broken, as listed above", breaches.len());
    }
    eprintln!("    {} files keep to the borders", files.len());
    Ok(())
}

fn breaches(files: &[SourceFile]) -> Vec<Breach> {
    let borders = [words::check, markup::check, shape::check, machine_paths::check, times::check];
    let mut breaches: Vec<Breach> = borders.iter().flat_map(|border| border(files)).collect();
    breaches.sort();
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_clone_is_found_and_a_breach_names_its_place() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let files = files::read(root).unwrap();
        assert!(files.iter().any(|file| file.path == "crates/xtask/src/borders/mod.rs"));
        assert!(files.iter().all(|file| !file.path.starts_with("target/")));

        let files = [SourceFile::new("src/state/theme.rs", "//! Light or dark.\nuse web_sys::Window;\n")];
        let lines: Vec<String> = breaches(&files).iter().map(Breach::to_string).collect();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("src/state/theme.rs:2: web_sys"), "{lines:?}");
    }
}
