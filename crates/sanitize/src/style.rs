//! What a style attribute declares. Knows enough of CSS to find meaning; must not be asked for anything that is kept.

use crate::picture::thousandths;
use crate::policy::{STYLE_ROWS, row_of};

/// The declarations of a style, taken apart once.
pub(crate) struct Declarations<'s>(Vec<(&'s str, &'s str)>);

impl<'s> Declarations<'s> {
    pub(crate) fn read(style: &'s str) -> Self {
        let parts = style.split(';').filter_map(|declaration| declaration.split_once(':'));
        Self(parts.map(|(name, value)| (name.trim(), value)).collect())
    }

    /// The value of a property, the last one stated.
    pub(crate) fn value(&self, property: &str) -> Option<&'s str> {
        let (_, value) = self.0.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(property))?;
        Some(value.split('!').next()?.trim())
    }
}

/// Whether `text` has `word` in it, whatever its case. Words of other scripts have none.
pub(crate) fn holds(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// The element that a style stands for.
pub(crate) fn stands_for(style: &Declarations<'_>) -> Option<&'static str> {
    let row = row_of(STYLE_ROWS, &mut |property, rest| {
        let words = rest.split('\t').next().unwrap_or_default();
        style.value(property).is_some_and(|value| words.split(' ').any(|word| holds(value, word)))
    });
    row?.split('\t').nth(1)
}

/// Whether nobody sees the box.
pub(crate) fn is_hidden(style: &Declarations<'_>) -> bool {
    style.value("display").is_some_and(|display| display.eq_ignore_ascii_case("none"))
}

/// Whether a box has no more than one pixel in both directions.
pub(crate) fn is_pixel(style: &Declarations<'_>) -> bool {
    ["width", "height"].iter().all(|side| {
        style.value(side).is_some_and(|value| thousandths(value.trim_end_matches("px")).is_some_and(|n| n <= 1_000))
    })
}

/// Whether text is smaller than the text around it most likely is.
pub(crate) fn is_small(style: &Declarations<'_>) -> bool {
    let Some(size) = style.value("font-size") else { return false };
    [("px", 14_000), ("rem", 900), ("em", 900), ("%", 90_000)]
        .iter()
        .any(|(unit, most)| size.strip_suffix(unit).and_then(thousandths).is_some_and(|size| size <= *most))
}

/// Whether text is of a grey that is neither black nor white.
pub(crate) fn is_grey(style: &Declarations<'_>) -> bool {
    let Some(colour) = style.value("color") else { return false };
    // Three numbers, or three or six digits to the base of sixteen.
    let (mut parts, mut count) = ([0_u32; 3], 0);
    match colour.strip_prefix('#') {
        Some(hex) if hex.len() == 3 || hex.len() == 6 => {
            let width = hex.len() / 3;
            for digit in hex.chars() {
                let Some(digit) = digit.to_digit(16) else { return false };
                parts[count / width] = parts[count / width] * 16 + if width == 1 { digit * 17 } else { digit };
                count += 1;
            }
            count /= width;
        }
        _ => {
            for part in colour.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).take(3) {
                parts[count] = part;
                count += 1;
            }
        }
    }
    let (least, most) = (parts[0].min(parts[1]).min(parts[2]), parts[0].max(parts[1]).max(parts[2]));
    (count == 3 && least >= 80 && most <= 220 && most - least <= 32) || holds(colour, "gray")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_stand_for_elements() {
        for (style, expected) in [
            ("color: red; FONT-WEIGHT : Bold", Some("strong")),
            ("font-weight:600 !important", Some("strong")),
            ("font-weight: bold; font-weight: normal", None),
            ("font-weight: 500", None),
            ("font-family: 'Courier New', serif", Some("code")),
            ("font-family: Songti SC", None),
            ("font-style: italic", Some("em")),
            ("text-decoration: underline dotted", Some("u")),
            ("text-decoration: none", None),
            ("vertical-align: super", Some("sup")),
            ("vertical-align: middle", None),
            ("font-weight", None),
        ] {
            assert_eq!(stands_for(&Declarations::read(style)), expected, "{style}");
        }
    }

    #[test]
    fn captions_are_small_and_grey() {
        for (style, small, grey) in [
            ("font-size: 12px; color: rgb(204, 204, 204)", true, true),
            ("font-size: .8em; color: #888", true, true),
            ("font-size: 80%; color: #666666", true, true),
            ("font-size: 17px; color: #000", false, false),
            ("font-size: large; color: #c00", false, false),
            ("color: rgba(255, 255, 255, 1)", false, false),
            ("color: #66", false, false),
            ("color: lightgray", false, true),
        ] {
            let read = Declarations::read(style);
            assert_eq!((is_small(&read), is_grey(&read)), (small, grey), "{style}");
        }
    }

    #[test]
    fn a_pixel_has_two_small_sides() {
        for (style, expected) in [
            ("width:1px;height:1px;display:none", true),
            ("width: 0; height: 0px", true),
            ("width: 100%; height: 1px", false),
            ("width: 1px", false),
            ("display: none", false),
        ] {
            assert_eq!(is_pixel(&Declarations::read(style)), expected, "{style}");
        }
    }
}
