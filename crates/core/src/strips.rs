//! The strips that a tall picture was cut into, and their text form in a twin (docs/format.md). Must not know how they are
//! shown, or when.

use std::fmt;
use std::str::FromStr;

/// Strips of one picture at most: one of the greatest height that any format has, in strips of half the usual height.
const MOST: usize = 256;

/// Pixels of a side at most: what WebP can hold.
const LONGEST_SIDE: u32 = 16_383;

/// Pixels between the left and the right of a wide strip at most, and of a narrow one.
pub const WIDE: u32 = 1080;
/// See [`WIDE`].
pub const NARROW: u32 = 540;

/// Rows that the file of a wide strip goes on below it: the first ones of the next strip, which lies over them. Where a
/// screen's pixels and the strips' edges do not meet, what is behind both would show between them as a hairline. The style
/// knows how much of a strip's width they are by [`Strips::width_as_powers`].
pub const OVERLAP: u32 = 4;

/// A picture as strips, from top to bottom. They lie seamlessly one under the other, and each row of pixels is shown by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strips {
    /// Width of the wide strips, in pixels.
    pub width: u32,
    /// Width of the narrow ones, in pixels, where there are any.
    pub narrow: Option<u32>,
    /// Never empty.
    pub strips: Vec<Strip>,
}

/// One strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// Height of the wide one, in pixels, without what lies under the next.
    pub height: u32,
    /// The wide one's file.
    pub wide: StripName,
    /// The narrow one's file. All strips of a picture have one, or none has.
    pub narrow: Option<StripName>,
}

/// The name of a strip's file: 16 hexadecimal digits of a hash of its bytes. So no text can make it lead anywhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StripName(u64);

impl StripName {
    /// A name from the first bytes of the hash.
    pub fn of_hash(hash: [u8; 8]) -> Self {
        Self(u64::from_be_bytes(hash))
    }

    /// Where the file is, relative to the site's root.
    pub fn path(self) -> String {
        format!("images/{self}.webp")
    }
}

impl fmt::Display for StripName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl FromStr for StripName {
    type Err = NoStrips;

    fn from_str(text: &str) -> Result<Self, NoStrips> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let fits = text.len() == 16 && text.bytes().all(is_digit);
        fits.then(|| u64::from_str_radix(text, 16).ok()).flatten().map(Self).ok_or(NoStrips)
    }
}

/// A text that is no list of strips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoStrips;

impl Strips {
    /// Rows in the file of the wide strip at a place: its own, and those that lie under the next.
    pub fn rows(&self, at: usize) -> u32 {
        let below = if at + 1 < self.strips.len() { OVERLAP } else { 0 };
        self.strips.get(at).map_or(0, |strip| strip.height + below)
    }

    /// The width as a sum of powers of two, the largest first: `512 256 32` for 800. A style cannot read a number, but it
    /// can tell which words there are, and so lay each strip over the last by just the rows that both have.
    pub fn width_as_powers(&self) -> String {
        let powers = (0..u32::BITS).rev().map(|bit| 1 << bit).filter(|power| self.width & power != 0);
        powers.map(|power| power.to_string()).collect::<Vec<_>>().join(" ")
    }

    /// Height of all wide strips together, in pixels.
    pub fn height(&self) -> u32 {
        self.strips.iter().map(|strip| strip.height).sum()
    }
}

/// `1080/540 1024.<wide>.<narrow> 1031.<wide>.<narrow>`, or `500 700.<wide>` where there are no narrow ones.
impl fmt::Display for Strips {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.width)?;
        if let Some(narrow) = self.narrow {
            write!(formatter, "/{narrow}")?;
        }
        for strip in &self.strips {
            write!(formatter, " {}.{}", strip.height, strip.wide)?;
            if let Some(narrow) = strip.narrow {
                write!(formatter, ".{narrow}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Strips {
    type Err = NoStrips;

    fn from_str(text: &str) -> Result<Self, NoStrips> {
        let mut parts = text.split(' ');
        let widths = parts.next().ok_or(NoStrips)?;
        let (width, narrow) = match widths.split_once('/') {
            Some((width, narrow)) => (side(width, WIDE)?, Some(side(narrow, NARROW)?)),
            None => (side(widths, WIDE)?, None),
        };
        let strip = |part: &str| {
            let mut parts = part.split('.');
            let height = side(parts.next().ok_or(NoStrips)?, LONGEST_SIDE)?;
            let wide = parts.next().ok_or(NoStrips)?.parse()?;
            let small = parts.next().map(str::parse).transpose()?;
            let fits = small.is_some() == narrow.is_some() && parts.next().is_none();
            fits.then_some(Strip { height, wide, narrow: small }).ok_or(NoStrips)
        };
        let strips: Vec<Strip> = parts.take(MOST + 1).map(strip).collect::<Result<_, _>>()?;
        let fits = (1..=MOST).contains(&strips.len()) && narrow.is_none_or(|narrow| narrow < width);
        fits.then_some(Self { width, narrow, strips }).ok_or(NoStrips)
    }
}

fn side(text: &str, most: u32) -> Result<u32, NoStrips> {
    // `parse` would take a plus sign, and a text is to be the only one of its meaning.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|side| is_plain && (1..=most).contains(side)).ok_or(NoStrips)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "00000000000000ff";
    const TWO: &str = "0123456789abcdef";

    #[track_caller]
    fn check(text: &str, expected: Option<(u32, usize)>) {
        let read = text.parse::<Strips>();
        assert_eq!(read.as_ref().ok().map(|strips| (strips.height(), strips.strips.len())), expected, "{text:?}");
        if let Ok(strips) = read {
            assert_eq!(strips.to_string(), text);
        }
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        check(&format!("1080/540 1024.{ONE}.{TWO} 900.{TWO}.{ONE}"), Some((1924, 2)));
        check(&format!("500 700.{ONE}"), Some((700, 1)));
        check("", None);
        check("1080/540", None);
        check(&format!("1080/540 1024.{ONE}"), None);
        check(&format!("1080 1024.{ONE}.{TWO}"), None);
        check(&format!("1081 1024.{ONE}"), None);
        check(&format!("540/540 1024.{ONE}.{TWO}"), None);
        check(&format!("1080  1024.{ONE}"), None);
        check(&format!("1080 +7.{ONE}"), None);
        check(&format!("1080 07.{ONE}"), None);
        check(&format!("1080 0.{ONE}"), None);
        check(&format!("1080 20000.{ONE}"), None);
        check("1080 1024.0123456789abcdeF", None);
        check("1080 1024.../../../../etc", None);
        check(&format!("1080 1024.{ONE}.{TWO}.{ONE}"), None);
        check(&format!("1080{}", format!(" 9.{ONE}").repeat(MOST)), Some((9 * 256, MOST)));
        check(&format!("1080{}", format!(" 9.{ONE}").repeat(MOST + 1)), None);
    }

    #[test]
    fn a_width_is_written_as_words_that_a_style_can_find() {
        for (width, expected) in [(1080, "1024 32 16 8"), (800, "512 256 32"), (512, "512"), (1, "1")] {
            let strips: Strips = format!("{width} 700.{ONE} 700.{ONE}").parse().unwrap();
            assert_eq!(strips.width_as_powers(), expected);
            assert_eq!((strips.rows(0), strips.rows(1)), (700 + OVERLAP, 700));
        }
    }

    #[test]
    fn a_name_is_a_path_of_the_site() {
        let name = StripName::of_hash([0, 0, 0, 0, 0, 0, 0, 255]);
        assert_eq!(name.path(), format!("images/{ONE}.webp"));
    }
}
