//! A decoded picture in memory, and its rows at another size. Knows neither files nor encodings.

use std::borrow::Cow;

use anyhow::Context;
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

/// Rows that a filter looks at on either side of the one it makes, in rows of the result.
const FILTER_ROWS: f64 = 3.0;

/// What is transparent is multiplied by its alpha before it is scaled, which takes a copy: of so many bytes, at most.
const MULTIPLIED_BYTES: usize = 64 * 1024 * 1024;

/// A picture in sRGB, 8 bits a channel, its rows one after the other without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// In pixels, at least 1.
    pub width: u32,
    /// In pixels, at least 1.
    pub height: u32,
    /// Whether a pixel is red, green, blue and alpha, not premultiplied, or red, green and blue alone.
    pub has_alpha: bool,
    /// `width * height` pixels of `channels()` bytes.
    pub bytes: Vec<u8>,
}

impl Pixels {
    /// Bytes a pixel.
    pub fn channels(&self) -> usize {
        if self.has_alpha { 4 } else { 3 }
    }

    /// Bytes a row.
    pub fn row_bytes(&self) -> usize {
        self.width as usize * self.channels()
    }

    /// One row's bytes.
    pub fn row(&self, row: u32) -> &[u8] {
        let bytes = self.row_bytes();
        &self.bytes[row as usize * bytes..][..bytes]
    }

    /// The rows from `top` to `bottom` (which may lie between rows) at another size. Rows beyond either edge have their
    /// part in those at the edge, as they have in the whole picture, so that what is cut apart joins without a seam.
    ///
    /// # Errors
    /// When a size is 0, which no caller asks for.
    pub(crate) fn scaled_rows(&self, top: f64, bottom: f64, width: u32, height: u32) -> anyhow::Result<Cow<'_, [u8]>> {
        self.scaled_part((0.0, top, f64::from(self.width), bottom - top), width, height)
    }

    /// A part of the picture (left, top, width, height) at another size.
    ///
    /// # Errors
    /// As for [`Pixels::scaled_rows`].
    pub(crate) fn scaled_part(
        &self,
        (left, top, part_width, part_height): (f64, f64, f64, f64),
        width: u32,
        height: u32,
    ) -> anyhow::Result<Cow<'_, [u8]>> {
        // Only the rows that matter are given to the resizer, which goes over all that it is given.
        let margin = (FILTER_ROWS * (part_height / f64::from(height)).max(1.0)).ceil() + 1.0;
        let first = (top - margin).floor().clamp(0.0, f64::from(self.height - 1)) as u32;
        let end = (top + part_height + margin).ceil().clamp(f64::from(first + 1), f64::from(self.height)) as u32;
        let row_bytes = self.row_bytes();
        let rows = &self.bytes[first as usize * row_bytes..end as usize * row_bytes];
        let is_as_it_is = part_width == f64::from(width) && width == self.width && part_height == f64::from(height);
        if is_as_it_is && top.fract() == 0.0 {
            let skipped = (top as u32 - first) as usize * row_bytes;
            return Ok(Cow::Borrowed(&rows[skipped..skipped + height as usize * row_bytes]));
        }
        if self.has_alpha && rows.len() > MULTIPLIED_BYTES && height > 1 {
            let upper = height / 2;
            let cut = part_height * f64::from(upper) / f64::from(height);
            let mut scaled = self.scaled_part((left, top, part_width, cut), width, upper)?.into_owned();
            let lower = self.scaled_part((left, top + cut, part_width, part_height - cut), width, height - upper)?;
            scaled.extend_from_slice(&lower);
            return Ok(Cow::Owned(scaled));
        }
        // What is computed of fractions may end beyond the last row by the least that a number can, which is refused.
        let top = (top - f64::from(first)).max(0.0);
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
            .crop(
                left,
                top,
                part_width.min(f64::from(self.width) - left),
                part_height.min(f64::from(end - first) - top),
            )
            .use_alpha(self.has_alpha);
        let (from, to) = ((self.width, end - first), (width, height));
        let scaled = match self.has_alpha {
            true => scaled::<U8x4>(rows, from, to, &options)?,
            false => scaled::<U8x3>(rows, from, to, &options)?,
        };
        Ok(Cow::Owned(scaled))
    }
}

/// One kind of pixel at a time: the resizer knows a dozen, which would all be compiled.
fn scaled<P: PixelTrait + Default>(
    rows: &[u8],
    from: (u32, u32),
    to: (u32, u32),
    options: &ResizeOptions,
) -> anyhow::Result<Vec<u8>> {
    let source = TypedImageRef::<P>::from_buffer(from.0, from.1, rows).context("the picture is cut off")?;
    let mut bytes = vec![0; to.0 as usize * to.1 as usize * P::size()];
    let mut target =
        TypedImage::<P>::from_buffer(to.0, to.1, &mut bytes).context("the picture cannot be made so small")?;
    Resizer::new().resize_typed(&source, &mut target, options).context("the picture cannot be made smaller")?;
    drop(target);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_is_scaled_in_parts_as_if_in_one() {
        let (width, height) = (5000, 4000);
        let pixel = |x: u32, y: u32| [(x / 20) as u8, (y / 16) as u8, ((x + y) / 40) as u8, u8::MAX];
        let bytes: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
        assert!(bytes.len() > MULTIPLIED_BYTES);
        let opaque = bytes.as_chunks::<4>().0.iter().flat_map(|&[red, green, blue, _]| [red, green, blue]).collect();
        let opaque = Pixels { width, height, has_alpha: false, bytes: opaque };
        let transparent = Pixels { width, height, has_alpha: true, bytes };
        let scaled = |pixels: &Pixels| pixels.scaled_rows(0.0, 4000.0, 125, 99).unwrap().into_owned();
        let (whole, parts) = (scaled(&opaque), scaled(&transparent));
        assert_eq!(parts.len() / 4, whole.len() / 3);
        for (part, whole) in parts.as_chunks::<4>().0.iter().zip(whole.as_chunks::<3>().0) {
            assert!(part.iter().zip(whole).all(|(one, other)| one.abs_diff(*other) <= 1) && part[3] == u8::MAX);
        }
    }
}
