//! Cuts a tall picture into strips of two widths. Must not decide which pictures are tall, or know where strips are shown.

use handscroll_core::strips::{NARROW, OVERLAP, Strip, StripName, Strips, WIDE};

use crate::cuts;
use crate::encode::{Encoding, encode};
use crate::pixels::Pixels;
use crate::times::Times;

/// Pixels from which on a picture is cut, however wide: WebKit may decode larger ones at half their size.
const MANY_PIXELS: u64 = 5 * 1024 * 1024;
/// A picture that is more than this many times as high as wide is cut.
const TALL: u32 = 2;
/// Rows of a picture that fit on a screen, and need no cutting.
const LOW: u32 = 512;
/// Rows of strips, at most: what 256 of the least height hold, which is as many as a reader takes.
const MOST_ROWS: u64 = 256 * cuts::LEAST as u64;

/// Whether a picture of this size is cut into strips.
pub fn is_cut((width, height): (u32, u32)) -> bool {
    let is_tall = height > width.saturating_mul(TALL) && height > LOW;
    let is_large = u64::from(width) * u64::from(height) > MANY_PIXELS;
    let rows = u64::from(height) * u64::from(width.min(WIDE)) / u64::from(width.max(1));
    (is_tall || is_large) && rows < MOST_ROWS
}

/// Keeps the bytes of a file, and says its name.
pub type KeepFile<'a> = dyn FnMut(&[u8]) -> anyhow::Result<StripName> + 'a;

/// The strips of this picture, as WebP of this quality (0 to 100). `keep_file` is given each, top to bottom, the wide one
/// before the narrow.
///
/// # Errors
/// When one cannot be encoded or kept.
pub fn cut(pixels: &Pixels, quality: u8, times: &Times, keep_file: &mut KeepFile<'_>) -> anyhow::Result<Strips> {
    let width = pixels.width.min(WIDE);
    let narrow = (width > NARROW).then_some(NARROW);
    let height = scaled(pixels.height, width, pixels.width);
    let heights = times.cut(|| cuts::heights(pixels, height, narrow.is_some_and(|narrow| width == 2 * narrow)));
    // From rows of the strips to rows of the picture.
    let scale = f64::from(pixels.height) / f64::from(height);
    let mut keep = |top: u32, bottom: u32, width: u32, height: u32, own: u32| {
        let (top, bottom) = (f64::from(top) * scale, f64::from(bottom) * scale);
        let mut rows = times.resize(|| pixels.scaled_rows(top, bottom, width, height))?;
        if pixels.has_alpha && own < height {
            let below = own as usize * width as usize * pixels.channels();
            leave_to_the_next(&mut rows.to_mut()[below..]);
        }
        let encoded = times.encode(|| encode(&rows, width, height, pixels.has_alpha, Encoding::Lossy(quality)))?;
        keep_file(&encoded)
    };
    let mut strips = Vec::with_capacity(heights.len());
    let mut top = 0;
    let end: u32 = heights.iter().sum();
    for height in heights {
        let bottom = top + height;
        let below = if bottom < end { OVERLAP } else { 0 };
        let rows = height + below;
        let wide = keep(top, bottom + below, width, rows, height)?;
        let to_narrow = |rows| scaled(rows, NARROW, width);
        let narrow = narrow.map(|narrow| keep(top, bottom + below, narrow, to_narrow(rows), to_narrow(height)));
        let narrow = narrow.transpose()?;
        strips.push(Strip { height, wide, narrow });
        top = bottom;
    }
    Ok(Strips { width, narrow, strips })
}

/// Takes what can be seen through out of rows that the next strip covers: it would be seen twice.
fn leave_to_the_next(rows: &mut [u8]) {
    for pixel in rows.chunks_exact_mut(4).filter(|pixel| pixel[3] < u8::MAX) {
        pixel.fill(0);
    }
}

/// A height after its width went from `from` to `to`, at least 1.
fn scaled(height: u32, to: u32, from: u32) -> u32 {
    let rounded = (u64::from(height) * u64::from(to) * 2 + u64::from(from)) / (u64::from(from) * 2);
    u32::try_from(rounded.max(1)).unwrap_or(u32::MAX)
}
