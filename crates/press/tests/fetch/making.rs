//! What comes of unusual pictures that are fetched, from the host's answer to the files of the site.

use std::process::Output;

use handscroll_core::strips::Strips;
use image::{DynamicImage, RgbImage};

use crate::command::{Desk, addresses, moving};
use crate::drawn;
use crate::server::{Server, picture};

/// Builds an article of one picture that a host answers with these bytes: the desk, its page, the picture's address there,
/// and what was said.
fn pressed(bytes: &[u8]) -> (Desk, String, String, String) {
    let bytes = bytes.to_vec();
    let server = Server::new(move |_| picture(&bytes));
    let address = server.at("/x");
    let desk = Desk::new(&[("one", &format!("<img src='{address}'>"))]);
    let said = desk.build();
    let page = desk.page("one");
    (desk, page, address, said)
}

/// The value of an attribute, the first time that it stands in a page.
#[track_caller]
fn value<'a>(page: &'a str, attribute: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!(" {attribute}=\"")).unwrap_or_else(|| panic!("no {attribute} in {page}"));
    rest.split('"').next().unwrap()
}

/// The wide strips of a page's tall picture, one under the other again.
fn joined(desk: &Desk, page: &str) -> RgbImage {
    let strips: Strips = value(page, "data-strips").parse().unwrap();
    let mut whole = RgbImage::new(strips.width, strips.height());
    let mut top = 0;
    for strip in &strips.strips {
        let file = image::open(desk.at("site").join(strip.wide.path())).unwrap().to_rgb8();
        image::imageops::replace(&mut whole, &file, 0, i64::from(top));
        top += strip.height;
    }
    whole
}

/// The mean difference of two pictures of one size, in steps of 255.
#[track_caller]
fn difference(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let steps: u64 = one.as_raw().iter().zip(other.as_raw()).map(|(one, other)| u64::from(one.abs_diff(*other))).sum();
    steps as f64 / one.as_raw().len() as f64
}

/// What is shown of a picture that is not tall: its file in the site, decoded.
fn shown(desk: &Desk, page: &str) -> RgbImage {
    let own = addresses(page).remove(0);
    image::open(desk.at("site").join(own.strip_prefix("../../").unwrap())).unwrap().to_rgb8()
}

#[test]
fn half_a_jpeg_is_a_warning_in_a_build_and_in_a_check() {
    let jpeg = drawn::jpeg(&drawn::photograph(600, 500, 1));
    let half = jpeg[..jpeg.len() / 2].to_vec();
    let (desk, page, address, said) = pressed(&half);
    let broken = format!("the picture {address} is broken (it is cut off); shown from its address [broken-picture]");
    assert!(said.contains(&broken), "{said}");
    assert!(said.contains("1 of 1 pictures from elsewhere are here"), "{said}");
    assert_eq!(addresses(&page), [address.as_str()]);
    assert!(page.contains("width=\"600\" height=\"500\"") && desk.pictures("jpg").is_empty(), "{page}");
    // The same for who looks only, also of a file of the publisher's.
    let local = Desk::new(&[("two", "<img src='half.jpg'><img src='whole.jpg'>")]);
    std::fs::write(local.at("posts/half.jpg"), &half).unwrap();
    std::fs::write(local.at("posts/whole.jpg"), &jpeg).unwrap();
    for (desk, broken) in [
        (&desk, broken),
        (&local, "the picture half.jpg is broken (it is cut off); shown as it is [broken-picture]".to_owned()),
    ] {
        let Output { stderr, .. } = desk.command(&["check", "posts", "--images"]).output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        assert!(said.contains(&broken), "{said}");
        assert_eq!(said.matches(" is broken ").count(), 1, "{said}");
        assert!(
            !desk
                .at("cache/made/files")
                .read_dir()
                .unwrap()
                .any(|file| { file.unwrap().path().extension().is_some_and(|ending| ending == "webp") })
        );
    }
}

#[test]
fn a_png_of_20_000_rows_becomes_strips() {
    let (drawing, _) = drawn::page_of_text(300, 20_000, 14, 5);
    let (desk, page, address, said) = pressed(&drawn::png(&DynamicImage::ImageRgb8(drawing.clone())));
    assert!(!said.contains("[broken-picture]"), "{said}");
    assert_eq!(addresses(&page), [address.as_str()]);
    assert_eq!(value(&page, "data-size"), "300 20000");
    assert!(difference(&joined(&desk, &page), &drawing) < 6.0);
    assert!(desk.pictures("png").is_empty());
}

#[test]
fn a_jpeg_of_four_inks_is_taken_for_what_it_shows() {
    // Stored is what is left out: 255 is no ink. Half of it red, half of it white.
    let inks = drawn::four_inks([255, 0, 0, 255], [255; 4], 0, None);
    let (desk, page, _, said) = pressed(&inks);
    assert!(!said.contains("[broken-picture]"), "{said}");
    assert!(page.contains("width=\"16\" height=\"8\""), "{page}");
    // Too small to be worth another encoding, it stays as it is. What stands for it meanwhile was made of what it shows.
    assert_eq!(desk.pictures("jpg"), [inks]);
    for (is, should) in mean_colour(value(&page, "data-thumb")).into_iter().zip([1.0, 0.5, 0.5]) {
        assert!((is - should).abs() < 0.06, "{is} in place of {should}");
    }
}

/// Red, green and blue, each up to 1, of a thumbhash as base64url: its first 18 bits are the mean's light, and how far it
/// is from blue to yellow and from green to red.
fn mean_colour(thumb: &str) -> [f64; 3] {
    let bytes = data_encoding::BASE64URL_NOPAD.decode(thumb.as_bytes()).unwrap();
    let bits = u32::from(bytes[0]) | u32::from(bytes[1]) << 8 | u32::from(bytes[2]) << 16;
    let part = |at: u32| f64::from(bits >> at & 63);
    let (light, yellow, red) = (part(0) / 63.0, part(6) / 31.5 - 1.0, part(12) / 31.5 - 1.0);
    let blue = light - 2.0 / 3.0 * yellow;
    let as_red = (3.0 * light - blue + red) / 2.0;
    [as_red, as_red - red, blue]
}

#[test]
fn a_turned_jpeg_is_tall_as_it_is_shown() {
    let lying = drawn::photograph(1_500, 400, 2);
    // To be turned by a quarter to the right.
    let (desk, page, ..) = pressed(&drawn::turned(&drawn::jpeg(&lying), 6));
    assert_eq!(value(&page, "data-size"), "400 1500");
    let standing = image::imageops::rotate90(&lying);
    let strange = difference(&joined(&desk, &page), &standing);
    assert!(strange < 6.0, "{strange}");
}

#[test]
fn a_jpeg_that_is_not_tall_is_turned_too() {
    let lying = drawn::photograph(600, 400, 3);
    let (desk, page, ..) = pressed(&drawn::turned(&drawn::jpeg(&lying), 6));
    assert!(page.contains("width=\"400\" height=\"600\""), "{page}");
    let strange = difference(&shown(&desk, &page), &image::imageops::rotate90(&lying));
    assert!(strange < 6.0, "{strange}");
}

/// A WebP of two frames, of two stills of one size.
fn moving_webp(stills: [&RgbImage; 2]) -> Vec<u8> {
    let chunk = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        [&name[..], &length, content, &[0][..content.len() % 2]].concat()
    };
    let less_one = |number: u32| (number - 1).to_le_bytes()[..3].to_vec();
    let (width, height) = stills[0].dimensions();
    let size = [less_one(width), less_one(height)].concat();
    let mut chunks = chunk(b"VP8X", &[&[2, 0, 0, 0][..], &size].concat());
    chunks.extend(chunk(b"ANIM", &[0; 6]));
    for still in stills {
        let mut webp = Vec::new();
        still.write_with_encoder(image::codecs::webp::WebPEncoder::new_lossless(&mut webp)).unwrap();
        // Its place, its size, 100 ms, no flags, and what stands behind the header of a still.
        let frame = [&[0; 6][..], &size, &[100, 0, 0, 0], &webp[12..]].concat();
        chunks.extend(chunk(b"ANMF", &frame));
    }
    let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
    [&b"RIFF"[..], &length, b"WEBP", &chunks].concat()
}

#[test]
fn what_moves_is_taken_as_it_is() {
    let stills = [1, 2].map(|seed| drawn::photograph(120, 600, seed));
    for (bytes, kind, (width, height)) in
        [(moving(), "gif", (60, 50)), (moving_webp([&stills[0], &stills[1]]), "webp", (120, 600))]
    {
        let (desk, page, _, said) = pressed(&bytes);
        assert!(!said.contains("[broken-picture]"), "{said}");
        assert!(page.contains(&format!("width=\"{width}\" height=\"{height}\"")), "{page}");
        // Tall as it is, it is not cut: strips would stand still.
        assert!(!page.contains("data-strips"), "{page}");
        assert!(desk.pictures(kind).contains(&bytes), "{kind}");
        assert!(!value(&page, "data-thumb").is_empty());
    }
}
