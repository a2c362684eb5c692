//! How attributes are read and single ones are judged. The only place that reads an attribute, so that none is read that is
//! longer than the limits say.

use std::borrow::Cow;
use std::cell::Cell;

use handscroll_core::display::plain_line;

use crate::policy::Value;
use crate::sink::Attribute;
use crate::style::Declarations;
use crate::{Attributes, limits, links};

/// The attributes of an element, those that are too long left out. Counts what was read: a walk pays for that as well.
pub(crate) struct Capped<'a> {
    found: &'a dyn Attributes,
    bytes: Cell<usize>,
}

impl<'a> Capped<'a> {
    pub(crate) fn new(found: &'a dyn Attributes) -> Self {
        Self { found, bytes: Cell::new(0) }
    }

    fn read(&self, name: &'static str) -> Option<String> {
        let value = self.found.get(name)?;
        self.bytes.set(self.bytes.get() + value.len());
        Some(value)
    }

    /// The value of an attribute.
    pub(crate) fn get(&self, name: &'static str) -> Option<String> {
        let most = if name == "style" { limits::STYLE_BYTES } else { limits::ATTRIBUTE_BYTES };
        self.read(name).filter(|value| value.len() <= most)
    }

    /// The address of a picture, which may hold the picture itself.
    pub(crate) fn get_picture(&self, name: &'static str) -> Option<String> {
        let is_data = |value: &str| value.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"));
        let most = |value: &str| if is_data(value) { limits::DATA_BYTES } else { limits::ATTRIBUTE_BYTES };
        self.read(name).filter(|value| value.len() <= most(value))
    }

    /// Bytes of all values read so far.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.get()
    }
}

/// The value as it is to be written, or `None` where it may not stay.
pub(crate) fn judge(found: &str, value: Value) -> Option<String> {
    let trimmed = found.trim();
    match value {
        Value::Number(most) => {
            trimmed.parse::<u32>().ok().filter(|number| *number <= most).map(|number| number.to_string())
        }
        Value::Signed(most) => {
            trimmed.parse::<i32>().ok().filter(|number| number.unsigned_abs() <= most).map(|number| number.to_string())
        }
        Value::OneOf(words) => {
            let known = words.iter().find(|word| **word == trimmed);
            // Few attributes tell an `a` from an `A`; the words of those are there in both.
            let known = known.or_else(|| words.iter().find(|word| word.eq_ignore_ascii_case(trimmed)));
            known.map(|word| (*word).to_owned())
        }
        Value::Flag => Some(String::new()),
        Value::Text(most) => (trimmed.len() <= most).then(|| plain_line(trimmed)).filter(|line| !line.is_empty()),
        Value::Language => {
            let fits = (1..=35).contains(&trimmed.len())
                && trimmed.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            fits.then(|| trimmed.to_owned())
        }
    }
}

/// The element's id, with the prefix.
pub(crate) fn anchor(attributes: &Capped<'_>) -> Option<Attribute> {
    let found = attributes.get("id")?;
    links::fragment_id(found.trim()).map(|id| ("id", Cow::Owned(id)))
}

/// The old way to mark a place: `<a name>`.
pub(crate) fn named_anchor(attributes: &Capped<'_>) -> Option<Attribute> {
    let found = attributes.get("name")?;
    links::fragment_id(found.trim()).map(|id| ("id", Cow::Owned(id)))
}

/// A cell's alignment, where it is not the default.
pub(crate) fn alignment(attributes: &Capped<'_>, class: Option<&str>) -> Option<&'static str> {
    let style = attributes.get("style").unwrap_or_default();
    let align = attributes.get("align");
    let side = Declarations::read(&style).value("text-align").or(align.as_deref().map(str::trim)).or(class)?;
    let is = |name: &str| side.eq_ignore_ascii_case(name);
    if is("center") {
        Some("center")
    } else if is("right") || is("end") {
        Some("right")
    } else {
        None
    }
}

/// The language a piece of code says it is in: `language-rust`, `lang-rust`, or what the filter wrote before.
pub(crate) fn language_of_code(attributes: &Capped<'_>) -> Option<String> {
    let named = attributes.get("class").and_then(|class| {
        class
            .split_ascii_whitespace()
            .find_map(|word| word.strip_prefix("language-").or_else(|| word.strip_prefix("lang-")).map(str::to_owned))
    });
    named.or_else(|| attributes.get("data-lang")).map(|language| language.to_ascii_lowercase()).filter(|language| {
        (1..=20).contains(&language.len())
            && language
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'#' | b'_' | b'.'))
    })
}
