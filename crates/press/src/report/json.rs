//! The problems of a run for scripts: one JSON value, whose keys stay. Decides nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::problem::Problem;

/// Of this shape; what is added to it leaves the number.
const VERSION: u32 = 1;

/// What a run has to say.
#[derive(Debug, Serialize)]
pub struct Report<'p> {
    version: u32,
    /// Articles that would be published.
    articles: usize,
    /// How many problems there are of each kind, by its code.
    counts: BTreeMap<&'static str, usize>,
    /// Files with problems, by their path in the content folder.
    files: Vec<File<'p>>,
}

#[derive(Debug, Serialize)]
struct File<'p> {
    path: &'p str,
    problems: Vec<Entry<'p>>,
}

#[derive(Debug, Serialize)]
struct Entry<'p> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    message: &'p str,
    done: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'p str>,
}

impl<'p> Report<'p> {
    /// The report of a run over so many articles.
    pub fn new(articles: usize, problems: &'p [Problem]) -> Self {
        let mut counts = BTreeMap::new();
        let mut files: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
        for Problem { path, line, kind, message, done, address } in problems {
            *counts.entry(kind.code()).or_default() += 1;
            let entry = Entry { kind: kind.code(), line: *line, message, done, address: address.as_deref() };
            files.entry(path).or_default().push(entry);
        }
        let files = files.into_iter().map(|(path, problems)| File { path, problems }).collect();
        Self { version: VERSION, articles, counts, files }
    }

    /// Its text, lines and all.
    ///
    /// # Errors
    /// Never for what a run can say.
    pub fn text(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}
