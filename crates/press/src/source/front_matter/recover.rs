//! Broken front matter, read one key at a time: a key whose own lines are sound is read by its notation, any other
//! as plain text. Where the lines stop being front matter, the body begins.

use super::find::{Block, Fence};
use super::lines::{self, Syntax, split_key};
use super::value::{Entries, Value};
use super::{Recovery, parse_text, without_leading_tabs};
use crate::source::keys;
use crate::source::text::shortened;

/// Places of one file that are worth naming; a file with more is not front matter gone wrong but something else.
const RECOVERY_LIMIT: usize = 20;

/// What could be read.
#[derive(Debug, Default)]
pub(super) struct Recovered {
    pub(super) entries: Entries,
    /// Lines are counted from 0 at the block's beginning.
    pub(super) recoveries: Vec<Recovery>,
    /// Where the body begins inside the block, when it does.
    pub(super) body_at: Option<usize>,
}

/// The lines of one key.
struct Entry<'t> {
    key: &'t str,
    /// What follows the key in its line.
    rest: &'t str,
    line: usize,
    lines: Vec<&'t str>,
}

/// Reads a block that is not sound as a whole, for the given reason.
pub(super) fn recover(block: &Block<'_>, reason: &str) -> Recovered {
    let (entries, body_at) = split_entries(block);
    let mut recovered = Recovered { body_at, ..Recovered::default() };
    if block.fence == Fence::OpeningOnly || body_at.is_some() {
        recovered.recoveries.push(Recovery {
            line: 0,
            message: "the front matter is never closed".to_owned(),
            done: "the body begins where the keys end".to_owned(),
        });
    }
    for entry in entries {
        recovered.read_entry(&entry, block.syntax);
    }
    let hidden = recovered.recoveries.len().saturating_sub(RECOVERY_LIMIT);
    recovered.recoveries.truncate(RECOVERY_LIMIT);
    if let Some(last) = recovered.recoveries.last_mut().filter(|_| hidden > 0) {
        last.done.push_str(&format!(", and so on in {hidden} more places"));
    }
    if recovered.recoveries.is_empty() {
        recovered.recoveries.push(Recovery {
            line: 0,
            message: format!("the front matter is no {} ({reason})", block.syntax.name()),
            done: "it was read key by key".to_owned(),
        });
    }
    recovered
}

impl Recovered {
    fn read_entry(&mut self, entry: &Entry<'_>, syntax: Syntax) {
        let parsed = parse_entry(entry, syntax);
        let (values, problem) = match parsed {
            Ok(values) => (values, None),
            Err(reason) => {
                let value = plain(entry, syntax);
                let done = match &value {
                    Value::Text(text) => format!("read as “{}”", shortened(text)),
                    Value::List(items) => format!("read as a list of {}", items.len()),
                    _ => "read as nothing".to_owned(),
                };
                let message = format!("`{}` is no {} ({reason})", entry.key, syntax.name());
                (vec![(entry.key.to_owned(), value)], Some((message, done)))
            }
        };
        if let Some((message, done)) = problem {
            self.report(entry, message, done);
        }
        for (key, value) in values {
            if self.entries.iter().any(|(known, _)| *known == key) {
                self.report(entry, format!("`{key}` is given twice"), "the first one counts".to_owned());
            } else {
                self.entries.push((key, value));
            }
        }
    }

    fn report(&mut self, entry: &Entry<'_>, message: String, done: String) {
        self.recoveries.push(Recovery { line: u32::try_from(entry.line).unwrap_or(u32::MAX), message, done });
    }
}

/// Gives each line to its key. A line that is neither a key nor belongs to one ends the front matter, unless
/// known keys follow it in the same paragraph: then it is a torn value.
fn split_entries<'t>(block: &Block<'t>) -> (Vec<Entry<'t>>, Option<usize>) {
    let mut entries: Vec<Entry<'t>> = Vec::new();
    let mut base_indent = None;
    let mut after_blank = false;
    // Up to here, a known key is known to follow: looking again for each line would be quadratic.
    let mut key_ahead = 0;
    for (number, (at, line)) in lines::with_offsets(block.text).enumerate() {
        let content = line.trim();
        if content.is_empty() {
            if let Some(entry) = entries.last_mut() {
                entry.lines.push(line);
            }
            after_blank = true;
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let key = split_key(line, block.syntax)
            .filter(|_| block.syntax == Syntax::Json || indent <= base_indent.unwrap_or(indent));
        let is_known = key.is_some_and(|(key, _)| keys::is_known(key));
        let mut is_torn = || {
            if at >= key_ahead {
                key_ahead = known_key_after(block, at).unwrap_or(0);
            }
            at < key_ahead
        };
        let may_end = block.fence == Fence::OpeningOnly && after_blank;
        let starts_body = if is_known || is_bracket(content, block.syntax) {
            false
        } else if key.is_some() {
            may_end
        } else if indent > 0 || is_item(content) && !entries.is_empty() {
            may_end && !is_torn()
        } else {
            !is_torn()
        };
        if starts_body {
            return (entries, Some(at));
        }
        after_blank = false;
        if let Some((key, rest)) = key {
            base_indent.get_or_insert(indent);
            entries.push(Entry { key, rest, line: number, lines: vec![line] });
        } else if let Some(entry) = entries.last_mut()
            && !content.starts_with('#')
        {
            entry.lines.push(line);
        }
    }
    (entries, None)
}

fn is_item(content: &str) -> bool {
    content == "-" || content.starts_with("- ")
}

/// Lines of structure: JSON's brackets, TOML's table headers.
fn is_bracket(content: &str, syntax: Syntax) -> bool {
    match syntax {
        Syntax::Yaml => false,
        Syntax::Toml => content.starts_with('[') && content.ends_with(']'),
        Syntax::Json | Syntax::BareJson => content.chars().all(|c| "{}[],".contains(c)) || content.starts_with('"'),
    }
}

/// Where the next known key of the paragraph stands.
fn known_key_after(block: &Block<'_>, at: usize) -> Option<usize> {
    lines::with_offsets(&block.text[at..])
        .take_while(|(_, line)| !line.trim().is_empty())
        .find(|(_, line)| split_key(line, block.syntax).is_some_and(|(key, _)| keys::is_known(key)))
        .map(|(offset, _)| at + offset)
}

fn parse_entry(entry: &Entry<'_>, syntax: Syntax) -> Result<Entries, String> {
    let text = entry.lines.concat();
    let text = text.trim_end();
    match syntax {
        Syntax::Json | Syntax::BareJson => {
            // The object's own closing brace may stand after its last key.
            let text = text.trim_end_matches(['}', ' ', '\n', ',']);
            let as_is = parse_text(text, Syntax::BareJson);
            as_is.or_else(|error| parse_text(&format!("{text}}}"), Syntax::BareJson).map_err(|_| error))
        }
        Syntax::Yaml => {
            let (quoted, names) = super::names::quote(&without_leading_tabs(text));
            let values = parse_text(&quoted, syntax)?;
            match names.first() {
                Some((_, name)) => Err(format!("`{}` needs quotes", shortened(name))),
                None => Ok(values),
            }
        }
        Syntax::Toml => parse_text(text, syntax),
    }
}

/// An entry that its notation cannot read, as its author wrote it.
fn plain(entry: &Entry<'_>, syntax: Syntax) -> Value {
    let rest = entry.rest.trim();
    let mut further = entry.lines.iter().skip(1).map(|line| line.trim()).filter(|line| !line.is_empty()).peekable();
    if rest.is_empty() && further.peek().is_some_and(|line| is_item(line)) {
        return Value::List(items(further));
    }
    let mut text = rest.to_owned();
    for line in further {
        text.push(' ');
        text.push_str(line);
    }
    let text = text.trim();
    let json_end: &[char] = if syntax == Syntax::Yaml { &[] } else { &[',', '}', ' '] };
    let text = text.trim_end_matches(json_end);
    if let Some(inner) = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'))
        && entry.key != "title"
    {
        let items = inner.split(',').map(|item| unquoted(item.trim())).filter(|item| !item.is_empty());
        return Value::List(items.map(Value::Text).collect());
    }
    let text = unquoted(text);
    if text.is_empty() { Value::Empty } else { Value::Text(text) }
}

fn items<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<Value> {
    let mut items: Vec<String> = Vec::new();
    for line in lines {
        match (line.strip_prefix('-'), items.last_mut()) {
            (Some(item), _) if is_item(line) => {
                // A list of authors may be one of tables, whose names are what counts.
                let item = item.trim();
                let item = item.strip_prefix("name:").unwrap_or(item);
                items.push(unquoted(item.trim()));
            }
            (_, Some(_)) if split_key(line, Syntax::Yaml).is_some() => {}
            (_, Some(last)) => {
                last.push(' ');
                last.push_str(line);
            }
            (_, None) => {}
        }
    }
    items.into_iter().filter(|item| !item.is_empty()).map(Value::Text).collect()
}

/// Takes off one pair of quotes. Generators put them around without escaping what is inside, so that the first and
/// the last one are the pair.
fn unquoted(text: &str) -> String {
    for quote in ['\'', '"'] {
        let Some(inner) = text.strip_prefix(quote) else { continue };
        let inner = inner.strip_suffix(quote).unwrap_or(inner);
        return if quote == '"' { inner.replace("\\\"", "\"").replace("\\\\", "\\") } else { inner.to_owned() };
    }
    text.to_owned()
}
