//! How single attributes are judged. Pure functions of a value and its row in the policy.

use std::borrow::Cow;

use handscroll_core::display::plain_line;

use crate::policy::Value;
use crate::sink::Attribute;
use crate::{Attributes, links, style};

/// An element that brings nothing.
pub(crate) struct NoAttributes;

impl Attributes for NoAttributes {
    fn get(&self, _: &str) -> Option<String> {
        None
    }
}

/// The value as it is to be written, or `None` where it may not stay.
pub(crate) fn judge(found: &str, value: Value) -> Option<String> {
    let trimmed = found.trim();
    match value {
        Value::Number(most) => {
            trimmed.parse::<u32>().ok().filter(|number| *number <= most).map(|number| number.to_string())
        }
        Value::OneOf(words) => {
            let word = trimmed.to_ascii_lowercase();
            words.contains(&word.as_str()).then_some(word)
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
pub(crate) fn anchor(attributes: &dyn Attributes) -> Option<Attribute> {
    let found = attributes.get("id")?;
    links::fragment_id(found.trim()).map(|id| ("id", Cow::Owned(id)))
}

/// The old way to mark a place: `<a name>`.
pub(crate) fn named_anchor(attributes: &dyn Attributes) -> Option<Attribute> {
    let found = attributes.get("name")?;
    links::fragment_id(found.trim()).map(|id| ("id", Cow::Owned(id)))
}

/// A cell's alignment, where it is not the default.
pub(crate) fn alignment(attributes: &dyn Attributes, class: Option<&str>) -> Option<&'static str> {
    let style = attributes.get("style").unwrap_or_default();
    let align = attributes.get("align");
    let side = style::declared(&style, "text-align").or(align.as_deref().map(str::trim)).or(class)?;
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
pub(crate) fn language_of_code(attributes: &dyn Attributes) -> Option<String> {
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
