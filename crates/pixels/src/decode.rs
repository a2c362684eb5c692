//! From the bytes of a picture to its pixels as a browser shows them: turned by its EXIF, in sRGB, 8 bits a channel.
//! Refuses before it decodes what is larger than is reasonable. Must not know what becomes of the pixels.

use std::io::Cursor;

use anyhow::{Context, bail, ensure};
use image::metadata::Orientation;
use image::{DynamicImage, ImageBuffer, ImageDecoder, ImageFormat, ImageReader, Limits};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::colour::Profile;
use crate::pixels::Pixels;

/// Pixels of one picture.
pub const PIXELS_LIMIT: u64 = 200 * 1000 * 1000;
/// Decoded bytes of one picture: what `PIXELS_LIMIT` are at 4 bytes each.
const DECODED_BYTES_LIMIT: u64 = 4 * PIXELS_LIMIT;

/// The picture's pixels; of one that moves, the first frame's.
///
/// # Errors
/// When the bytes are no picture, only a part of one, or one that is too large.
pub fn decode(bytes: &[u8]) -> anyhow::Result<Pixels> {
    match image::guess_format(bytes).context("it is of no kind that can be decoded")? {
        ImageFormat::Jpeg => jpeg(bytes),
        _ => other(bytes),
    }
}

fn check_size(width: u64, height: u64) -> anyhow::Result<()> {
    ensure!(width > 0 && height > 0, "it has no size");
    ensure!(
        width.saturating_mul(height) <= PIXELS_LIMIT,
        "{width} x {height} pixels are more than {} megapixels",
        PIXELS_LIMIT / 1_000_000
    );
    Ok(())
}

fn jpeg(bytes: &[u8]) -> anyhow::Result<Pixels> {
    // Where its bytes end early, the decoder fills the rest with grey, as a browser does.
    ensure!(has_jpeg_end(bytes), "it is cut off");
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers()?;
    let (width, height) = decoder.dimensions().context("it has no size")?;
    check_size(width as u64, height as u64)?;
    let profile = decoder.icc_profile().and_then(|icc| Profile::read(&icc));
    let orientation = decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif));
    let inks = decoder.input_colorspace().filter(|space| matches!(space, ColorSpace::CMYK | ColorSpace::YCCK));
    // A profile of light says nothing of inks, and without one of inks the decoder's own way to light is the usual one.
    let profile = profile.filter(|profile| profile.is_of_inks() == inks.is_some());
    let inks = inks.filter(|_| profile.is_some());
    decoder.set_options(options.jpeg_set_out_colorspace(inks.unwrap_or(ColorSpace::RGB)));
    let mut bytes = decoder.decode()?;
    match (profile, inks) {
        (Some(profile), Some(space)) => bytes = profile.inks_to_srgb(bytes, space == ColorSpace::YCCK)?,
        (Some(profile), None) => profile.to_srgb(&mut bytes, false),
        (None, _) => {}
    }
    let pixels = Pixels { width: u32::try_from(width)?, height: u32::try_from(height)?, has_alpha: false, bytes };
    match orientation {
        None | Some(Orientation::NoTransforms) => Ok(pixels),
        Some(orientation) => turned(pixels, orientation),
    }
}

/// Whether a JPEG's EXIF turns it by a quarter, so that its width is its height.
pub fn is_turned(bytes: &[u8]) -> bool {
    orientation(bytes).is_some_and(|orientation| orientation >= 5)
}

/// How a JPEG's EXIF says that it is to be turned, from 1 (not at all) to 8; those from 5 turn it by a quarter.
pub(crate) fn orientation(bytes: &[u8]) -> Option<u8> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), jpeg_options());
    decoder.decode_headers().ok()?;
    Orientation::from_exif_chunk(decoder.exif()?).map(Orientation::to_exif)
}

fn jpeg_options() -> DecoderOptions {
    DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX)
}

fn turned(pixels: Pixels, orientation: Orientation) -> anyhow::Result<Pixels> {
    let buffer = ImageBuffer::from_raw(pixels.width, pixels.height, pixels.bytes).context("it is cut off")?;
    let mut image = DynamicImage::ImageRgb8(buffer);
    image.apply_orientation(orientation);
    Ok(Pixels { width: image.width(), height: image.height(), has_alpha: false, bytes: image.into_bytes() })
}

/// Whether the mark of the end follows the first scan.
fn has_jpeg_end(bytes: &[u8]) -> bool {
    const SCAN: u8 = 0xda;
    let mut at = 2;
    // Each segment before the scan says how long it is.
    while let [0xff, marker, rest @ ..] = bytes.get(at..).unwrap_or_default() {
        match (marker, rest) {
            (&SCAN, _) => return bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]),
            // Fill bytes, and marks that stand alone.
            (0xff, _) => at += 1,
            (0x01 | 0xd0..=0xd7, _) => at += 2,
            (_, [high, low, ..]) => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => return false,
        }
    }
    // Something else than a mark: the decoder shall judge.
    at < bytes.len()
}

/// What a decoder may take.
pub(crate) fn limits() -> Limits {
    limits_of(DECODED_BYTES_LIMIT)
}

fn limits_of(bytes: u64) -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(bytes);
    limits
}

fn other(bytes: &[u8]) -> anyhow::Result<Pixels> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    reader.limits(limits());
    let is_gif = reader.format() == Some(ImageFormat::Gif);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    check_size(width.into(), height.into())?;
    if decoder.total_bytes() > DECODED_BYTES_LIMIT {
        bail!("{width} x {height} pixels of this depth are more than {DECODED_BYTES_LIMIT} bytes");
    }
    if is_gif {
        // A frame of its own may say that it is larger than the picture.
        decoder.set_limits(limits_of(decoder.total_bytes()))?;
    }
    let profile = decoder.icc_profile().ok().flatten().and_then(|icc| Profile::read(&icc));
    let image = DynamicImage::from_decoder(decoder)?;
    let has_alpha = image.color().has_alpha();
    let mut bytes = if has_alpha { image.into_rgba8().into_raw() } else { image.into_rgb8().into_raw() };
    if let Some(profile) = profile {
        profile.to_srgb(&mut bytes, has_alpha);
    }
    Ok(without_idle_alpha(Pixels { width, height, has_alpha, bytes }))
}

/// The same picture without its alpha, if all of it is opaque.
fn without_idle_alpha(mut pixels: Pixels) -> Pixels {
    if !pixels.has_alpha || pixels.bytes.chunks_exact(4).any(|pixel| pixel[3] != u8::MAX) {
        return pixels;
    }
    let count = pixels.bytes.len() / 4;
    for at in 0..count {
        pixels.bytes.copy_within(at * 4..at * 4 + 3, at * 3);
    }
    pixels.bytes.truncate(count * 3);
    pixels.has_alpha = false;
    pixels
}
