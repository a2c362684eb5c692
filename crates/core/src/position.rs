//! Where one is in a body: a block, and how far into it. So it holds at every width and every size of type, inside a tall
//! picture too. Knows blocks by their numbers and edges only; must not know what is in them, or what a browser is.

use std::fmt;
use std::str::FromStr;

/// The blocks of a body, as a selector below it. In document order each begins below the one before, or at its top where it
/// is inside it. A table's rows are its blocks, for what is in their cells stands side by side. An `.aid` is the reader's own. boot.js has the same selector
/// and the same text form: a position means the same in both.
pub const BLOCKS: &str = ":is(p,li,h1,h2,h3,h4,h5,h6,pre,blockquote,dt,dd,tr,hr,summary,figcaption,figure>*,\
    figure>a:not(.tall)>*):not(td *,th *,.aid)";

/// CSS pixels from the top of the screen to the line at which one is said to read.
pub const READING_LINE: f64 = 16.0;

/// What comes before the numbers in the text form. Ids in a page begin otherwise, so it can be an address's fragment.
const SIGN: &str = "at-";
/// Parts of a block: the finest step is 0.06 pixels where a picture is 60,000 pixels tall.
const WHOLE: u32 = 1_000_000;

/// A place in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The block, counted from 0.
    block: u32,
    /// Millionths of its height; from a million on, of the gap between its end and the next block.
    millionths: u32,
}

/// Where a block begins and ends, in CSS pixels from wherever the caller counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Its upper edge.
    pub top: f64,
    /// Its lower edge.
    pub bottom: f64,
}

/// The blocks of a body, as they are laid out.
pub struct Blocks<F> {
    /// How many there are.
    pub count: u32,
    /// Where the body ends.
    pub end: f64,
    /// The edges of a block; `None` where it is not shown.
    pub span: F,
}

impl<F: Fn(u32) -> Option<Span>> Blocks<F> {
    /// The place at `line`; `None` above the first block, and where there is none.
    pub fn at(&self, line: f64) -> Option<Position> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            match self.shown_from(middle, high) {
                Some((block, span)) if span.top <= line => low = block + 1,
                _ => high = middle,
            }
        }
        let (block, span) = (0..low).rev().find_map(|block| Some((block, (self.span)(block)?)))?;
        let (end, next) = self.ends(block, span);
        let share = |from: f64, to: f64| if to > from { ((line - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
        let parts = if line < end { share(span.top, end) } else { 1.0 + share(end, next) };
        let millionths = (parts * f64::from(WHOLE)).round().min(f64::from(2 * WHOLE - 1));
        Some(Position { block, millionths: millionths as u32 })
    }

    /// Where a place is now; `None` where there is no such block.
    pub fn find(&self, position: Position) -> Option<f64> {
        if position.block >= self.count {
            return None;
        }
        let (block, span) = self.shown_from(position.block, self.count)?;
        if block != position.block {
            return Some(span.top);
        }
        let (end, next) = self.ends(block, span);
        let parts = f64::from(position.millionths) / f64::from(WHOLE);
        Some(if parts < 1.0 { span.top + (end - span.top) * parts } else { end + (next - end) * (parts - 1.0) })
    }

    fn shown_from(&self, block: u32, before: u32) -> Option<(u32, Span)> {
        (block..before).find_map(|block| Some((block, (self.span)(block)?)))
    }

    /// Where a block ends for us, and where its gap does: one that has others inside ends where the first of them begins.
    fn ends(&self, block: u32, span: Span) -> (f64, f64) {
        let next = self.shown_from(block + 1, self.count).map_or(self.end, |(_, next)| next.top);
        let end = span.bottom.min(next).max(span.top);
        (end, next.max(end))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{SIGN}{}-{}", self.block, self.millionths)
    }
}

/// A text that is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPosition;

impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let number = |text: &str| {
            let is_plain = (1..=7).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            is_plain.then(|| text.parse::<u32>().ok()).flatten().ok_or(NoPosition)
        };
        let (block, millionths) = text.strip_prefix(SIGN).and_then(|rest| rest.split_once('-')).ok_or(NoPosition)?;
        let position = Self { block: number(block)?, millionths: number(millionths)? };
        if position.millionths < 2 * WHOLE { Ok(position) } else { Err(NoPosition) }
    }
}

/// Articles whose places are kept at most.
const MOST: usize = 200;

/// Where one is in the articles that one has begun: the last read first. As text, a line for each: its address relative to
/// the root, a space, its position. A line that is something else is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Vec<(String, Position)>);

impl Places {
    /// Reads the text form.
    pub fn parse(text: &str) -> Self {
        let place = |line: &str| {
            let (address, position) = line.split_once(' ')?;
            Some((address.to_owned(), position.parse().ok()?))
        };
        Self(text.lines().filter_map(place).take(MOST).collect())
    }

    /// The place in the article of that address.
    pub fn get(&self, address: &str) -> Option<Position> {
        self.0.iter().find(|(known, _)| known == address).map(|(_, position)| *position)
    }

    /// All of them, the last read first: the article's address and the place in it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Position)> {
        self.0.iter().map(|(address, position)| (address.as_str(), *position))
    }

    /// Keeps the place in an article, or forgets that there is one.
    pub fn set(&mut self, address: &str, position: Option<Position>) {
        self.0.retain(|(known, _)| known != address);
        if let Some(position) = position {
            self.0.insert(0, (address.to_owned(), position));
            self.0.truncate(MOST);
        }
    }
}

impl fmt::Display for Places {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(address, position)| writeln!(formatter, "{address} {position}"))
    }
}

#[cfg(test)]
mod tests;
