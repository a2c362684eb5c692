//! What may come out of the filter, read from the policy's tables. Used by the native tests and by those in browsers, which
//! hold results to it; must not use the filter.

use std::collections::{BTreeMap, BTreeSet};

use handscroll_sanitize::policy::{self, Rule};

/// Attributes of the box that is reserved for a picture, in the press's pages and in the reader's.
const BOX: &[&str] = &["aria-label", "class", "data-from", "data-thumb", "height", "role", "width"];

/// Attributes of a tall picture, which holds the boxes of its strips.
const TALL: &[&str] =
    &["aria-label", "class", "data-from", "data-size", "data-strips", "data-thumb", "data-width", "role"];

/// Each element of a result, with the attributes it may have.
pub(crate) fn allowed() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut elements: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, rule, _) in policy::ELEMENTS {
        let made = match rule {
            Rule::Block(made, _) | Rule::Inline(made) | Rule::Styled(made) | Rule::Media(made) => made,
            Rule::Break | Rule::Line | Rule::WordBreak => name,
            _ => continue,
        };
        elements.entry(made).or_default();
    }
    elements.extend(policy::STYLES.iter().map(|row| (row[2], BTreeSet::new())));
    for attributes in elements.values_mut() {
        attributes.extend(policy::EVERYWHERE.iter().map(|row| row.0));
    }
    elements.entry("source").or_default();
    for (name, attribute, ..) in policy::ATTRIBUTES {
        elements.entry(name).or_default().insert(attribute);
    }
    for (names, attribute, _) in policy::WRITTEN {
        for name in names.split(", ") {
            if name == "*" {
                elements.values_mut().for_each(|attributes| attributes.extend([attribute]));
            } else {
                elements.entry(name).or_default().insert(attribute);
            }
        }
    }
    for name in ["a", "span"] {
        elements.entry(name).or_default().extend(TALL);
    }
    elements.insert("canvas", BOX.iter().copied().collect());
    elements
}

/// The schemes of links and those of pictures and media, with their colons.
pub(crate) fn schemes() -> (Vec<&'static str>, Vec<&'static str>) {
    let first = |rows: &[(&'static str, &'static str)]| rows.iter().map(|row| row.0).collect();
    (first(policy::LINK_SCHEMES), first(policy::MEDIA_SCHEMES))
}
