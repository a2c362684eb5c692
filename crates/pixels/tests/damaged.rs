//! Pictures with wrong bytes anywhere in them give pixels or a reason, and soon.

#![allow(clippy::unwrap_used)]

mod drawn;

use std::time::{Duration, Instant};

use handscroll_pixels::{decode, moves, without_metadata};
use image::{DynamicImage, ImageFormat};

/// Times that each picture is damaged.
const TRIES: u64 = 400;

#[test]
fn a_damaged_picture_is_read_or_refused() {
    let picture = DynamicImage::ImageRgb8(drawn::photograph(90, 70, 1));
    let encoded = |format: ImageFormat| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    for (bytes, kind) in [
        (drawn::turned(&drawn::jpeg(&picture.to_rgb8()), 6), "jpg"),
        (drawn::four_inks([1, 2, 3, 4], [5, 6, 7, 8], 2, None), "jpg"),
        (encoded(ImageFormat::Png), "png"),
        (encoded(ImageFormat::Gif), "gif"),
        (encoded(ImageFormat::Bmp), "bmp"),
        (webp::Encoder::from_rgb(picture.as_bytes(), 90, 70).encode(50.0).to_vec(), "webp"),
    ] {
        for seed in 0..TRIES {
            let mut noise = drawn::Noise::new(seed);
            let mut damaged = bytes.clone();
            for _ in 0..=noise.below(6) {
                // The beginning, where the sizes are, is hit as often as the rest.
                let reach = if noise.below(2) == 0 { damaged.len().min(64) } else { damaged.len() };
                let at = noise.below(u32::try_from(reach).unwrap()) as usize;
                damaged[at] = u8::try_from(noise.below(256)).unwrap();
            }
            let started = Instant::now();
            let outcome = std::panic::catch_unwind(|| {
                moves(&damaged, kind);
                without_metadata(&damaged, kind);
                if let Ok(pixels) = decode(&damaged) {
                    assert_eq!(pixels.bytes.len(), pixels.row_bytes() * pixels.height as usize);
                }
            });
            assert!(outcome.is_ok(), "{kind} {seed}");
            assert!(started.elapsed() < Duration::from_secs(20), "{kind} {seed}: {:?}", started.elapsed());
        }
    }
}
