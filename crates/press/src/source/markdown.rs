//! Markdown → HTML, as far as pulldown-cmark does not know what posts want: footnotes gathered at the end, and line
//! breaks of Chinese and Japanese text. It knows no front matter; its output is as untrusted as its input.

mod bounded;

use std::collections::HashMap;

use handscroll_sanitize::escape_into;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::language::is_cjk;

/// What a single line break in the source means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineBreaks {
    /// A space, as in Markdown.
    Soft,
    /// A line break, as in a plain text file.
    Hard,
}

/// Renders a body.
pub(super) fn to_html(source: &str, breaks: LineBreaks) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let (parsed, rest) = bounded::bounded(source);
    let mut events: Vec<Event<'_>> = Parser::new_ext(&parsed, options).collect();
    for at in 1..events.len().saturating_sub(1) {
        if events[at] != Event::SoftBreak {
            continue;
        }
        if breaks == LineBreaks::Hard {
            events[at] = Event::HardBreak;
        } else if ends_in_cjk(&events[at - 1]) && begins_with_cjk(&events[at + 1]) {
            // No space belongs between two Chinese or Japanese characters, and browsers would show one.
            events[at] = Event::Text(CowStr::Borrowed(""));
        }
    }
    let mut output = String::with_capacity(source.len() * 3 / 2);
    html::push_html(&mut output, with_footnotes_last(events).into_iter());
    for paragraph in rest.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        output.push_str("<p>");
        escape_into(paragraph, &mut output);
        output.push_str("</p>\n");
    }
    output
}

fn ends_in_cjk(event: &Event<'_>) -> bool {
    matches!(event, Event::Text(text) if text.chars().next_back().is_some_and(is_cjk))
}

fn begins_with_cjk(event: &Event<'_>) -> bool {
    matches!(event, Event::Text(text) if text.chars().next().is_some_and(is_cjk))
}

/// Footnotes come as one list at the end, in the order they are referred to, each with a way back. Those that
/// nothing refers to come last: a body loses no text.
fn with_footnotes_last(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut body = Vec::with_capacity(events.len());
    let mut notes: Vec<(CowStr<'_>, Vec<Event<'_>>)> = Vec::new();
    let mut is_in_note = false;
    let mut numbers: HashMap<String, (usize, usize)> = HashMap::new();
    for event in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => {
                notes.push((name, Vec::new()));
                is_in_note = true;
            }
            Event::End(TagEnd::FootnoteDefinition) => is_in_note = false,
            event => {
                let event = match event {
                    Event::FootnoteReference(name) => reference(&name, &mut numbers),
                    event => event,
                };
                match notes.last_mut().filter(|_| is_in_note) {
                    Some((_, note)) => note.push(event),
                    None => body.push(event),
                }
            }
        }
    }
    if notes.is_empty() {
        return body;
    }
    notes.sort_by_key(|(name, _)| numbers.get(name.as_ref()).map_or(usize::MAX, |(number, _)| *number));
    body.push(Event::Html("<hr>\n<ol>\n".into()));
    for (name, note) in notes {
        let number = numbers.get(name.as_ref()).map(|(number, _)| *number);
        let Some(number) = number else {
            body.push(Event::Html("<li>".into()));
            body.extend(note);
            body.push(Event::Html("</li>\n".into()));
            continue;
        };
        body.push(Event::Html(format!("<li id=\"fn-{number}\">").into()));
        let back = Event::InlineHtml(format!(" <a href=\"#fnref-{number}-1\">↩</a>").into());
        let mut note = note;
        // The way back stands at the end of the note's last paragraph, when it ends with one.
        match note.last() {
            Some(Event::End(TagEnd::Paragraph)) => note.insert(note.len() - 1, back),
            _ => note.push(back),
        }
        body.extend(note);
        body.push(Event::Html("</li>\n".into()));
    }
    body.push(Event::Html("</ol>\n".into()));
    body
}

fn reference<'e>(name: &str, numbers: &mut HashMap<String, (usize, usize)>) -> Event<'e> {
    let next = numbers.len() + 1;
    let (number, uses) = numbers.entry(name.to_owned()).or_insert((next, 0));
    *uses += 1;
    Event::InlineHtml(format!("<sup id=\"fnref-{number}-{uses}\"><a href=\"#fn-{number}\">{number}</a></sup>").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(to_html(source, LineBreaks::Soft), expected);
    }

    #[test]
    fn what_posts_use() {
        check(
            "a | b\n--|--\n1 | 2\n",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><td>1</td><td>2</td></tr>\n</tbody></table>\n",
        );
        check("~~x~~", "<p><del>x</del></p>\n");
        check("- [x] y", "<ul>\n<li><input disabled=\"\" type=\"checkbox\" checked=\"\"/>\ny</li>\n</ul>\n");
        check("# T {#id}", "<h1 id=\"id\">T</h1>\n");
        check("a <b>c</b>\n\n<div>d</div>", "<p>a <b>c</b></p>\n<div>d</div>");
    }

    #[test]
    fn line_breaks() {
        check("one\ntwo", "<p>one\ntwo</p>\n");
        check("一行，\n二行\nend", "<p>一行，二行\nend</p>\n");
        assert_eq!(to_html("一\n二", LineBreaks::Hard), "<p>一<br />\n二</p>\n");
    }

    #[test]
    fn footnotes_stand_at_the_end_in_order() {
        check(
            "a[^y] b[^x] c[^y]\n\n[^x]: X\n[^y]: Y\n[^z]: Z\n\nend",
            "<p>a<sup id=\"fnref-1-1\"><a href=\"#fn-1\">1</a></sup> b<sup id=\"fnref-2-1\"><a href=\"#fn-2\">2</a></sup> \
             c<sup id=\"fnref-1-2\"><a href=\"#fn-1\">1</a></sup></p>\n<p>end</p>\n<hr>\n<ol>\n\
             <li id=\"fn-1\">\n<p>Y <a href=\"#fnref-1-1\">↩</a></p>\n</li>\n\
             <li id=\"fn-2\">\n<p>X <a href=\"#fnref-2-1\">↩</a></p>\n</li>\n<li>\n<p>Z</p>\n</li>\n</ol>\n",
        );
    }
}
