//! How blanks are judged: which are layout, which are text. Pure functions on strings.

/// Blanks that HTML collapses.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Blanks, and what scraped pages pad with: no-break and ideographic spaces, zero-width characters.
/// At the start of a line of text they are an indent, which is ours to set; a text of nothing else is no text.
pub(crate) fn is_padding(character: char) -> bool {
    is_blank(character) || matches!(character, '\u{a0}' | '\u{3000}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Whether a run of padding takes up room, and so parts two words.
pub(crate) fn takes_room(padding: &str) -> bool {
    padding.chars().any(|character| !matches!(character, '\u{200b}' | '\u{2060}' | '\u{feff}'))
}

/// Appends `text` with every run of blanks made one space.
pub(crate) fn collapse_into(text: &str, out: &mut String) {
    let mut blank_before = false;
    for character in text.chars() {
        if is_blank(character) {
            if !blank_before {
                out.push(' ');
            }
            blank_before = true;
        } else {
            out.push(character);
            blank_before = false;
        }
    }
}
