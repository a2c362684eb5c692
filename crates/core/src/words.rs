//! How much there is to read. Counts only; must not know of markup.

/// Characters of scripts that are read one by one, per minute. Silent reading of Chinese is measured at about 260
/// words of 1.5 characters a minute (Brysbaert 2019, table 6).
const CHARACTERS_A_MINUTE: u32 = 390;

/// Words of scripts with blanks between them, per minute (Brysbaert 2019: 238 for English non-fiction).
const WORDS_A_MINUTE: u32 = 238;

/// The units a text is read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Han, kana and Hangul characters.
    pub characters: u32,
    /// Runs of other letters and digits.
    pub words: u32,
}

impl Words {
    /// Counts a text without markup.
    pub fn count(text: &str) -> Self {
        let mut counted = Self::default();
        let mut in_word = false;
        for character in text.chars() {
            let single = is_read_singly(character);
            let letter = !single && character.is_alphanumeric();
            counted.characters += u32::from(single);
            counted.words += u32::from(letter && !in_word);
            in_word = letter || (in_word && matches!(character, '\'' | '’' | '-' | '.' | '_'));
        }
        counted
    }

    /// Both kinds together, as it is stated in the manifest.
    pub fn total(self) -> u32 {
        self.characters + self.words
    }

    /// Minutes to read it, at least one.
    pub fn minutes(self) -> u32 {
        let thousandths = self.characters * 1_000 / CHARACTERS_A_MINUTE + self.words * 1_000 / WORDS_A_MINUTE;
        thousandths.div_ceil(1_000).max(1)
    }
}

fn is_read_singly(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_words_are_counted_apart() {
        for (text, characters, words) in [
            ("", 0, 0),
            ("长图 reader 2.0，好", 3, 2),
            ("don't stop-gap", 0, 2),
            ("シャイン POST", 4, 1),
            ("한글 text", 2, 1),
        ] {
            assert_eq!(Words::count(text), Words { characters, words }, "{text}");
        }
    }

    #[test]
    fn reading_takes_at_least_a_minute() {
        assert_eq!(Words { characters: 0, words: 0 }.minutes(), 1);
        assert_eq!(Words { characters: 391, words: 0 }.minutes(), 2);
        assert_eq!(Words { characters: 3_900, words: 238 }.minutes(), 11);
    }
}
