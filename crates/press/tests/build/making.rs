//! What becomes of pictures on their way into the site: strips, smaller encodings, thumbnails, and what is never touched.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::time::SystemTime;

use handscroll_core::strips::Strips;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, RgbaImage};

use crate::publisher::{Desk, Files, ending, post};
use crate::reader::{self, built_reader};

/// Stripes of many colours, by which rows can be told apart.
fn striped(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let shade = |step: u32| u8::try_from((y / 40 * step + x / 90 * 11) % 256).unwrap();
        Rgb([shade(53), shade(97), shade(19)])
    })
}

/// No two pixels alike: the worst that can be encoded.
fn grain(width: u32, height: u32, seed: u32) -> RgbImage {
    let mut state = u64::from(seed) << 32 | 0x9e37_79b9;
    let mut any = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    RgbImage::from_fn(width, height, |_, _| Rgb([any(), any(), any()]))
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.clone()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn moving(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for shade in [20, 200] {
        let frame = RgbaImage::from_pixel(width, height, image::Rgba([shade, 60, 60, 255]));
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    bytes
}

fn of_kind<'a>(files: &'a Files, kind: &str) -> Vec<&'a Vec<u8>> {
    let pictures = files.iter().filter(|(path, _)| path.starts_with("images/") && ending(path) == Some(kind));
    pictures.map(|(_, bytes)| bytes).collect()
}

/// The value of an attribute, the first time that it stands in a page.
#[track_caller]
fn value<'a>(page: &'a str, attribute: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!(" {attribute}=\"")).unwrap_or_else(|| panic!("no {attribute} in {page}"));
    rest.split('"').next().unwrap()
}

fn strips(page: &str) -> Strips {
    value(page, "data-strips").parse().unwrap()
}

/// The body of an article's page.
fn body_of(page: &str) -> &str {
    let (_, rest) = page.split_once("<div class=\"prose\">").unwrap();
    rest.split("</article>").next().unwrap()
}

#[test]
fn a_tall_picture_is_a_link_that_holds_its_strips() {
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", "![A \"scroll\"](tall.png)"))]);
    let tall = encoded(&striped(1200, 6000), ImageFormat::Png);
    desk.write("tall.png", &tall);
    built_reader(&desk, 1);
    assert_eq!(reader::build(&desk).code, Some(0));
    let (files, page) = (desk.files(), desk.page("P"));
    let strips = strips(&page);
    assert_eq!((strips.width, strips.narrow, strips.height()), (1080, Some(540), 5400));
    // The picture itself is there, where the link leads.
    let original = value(body_of(&page), "href").strip_prefix("../../").unwrap();
    assert_eq!(files[original], tall);
    let text = value(&page, "data-strips");
    let thumb = value(&page, "data-thumb");
    let mut expected = format!(
        "<figure><a class=\"tall\" href=\"../../{original}\" data-from=\"../../{original}\" data-size=\"1200 6000\" \
         data-strips=\"{text}\" data-width=\"1024 32 16 8\" data-thumb=\"{thumb}\" aria-label=\"A &quot;scroll&quot;\">"
    );
    for (number, strip) in strips.strips.iter().enumerate() {
        let (wide, narrow, height) = (strip.wide.path(), strip.narrow.unwrap().path(), strips.rows(number));
        let image = |how: &str| {
            format!(
                "<img class=\"strip\" src=\"../../{wide}\" srcset=\"../../{narrow} 540w, ../../{wide} 1080w\" \
                 sizes=\"(max-width: 40rem) 100vw, 46rem\" width=\"1080\" height=\"{height}\"{how} decoding=\"async\" alt=\"\">"
            )
        };
        expected.push_str(&match number {
            0 => image(" fetchpriority=\"high\""),
            1 => image(""),
            _ => format!(
                "<canvas class=\"strip\" width=\"1080\" height=\"{height}\"><noscript>{}</noscript></canvas>",
                image(" loading=\"lazy\"")
            ),
        });
        for (name, size) in [(&wide, (1080, height)), (&narrow, (540, height / 2))] {
            let found = imagesize::blob_size(&files[name]).unwrap();
            assert_eq!((found.width, found.height), (size.0, size.1 as usize), "{name}");
        }
    }
    expected.push_str("</a></figure></div>");
    assert_eq!(body_of(&page), expected);
}

#[test]
fn at_most_two_strips_are_loaded_at_once() {
    let desk = Desk::new(&[
        ("p.md", &post("P", "2024-01-01", "![1](tall.png)\n\n![2](tall.png)\n\n![3](other.png)")),
        ("q.md", &post("Q", "2024-01-01", &format!("{}\n\n![1](tall.png)", "Words. ".repeat(400)))),
        ("r.md", &post("R", "2024-01-01", "![1](small.png)\n\n![2](other.png)")),
    ]);
    desk.write("tall.png", encoded(&striped(1080, 4000), ImageFormat::Png));
    desk.write("other.png", encoded(&striped(1000, 4000), ImageFormat::Png));
    desk.write("small.png", encoded(&striped(400, 100), ImageFormat::Png));
    built_reader(&desk, 1);
    assert_eq!(reader::build(&desk).code, Some(0));
    for (title, at_once) in [("P", 2), ("Q", 0), ("R", 2)] {
        let page = desk.page(title);
        // What is not within a noscript.
        let shown: String =
            body_of(&page).split("<noscript>").map(|part| part.rsplit("</noscript>").next().unwrap()).collect();
        let images = shown.matches("<img").count();
        let first = body_of(&page).matches("fetchpriority").count();
        assert_eq!((images, first), (at_once, usize::from(at_once > 0)), "{title}: {shown}");
    }
}

#[test]
fn without_a_reader_the_browser_loads_what_comes_near() {
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", "![1](tall.png)\n\n![2](small.png)"))]);
    desk.write("tall.png", encoded(&striped(1080, 4000), ImageFormat::Png));
    desk.write("small.png", encoded(&striped(400, 100), ImageFormat::Png));
    desk.build();
    let page = desk.page("P");
    assert!(!body_of(&page).contains("<canvas") && !body_of(&page).contains("<noscript"), "{page}");
    let lazy = body_of(&page).matches(" loading=\"lazy\"").count();
    assert_eq!((lazy, strips(&page).strips.len()), (3, 4), "{page}");
}

#[test]
fn in_a_link_of_the_authors_a_tall_picture_is_none() {
    let desk =
        Desk::new(&[("p.md", &post("P", "2024-01-01", "<p><a href=https://shop.example/><img src=tall.png></a></p>"))]);
    desk.write("tall.png", encoded(&striped(300, 900), ImageFormat::Png));
    desk.build();
    let page = desk.page("P");
    assert!(body_of(&page).contains("<span class=\"tall\" role=\"img\" data-from=\"../../images/"), "{page}");
    assert!(!body_of(&page).contains("class=\"tall\" href"), "{page}");
    assert_eq!(body_of(&page).matches("<a ").count(), 1, "{page}");
    assert_eq!(strips(&page).narrow, None);
    assert!(!body_of(&page).contains("srcset"), "{page}");
}

#[test]
fn a_picture_that_runs_with_the_text_is_not_cut() {
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", "words <img class=emoji height=40 src=tall.png> words"))]);
    desk.write("tall.png", encoded(&striped(300, 900), ImageFormat::Png));
    desk.build();
    let page = desk.page("P");
    assert!(page.contains("class=\"inline\"") && !page.contains("data-strips"), "{page}");
}

#[test]
fn what_moves_is_never_touched() {
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", "![x](tall.gif)"))]);
    let gif = moving(200, 900);
    desk.write("tall.gif", &gif);
    desk.build();
    assert_eq!(of_kind(&desk.files(), "gif"), [&gif]);
    let page = desk.page("P");
    assert!(!page.contains("data-strips") && page.contains("data-thumb"), "{page}");
}

#[test]
fn a_drawing_is_never_touched_and_a_page_is_none() {
    let body = "![Drawing](drawing.svg)\n\n![Page](page.svg)";
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", body))]);
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 640 480'><path d='M0 0h9v9z'/></svg>";
    desk.write("drawing.svg", drawing);
    desk.write("page.svg", drawing.replace("<path", "<script>alert(1)</script><path"));
    desk.build().says(
        "the picture page.svg is neither in the content folder nor an address; its description stands in its place",
    );
    let (files, page) = (desk.files(), desk.page("P"));
    assert_eq!(of_kind(&files, "svg"), [drawing.as_bytes()]);
    assert!(
        body_of(&page).contains("width=\"640\" height=\"480\"") && body_of(&page).contains("<p>Page</p>"),
        "{page}"
    );
}

#[test]
fn a_smaller_encoding_stands_in_for_the_picture() {
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", "![x](photo.bmp)"))]);
    desk.write("photo.bmp", encoded(&striped(400, 300), ImageFormat::Bmp));
    desk.build();
    let (files, page) = (desk.files(), desk.page("P"));
    assert_eq!(of_kind(&files, "bmp").len(), 0);
    let shown = value(body_of(&page), "src").strip_prefix("../../").unwrap();
    assert_eq!(image::load_from_memory(&files[shown]).unwrap().to_rgb8(), striped(400, 300));
    assert!(page.contains("width=\"400\" height=\"300\""), "{page}");
}

#[test]
fn a_broken_picture_is_a_warning_and_stands_as_it_is() {
    let desk = Desk::new(&[
        ("p.md", &post("P", "2024-01-01", "x\n\n![x](half.jpg)\n\n![y](whole.jpg)")),
        ("q.md", &post("Q", "2024-01-02", "![Too large](bomb.png)")),
    ]);
    let jpeg = encoded(&striped(600, 2000), ImageFormat::Jpeg);
    desk.write("whole.jpg", &jpeg);
    desk.write("half.jpg", &jpeg[..jpeg.len() / 2]);
    // Its header alone: 30,000 x 30,000 pixels.
    let mut bomb = encoded(&striped(8, 8), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    desk.write("bomb.png", &bomb);
    let run = desk.build();
    run.says("warning: p.md:6: the picture half.jpg is broken (it is cut off); shown as it is [broken-picture]");
    run.says(
        "the picture bomb.png is broken (it has 900 megapixels); its description stands in its place [broken-picture]",
    );
    let page = desk.page("P");
    assert_eq!(page.matches("class=\"tall\"").count(), 1, "{page}");
    assert!(of_kind(&desk.files(), "jpg").contains(&&jpeg[..jpeg.len() / 2].to_vec()));
    assert_eq!(of_kind(&desk.files(), "png").len(), 0);
    assert_eq!(body_of(&desk.page("Q")), "<p>Too large</p></div>");
}

#[test]
fn what_a_camera_writes_down_is_not_published() {
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", "![x](tall.jpg)\n\n![y](small.jpg)\n\n![z](half.jpg)"))]);
    let secret = b"48.2083 N 16.3731 E";
    for (name, picture) in [("tall.jpg", striped(600, 2000)), ("small.jpg", grain(100, 40, 1))] {
        let mut jpeg = Vec::new();
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 10);
        picture.write_with_encoder(encoder).unwrap();
        let note = [&b"\xff\xfe\x00\x15"[..], secret].concat();
        let noted = [&jpeg[..2], &note, &jpeg[2..]].concat();
        desk.write("half.jpg", &noted[..noted.len() - 60]);
        desk.write(name, noted);
    }
    desk.build().says("the picture half.jpg is broken (it is cut off); shown as it is");
    let files = desk.files();
    // The whole of the tall one, the small one, which nothing makes smaller, and the one of which nothing can be made.
    assert_eq!(of_kind(&files, "jpg").len(), 3);
    assert!(files.values().all(|bytes| !bytes.windows(secret.len()).any(|window| window == secret)));
    desk.build().says(" 0 files written, ");
}

#[test]
fn nothing_is_made_twice() {
    let posts = ["one", "two"]
        .map(|name| post(name, "2024-01-01", &format!("![x](images/{name}.png)\n\n![y](images/both.png)")));
    let desk = Desk::new(&[("one.md", &posts[0]), ("two.md", &posts[1])]);
    // The same picture under three names.
    for name in ["one", "two", "both"] {
        desk.write(format!("images/{name}.png"), encoded(&striped(700, 2500), ImageFormat::Png));
    }
    let times = || -> BTreeMap<String, SystemTime> {
        let time = |path: &String| fs::metadata(desk.site().join(path)).unwrap().modified().unwrap();
        desk.files().into_keys().map(|path| (path.clone(), time(&path))).collect()
    };
    desk.run(&["--timings"]).says("1 pictures of 1.8 megapixels made in ");
    let (before, files) = (times(), desk.files());
    let strips = strips(&desk.page("one"));
    // Wide and narrow strips, one thumbnail; and the picture itself.
    assert_eq!(of_kind(&files, "webp").len(), strips.strips.len() * 2 + 1);
    assert_eq!(of_kind(&files, "png").len(), 1);
    let run = desk.run(&["--timings"]);
    run.says("0 pictures of 0.0 megapixels made in ");
    run.says(" 0 files written, ");
    assert_eq!(times(), before);
    // Another quality makes others, and the first ones are not forgotten.
    desk.run(&["--timings", "--images-quality", "30"]).says("1 pictures of ");
    let bytes = |files: &Files| of_kind(files, "webp").into_iter().map(Vec::len).sum::<usize>();
    assert!(bytes(&desk.files()) < bytes(&files));
    desk.run(&["--timings"]).says("0 pictures of ");
    assert_eq!(desk.files(), files);
    // The site's own settings say it as well.
    desk.write("handscroll.toml", "[images]\nquality = 30\n");
    desk.run(&["--timings"]).says("0 pictures of ");
    assert!(bytes(&desk.files()) < bytes(&files));
}

#[test]
fn what_is_missing_among_what_was_kept_is_made_again() {
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", "![x](tall.png)"))]);
    desk.write("tall.png", encoded(&striped(600, 1500), ImageFormat::Png));
    let cache = desk.root().join("kept");
    let build = || desk.run(&["--timings", "--cache", cache.to_str().unwrap()]);
    build().says("1 pictures of ");
    let files = desk.files();
    let kept: Vec<_> = fs::read_dir(cache.join("made/files")).unwrap().map(|entry| entry.unwrap().path()).collect();
    fs::write(&kept[0], "").unwrap();
    build().says("1 pictures of ");
    assert_eq!(desk.files(), files);
    for record in fs::read_dir(cache.join("made/records")).unwrap() {
        fs::write(record.unwrap().path(), "{}").unwrap();
    }
    build().says("1 pictures of ");
    assert_eq!(desk.files(), files);
}

#[test]
fn the_first_view_of_the_library_is_light() {
    let desk = Desk::new(&[]);
    for number in 0..24 {
        let cover = format!(
            "---\ntitle: Row {number}\ndate: 2024-01-{:02}\nlang: en\ncover: c{number}.png\n---\nx",
            number + 1
        );
        desk.write(format!("p{number}.md"), cover);
        desk.write(format!("c{number}.png"), encoded(&grain(400, 300, number), ImageFormat::Png));
    }
    desk.build();
    let page = desk.text("index.html");
    let thumbnails = page.split(" src=\"images/").skip(1).map(|rest| rest.split('"').next().unwrap());
    let weights: Vec<u64> =
        thumbnails.map(|name| fs::metadata(desk.site().join("images").join(name)).unwrap().len()).collect();
    assert_eq!(weights.len(), 20);
    assert!(weights.iter().sum::<u64>() + page.len() as u64 <= 200_000, "{weights:?} and {}", page.len());
}

#[test]
fn a_tall_avif_stays_whole_and_that_is_told() {
    // No more than what says its size.
    let boxed = |name: &[u8], content: &[u8]| {
        [&u32::try_from(content.len() + 8).unwrap().to_be_bytes(), name, content].concat()
    };
    let avif = |width: u32, height: u32| {
        let size = boxed(b"ispe", &[[0; 4], width.to_be_bytes(), height.to_be_bytes()].concat());
        let meta = [&[0; 4][..], &boxed(b"iprp", &boxed(b"ipco", &size))].concat();
        [boxed(b"ftyp", b"avif\0\0\0\0avif"), boxed(b"meta", &meta)].concat()
    };
    let desk = Desk::new(&[("p.md", &post("P", "2024-01-01", "x\n\n![x](tall.avif)\n\n![y](wide.avif)"))]);
    desk.write("tall.avif", avif(600, 4000));
    desk.write("wide.avif", avif(600, 400));
    let run = desk.build();
    run.says(
        "p.md:6: the picture tall.avif is to be cut into strips, and is an AVIF, which nothing here decodes; shown whole; \
         a JPEG, PNG or WebP of it would be cut [uncut-picture]",
    );
    assert!(!run.said.contains("the picture wide.avif"), "{}", run.said);
    let page = desk.page("P");
    assert!(!page.contains("data-strips") && page.contains("width=\"600\" height=\"4000\""), "{page}");
    assert_eq!(of_kind(&desk.files(), "avif").len(), 2);
}
