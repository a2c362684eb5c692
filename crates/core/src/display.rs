//! How foreign words (titles, names, the text of links) are shown, so that they read as what they are.
//! Knows characters only; must not know of markup.

/// Marks that may stand on one character. Vietnamese needs two, pointed Hebrew with accents four; a tower of them
/// covers the lines above.
const MARKS: usize = 4;

/// Whether the character changes the order in which others are shown (UAX #9: marks, embeddings, overrides, isolates).
pub fn reorders(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether the character shows nothing and takes no room, so that words can be parted or other words hidden by it.
/// Joiners and variation selectors are not among these: scripts and emoji need them.
pub fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'
            | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Joiners and variation selectors: they change the character before them, and are nothing by themselves.
pub fn only_shapes(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Marks that are set on the character before them, of the scripts that are piled up for effect.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}'
            | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Foreign text as one plain line: it cannot reorder, hide or cover what stands beside it. Line ends and other blanks
/// become single spaces; controls, direction marks and invisible characters go; joiners stay where they join letters of
/// a script that has them, or emoji. The text may be empty afterwards.
///
/// A right-to-left name still runs from right to left: what shows it beside other words isolates it (`<bdi>`, `dir=auto`).
pub fn plain_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut blank = None;
    // Joiners and selectors since the last character that shows, and that character.
    let mut shapes: Option<char> = None;
    let mut last = None;
    let mut marks = 0;
    for character in text.chars() {
        if character.is_whitespace() || character == '\u{2800}' {
            blank = blank.or(Some(if character == '\u{3000}' { character } else { ' ' }));
            (shapes, last) = (None, None);
        } else if character.is_control() || reorders(character) || is_hidden(character) {
            shapes = None;
        } else if only_shapes(character) {
            // Emoji pictures are asked for by a selector before the joiner.
            match shapes {
                Some('\u{fe0f}') if character == '\u{200d}' => line.push('\u{fe0f}'),
                Some(_) => continue,
                None => {}
            }
            shapes = last.map(|_| character);
        } else {
            marks = if is_mark(character) { marks + 1 } else { 0 };
            if marks > MARKS || (marks > 0 && last.is_none()) {
                continue;
            }
            if let Some(blank) = blank.take().filter(|_| !line.is_empty()) {
                line.push(blank);
            }
            if let Some(shape) = shapes.take() {
                let joins = matches!(shape, '\u{200c}' | '\u{200d}');
                if !joins || (!character.is_ascii() && last.is_some_and(|last: char| !last.is_ascii())) {
                    line.push(shape);
                }
            }
            line.push(character);
            last = Some(character);
        }
    }
    line.extend(shapes.filter(|shape| !matches!(shape, '\u{200c}' | '\u{200d}')));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let line = plain_line(text);
        assert_eq!(line, expected, "{text:?}");
        assert_eq!(plain_line(&line), line, "not the same a second time: {text:?}");
    }

    #[test]
    fn plain_words_stay_as_they_are() {
        for text in [
            "三月的春游",
            "标题　副标题",
            "Tiếng Việt, façade, naïve",
            "می‌خواهم",
            "👩‍👩‍👧 ❤️‍🔥 ✈︎",
            "क्‍ष",
            "葛󠄀城",
            "שָׁלוֹם",
            "3 < 4 & \"x\"",
            "ที่นี่",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn nothing_reorders_hides_or_covers() {
        check("\u{202e}gpj.exe\u{202c} a", "gpj.exe a");
        check("a\u{2066}b\u{2069}\u{200f}c\u{61c}", "abc");
        check("pay\u{200b}\u{200b}pal \u{feff}x", "paypal x");
        check("pay\u{200d}pal", "paypal");
        check("字\u{200d}\u{200d}\u{200d}字", "字\u{200d}字");
        check("\u{200d}字\u{200c}", "字");
        check("so\u{ad}ft\u{ad}", "soft");
        check("a\u{e0041}\u{e0042}b", "ab");
        check("\u{3164}\u{2800} ", "");
        check(&format!("a{}b", "\u{336}".repeat(40)), &format!("a{}b", "\u{336}".repeat(4)));
        check("\u{301}x", "x");
    }

    #[test]
    fn it_is_one_line() {
        check(" a\r\n b\u{2028}c\u{85}d\te ", "a b c d e");
        check("a\0\u{1b}[31mb\u{9b}", "a[31mb");
    }
}
