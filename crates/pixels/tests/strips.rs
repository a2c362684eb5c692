//! A tall picture and its strips: they are the picture again, and no line of text is cut through.

#![allow(clippy::unwrap_used)]

mod drawn;

use std::collections::HashMap;

use handscroll_core::strips::{OVERLAP, Strip, StripName, Strips};
use handscroll_pixels::{Pixels, Times, cut, is_cut};
use image::{Rgb, RgbImage, Rgba, RgbaImage};

/// Strips with their files, each named by its number.
struct Cut {
    strips: Strips,
    files: HashMap<StripName, Vec<u8>>,
}

fn pixels(picture: &RgbImage) -> Pixels {
    Pixels { width: picture.width(), height: picture.height(), has_alpha: false, bytes: picture.as_raw().clone() }
}

fn cut_up(pixels: &Pixels, quality: u8) -> Cut {
    let mut files = HashMap::new();
    let mut keep = |bytes: &[u8]| {
        let name = StripName::of_hash(u64::try_from(files.len())?.to_be_bytes());
        files.insert(name, bytes.to_vec());
        Ok(name)
    };
    let strips = cut(pixels, quality, &Times::default(), &mut keep).unwrap();
    Cut { strips, files }
}

impl Cut {
    /// The strips of one width, one under the other again, each over what of the last lies under it.
    fn joined(&self, narrow: bool) -> RgbaImage {
        let part = |strip: &Strip| {
            let name = if narrow { strip.narrow.unwrap() } else { strip.wide };
            let part = image::load_from_memory(&self.files[&name]).unwrap().to_rgba8();
            let scale = f64::from(part.width()) / f64::from(self.strips.width);
            let height = (f64::from(strip.height) * scale).round() as u32;
            image::imageops::crop_imm(&part, 0, 0, part.width(), height).to_image()
        };
        let parts: Vec<RgbaImage> = self.strips.strips.iter().map(part).collect();
        let width = parts[0].width();
        assert!(parts.iter().all(|part| part.width() == width));
        let height = parts.iter().map(RgbaImage::height).sum();
        let bytes: Vec<u8> = parts.into_iter().flat_map(RgbaImage::into_raw).collect();
        RgbaImage::from_raw(width, height, bytes).unwrap()
    }

    /// The rows at which a strip begins that another is above of.
    fn cuts(&self) -> Vec<u32> {
        let heights = self.strips.strips.iter().map(|strip| strip.height);
        let mut tops: Vec<u32> = heights.scan(0, |top, height| Some(std::mem::replace(top, *top + height))).collect();
        tops.remove(0);
        tops
    }
}

/// The mean difference of two pictures of one size, in steps of 255.
fn difference(one: &RgbaImage, other: &RgbaImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let steps: u64 = one.as_raw().iter().zip(other.as_raw()).map(|(one, other)| u64::from(one.abs_diff(*other))).sum();
    steps as f64 / one.as_raw().len() as f64
}

fn opaque(picture: &RgbImage) -> RgbaImage {
    image::DynamicImage::ImageRgb8(picture.clone()).to_rgba8()
}

#[test]
fn what_is_tall_or_large_is_cut() {
    for (size, expected) in [
        ((1080, 2160), false),
        ((1080, 2161), true),
        ((300, 20_000), true),
        // As high as a screen at most: there is nothing to gain.
        ((200, 500), false),
        ((200, 600), true),
        ((2560, 2048), false),
        ((2561, 2048), true),
        ((10_000, 100), false),
        ((1, 65_535), true),
        // More strips than a reader takes.
        ((100, 400_000), false),
        ((0, 0), false),
    ] {
        assert_eq!(is_cut(size), expected, "{size:?}");
    }
}

#[test]
fn the_strips_are_the_picture_again() {
    let picture = drawn::photograph(1080, 5614, 3);
    let cut = cut_up(&pixels(&picture), 80);
    assert_eq!((cut.strips.width, cut.strips.narrow, cut.strips.height()), (1080, Some(540), 5614));
    assert!((5..=7).contains(&cut.strips.strips.len()));
    assert!(cut.strips.strips.iter().rev().skip(1).all(|strip| (768..=1280).contains(&strip.height)));
    let strange = difference(&cut.joined(false), &opaque(&picture));
    assert!(strange < 3.0, "{strange}");
    // The narrow ones are the same rows: half as many, for every cut is at an even one.
    let half = image::imageops::resize(&picture, 540, 2807, image::imageops::FilterType::CatmullRom);
    let strange = difference(&cut.joined(true), &opaque(&half));
    assert!(strange < 3.0, "{strange}");
    for (at, strip) in cut.strips.strips.iter().enumerate() {
        let size = |name| image::load_from_memory(&cut.files[&name]).unwrap().height();
        let rows = cut.strips.rows(at);
        assert_eq!((size(strip.wide), size(strip.narrow.unwrap())), (rows, rows / 2));
        assert_eq!(rows - strip.height, if at + 1 < cut.strips.strips.len() { OVERLAP } else { 0 });
    }
}

/// What lies under the next strip is the beginning of that, but for what can be seen through, which is left to the next.
#[test]
fn a_strip_of_any_width_goes_on_under_the_next() {
    for (width, with_alpha) in
        [(1080, false), (800, false), (541, false), (540, false), (300, false), (77, false), (800, true)]
    {
        let opaque = drawn::photograph(width, 3001, 9);
        let alpha = |x: u32| if !with_alpha || x % 100 < 50 { 255 } else { 128 };
        let picture = RgbaImage::from_fn(width, 3001, |x, y| {
            let [red, green, blue] = opaque.get_pixel(x, y).0;
            Rgba([red, green, blue, alpha(x)])
        });
        let pixels = match with_alpha {
            true => Pixels { width, height: 3001, has_alpha: true, bytes: picture.as_raw().clone() },
            false => pixels(&opaque),
        };
        let cut = cut_up(&pixels, 90);
        assert_eq!(cut.strips.width, width);
        let mut top = 0;
        for (at, strip) in cut.strips.strips.iter().enumerate() {
            let file = image::load_from_memory(&cut.files[&strip.wide]).unwrap().to_rgba8();
            let below = if at + 1 < cut.strips.strips.len() { OVERLAP } else { 0 };
            assert_eq!((file.height(), cut.strips.rows(at)), (strip.height + below, strip.height + below));
            for (x, y, pixel) in file.enumerate_pixels() {
                let expected = if y >= strip.height && alpha(x) < 255 { 0 } else { alpha(x) };
                assert_eq!(pixel.0[3], expected, "{width} wide, strip {at}, {x}, {y}");
            }
            let rows = image::imageops::crop_imm(&picture, 0, top + strip.height, width, below).to_image();
            let shown = image::imageops::crop_imm(&file, 0, strip.height, width, below).to_image();
            if below > 0 && !with_alpha {
                let strange = difference(&shown, &rows);
                assert!(strange < 4.0, "{width} wide, under strip {at}: {strange}");
            }
            top += strip.height;
        }
    }
}

#[test]
fn a_wider_picture_becomes_as_wide_as_a_phone() {
    let picture = drawn::photograph(1500, 4001, 4);
    let cut = cut_up(&pixels(&picture), 80);
    assert_eq!((cut.strips.width, cut.strips.height()), (1080, 2881));
    let small = image::imageops::resize(&picture, 1080, 2881, image::imageops::FilterType::CatmullRom);
    let strange = difference(&cut.joined(false), &opaque(&small));
    assert!(strange < 3.0, "{strange}");
}

#[test]
fn every_height_is_reached_to_its_last_row() {
    let mut noise = drawn::Noise::new(11);
    for _ in 0..60 {
        let (width, height) = (1081 + noise.below(700), 2400 + noise.below(1500));
        let bytes = vec![200; width as usize * height as usize * 3];
        let strips = cut_up(&Pixels { width, height, has_alpha: false, bytes }, 0).strips;
        let expected = (f64::from(height) * 1080.0 / f64::from(width)).round();
        assert_eq!(f64::from(strips.height()), expected, "{width} x {height}");
    }
}

#[test]
fn a_narrow_picture_stays_as_wide_as_it_is() {
    let (page, _) = drawn::page_of_text(300, 20_000, 14, 5);
    let cut = cut_up(&pixels(&page), 80);
    assert_eq!((cut.strips.width, cut.strips.narrow, cut.strips.height()), (300, None, 20_000));
    // Between half and whole, narrow strips have a part of a row more or less, and their own height.
    let cut = cut_up(&pixels(&drawn::photograph(700, 3001, 6)), 80);
    assert_eq!((cut.strips.width, cut.strips.narrow, cut.strips.height()), (700, Some(540), 3001));
    let narrow = cut.joined(true);
    assert_eq!(narrow.width(), 540);
    assert!(narrow.height().abs_diff(2315) <= 2, "{}", narrow.height());
}

#[test]
fn no_line_of_text_is_cut_through() {
    for (width, size, seed) in [(1080, 32, 1), (1080, 56, 2), (1080, 90, 3), (720, 24, 4), (480, 18, 5), (1440, 44, 6)]
    {
        let (page, empty) = drawn::page_of_text(width, 9000, size, seed);
        let cut = cut_up(&pixels(&page), 80);
        let scale = 9000.0 / f64::from(cut.strips.height());
        for row in cut.cuts() {
            let row = f64::from(row) * scale;
            // What is above the cut, and what is below it.
            let around = [row.floor() as usize - 1, row.ceil() as usize];
            assert!(around.iter().all(|row| empty[*row]), "{width} wide, signs of {size}: cut at {row}");
        }
    }
}

#[test]
fn one_quiet_row_among_noise_is_found() {
    let mut picture = drawn::grain(1080, 3000, 7);
    for row in (1130..1142).chain(2000..2012) {
        (0..1080).for_each(|column| picture.put_pixel(column, row, Rgb([255, 255, 255])));
    }
    let cuts = cut_up(&pixels(&picture), 20).cuts();
    assert_eq!(cuts.len(), 2);
    assert!((1132..=1140).contains(&cuts[0]) && (2002..=2010).contains(&cuts[1]), "{cuts:?}");
}

#[test]
fn what_can_be_seen_through_stays_so() {
    let picture =
        RgbaImage::from_fn(600, 1500, |x, y| Rgba([200, 30, 30, if (x / 50 + y / 50) % 2 == 0 { 255 } else { 0 }]));
    let pixels = Pixels { width: 600, height: 1500, has_alpha: true, bytes: picture.as_raw().clone() };
    for (narrow, at) in [(false, 1), (true, 1)] {
        let joined = cut_up(&pixels, 80).joined(narrow);
        assert_eq!(joined.get_pixel(at * 25, 25).0[3], 255);
        assert_eq!(joined.get_pixel(at * 70, 25).0[3], 0);
        let red = joined.get_pixel(25, 25).0;
        assert!(red[0] > 180 && red[1] < 60, "{red:?}");
    }
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    let pixels = pixels(&drawn::photograph(1200, 2600, 8));
    let (one, other) = (cut_up(&pixels, 80), cut_up(&pixels, 80));
    assert_eq!(one.strips, other.strips);
    assert_eq!(one.files, other.files);
    let bytes = |cut: &Cut| cut.files.values().map(Vec::len).sum::<usize>();
    assert!(bytes(&cut_up(&pixels, 40)) < bytes(&one));
}
