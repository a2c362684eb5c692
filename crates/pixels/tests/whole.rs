//! Pictures that are not cut: which are encoded anew, which are never touched, and the small forms of each.

#![allow(clippy::unwrap_used)]

mod drawn;

use handscroll_pixels::{Pixels, THUMBNAIL_BYTES, Times, decode, moves, smaller, thumbhash, thumbnail};
use image::{DynamicImage, Frame, RgbImage, RgbaImage};

fn pixels(picture: &RgbImage) -> Pixels {
    Pixels { width: picture.width(), height: picture.height(), has_alpha: false, bytes: picture.as_raw().clone() }
}

fn gif(frames: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for frame in 0..frames {
        let shade = u8::try_from(frame * 40).unwrap();
        let picture = RgbaImage::from_pixel(60, 200, image::Rgba([shade, 90, 90, 255]));
        encoder.encode_frame(Frame::new(picture)).unwrap();
    }
    drop(encoder);
    bytes
}

fn apng(frames: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 8, 8);
    if frames > 1 {
        encoder.set_animated(frames, 0).unwrap();
    }
    let mut writer = encoder.write_header().unwrap();
    (0..frames).for_each(|_| writer.write_image_data(&[9; 64]).unwrap());
    writer.finish().unwrap();
    bytes
}

fn webp(frames: u8) -> Vec<u8> {
    let config = webp::WebPConfig::new().unwrap();
    let pictures: Vec<Vec<u8>> = (0..frames).map(|frame| vec![frame * 40; 16 * 16 * 3]).collect();
    let mut encoder = webp::AnimEncoder::new(16, 16, &config);
    for (picture, time) in pictures.iter().zip(0..) {
        encoder.add_frame(webp::AnimFrame::from_rgb(picture, 16, 16, time * 100));
    }
    encoder.encode().to_vec()
}

#[test]
fn what_moves_is_known_by_its_frames() {
    for (bytes, kind, expected) in [
        (gif(1), "gif", false),
        (gif(3), "gif", true),
        (apng(1), "png", false),
        (apng(3), "png", true),
        (webp(3), "webp", true),
        (drawn::jpeg(&drawn::photograph(30, 30, 1)), "jpg", false),
        (vec![0; 40], "gif", false),
    ] {
        assert_eq!(moves(&bytes, kind), expected, "{kind}");
        // Its first frame can be had all the same.
        assert_eq!(decode(&bytes).is_ok(), bytes[0] != 0, "{kind}");
    }
}

/// What becomes of a picture: nothing, or a file that is smaller and shows the same, to the last bit where `exact`.
#[track_caller]
fn check(bytes: &[u8], kind: &str, expected: Option<bool>) {
    let pixels = decode(bytes).unwrap();
    let made = smaller(bytes, kind, &pixels, 80).unwrap();
    assert_eq!(made.is_some(), expected.is_some(), "{kind} of {} bytes", bytes.len());
    let (Some(made), Some(exact)) = (made, expected) else { return };
    assert!(made.len() * 10 <= bytes.len() * 9);
    let shown = decode(&made).unwrap();
    assert_eq!((shown.width, shown.height), (pixels.width, pixels.height));
    assert_eq!(shown.bytes == pixels.bytes, exact);
}

#[test]
fn a_picture_is_encoded_anew_where_that_saves_a_tenth() {
    let photograph = drawn::photograph(600, 400, 2);
    let (page, _) = drawn::page_of_text(600, 800, 24, 3);
    check(&drawn::jpeg(&photograph), "jpg", Some(false));
    // Letters and lines stay as sharp as they are.
    check(&drawn::png(&DynamicImage::ImageRgb8(page.clone())), "png", Some(true));
    // A photograph without losses is many times as large as it need be.
    check(&drawn::png(&DynamicImage::ImageRgb8(photograph.clone())), "png", Some(false));
    check(&gif(1), "gif", None);
    let mut bmp = std::io::Cursor::new(Vec::new());
    page.write_to(&mut bmp, image::ImageFormat::Bmp).unwrap();
    check(&bmp.into_inner(), "bmp", Some(true));
    // What was made so is not made again.
    let made = smaller(&drawn::jpeg(&photograph), "jpg", &pixels(&photograph), 80).unwrap().unwrap();
    check(&made, "webp", None);
    check(&drawn::jpeg(&drawn::photograph(30, 20, 4)), "jpg", None);
    let mut poor = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut poor, 20);
    drawn::grain(300, 200, 5).write_with_encoder(encoder).unwrap();
    check(&poor, "jpg", None);
}

#[test]
fn a_thumbnail_is_never_heavy() {
    for (picture, size) in [
        (drawn::photograph(1600, 1200, 1), (320, 240)),
        // The worst that there is.
        (drawn::grain(1600, 1200, 2), (320, 240)),
        (drawn::page_of_text(1080, 5000, 40, 3).0, (320, 240)),
        (drawn::photograph(200, 100, 4), (133, 100)),
        (drawn::photograph(100, 900, 5), (100, 75)),
        (drawn::photograph(1, 1, 6), (1, 1)),
        (drawn::photograph(5000, 2, 7), (2, 2)),
    ] {
        let bytes = thumbnail(&pixels(&picture), &Times::default()).unwrap();
        assert!(bytes.len() <= THUMBNAIL_BYTES, "{}", bytes.len());
        let small = decode(&bytes).unwrap();
        let fits = small.width <= size.0 && small.height <= size.1;
        assert!(fits && (small.width * 2 >= size.0), "{} x {}", small.width, small.height);
    }
}

#[test]
fn a_tall_picture_is_shown_from_its_top() {
    let mut picture = RgbImage::from_pixel(400, 3000, image::Rgb([0, 0, 200]));
    (0..300).for_each(|row| (0..400).for_each(|column| picture.put_pixel(column, row, image::Rgb([200, 0, 0]))));
    let small = decode(&thumbnail(&pixels(&picture), &Times::default()).unwrap()).unwrap();
    assert_eq!((small.width, small.height), (320, 240));
    assert!(small.bytes.chunks(3).all(|pixel| pixel[0] > 150 && pixel[2] < 60));
}

#[test]
fn a_thumbhash_tells_colour_and_shape() {
    for (picture, ratio) in [(drawn::photograph(1080, 5400, 1), 0.2), (drawn::photograph(800, 400, 2), 2.0)] {
        let hash = thumbhash(&pixels(&picture), &Times::default()).unwrap();
        assert!(hash.len() <= 25, "{}", hash.len());
        let about = thumbhash::thumb_hash_to_approximate_aspect_ratio(&hash).unwrap();
        assert!((about / ratio - 1.0).abs() < 0.45, "{about} for {ratio}");
    }
    let red = RgbImage::from_pixel(300, 200, image::Rgb([230, 20, 20]));
    let (r, g, b, a) =
        thumbhash::thumb_hash_to_average_rgba(&thumbhash(&pixels(&red), &Times::default()).unwrap()).unwrap();
    assert!(r > 0.8 && g < 0.2 && b < 0.2 && a == 1.0, "{r} {g} {b} {a}");
}
