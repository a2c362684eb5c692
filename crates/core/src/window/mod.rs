//! The window on an article's pictures: which of them are fetched, decoded and in the page at this moment, and which give
//! way. Decides by places and sizes alone; must not know the browser, nor how anything is fetched or shown.

mod motion;
mod plan;

pub use motion::{Direction, Motion};
pub use plan::{Action, plan};

/// Decoded pixels in the page, at most, in bytes. A phone's screen of strips takes about 13 MB; beyond some 100 MB phones
/// begin to end pages. What is on the screen is shown even where it alone takes more.
pub const MOUNTED_BYTES: u64 = 36_000_000;

/// So many units are fetched at a time.
pub const FETCHES: usize = 4;

/// So many units are decoded at a time.
pub const DECODES: usize = 2;

/// How far ahead units are fetched, in screens.
const FETCH_AHEAD: f64 = 3.0;

/// How far ahead units are fetched where every byte counts, and until the reader scrolls: they may never do so.
const FETCH_AHEAD_SPARING: f64 = 1.0;

/// How far ahead units are decoded, in screens.
const MOUNT_AHEAD: f64 = 1.5;

/// How far behind units stay as they are if there is room, in screens.
const KEEP_BEHIND: f64 = 3.0;

/// How much farther than it was wanted a unit ahead may go before it is given up, in screens. Otherwise a resting finger
/// that trembles would begin and end the same thing again and again.
const SLACK: f64 = 0.5;

/// How far behind units are fetched, in screens, when all that is ahead is there and the reader rests: who resumes in the
/// middle of a picture may look back.
const FETCH_BEHIND: f64 = 0.75;

/// How far behind a fetch is given up, in screens. One that just left the screen is nearly there, and may be wanted again.
const PASSED: f64 = 1.0;

/// All that is ever looked at stands within so many screens of the screen.
pub const REACH: f64 = FETCH_AHEAD + SLACK;

/// How far a unit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing of it is there, or nothing that is still right; its place is kept.
    Waiting,
    /// Its bytes are coming.
    Fetching,
    /// It is in the page while its bytes are coming: the page had it loaded at once.
    Arriving,
    /// Its bytes are there.
    Fetched,
    /// Its pixels are being made.
    Decoding,
    /// It is in the page.
    Mounted,
    /// It cannot be had.
    Failed,
}

/// A strip, or a picture that is shown whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// CSS pixels from the top of the screen to its top; negative above the screen.
    pub top: f64,
    /// Its height in CSS pixels. What has none is not shown, and left alone.
    pub height: f64,
    /// What its pixels take when they are in the page, in bytes.
    pub bytes: u64,
    /// What it takes in the page now, which may be another size of it that is to be replaced.
    pub held_bytes: u64,
    /// How far it has come.
    pub stage: Stage,
}

/// What is known of the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// CSS pixels.
    pub height: f64,
    /// Where the reader is going.
    pub direction: Direction,
    /// Whether they fly past what they see.
    pub is_fast: bool,
    /// Whether they stay where they are.
    pub is_at_rest: bool,
    /// Whether they have scrolled at all.
    pub has_scrolled: bool,
    /// Whether the line is slow, or a byte costs.
    pub is_sparing: bool,
}

/// Which of the parts of something are within [`REACH`] of the screen. `ends` are where the parts end, from the top of the
/// whole, in any unit, ascending; `top` and `height` are the whole's, in CSS pixels.
pub fn parts_near(ends: &[u32], top: f64, height: f64, screen: f64) -> std::ops::Range<usize> {
    let below = (1.0 + REACH) * screen;
    let Some(last) = ends.last().filter(|last| **last > 0 && top < below) else { return 0..0 };
    let scale = height / f64::from(*last);
    let bottom_of = |end: &u32| top + f64::from(*end) * scale;
    let first = ends.partition_point(|end| bottom_of(end) <= -REACH * screen);
    let count = ends[first..].partition_point(|end| bottom_of(end) < below);
    // The one that ends beyond begins within.
    first..(first + count + 1).min(ends.len())
}
