//! Where a body holds code, in which nothing is replaced. It renders nothing.

use std::ops::Range;

use crate::source::text::find_ignoring_case;

/// Elements whose content is shown or run as it stands.
pub(super) fn in_html(body: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(found) = body[at..].find('<') {
        at += found;
        let name = ["pre", "code", "script", "style", "textarea"].into_iter().find(|name| {
            let rest = &body.as_bytes()[at + 1..];
            rest.len() > name.len()
                && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes())
                && !rest[name.len()].is_ascii_alphanumeric()
        });
        let Some(name) = name else {
            at += 1;
            continue;
        };
        let end = find_ignoring_case(&body[at..], &format!("</{name}")).map_or(body.len(), |end| at + end);
        ranges.push(at..end);
        at = end.max(at + 1);
    }
    ranges
}

/// Fenced blocks, and spans between backticks of one length inside a paragraph.
pub(super) fn in_markdown(body: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut fence: Option<(usize, &str)> = None;
    let mut paragraph = 0;
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let content = line.trim();
        let mark = content.chars().next().filter(|c| matches!(c, '`' | '~'));
        let run = mark.map_or(0, |mark| content.len() - content.trim_start_matches(mark).len());
        match fence {
            Some((start, open)) if content.starts_with(open) && run == content.len() => {
                ranges.push(start..at + line.len());
                fence = None;
                paragraph = at + line.len();
            }
            Some(_) => {}
            None if run >= 3 && !content[run..].contains('`') => {
                spans(body, paragraph..at, &mut ranges);
                fence = Some((at, &content[..run]));
            }
            None if content.is_empty() => {
                spans(body, paragraph..at, &mut ranges);
                paragraph = at;
            }
            None => {}
        }
        at += line.len();
    }
    match fence {
        Some((start, _)) => ranges.push(start..body.len()),
        None => spans(body, paragraph..body.len(), &mut ranges),
    }
    ranges
}

fn spans(body: &str, paragraph: Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let text = &body[paragraph.clone()];
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let length = text[start..].len() - text[start..].trim_start_matches('`').len();
        runs.push((start, length));
        at = start + length;
    }
    let mut index = 0;
    while index < runs.len() {
        let (start, length) = runs[index];
        // A paragraph of thousands of unpaired runs is no prose.
        let closing = runs[index + 1..].iter().take(200).position(|(_, other)| *other == length);
        index += 1;
        if let Some(further) = closing {
            let (end, length) = runs[index + further];
            ranges.push(paragraph.start + start..paragraph.start + end + length);
            index += further + 1;
        }
    }
}
