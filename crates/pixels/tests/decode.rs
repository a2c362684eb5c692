//! Pictures of every kind become the pixels that a browser would show, or a reason.

#![allow(clippy::unwrap_used)]

mod drawn;

use std::time::{Duration, Instant};

use handscroll_pixels::{Pixels, decode, is_turned, moves};
use image::{DynamicImage, ImageBuffer, Rgb, RgbImage, Rgba, RgbaImage};
use moxcms::ColorProfile;

/// Red at the left, blue at the right, green at the bottom.
fn flag() -> RgbImage {
    RgbImage::from_fn(48, 32, |x, y| match (x < 24, y < 24) {
        (_, false) => Rgb([0, 200, 0]),
        (true, true) => Rgb([220, 0, 0]),
        (false, true) => Rgb([0, 0, 220]),
    })
}

#[track_caller]
fn check_pixel(pixels: &Pixels, (x, y): (u32, u32), expected: &[u8], tolerance: u8) {
    let found = &pixels.row(y)[x as usize * pixels.channels()..][..pixels.channels()];
    let is_near = found.len() == expected.len()
        && found.iter().zip(expected).all(|(one, other)| one.abs_diff(*other) <= tolerance);
    assert!(is_near, "{found:?} at {x} {y}, not {expected:?}");
}

#[test]
fn a_photograph_that_lies_on_its_side_is_turned() {
    let jpeg = drawn::jpeg(&flag());
    // Where the red, the blue and the green are to be seen, and the size.
    for (orientation, size, red, blue, green) in [
        (1, (48, 32), (4, 4), (44, 4), (24, 29)),
        (2, (48, 32), (44, 4), (4, 4), (24, 29)),
        (3, (48, 32), (44, 28), (4, 28), (24, 2)),
        (4, (48, 32), (4, 28), (44, 28), (24, 2)),
        (5, (32, 48), (4, 4), (4, 44), (29, 24)),
        (6, (32, 48), (28, 4), (28, 44), (2, 24)),
        (7, (32, 48), (28, 44), (28, 4), (2, 24)),
        (8, (32, 48), (4, 44), (4, 4), (29, 24)),
    ] {
        let bytes = drawn::turned(&jpeg, orientation);
        let pixels = decode(&bytes).unwrap();
        assert_eq!((pixels.width, pixels.height), size, "{orientation}");
        assert_eq!(is_turned(&bytes), orientation >= 5, "{orientation}");
        check_pixel(&pixels, red, &[220, 0, 0], 8);
        check_pixel(&pixels, blue, &[0, 0, 220], 8);
        check_pixel(&pixels, green, &[0, 200, 0], 8);
    }
}

#[test]
fn sixteen_bits_become_eight() {
    let deep: ImageBuffer<Rgb<u16>, Vec<u16>> =
        ImageBuffer::from_fn(9, 9, |x, _| Rgb([u16::try_from(x * 8000).unwrap(), 0xffff, 0]));
    let pixels = decode(&drawn::png(&DynamicImage::ImageRgb16(deep))).unwrap();
    check_pixel(&pixels, (8, 3), &[249, 255, 0], 1);
    let grey: ImageBuffer<image::Luma<u16>, Vec<u16>> = ImageBuffer::from_pixel(9, 9, image::Luma([0x8000]));
    check_pixel(&decode(&drawn::png(&DynamicImage::ImageLuma16(grey))).unwrap(), (4, 4), &[128, 128, 128], 1);
}

#[test]
fn alpha_stays_where_it_says_something() {
    let mut glass = RgbaImage::from_pixel(20, 20, Rgba([10, 20, 30, 255]));
    let opaque = decode(&drawn::png(&DynamicImage::ImageRgba8(glass.clone()))).unwrap();
    assert!(!opaque.has_alpha);
    assert_eq!(opaque.bytes, [10, 20, 30].repeat(400));
    glass.put_pixel(3, 5, Rgba([200, 100, 50, 40]));
    let pixels = decode(&drawn::png(&DynamicImage::ImageRgba8(glass))).unwrap();
    check_pixel(&pixels, (3, 5), &[200, 100, 50, 40], 0);
}

/// A profile in which red is blue and blue is red, and a picture that says so.
fn swapped() -> Vec<u8> {
    let mut profile = ColorProfile::new_srgb();
    std::mem::swap(&mut profile.red_colorant, &mut profile.blue_colorant);
    profile.encode().unwrap()
}

#[test]
fn colours_are_those_of_the_profile() {
    let red = RgbImage::from_pixel(20, 20, Rgb([220, 30, 10]));
    check_pixel(&decode(&drawn::png_with_profile(&red, swapped())).unwrap(), (5, 5), &[10, 30, 220], 2);
    // Of Display P3, by its definition: linear light, the matrix from P3 to sRGB, and back.
    let wide = ColorProfile::new_display_p3().encode().unwrap();
    let picture = RgbImage::from_pixel(20, 20, Rgb([200, 120, 60]));
    check_pixel(&decode(&drawn::png_with_profile(&picture, wide)).unwrap(), (5, 5), &[213, 115, 42], 2);
    // What is no profile changes nothing.
    check_pixel(&decode(&drawn::png_with_profile(&red, vec![7; 300])).unwrap(), (5, 5), &[220, 30, 10], 0);
}

#[test]
fn pictures_of_four_inks_are_shown() {
    // Stored is what is left out: 255 is no ink.
    let pixels = decode(&drawn::four_inks([255, 0, 0, 255], [255; 4], 0, None)).unwrap();
    assert_eq!((pixels.width, pixels.height, pixels.has_alpha), (16, 8, false));
    check_pixel(&pixels, (3, 3), &[255, 0, 0], 3);
    check_pixel(&pixels, (12, 3), &[255, 255, 255], 3);
    // The same red as luma and chroma: of cyan 0, magenta 1, yellow 1, whose light is 0, 255, 255.
    let pixels = decode(&drawn::four_inks([179, 171, 1, 255], [0, 128, 128, 255], 2, None)).unwrap();
    check_pixel(&pixels, (3, 3), &[255, 0, 0], 4);
    check_pixel(&pixels, (12, 3), &[255, 255, 255], 3);
    // A profile that is not of inks does not count.
    let pixels = decode(&drawn::four_inks([255, 0, 0, 255], [255; 4], 0, Some(&swapped()))).unwrap();
    check_pixel(&pixels, (3, 3), &[255, 0, 0], 3);
}

/// A profile of a press whose cyan is a strong green, and whose other inks are grey. Written by hand, as the tables of
/// numbers that such profiles are.
fn green_cyan() -> Vec<u8> {
    const ONE: [u8; 4] = [0, 1, 0, 0];
    const NONE: [u8; 4] = [0; 4];
    let mut table = b"mft2\0\0\0\0\x04\x03\x02\0".to_vec();
    table.extend([ONE, NONE, NONE, NONE, ONE, NONE, NONE, NONE, ONE].concat());
    // Straight lines of two points before and after.
    table.extend([0, 2, 0, 2]);
    table.extend([0, 0, 255, 255].repeat(4));
    // As Lab, the corners, cyan changing last: with it or without, and darker by each other ink.
    for number in 0..16u8 {
        let others = u8::try_from((number & 7).count_ones()).unwrap();
        let lab = if number >= 8 { [150 - others * 40, 128 - 60, 128 + 50] } else { [255 - others * 80, 128, 128] };
        table.extend(lab.iter().flat_map(|part| [*part, 0]));
    }
    table.extend([0, 0, 255, 255].repeat(3));
    let length = u32::try_from(table.len()).unwrap();
    let mut profile = (144 + length).to_be_bytes().to_vec();
    profile.extend(b"\0\0\0\0\x02\x40\0\0prtrCMYKLab \x07\xe8\0\x01\0\x01\0\0\0\0\0\0acsp");
    profile.resize(68, 0);
    // The light of an overcast day.
    profile.extend(b"\0\0\xf6\xd6\0\x01\0\0\0\0\xd3\x2d");
    profile.resize(128, 0);
    profile.extend(b"\0\0\0\x01A2B0\0\0\0\x90");
    profile.extend(length.to_be_bytes());
    profile.extend(table);
    profile
}

#[test]
fn four_inks_are_those_of_their_profile() {
    let profile = green_cyan();
    // Stored as inks that are left out, and as luma and chroma of the same: of cyan 1, whose light is 255, 0, 0.
    for (cyan, paper, transform) in [([0, 255, 255, 255], [255; 4], 0), ([76, 85, 255, 255], [0, 128, 128, 255], 2)] {
        let pixels = decode(&drawn::four_inks(cyan, paper, transform, Some(&profile))).unwrap();
        let [red, green, blue] = *pixels.row(3)[..3].as_array().unwrap();
        assert!(green > 120 && red < 60 && blue < 90, "{red} {green} {blue}, {transform}");
        check_pixel(&pixels, (12, 3), &[255, 255, 255], 4);
    }
}

#[track_caller]
fn check_refused(bytes: &[u8], reason: &str) {
    let error = format!("{:#}", decode(bytes).unwrap_err());
    assert!(error.contains(reason), "{error}");
}

#[test]
fn what_is_cut_off_is_refused() {
    let picture = drawn::photograph(300, 200, 1);
    let jpeg = drawn::jpeg(&picture);
    decode(&jpeg).unwrap();
    for end in [jpeg.len() / 2, jpeg.len() - 2, 700] {
        check_refused(&jpeg[..end], "it is cut off");
    }
    // The end of the small picture that cameras put before the large one is not its own.
    let small = drawn::jpeg(&drawn::photograph(30, 20, 2));
    let length = u16::try_from(small.len() + 2).unwrap().to_be_bytes();
    let within = [&jpeg[..2], &[0xff, 0xe5], &length, &small, &jpeg[2..]].concat();
    decode(&within).unwrap();
    check_refused(&within[..within.len() - jpeg.len() / 2], "it is cut off");
    let png = drawn::png(&DynamicImage::ImageRgb8(picture));
    assert!(decode(&png[..png.len() / 2]).is_err());
}

#[test]
fn what_is_too_large_is_refused_before_it_is_decoded() {
    let mut bomb = drawn::png(&DynamicImage::ImageLuma8(image::GrayImage::new(8, 8)));
    // Its header: the width and height, and the sum that makes them believable.
    bomb[16..20].copy_from_slice(&30_000u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&30_000u32.to_be_bytes());
    let sum = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    check_refused(&bomb, "30000 x 30000 pixels are more than 200 megapixels");
}

/// A GIF of one pixel whose frame says that it has over four billion.
#[test]
fn a_frame_larger_than_its_picture_takes_no_memory() {
    let started = Instant::now();
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\x01\x04\0;";
    assert!(!moves(gif, "gif"));
    check_refused(gif, "Memory limit exceeded");
    // So does the second of two.
    let frame = b",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    let gif = [&gif[..19], frame, &gif[19..]].concat();
    assert!(moves(&gif, "gif"));
    assert_eq!(decode(&gif).unwrap().width, 1);
    // To fill 17 GB takes a minute, where they are to be had at all.
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

/// The checksum of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}
