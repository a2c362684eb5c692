//! What the publisher sees of a run: progress while it lasts, problems and a summary at its end. Decides nothing.

pub mod json;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::images::fetch::Tally;
use crate::problem::{Problem, ProblemKind};

/// Problems of one kind that are listed before the rest is only counted; `--verbose` lists all.
const LISTED_OF_A_KIND: usize = 10;

/// A bar on a terminal; nothing elsewhere, where a quiet line at the end of the step says the same.
pub fn progress(what: &'static str, count: usize) -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(u64::try_from(count).ok(), target);
    if let Ok(style) = ProgressStyle::with_template("{msg:20} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.with_message(what)
}

/// Shows how far fetching is: pictures, bytes, failures.
pub fn fetching(bar: &ProgressBar, tally: &Tally) {
    bar.set_length(tally.wanted as u64);
    bar.set_position(tally.settled as u64);
    let failed = if tally.failed > 0 { format!(", {} failed", tally.failed) } else { String::new() };
    bar.set_message(format!("fetching pictures ({}{failed})", size(tally.bytes)));
}

/// Bytes as people say them.
pub fn size(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1_000_000.0)
}

/// A line of the run, for people; standard output is for what a script may read.
pub fn line(text: impl Display) {
    eprintln!("{text}");
}

/// Each problem with path, line and what was done; then how many there are of each kind.
pub fn problems(problems: &[Problem], verbose: bool) {
    let mut by_kind: BTreeMap<ProblemKind, Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        by_kind.entry(problem.kind).or_default().push(problem);
    }
    for list in by_kind.values() {
        let shown = if verbose { list.len() } else { list.len().min(LISTED_OF_A_KIND) };
        for problem in &list[..shown] {
            line(format_args!("warning: {problem}"));
        }
        if shown < list.len() {
            line(format_args!("warning: … and {} more of this kind; --verbose lists them", list.len() - shown));
        }
    }
    for (kind, list) in by_kind {
        line(format_args!("  {:>5} {} [{}]", list.len(), kind.plural(), kind.code()));
    }
}
