//! How large an image element says its picture is. Reads attributes; must not know addresses.

use crate::attributes::Capped;
use crate::policy::{SIZES, pairs};

static STATED: [(&str, &str); SIZES.len()] = pairs(SIZES, "");

/// A picture's largest stated side, in pixels. More is a mistake of the page.
const LONGEST_SIDE: u64 = 200_000;

/// Width and height in pixels, as the element states them.
pub(super) fn stated(attributes: &Capped<'_>) -> Option<(u32, u32)> {
    for (width, height) in STATED {
        let Some(width) = attributes.get(width).and_then(|text| pixels(&text)) else { continue };
        if let Some(height) = attributes.get(height).and_then(|text| pixels(&text)) {
            return Some((width, height));
        }
    }
    // WeChat states the ratio (height by width) and sometimes the width.
    let ratio = thousandths(&attributes.get("data-ratio")?)?;
    let width = attributes.get("data-w").and_then(|text| pixels(&text)).unwrap_or(1080);
    let height = (u64::from(width) * ratio + 500) / 1_000;
    (1..=LONGEST_SIDE).contains(&height).then_some((width, height as u32))
}

/// Width and height of the picture that strips were cut from, as the press writes them.
pub(super) fn of_strips(attributes: &Capped<'_>) -> Option<(u32, u32)> {
    let size = attributes.get("data-size")?;
    let (width, height) = size.split_once(' ')?;
    pixels(width).zip(pixels(height)).filter(|(width, height)| *width > 0 && *height > 0)
}

/// Whether one of the sides is said to be of a pixel at most, where the other is not said.
pub(super) fn has_no_side(attributes: &Capped<'_>) -> bool {
    ["width", "height"]
        .iter()
        .any(|side| attributes.get(side).and_then(|text| pixels(&text)).is_some_and(|side| side <= 1))
}

fn pixels(text: &str) -> Option<u32> {
    let number = (thousandths(text.trim().trim_end_matches("px"))? + 500) / 1_000;
    (number <= LONGEST_SIDE).then_some(number as u32)
}

/// A decimal number of a page, in thousandths; `None` for what is none, or is negative, or beyond any picture.
/// Whole numbers are enough here, and cost a reader some kilobytes less than the code for all numbers.
pub(crate) fn thousandths(text: &str) -> Option<u64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || whole.len() > 9 || !digits(whole) || !digits(part) {
        return None;
    }
    let part =
        part.bytes().chain(std::iter::repeat(b'0')).take(3).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    Some(whole.bytes().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')) * 1_000 + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_thousandths() {
        for (text, expected) in [
            ("1.3066666666666666", Some(1_306)),
            (" 640 ", Some(640_000)),
            (".5", Some(500)),
            ("", None),
            (".", None),
            ("-1", None),
            ("1e3", None),
            ("auto", None),
            ("99999999999", None),
        ] {
            assert_eq!(thousandths(text), expected, "{text}");
        }
    }
}
