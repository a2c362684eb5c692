//! The front matter of a post, and where its body begins. Whatever is broken is read line by line, and said; what
//! cannot be front matter is body, so that no text is ever lost. It does not know what the keys mean.

mod find;
mod lines;
mod names;
mod recover;
mod value;
mod yaml;

pub(super) use value::{Entries, Value};

use find::{Block, Fence};
use lines::Syntax;

use crate::source::text::shortened;

/// A file taken apart.
#[derive(Debug, PartialEq)]
pub(super) struct Parts<'t> {
    /// What the front matter says.
    pub(super) entries: Entries,
    /// What had to be recovered.
    pub(super) recoveries: Vec<Recovery>,
    /// The rest of the file from its first line with text on; always an end of the file's text.
    pub(super) body: &'t str,
    /// The line of the file, counted from 1, that `body` begins at.
    pub(super) body_line: u32,
}

/// One place of a front matter that could not be read as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recovery {
    /// The line of the file, counted from 1.
    pub(super) line: u32,
    pub(super) message: String,
    pub(super) done: String,
}

/// Takes a file apart. Line breaks have to be `\n`.
pub(super) fn read(text: &str) -> Parts<'_> {
    let Some(block) = find::find(text) else {
        return parts(text, 0, Entries::new(), Vec::new());
    };
    let first_line = line_at(text, block.start);
    if block.fence == Fence::TooLong {
        return too_long(text, &block, first_line);
    }
    let strict =
        if block.fence == Fence::OpeningOnly { Err("it is never closed".to_owned()) } else { parse_strictly(&block) };
    let reason = match strict {
        Ok((entries, mut recoveries)) => {
            for recovery in &mut recoveries {
                recovery.line += first_line;
            }
            return parts(text, block.body, entries, recoveries);
        }
        Err(reason) => reason,
    };
    let recovered = recover::recover(&block, &reason);
    // Keys before a mark are Hexo's form only when nothing but keys stands there, and a block without a single
    // key that can be read is no front matter: both are body.
    let is_guess = block.fence == Fence::ClosingOnly && recovered.body_at.is_some();
    if recovered.entries.is_empty() || is_guess {
        return parts(text, 0, Entries::new(), Vec::new());
    }
    let mut recoveries = recovered.recoveries;
    for recovery in &mut recoveries {
        recovery.line += first_line;
    }
    let body = recovered.body_at.map_or(block.body, |at| block.start + at);
    parts(text, body, recovered.entries, recoveries)
}

/// What the beginning of a front matter says that is longer than any real one; the rest of it is passed over.
fn too_long<'t>(text: &'t str, block: &Block<'t>, first_line: u32) -> Parts<'t> {
    let entries = match parse_strictly(block) {
        Ok((entries, _)) => entries,
        Err(reason) => recover::recover(block, &reason).entries,
    };
    let recovery = Recovery {
        line: first_line,
        message: format!("the front matter has {} kB, more than any real one", (block.body - block.start) / 1024),
        done: "only its beginning was read".to_owned(),
    };
    parts(text, block.body, entries, vec![recovery])
}

/// The whole block in its own notation. Lines of recoveries are counted from 0 at the block's beginning.
fn parse_strictly(block: &Block<'_>) -> Result<(Entries, Vec<Recovery>), String> {
    if block.syntax != Syntax::Yaml {
        return Ok((parse_text(block.text, block.syntax)?, Vec::new()));
    }
    let (quoted, names) = names::quote(block.text);
    let error = match yaml::parse(&quoted) {
        Ok(entries) => {
            let recoveries = names.into_iter().map(|(line, name)| Recovery {
                line,
                message: format!("`{}` needs quotes in YAML", shortened(&name)),
                done: "it was read as text".to_owned(),
            });
            return Ok((entries, recoveries.collect()));
        }
        Err(error) => error,
    };
    // What looked like a name may have been an anchor before a nested mapping.
    if !names.is_empty()
        && let Ok(entries) = yaml::parse(block.text)
    {
        return Ok((entries, Vec::new()));
    }
    let Some(tab) = block.text.lines().position(|line| leading_whitespace(line).contains('\t')) else {
        return Err(error);
    };
    let entries = yaml::parse(&without_leading_tabs(block.text)).map_err(|_| error)?;
    let recovery = Recovery {
        line: u32::try_from(tab).unwrap_or(u32::MAX),
        message: "YAML cannot be indented by tabs".to_owned(),
        done: "each tab was read as two spaces".to_owned(),
    };
    Ok((entries, vec![recovery]))
}

/// A text in one notation, exactly.
fn parse_text(text: &str, syntax: Syntax) -> Result<Entries, String> {
    match syntax {
        Syntax::Yaml => yaml::parse(text),
        Syntax::Toml => {
            let table: toml::Table = toml::from_str(text).map_err(|error| error.message().to_owned())?;
            Ok(table.into_iter().map(|(key, value)| (key, value.into())).collect())
        }
        Syntax::Json => json(text),
        Syntax::BareJson => json(&format!("{{{}}}", text.trim().trim_end_matches(','))),
    }
}

fn json(text: &str) -> Result<Entries, String> {
    let map: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(map.into_iter().map(|(key, value)| (key, value.into())).collect())
}

fn leading_whitespace(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

fn without_leading_tabs(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let space = leading_whitespace(line);
            format!("{}{}", space.replace('\t', "  "), &line[space.len()..])
        })
        .collect()
}

/// The line that a byte of the text stands in, counted from 1.
fn line_at(text: &str, offset: usize) -> u32 {
    u32::try_from(1 + text[..offset].matches('\n').count()).unwrap_or(u32::MAX)
}

fn parts(text: &str, body: usize, entries: Entries, recoveries: Vec<Recovery>) -> Parts<'_> {
    let rest = &text[body..];
    // Whole empty lines go; the first line keeps its indentation, which means code in Markdown.
    let empty: usize =
        lines::with_offsets(rest).map(|(_, line)| line).take_while(|line| line.trim().is_empty()).map(str::len).sum();
    Parts { entries, recoveries, body: &rest[empty..], body_line: line_at(text, body + empty) }
}

#[cfg(test)]
mod tests;
