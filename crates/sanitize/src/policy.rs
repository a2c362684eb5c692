//! The policy: what each element becomes, which attributes and addresses may stay, what is noise, with a reason for each row.
//! The tables are for people and for the build; what the filter carries is made of them without the reasons.

mod addresses;
mod attributes;
mod elements;
mod meaning;
mod noise;
mod pictures;

pub use addresses::{COPYABLE_SCHEMES, LINK_SCHEMES, MEDIA_SCHEMES, PLAYERS, TRACKING};
pub use attributes::{ADDRESSES, ATTRIBUTES, EVERYWHERE, WRITTEN};
pub use elements::{DRAWINGS, ELEMENTS, FORMULAS, Row};
pub use meaning::{CAPTION_CLASSES, CAPTION_EVIDENCE, CAPTION_MARKS, STYLES};
pub use noise::{NOISE, REMAINS};
pub use pictures::{BEACONS, LAZY, RANDOM_PICTURES, SETS, SIGNS, SIZES, STAND_INS};

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Kept under this name. It begins and ends a line of its own.
    Block(&'static str, Holds),
    /// Kept under this name. It runs along with the text.
    Inline(&'static str),
    /// Its own tag goes; its texts become paragraphs of their own.
    Container,
    /// Its tag goes, its content stays where it is.
    Unwrap,
    /// It goes, and all that is in it.
    Drop,
    /// A line break; two in a row are the end of a paragraph.
    Break,
    /// A thematic break.
    Line,
    /// A place where a long word may be broken.
    WordBreak,
    /// A picture, reserved and loaded later.
    Picture,
    /// An alternative address for the picture or the medium that it stands in.
    Source,
    /// Video or audio: with controls, never loaded before it is asked for.
    Media(&'static str),
    /// Something that would load a foreign page: a link that names the host.
    Card,
    /// The same, of the pictures in it those that stand nowhere else; without an address, its content.
    Object,
    /// A setting of an object; may be its address.
    Parameter,
    /// A form's control without content: its sign, or the text it shows.
    Control,
    /// A form's list of choices: their texts, in one line.
    Choices,
    /// One of them.
    Choice,
    /// Kept under this name where it has an attribute that may stay; or under that of the element its style stands for.
    Styled(&'static str),
    /// A reserved box of a picture. Any other loses all but its label.
    Canvas,
    /// Shown where scripts do not run: nothing but pictures that stand nowhere else.
    Fallback,
}

/// What text directly inside a block becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text and inline elements only; a block inside ends it, a paragraph inside loses its tag.
    Phrasing,
    /// Text stands as it is; blocks may stand beside it.
    Mixed,
    /// Text becomes a paragraph.
    Blocks,
    /// Text has no place here by itself (lists, tables): blanks between the parts are dropped.
    Parts,
    /// Text stands to the letter, blanks and line ends included.
    Verbatim,
}

/// How an attribute's value is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A decimal number from 0 to this.
    Number(u32),
    /// A decimal number up to this, or as far below 0.
    Signed(u32),
    /// One of these words, whatever its case; in its case where both are there.
    OneOf(&'static [&'static str]),
    /// Present or not; the value does not matter.
    Flag,
    /// Plain text of at most this many bytes. Only for attributes that no engine reads as an address or as code.
    Text(usize),
    /// A BCP 47 tag: letters, digits, hyphens, at most 35 bytes.
    Language,
}

/// The first column of a table.
pub(crate) const fn names<const N: usize>(rows: &[(&'static str, &'static str)]) -> [&'static str; N] {
    let mut without = [""; N];
    let mut at = 0;
    while at < N {
        without[at] = rows[at].0;
        at += 1;
    }
    without
}

/// The first two columns of a table. `first` fills the result until its rows are there.
pub(crate) const fn pairs<V: Copy, const N: usize>(
    rows: &[(&'static str, V, &'static str)],
    first: V,
) -> [(&'static str, V); N] {
    let mut without = [("", first); N];
    let mut at = 0;
    while at < N {
        without[at] = (rows[at].0, rows[at].1);
        at += 1;
    }
    without
}

static RULES: [(&str, Rule); ELEMENTS.len()] = pairs(ELEMENTS, Rule::Unwrap);

/// The rule for an element of the HTML namespace, by its lower-case name.
pub fn rule(name: &str) -> Rule {
    RULES.binary_search_by(|row| row.0.cmp(name)).map_or(Rule::Unwrap, |found| RULES[found].1)
}

const fn length<const COLUMNS: usize>(rows: &[[&str; COLUMNS]]) -> usize {
    let (mut bytes, mut row) = (0, 0);
    while row < rows.len() {
        let mut column = 0;
        while column + 1 < COLUMNS {
            bytes += rows[row][column].len() + 1;
            column += 1;
        }
        row += 1;
    }
    bytes - 1
}

const fn joined<const COLUMNS: usize, const BYTES: usize>(rows: &[[&str; COLUMNS]]) -> [u8; BYTES] {
    let mut bytes = [b'\n'; BYTES];
    let (mut at, mut row) = (0, 0);
    while row < rows.len() {
        let mut column = 0;
        while column + 1 < COLUMNS {
            let text = rows[row][column].as_bytes();
            let mut byte = 0;
            while byte < text.len() {
                bytes[at] = text[byte];
                (at, byte) = (at + 1, byte + 1);
            }
            if column + 2 < COLUMNS {
                bytes[at] = b'\t';
            }
            (at, column) = (at + 1, column + 1);
        }
        row += 1;
    }
    bytes
}

/// A table as the filter carries it: one text without the reasons, a row a line, columns parted by tabs. As a list of
/// strings it would be twice as large, for the addresses of its parts.
macro_rules! carried {
    ($name:ident, $table:ident) => {
        pub(crate) static $name: &str = {
            static BYTES: [u8; length($table)] = joined($table);
            match std::str::from_utf8(&BYTES) {
                Ok(text) => text,
                Err(_) => "",
            }
        };
    };
}

carried!(TRACKING_ROWS, TRACKING);
carried!(PLAYER_ROWS, PLAYERS);
carried!(STAND_IN_ROWS, STAND_INS);
carried!(RANDOM_PICTURE_ROWS, RANDOM_PICTURES);
carried!(BEACON_ROWS, BEACONS);
carried!(SIGN_ROWS, SIGNS);
carried!(STYLE_ROWS, STYLES);
carried!(CAPTION_CLASS_ROWS, CAPTION_CLASSES);
carried!(CAPTION_MARK_ROWS, CAPTION_MARKS);
carried!(REMAIN_ROWS, REMAINS);
carried!(FORMULA_ROWS, FORMULAS);

/// The rows of such a text.
pub(crate) fn rows(table: &'static str) -> std::str::Split<'static, char> {
    table.split('\n')
}

/// The first row that fits; what is told of it are its first column and the rest.
pub(crate) fn row_of(table: &'static str, fits: &mut dyn FnMut(&str, &'static str) -> bool) -> Option<&'static str> {
    rows(table).filter_map(|row| row.split_once('\t')).find(|(first, rest)| fits(first, rest)).map(|(_, rest)| rest)
}

/// What stands between the parts of an element of MathML; `None` for one whose text is not kept.
pub(crate) fn formula(name: &str) -> Option<&'static str> {
    row_of(FORMULA_ROWS, &mut |known, _| known == name)
}

static OWN: [(&str, &str, Value); ATTRIBUTES.len()] = {
    let mut without = [("", "", Value::Flag); ATTRIBUTES.len()];
    let mut at = 0;
    while at < without.len() {
        without[at] = (ATTRIBUTES[at].0, ATTRIBUTES[at].1, ATTRIBUTES[at].2);
        at += 1;
    }
    without
};

static ALL: [(&str, Value); EVERYWHERE.len()] = pairs(EVERYWHERE, Value::Flag);

/// The attributes an element of the result may bring, with how each is judged.
pub(crate) fn attributes(name: &'static str) -> impl Iterator<Item = (&'static str, Value)> {
    let own = OWN.iter().filter(move |row| row.0 == name).map(|row| (row.1, row.2));
    own.chain(ALL)
}

#[cfg(test)]
mod tests {
    use super::Rule::{Block, Inline, Media, Styled};
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_names_so_that_it_can_be_searched() {
        assert!(ELEMENTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn a_table_is_carried_without_its_reasons() {
        assert!(rows(SIGN_ROWS).eq(SIGNS.iter().map(|row| row[0])));
        assert!(rows(TRACKING_ROWS).eq(TRACKING.iter().map(|row| format!("{}\t{}", row[0], row[1]))));
        assert_eq!(formula("mfrac"), Some("/"));
        assert_eq!(formula("semantics"), Some(""));
        assert_eq!(formula("annotation"), None);
    }

    #[test]
    fn what_a_rule_makes_is_itself_kept_under_that_name() {
        for (name, row, _) in ELEMENTS {
            if let Block(made, _) | Inline(made) | Media(made) | Styled(made) = row {
                match rule(made) {
                    Block(again, _) | Inline(again) | Media(again) | Styled(again) => {
                        assert_eq!(&again, made, "{name}")
                    }
                    other => panic!("{name} becomes {made}, which becomes {other:?}"),
                }
            }
        }
    }
}
