//! A picture that is not cut: whether it is worth another encoding. Must not know where it is shown.

use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;

use crate::decode::limits;
use crate::encode::{Encoding, encode};
use crate::pixels::Pixels;

/// Of a file this small, in bytes, nothing is worth saving.
const SMALL_BYTES: usize = 4096;
/// Another encoding has to be so much smaller, in hundredths of the file.
const WORTH_PERCENT: usize = 90;
/// A picture without losses that takes more bits a pixel than this is no drawing or screenshot but a photograph.
const DRAWN_BITS: usize = 8;

/// Whether a picture of this type has more than one frame. Such are left as they are.
pub fn moves(bytes: &[u8], kind: &str) -> bool {
    let reader = Cursor::new(bytes);
    match kind {
        "gif" => gif_moves(bytes),
        "png" => PngDecoder::with_limits(reader, limits()).and_then(|decoder| decoder.is_apng()).unwrap_or(false),
        "webp" => WebPDecoder::new(reader).is_ok_and(|decoder| decoder.has_animation()),
        _ => false,
    }
}

/// Counts frames without decoding any: a few bytes can say that a frame has billions of pixels.
fn gif_moves(bytes: &[u8]) -> bool {
    let mut options = gif::DecodeOptions::new();
    options.skip_frame_decoding(true);
    let Ok(mut decoder) = options.read_info(bytes) else { return false };
    let mut has_frame = || decoder.next_frame_info().is_ok_and(|frame| frame.is_some());
    has_frame() && has_frame()
}

/// The picture as a WebP, where that saves a tenth; `None` where it had better stay as it is. What came without losses
/// stays without, unless it is a photograph: lossy encoding shows most at the edges of letters and lines.
///
/// # Errors
/// When it cannot be encoded.
pub fn smaller(bytes: &[u8], kind: &str, pixels: &Pixels, quality: u8) -> anyhow::Result<Option<Vec<u8>>> {
    let count = pixels.width as usize * pixels.height as usize;
    let how = match kind {
        _ if bytes.len() < SMALL_BYTES => return Ok(None),
        "jpg" => Encoding::Lossy(quality),
        "bmp" => Encoding::Lossless,
        "png" | "gif" if bytes.len() * 8 > count * DRAWN_BITS => Encoding::Lossy(quality),
        "png" | "gif" => Encoding::Lossless,
        _ => return Ok(None),
    };
    // A WebP's sides are 14 bits long.
    if pixels.width.max(pixels.height) > 16_383 {
        return Ok(None);
    }
    let encoded = encode(&pixels.bytes, pixels.width, pixels.height, pixels.has_alpha, how)?;
    Ok((encoded.len() <= bytes.len() * WORTH_PERCENT / 100).then_some(encoded))
}
