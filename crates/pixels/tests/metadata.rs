//! What cameras write into a picture is taken out, and the picture looks as it did.

#![allow(clippy::unwrap_used)]

mod drawn;

use handscroll_pixels::{Bare, decode, without_metadata};
use image::DynamicImage;

const SECRET: &[u8] = b"48.2083 N 16.3731 E";

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

#[track_caller]
fn check(bytes: &[u8], kind: &str) -> Vec<u8> {
    assert!(bytes.windows(SECRET.len()).any(|window| window == SECRET));
    let Bare::Without(bare) = without_metadata(bytes, kind) else { panic!("{kind}: nothing is taken out") };
    assert!(!bare.windows(SECRET.len()).any(|window| window == SECRET), "{kind}");
    assert_eq!(decode(&bare).unwrap(), decode(bytes).unwrap(), "{kind}");
    // What is bare stays as it is.
    assert_eq!(without_metadata(&bare, kind), Bare::Same, "{kind}");
    bare
}

#[test]
fn a_jpeg_says_no_more_than_how_it_looks() {
    let plain = drawn::jpeg(&drawn::photograph(60, 40, 1));
    assert_eq!(without_metadata(&plain, "jpg"), Bare::Same);
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let notes = [
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", profile.as_slice()].concat()),
        segment(0xe2, &[b"MPF\0", SECRET].concat()),
        segment(0xed, &[b"Photoshop 3.0\0", SECRET].concat()),
        segment(0xfe, SECRET),
    ]
    .concat();
    let noted = [&plain[..2], &notes, &plain[2..]].concat();
    let bare = check(&noted, "jpg");
    // Without its profile it would look otherwise.
    assert!(bare.windows(11).any(|window| window == b"ICC_PROFILE"));
    assert_ne!(decode(&bare).unwrap(), decode(&plain).unwrap());
    // A film, or a larger picture, behind the end; bytes that fill; a note between two scans.
    check(&[&plain, SECRET].concat(), "jpg");
    check(&[&plain, &noted[..]].concat(), "jpg");
    check(&[&plain[..2], &[0xff; 3], &segment(0xfe, SECRET), &[0xff], &plain[2..]].concat(), "jpg");
    let end = plain.len() - 2;
    check(&[&plain[..end], &segment(0xfe, SECRET), &plain[end..]].concat(), "jpg");
    for orientation in 2..=8 {
        let turned = drawn::turned(&noted, orientation);
        let bare = check(&turned, "jpg");
        assert_ne!(decode(&bare).unwrap(), decode(&noted).unwrap(), "{orientation}");
    }
}

#[test]
fn a_png_and_a_webp_say_no_more_either() {
    let picture = drawn::photograph(40, 30, 2);
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 40, 30);
    encoder.set_color(png::ColorType::Rgb);
    encoder.add_text_chunk("Location".to_owned(), String::from_utf8(SECRET.to_vec()).unwrap()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&picture).unwrap();
    writer.finish().unwrap();
    check(&png, "png");
    let plain = drawn::png(&DynamicImage::ImageRgb8(picture.clone()));
    check(&[&plain, SECRET].concat(), "png");
    check(&[&png, &png[..]].concat(), "png");
    assert_eq!(without_metadata(&drawn::png(&DynamicImage::ImageRgb8(picture.clone())), "png"), Bare::Same);

    let webp = webp::Encoder::from_rgb(&picture, 40, 30).encode(80.0).to_vec();
    assert_eq!(without_metadata(&webp, "webp"), Bare::Same);
    // The same in the form that may have notes: what it has, its width and height less one, the picture, the note.
    let mut noted = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\x27\0\0\x1d\0\0".to_vec();
    noted.extend(&webp[12..]);
    noted.extend([b"EXIF", &u32::try_from(SECRET.len()).unwrap().to_le_bytes()[..], SECRET, &[0]].concat());
    let length = u32::try_from(noted.len() - 8).unwrap();
    noted[4..8].copy_from_slice(&length.to_le_bytes());
    let bare = check(&noted, "webp");
    assert_eq!(bare[20], 0);
    check(&[&webp, SECRET].concat(), "webp");
    // The last byte of the note does not count, and may not be there.
    noted.pop();
    noted[4..8].copy_from_slice(&(length - 1).to_le_bytes());
    check(&noted, "webp");
}

#[test]
fn what_is_cut_off_says_nothing_more_either() {
    let plain = drawn::jpeg(&drawn::photograph(60, 40, 1));
    let noted = [&plain[..2], &segment(0xfe, SECRET), &plain[2..plain.len() - 90]].concat();
    assert_eq!(without_metadata(&noted, "jpg"), Bare::Without(plain[..plain.len() - 90].to_vec()));
    let head = b"\x89PNG\r\n\x1a\n";
    let noted = [&head[..], b"\0\0\0\xfftEXt", SECRET].concat();
    assert_eq!(without_metadata(&noted, "png"), Bare::Without(head.to_vec()));
}

#[test]
fn what_is_not_understood_is_said_to_be() {
    let jpeg = drawn::turned(&drawn::jpeg(&drawn::photograph(60, 40, 1)), 6);
    for (bytes, kind) in [
        (&b""[..], "jpg"),
        (&jpeg[..30], "jpg"),
        (&jpeg[2..], "jpg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0eX", "png"),
        (b"PNG\0\0\0\0\0", "png"),
        (b"RIFF\0\0\0\0WEBPEXIF\xff\xff\xff\xff", "webp"),
    ] {
        assert_eq!(without_metadata(bytes, kind), Bare::Unknown, "{kind}");
    }
    assert_eq!(without_metadata(b"GIF89a", "gif"), Bare::Same);
}
