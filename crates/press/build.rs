//! Puts into the press what it carries: the one style of every page, and the built reader.
//! It must not build the reader: that is `cargo xtask site`, which names its folder in `HANDSCROLL_READER_DIR`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The order in which the style's parts are joined; a folder stands for all its files, by name.
const STYLE_PARTS: &[&str] =
    &["tokens.css", "base.css", "layout.css", "prose.css", "tall.css", "aids.css", "ui", "print.css"];

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../style");
    fs::write(out.join("style.css"), minified(&joined(&style)?)?)?;
    fs::write(out.join("paper.rs"), paper(&fs::read_to_string(style.join("tokens.css"))?)?)?;
    fs::write(out.join("embedded.rs"), embedded_reader()?)
}

fn joined(style: &Path) -> io::Result<String> {
    println!("cargo::rerun-if-changed={}", style.display());
    let mut css = String::new();
    for part in STYLE_PARTS {
        for file in files_of(&style.join(part))? {
            println!("cargo::rerun-if-changed={}", file.display());
            css.push_str(&fs::read_to_string(&file)?);
            css.push('\n');
        }
    }
    Ok(css)
}

fn minified(css: &str) -> io::Result<String> {
    let minified = minifier::css::minify(css).map_err(|error| io::Error::other(format!("style/: {error}")))?;
    Ok(minified.to_string())
}

/// The colours of the paper, which a device puts around the page: the first of the tokens, and the one for a dark system.
fn paper(tokens: &str) -> io::Result<String> {
    let colour = |from: &str| {
        let (_, rest) = tokens.split_once(from)?.1.split_once("--paper:")?;
        Some(rest.split_once(';')?.0.trim().to_owned())
    };
    match (colour(":root"), colour("prefers-color-scheme: dark")) {
        (Some(light), Some(dark)) => Ok(format!("Paper {{ light: {light:?}, dark: {dark:?} }}")),
        _ => Err(io::Error::other("style/tokens.css names no --paper for light and dark")),
    }
}

/// A list of `(name, bytes)`, empty where no reader was built.
fn embedded_reader() -> io::Result<String> {
    println!("cargo::rerun-if-env-changed=HANDSCROLL_READER_DIR");
    let mut code = String::from("&[\n");
    if let Some(folder) = env::var_os("HANDSCROLL_READER_DIR").filter(|folder| !folder.is_empty()) {
        let folder = fs::canonicalize(&folder)
            .map_err(|error| io::Error::other(format!("HANDSCROLL_READER_DIR {}: {error}", folder.display())))?;
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in files_of(&folder)? {
            println!("cargo::rerun-if-changed={}", file.display());
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let _ = writeln!(code, "    ({name:?}, include_bytes!({:?})),", file.display().to_string());
        }
    }
    code.push(']');
    Ok(code)
}

/// The file itself, or the files of a folder in the order of their names.
fn files_of(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.is_file());
    files.sort();
    Ok(files)
}
