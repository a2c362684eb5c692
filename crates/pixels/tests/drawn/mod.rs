//! Pictures as files, made for tests.

#![allow(clippy::unwrap_used, dead_code, unreachable_pub)] // Each test uses a part; what these cannot do is a failed test.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder as _, ImageFormat, Rgb, RgbImage};

pub fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub fn png_with_profile(picture: &RgbImage, icc: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(icc).unwrap();
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 95)).unwrap();
    bytes
}

/// The JPEG with an EXIF that says how it is to be turned (1 to 8).
pub fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut segment = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    segment.extend([orientation, 0, 0, 0, 0, 0, 0]);
    [&jpeg[..2], &segment, &jpeg[2..]].concat()
}

/// A JPEG of 16 x 8 pixels in four inks, each half of one colour, as its four numbers are stored. `transform` is Adobe's: 0
/// where they are inks left out, 2 where the first three are luma and chroma.
pub fn four_inks(left: [u8; 4], right: [u8; 4], transform: u8, icc: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    let mut segment = |marker: u8, content: &[u8]| {
        bytes.extend([0xff, marker]);
        bytes.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        bytes.extend(content);
    };
    segment(0xee, &[&b"Adobe\0\x64\0\0\0\0"[..], &[transform]].concat());
    if let Some(icc) = icc {
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", icc].concat());
    }
    segment(0xdb, &[&[0][..], &[1; 64]].concat());
    segment(0xc0, &[8, 0, 8, 0, 16, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]);
    // Twelve codes of four bits for the sizes of differences, and one of a bit for “no more”.
    segment(0xc4, &[&[0x00, 0, 0, 0, 12][..], &[0; 12], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]].concat());
    segment(0xc4, &[&[0x10, 1][..], &[0; 15], &[0]].concat());
    segment(0xda, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
    let mut bits = String::new();
    let mut before = [0i32; 4];
    for half in [left, right] {
        for (value, before) in half.iter().zip(&mut before) {
            let level = (i32::from(*value) - 128) * 8;
            let step = level - *before;
            *before = level;
            let size = 32 - step.unsigned_abs().leading_zeros();
            let code = if step < 0 { step + (1 << size) - 1 } else { step };
            bits.push_str(&format!("{size:04b}"));
            if size > 0 {
                bits.push_str(&format!("{code:0width$b}", width = size as usize));
            }
            bits.push('0');
        }
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    for byte in bits.as_bytes().chunks(8) {
        let byte = u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap();
        bytes.push(byte);
        if byte == 0xff {
            bytes.push(0);
        }
    }
    bytes.extend([0xff, 0xd9]);
    bytes
}

/// Numbers that look random and are always the same.
pub struct Noise(u64);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 33) % u64::from(end)).unwrap()
    }
}

const PAPER: Rgb<u8> = Rgb([250, 248, 240]);

/// A page of lines of signs on paper, with the rows that are empty. Lines are `size` high, and so far apart as texts are.
pub fn page_of_text(width: u32, height: u32, size: u32, seed: u64) -> (RgbImage, Vec<bool>) {
    let mut noise = Noise::new(seed);
    let mut page = RgbImage::from_pixel(width, height, PAPER);
    let mut empty = vec![true; height as usize];
    let mut top = size + noise.below(size);
    while top + size < height {
        for left in (size..width.saturating_sub(2 * size)).step_by(size as usize) {
            for _ in 0..4 {
                // A stroke of a sign: somewhere in its square, lying or standing.
                let (x, y) = (left + noise.below(size / 2), top + noise.below(size - 4));
                let (long, wide) = if noise.below(2) == 0 { (size / 2, 3) } else { (3, size - (y - top)) };
                let ink = Rgb([20, 20, 30]);
                (y..(y + wide).min(top + size)).for_each(|y| (x..x + long).for_each(|x| page.put_pixel(x, y, ink)));
            }
        }
        empty[top as usize..(top + size) as usize].fill(false);
        top += size + size / 2 + noise.below(6);
    }
    (page, empty)
}

/// Soft forms of many colours, with a little grain: what photographs are to an encoder.
pub fn photograph(width: u32, height: u32, seed: u64) -> RgbImage {
    let mut noise = Noise::new(seed);
    let phase = noise.below(100) as f32;
    RgbImage::from_fn(width, height, |x, y| {
        let wave = |speed: f32| 127.0 + 100.0 * ((x as f32 + phase) / speed).sin() * (y as f32 / speed).cos();
        let grain = noise.below(9) as f32 - 4.0;
        Rgb([wave(90.0) + grain, wave(140.0) + grain, wave(60.0) + grain].map(|light| light as u8))
    })
}

/// No two pixels alike: the worst that can be encoded.
pub fn grain(width: u32, height: u32, seed: u64) -> RgbImage {
    let mut noise = Noise::new(seed);
    let mut any = || u8::try_from(noise.below(256)).unwrap();
    RgbImage::from_fn(width, height, |_, _| Rgb([any(), any(), any()]))
}
