//! YAML front matter → values, by the events of granit-parser (the parser below serde-saphyr). Events rather than
//! serde, because front matter wants each scalar as it was written. Depth and size are bounded, whatever aliases say.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle};

use super::value::{Entries, Value};
use crate::source::text::shortened;

/// Real front matter nests four levels at most.
const DEPTH_LIMIT: usize = 32;
/// Values a front matter may hold once its aliases are followed: this is what stops an alias bomb.
const VALUE_LIMIT: usize = 10_000;
/// Bytes of text a front matter may hold once its aliases are followed: one long text can be named as often as a short one.
const TEXT_LIMIT_BYTES: usize = 1024 * 1024;

/// Reads one mapping.
///
/// # Errors
/// Why the text is no YAML mapping, in words.
pub(super) fn parse(text: &str) -> Result<Entries, String> {
    let options = granit_parser::options! {
        flow_nesting_limit: DEPTH_LIMIT,
        block_nesting_limit: DEPTH_LIMIT,
    };
    let mut builder = Builder::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, _) = event.map_err(|error| error.info())?;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        builder.accept(event)?;
    }
    match builder.root {
        Some(Value::Map(entries)) => Ok(entries),
        None | Some(Value::Empty) => Ok(Entries::new()),
        _ => Err("it has no keys".to_owned()),
    }
}

/// A list or a mapping whose end has not come.
struct Open {
    anchor: usize,
    items: Vec<Value>,
    is_map: bool,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Value>,
    /// Finished values that aliases may name; the parser counts anchors from 1.
    anchors: HashMap<usize, Value>,
    size: Size,
}

/// How much a value holds, aliases followed.
#[derive(Clone, Copy, Default)]
struct Size {
    values: usize,
    text_bytes: usize,
}

impl std::ops::Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { values: self.values + other.values, text_bytes: self.text_bytes + other.text_bytes }
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), std::ops::Add::add)
    }
}

impl Size {
    fn of_text(text: &str) -> Self {
        Self { values: 1, text_bytes: text.len() }
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Empty => Self::of_text(""),
            Value::Text(text) => Self::of_text(text),
            Value::List(items) => Self::of_text("") + items.iter().map(Self::of).sum(),
            Value::Map(entries) => {
                Self::of_text("") + entries.iter().map(|(key, item)| Self::of_text(key) + Self::of(item)).sum()
            }
        }
    }
}

impl Builder {
    fn accept(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.count(Size::of_text(&text))?;
                let is_empty = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                self.add(if is_empty { Value::Empty } else { Value::Text(text.into_owned()) }, anchor);
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned().ok_or("an alias refers to itself")?;
                self.count(Size::of(&value))?;
                self.add(value, 0);
            }
            Event::SequenceStart(_, anchor, _) => self.begin(anchor, false)?,
            Event::MappingStart(_, anchor, _) => self.begin(anchor, true)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { anchor, items, is_map }) = self.open.pop() {
                    let value = if is_map { Value::Map(pairs(items)?) } else { Value::List(items) };
                    self.add(value, anchor);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn count(&mut self, more: Size) -> Result<(), String> {
        self.size = self.size + more;
        if self.size.values > VALUE_LIMIT {
            return Err(format!("it holds more than {VALUE_LIMIT} values"));
        }
        if self.size.text_bytes > TEXT_LIMIT_BYTES {
            return Err(format!("it holds more than {TEXT_LIMIT_BYTES} bytes of text"));
        }
        Ok(())
    }

    fn begin(&mut self, anchor: usize, is_map: bool) -> Result<(), String> {
        self.count(Size::of_text(""))?;
        // An alias may stand deeper than its anchor, so that the parser's own limit is not the tree's.
        if self.open.len() >= DEPTH_LIMIT {
            return Err(format!("it nests deeper than {DEPTH_LIMIT} levels"));
        }
        self.open.push(Open { anchor, items: Vec::new(), is_map });
        Ok(())
    }

    fn add(&mut self, value: Value, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut() {
            Some(open) => open.items.push(value),
            None => self.root = Some(value),
        }
    }
}

fn pairs(items: Vec<Value>) -> Result<Entries, String> {
    let mut entries = Entries::new();
    let mut items = items.into_iter();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        // A list or a mapping as a key says nothing to anyone.
        let Value::Text(key) = key else { continue };
        if entries.iter().any(|(known, _)| *known == key) {
            return Err(format!("`{}` is given twice", shortened(&key)));
        }
        entries.push((key, value));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[track_caller]
    fn check(source: &str, expected: &[(&str, Value)]) {
        let expected: Entries = expected.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        assert_eq!(parse(source), Ok(expected), "{source}");
    }

    #[test]
    fn scalars_keep_their_writing() {
        check("title: 007", &[("title", text("007"))]);
        check("title: 1.10", &[("title", text("1.10"))]);
        check("title: yes", &[("title", text("yes"))]);
        check("date: 2020-01-02 03:04:05", &[("date", text("2020-01-02 03:04:05"))]);
        check("a:\nb: ~\nc: ''", &[("a", Value::Empty), ("b", Value::Empty), ("c", text(""))]);
        check("t: \"a\\u4e2d\"\nu: 'it''s'", &[("t", text("a中")), ("u", text("it's"))]);
        check("t: >-\n  one\n  two\nu: |\n  x\n", &[("t", text("one two")), ("u", text("x\n"))]);
    }

    #[test]
    fn lists_nest_and_aliases_are_followed() {
        let pair = Value::List(vec![text("a"), text("b")]);
        check("c:\n - [a, b]\n - c", &[("c", Value::List(vec![pair.clone(), text("c")]))]);
        check("c: &x [a, b]\nd: *x", &[("c", pair.clone()), ("d", pair)]);
    }

    #[test]
    fn what_is_no_mapping_is_an_error() {
        for source in ["- a", "a: b: c", "a: *b", "a: @b", "a: 1\na: 2", "just words", "a: &a [*a]"] {
            assert!(parse(source).is_err(), "{source}");
        }
    }

    #[test]
    fn bombs_and_towers_are_refused() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let alias = format!("*a{}, ", level - 1).repeat(10);
            bomb.push_str(&format!("a{level}: &a{level} [{alias}]\n"));
        }
        assert!(parse(&bomb).unwrap_err().contains("10000 values"));
        let one_text = format!("a: &a {}\nb: [{}]\n", "x".repeat(2_000), "*a, ".repeat(1_000));
        assert!(parse(&one_text).unwrap_err().contains("1048576 bytes"));
        assert!(parse(&format!("a: {}{}", "[".repeat(50_000), "]".repeat(50_000))).is_err());
        let tower: String = (0..5_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        assert!(parse(&tower).is_err());
    }

    #[test]
    fn aliases_cannot_build_a_tower() {
        let mut tower = "a0: &a0 [x]\n".to_owned();
        for level in 1..4_000 {
            tower.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
        }
        assert!(parse(&tower).is_err());
    }
}
