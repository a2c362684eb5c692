//! Makes the small picture of a row in the list. Must not decide which article has which picture.

use std::io::Cursor;

use anyhow::{Context, bail};
use data_encoding::HEXLOWER;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};
use sha2::{Digest, Sha256};

use super::local::LocalPicture;

/// Width and height in pixels: twice and a half what the list shows, which is sharp on most screens.
pub const SIZE: (u32, u32) = (256, 192);
/// WebP's quality; thumbnails of text-heavy pictures show no difference above it.
const QUALITY: f32 = 70.0;
/// Changes with anything that changes the result, so that a thumbnail's name is its content's.
const RECIPE: &str = "1";
/// Decoded bytes of one picture; 200 megapixels.
const DECODED_BYTES: u64 = 800 * 1024 * 1024;

/// The thumbnail's path in the site. It is named by what it is made from, so that an unchanged one need not be made again.
pub fn path(picture: &LocalPicture) -> String {
    let made_from = format!("{RECIPE} {SIZE:?} {QUALITY} {}", picture.path);
    format!("images/{}.webp", HEXLOWER.encode(&Sha256::digest(made_from)[..8]))
}

/// The thumbnail's bytes: the middle of the picture, or the top of a tall one, where its title is.
///
/// # Errors
/// When the picture cannot be decoded, or is larger than is reasonable.
pub fn make(picture: &LocalPicture) -> anyhow::Result<Vec<u8>> {
    let bytes = picture.bytes().context("it cannot be read")?;
    let mut reader = ImageReader::new(Cursor::new(&*bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    let (width, height) = (image.width(), image.height());
    let (want_width, want_height) = SIZE;
    // The largest part of the picture that has the thumbnail's shape.
    let crop_height = height.min(width * want_height / want_width).max(1);
    let crop_width = width.min(crop_height * want_width / want_height).max(1);
    let left = (width - crop_width) / 2;
    let top = if height > width * 2 { 0 } else { (height - crop_height) / 2 };
    let small = image
        .crop_imm(left, top, crop_width, crop_height)
        .thumbnail_exact(want_width.min(crop_width), want_height.min(crop_height));
    let rgba = small.to_rgba8();
    let encoded = webp::Encoder::from_rgba(&rgba, rgba.width(), rgba.height()).encode(QUALITY);
    if encoded.is_empty() {
        bail!("it could not be made small");
    }
    Ok(encoded.to_vec())
}
