//! From pixels to the bytes of a WebP. Must not know what they are for.

use anyhow::{Context, bail};
use webp::{Encoder, PixelLayout, WebPConfig};

/// How a WebP is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Encoding {
    /// With losses, at this quality (0 to 100).
    Lossy(u8),
    /// Each pixel as it is.
    Lossless,
}

/// A WebP of these pixels: red, green, blue, and alpha where there is one. The same pixels give the same bytes.
///
/// # Errors
/// When a side is longer than a WebP's may be (16,383 pixels), or there are fewer pixels than `width` and `height` say.
pub(crate) fn encode(
    pixels: &[u8],
    width: u32,
    height: u32,
    has_alpha: bool,
    how: Encoding,
) -> anyhow::Result<Vec<u8>> {
    let layout = if has_alpha { PixelLayout::Rgba } else { PixelLayout::Rgb };
    let needed = width as usize * height as usize * if has_alpha { 4 } else { 3 };
    if pixels.len() < needed {
        bail!("{} bytes of pixels are fewer than {needed}", pixels.len());
    }
    let Ok(mut config) = WebPConfig::new() else { bail!("the WebP encoder cannot be set up") };
    match how {
        Encoding::Lossy(quality) => config.quality = quality.min(100).into(),
        Encoding::Lossless => {
            config.lossless = 1;
            // How hard it tries, from 0 to 100, with the quickest of methods that try at all.
            config.quality = 50.0;
            config.method = 2;
        }
    }
    let encoded = Encoder::new(pixels, layout, width, height).encode_advanced(&config);
    let encoded = encoded.map_err(|error| anyhow::anyhow!("{error:?}")).context("it cannot be written as WebP")?;
    Ok(encoded.to_vec())
}
