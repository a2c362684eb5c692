//! What a site says of itself to a device that would keep it: a manifest that holds at any address, and icons that are what
//! it says.

use image::RgbaImage;
use serde_json::{Value, json};

use crate::page;
use crate::publisher::{Desk, post};
use crate::reader::{build, built_reader};

/// A site with one article and the reader.
fn site(settings: &str) -> Desk {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x")), ("handscroll.toml", settings)]);
    built_reader(&desk, 1);
    assert_eq!(build(&desk).code, Some(0));
    desk
}

fn manifest(desk: &Desk) -> Value {
    serde_json::from_str(&desk.text("site.webmanifest")).unwrap()
}

fn addresses(images: &Value) -> Vec<&str> {
    images.as_array().unwrap().iter().map(|image| image["src"].as_str().unwrap()).collect()
}

fn decoded(desk: &Desk, path: &str) -> RgbaImage {
    image::load_from_memory(&desk.files()[path]).unwrap().to_rgba8()
}

#[test]
fn the_manifest_says_what_the_site_is_and_nothing_of_where() {
    let settings = "title = '长卷 & “more”'\ndescription = 'Long pictures.'\nlanguage = 'zh-Hans'\nbase_url = 'https://read.example/sub/'";
    let desk = site(settings);
    let mut manifest = manifest(&desk);
    let icons = manifest["icons"].take();
    let kinds: Vec<_> =
        icons.as_array().unwrap().iter().map(|icon| (icon["sizes"].clone(), icon["purpose"].clone())).collect();
    assert_eq!(
        kinds,
        [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")]
            .map(|(size, purpose)| (size.into(), purpose.into()))
    );
    for shortcut in manifest["shortcuts"].as_array_mut().unwrap() {
        assert_eq!(shortcut["icons"].take(), icons);
    }
    let screenshots = manifest["screenshots"].take();
    let expected = json!({
        "name": "长卷 & “more”", "description": "Long pictures.", "lang": "zh-Hans",
        "start_url": "./", "scope": "./", "display": "standalone",
        "theme_color": "#fbfaf7", "background_color": "#fbfaf7",
        "icons": null,
        "shortcuts": [{"name": "已存", "url": "saved/", "icons": null}, {"name": "目录", "url": "./", "icons": null}],
        "screenshots": null,
    });
    assert_eq!(manifest, expected);
    let shapes: Vec<&Value> = screenshots.as_array().unwrap().iter().map(|shot| &shot["form_factor"]).collect();
    assert_eq!(shapes, ["narrow", "wide"]);
    for shot in screenshots.as_array().unwrap() {
        let (width, height) = decoded(&desk, shot["src"].as_str().unwrap()).dimensions();
        assert_eq!(shot["sizes"], format!("{width}x{height}"), "{shot}");
        // Chromium shows no others.
        assert!(
            width.min(height) >= 320 && width.max(height) <= 3840 && width.max(height) * 10 <= width.min(height) * 23
        );
    }
}

#[test]
fn icons_are_what_the_manifest_says() {
    let desk = site("title = 'T'");
    let icons = manifest(&desk)["icons"].take();
    for icon in icons.as_array().unwrap() {
        let image = decoded(&desk, icon["src"].as_str().unwrap());
        assert_eq!(icon["sizes"], format!("{0}x{0}", image.width()), "{icon}");
        assert_eq!(icon["type"], "image/png");
        let (middle, reach) = (f64::from(image.width()) / 2.0, f64::from(image.width()) * 0.4);
        let is_outside = |x: u32, y: u32| (f64::from(x) - middle).hypot(f64::from(y) - middle) > reach;
        let mut outside: Vec<_> =
            image.enumerate_pixels().filter(|(x, y, _)| is_outside(*x, *y)).map(|(_, _, colour)| colour.0).collect();
        outside.sort_unstable();
        outside.dedup();
        match icon["purpose"].as_str() {
            // Whatever shape a system cuts, it cuts ground alone.
            Some("maskable") => assert_eq!(outside, [[0xf3, 0xea, 0xd9, 0xff]], "{icon}"),
            _ => assert_eq!(image.get_pixel(0, 0).0[3], 0, "{icon} has corners of its own"),
        }
    }
}

#[test]
fn pages_of_the_reader_name_the_manifest_and_apples_icon() {
    let desk = site("title = 'T'");
    let files = desk.files();
    let mut named = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let elements = page::elements(std::str::from_utf8(bytes).unwrap());
        let address = |rel: &str| {
            let link = elements.iter().find(|element| element.name == "link" && element.attribute("rel") == Some(rel));
            link.map(|link| link.attribute("href").unwrap().to_owned())
        };
        let up = "../".repeat(path.matches('/').count());
        if path == "404.html" {
            assert_eq!((address("manifest"), address("apple-touch-icon")), (None, None));
            continue;
        }
        named += 1;
        assert_eq!(address("manifest"), Some(format!("{up}site.webmanifest")), "{path}");
        let icon = address("apple-touch-icon").unwrap();
        let image = decoded(&desk, icon.strip_prefix(&up).unwrap());
        assert_eq!(image.dimensions(), (180, 180));
        // iOS puts black behind what is not covered.
        assert!(image.pixels().all(|pixel| pixel.0[3] == 0xff), "{path}");
    }
    assert_eq!(named, 5);
    assert!(addresses(&manifest(&desk)["icons"]).iter().all(|address| address.starts_with("images/")));
}

#[test]
fn a_site_without_the_reader_is_not_to_be_installed() {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x"))]);
    desk.build();
    for (path, bytes) in desk.files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!path.ends_with(".webmanifest") && !text.contains("manifest\""), "{path}");
        assert!(!path.ends_with(".html") || text.contains("name=\"theme-color\""), "{path}");
    }
}
