//! The walker as shipped against DOMPurify, on real bodies in one page. Measures; judges nothing.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde_json::Value;

use super::{PageFile, dompurify, in_page};
use crate::process::{self, cargo};
use crate::workspace::Workspace;

const MODULE: &str = include_str!("sanitize.js");

/// Some hundred bodies take seconds.
const LIMIT: Duration = Duration::from_secs(600);

/// What the page measured, in milliseconds for all bodies.
#[derive(Debug, PartialEq)]
struct Medians {
    walker_ms: f64,
    dompurify_ms: f64,
    /// What any filter pays: the browser's own parse.
    parse_ms: f64,
}

/// Runs the bench on the posts in `folder` with the lab in `lab`; the line to print.
///
/// # Errors
/// When the posts cannot be read, or the page has no result.
pub(crate) fn run(workspace: &Workspace, lab: &Path, folder: &Path) -> anyhow::Result<String> {
    let bodies = bodies(workspace, folder)?;
    let read = |name: &str| fs::read(lab.join(name)).with_context(|| format!("could not read the lab's {name}"));
    let files: Vec<PageFile> = vec![
        ("bench.js", MODULE.into()),
        ("bodies.json", bodies),
        ("lab.js", read("lab.js")?),
        ("lab_bg.wasm", read("lab_bg.wasm")?),
        ("purify.js", dompurify::script()?),
    ];
    let found = in_page(&files, LIMIT)?;
    let medians = medians(&found).context("the page measured nothing")?;
    Ok(line(&medians, &found))
}

/// The bodies as the press reads them, as JSON.
fn bodies(workspace: &Workspace, folder: &Path) -> anyhow::Result<Vec<u8>> {
    let folder = std::path::absolute(folder)?;
    let out = workspace.target("bench/bodies.json");
    fs::create_dir_all(workspace.target("bench"))?;
    let mut command =
        cargo(workspace.root(), &["run", "--quiet", "--package", "handscroll", "--example", "bodies", "--"]);
    command.arg(&folder).arg(&out);
    process::run("reading the posts", command)?;
    fs::read(&out).with_context(|| format!("could not read {}", out.display()))
}

fn medians(found: &Value) -> Option<Medians> {
    let median = |name: &str| {
        let mut times: Vec<f64> = found["times"][name].as_array()?.iter().filter_map(Value::as_f64).collect();
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied()
    };
    Some(Medians { walker_ms: median("walker")?, dompurify_ms: median("DOMPurify")?, parse_ms: median("parse")? })
}

fn line(medians: &Medians, found: &Value) -> String {
    let Medians { walker_ms, dompurify_ms, parse_ms } = medians;
    let rounds = found["times"]["walker"].as_array().map_or(0, Vec::len);
    let version = dompurify::VERSION;
    format!(
        "sanitize: walker {walker_ms:.1} ms, DOMPurify {version} {dompurify_ms:.1} ms, ratio {:.3} (the parse alone {parse_ms:.1} ms); \
         medians of {rounds} rounds over {} bodies of {} kB in {}",
        walker_ms / dompurify_ms,
        found["bodies"],
        found["kilobytes"],
        found["browser"].as_str().unwrap_or("Chromium"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_line_has_both_medians_and_the_ratio() {
        let times = json!({ "walker": [3.0, 1.0, 2.0], "DOMPurify": [9, 4, 2], "parse": [0.5, 0.25, 1.0] });
        let found = json!({ "times": times, "bodies": 7, "kilobytes": 12, "browser": "Chrome/1" });
        let medians = medians(&found).unwrap();
        assert_eq!(medians, Medians { walker_ms: 2.0, dompurify_ms: 4.0, parse_ms: 0.5 });
        let line = line(&medians, &found);
        assert!(line.contains("walker 2.0 ms, DOMPurify") && line.contains("4.0 ms, ratio 0.500"), "{line}");
        assert!(line.contains("3 rounds over 7 bodies of 12 kB in Chrome/1"), "{line}");
        assert!(super::medians(&json!({ "times": {} })).is_none());
    }
}
