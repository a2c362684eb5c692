//! The small forms of a picture: its thumbnail in lists, and the few bytes of a thumbhash. Must not know what either is for.

use crate::encode::{Encoding, encode};
use crate::pixels::Pixels;
use crate::times::Times;

/// Width and height of a thumbnail in pixels, at most: what the list shows, twice and a half, which is sharp on most
/// screens.
pub const THUMBNAIL: (u32, u32) = (320, 240);
/// Bytes of a thumbnail, at most: 20 rows and their page are to be less than 200 kB.
pub const THUMBNAIL_BYTES: usize = 8_500;
/// WebP's quality, best first; thumbnails of text-heavy pictures show no difference above the first.
const QUALITIES: [u8; 4] = [70, 50, 30, 10];
/// A picture this many times higher than wide is shown from its top, where its title is.
const TALL: u32 = 2;
/// The longer side of the picture that a thumbhash is made of, in pixels; more changes nothing.
const HASHED: u32 = 100;

/// The thumbnail as a WebP: the middle of the picture, or the top of a tall one.
///
/// # Errors
/// When it cannot be encoded.
pub fn thumbnail(pixels: &Pixels, times: &Times) -> anyhow::Result<Vec<u8>> {
    let (most_width, most_height) = THUMBNAIL;
    let (width, height) = (pixels.width, pixels.height);
    // The largest part of the picture that has the thumbnail's shape.
    let part_height = height.min(width.saturating_mul(most_height) / most_width).max(1);
    let part_width = width.min(part_height.saturating_mul(most_width) / most_height).max(1);
    let left = (width - part_width) / 2;
    let top = if height > width.saturating_mul(TALL) { 0 } else { (height - part_height) / 2 };
    let part = (left.into(), top.into(), part_width.into(), part_height.into());
    let (mut small_width, mut small_height) = (most_width.min(part_width), most_height.min(part_height));
    loop {
        let small = times.resize(|| pixels.scaled_part(part, small_width, small_height))?;
        for quality in QUALITIES {
            let encoded = times
                .encode(|| encode(&small, small_width, small_height, pixels.has_alpha, Encoding::Lossy(quality)))?;
            if encoded.len() <= THUMBNAIL_BYTES {
                return Ok(encoded);
            }
        }
        // Noise alone is so large. Nobody sees more in it at the full size.
        (small_width, small_height) = (small_width.div_ceil(2), small_height.div_ceil(2));
    }
}

/// The picture's thumbhash: about 25 bytes that say where it is light and dark, and of which colour.
///
/// # Errors
/// When the picture cannot be made smaller.
pub fn thumbhash(pixels: &Pixels, times: &Times) -> anyhow::Result<Vec<u8>> {
    let longer = f64::from(pixels.width.max(pixels.height));
    let side = |side: u32| ((f64::from(side * HASHED) / longer).round() as u32).clamp(1, side.min(HASHED));
    let (width, height) = (side(pixels.width), side(pixels.height));
    let part = (0.0, 0.0, f64::from(pixels.width), f64::from(pixels.height));
    let small = times.resize(|| pixels.scaled_part(part, width, height))?;
    let opaque = |&[red, green, blue]: &[u8; 3]| [red, green, blue, u8::MAX];
    let rgba = match pixels.has_alpha {
        true => small.into_owned(),
        false => small.as_chunks::<3>().0.iter().flat_map(opaque).collect(),
    };
    Ok(thumbhash::rgba_to_thumb_hash(width as usize, height as usize, &rgba))
}
