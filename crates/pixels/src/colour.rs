//! From a picture's own colours to sRGB, by its ICC profile. Knows colours alone.

use anyhow::Context;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Pixels that are converted at once.
const BATCH: usize = 4096;

/// What the numbers of a picture mean.
pub(crate) struct Profile(ColorProfile);

impl Profile {
    /// A profile from its bytes; `None` for one that cannot be understood, without which a picture is taken for sRGB, as
    /// browsers take it.
    pub(crate) fn read(icc: &[u8]) -> Option<Self> {
        ColorProfile::new_from_slice(icc).ok().map(Self)
    }

    /// Whether it tells of cyan, magenta, yellow and black.
    pub(crate) fn is_of_inks(&self) -> bool {
        self.0.color_space == DataColorSpace::Cmyk
    }

    /// Converts RGB (or RGBA) in place. A profile of something else, or one that cannot be used, changes nothing.
    pub(crate) fn to_srgb(&self, bytes: &mut [u8], has_alpha: bool) {
        if self.0.color_space != DataColorSpace::Rgb {
            return;
        }
        let (layout, channels) = if has_alpha { (Layout::Rgba, 4) } else { (Layout::Rgb, 3) };
        let srgb = ColorProfile::new_srgb();
        let Ok(transform) = self.0.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()) else {
            return;
        };
        let mut before = Vec::with_capacity(BATCH * channels);
        for batch in bytes.chunks_mut(BATCH * channels) {
            before.clear();
            before.extend_from_slice(batch);
            if transform.transform(&before, batch).is_err() {
                return;
            }
        }
    }

    /// From the four inks of a JPEG to RGB. JPEGs hold how much ink is left out, which is how Adobe began it; `has_luma`
    /// ones hold the first three as luma and chroma.
    ///
    /// # Errors
    /// When the profile has no way to other colours.
    pub(crate) fn inks_to_srgb(&self, mut bytes: Vec<u8>, has_luma: bool) -> anyhow::Result<Vec<u8>> {
        for pixel in bytes.as_chunks_mut::<4>().0 {
            let [first, second, third, black] = pixel.map(|left_out| u8::MAX - left_out);
            *pixel = match has_luma {
                true => {
                    // Luma and chroma are of what the inks would be if they were light: it is inverted twice.
                    let [luma, blue, red, _] = pixel.map(f32::from);
                    let (blue, red) = (blue - 128.0, red - 128.0);
                    let green = luma - 0.344_14 * blue - 0.714_14 * red;
                    // The cast holds each between 0 and 255.
                    [luma + 1.402 * red, green, luma + 1.772 * blue, f32::from(black)].map(|ink| ink.round() as u8)
                }
                false => [first, second, third, black],
            };
        }
        let srgb = ColorProfile::new_srgb();
        let transform = self
            .0
            .create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgb, TransformOptions::default())
            .context("its colour profile cannot be used")?;
        let mut rgb = vec![0; bytes.len() / 4 * 3];
        for (inks, rgb) in bytes.chunks(BATCH * 4).zip(rgb.chunks_mut(BATCH * 3)) {
            transform.transform(inks, rgb).context("its colour profile cannot be used")?;
        }
        Ok(rgb)
    }
}
