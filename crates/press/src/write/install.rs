//! What a device needs to keep the site like a program: `site.webmanifest`, icons, pictures of how it looks. Knows the site's
//! name and words; must not know its articles, nor how a browser installs.

use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use handscroll_core::address;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::folder::{Content, File, Turn};
use super::frame::{PAPER, Site};

/// The manifest's name, at the root: what it says is relative to where it stands.
pub const MANIFEST: &str = "site.webmanifest";

/// A picture that every site has: drawn by `cargo xtask fixtures`, or taken by `cargo xtask screenshots`.
struct Picture {
    /// Its address: with the pictures, not with the reader's files, because none of these is needed to read without a network.
    path: LazyLock<String>,
    bytes: &'static [u8],
    /// Width and height in pixels.
    size: (u32, u32),
    media_type: &'static str,
    /// What a manifest calls its use.
    purpose: &'static str,
}

macro_rules! picture {
    ($name:literal, $ending:literal, $width:literal x $height:literal, $purpose:literal) => {
        Picture {
            path: LazyLock::new(|| {
                let hash = HEXLOWER
                    .encode(&Sha256::digest(include_bytes!(concat!("../../install/", $name, ".", $ending)))[..8]);
                format!("images/{hash}.{}", $ending)
            }),
            bytes: include_bytes!(concat!("../../install/", $name, ".", $ending)),
            size: ($width, $height),
            media_type: concat!("image/", $ending),
            purpose: $purpose,
        }
    };
}

/// Icons as they are, and one that systems may cut to any shape.
static ICONS: [Picture; 3] = [
    picture!("icon-192", "png", 192 x 192, "any"),
    picture!("icon-512", "png", 512 x 512, "any"),
    picture!("icon-maskable-512", "png", 512 x 512, "maskable"),
];

/// The icon on the home screen of iOS, which reads no manifest for it.
static TOUCH_ICON: Picture = picture!("apple-touch-icon", "png", 180 x 180, "any");

/// How the reader looks, by the shape of the screen: with Handscroll's own samples, since a press can look at no page.
static SCREENSHOTS: [Picture; 2] = [
    picture!("screenshot-narrow", "webp", 780 x 1560, "narrow"),
    picture!("screenshot-wide", "webp", 1440 x 900, "wide"),
];

/// A web app manifest. It has no `id`, whose relative form is resolved against the origin and not against the manifest: all
/// sites of one origin would be one program. Without it, a site goes by its `start_url`, which is its root.
#[derive(Serialize)]
struct Manifest<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    lang: &'a str,
    start_url: &'static str,
    scope: &'static str,
    display: &'static str,
    theme_color: &'static str,
    background_color: &'static str,
    icons: Vec<Image>,
    shortcuts: Vec<Shortcut<'a>>,
    screenshots: Vec<Image>,
}

#[derive(Serialize)]
struct Image {
    src: &'static str,
    sizes: String,
    #[serde(rename = "type")]
    media_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form_factor: Option<&'static str>,
}

#[derive(Serialize)]
struct Shortcut<'a> {
    name: &'a str,
    url: &'static str,
    icons: Vec<Image>,
}

/// The address of the icon for `apple-touch-icon`, relative to the root.
pub fn touch_icon() -> &'static str {
    &TOUCH_ICON.path
}

/// The manifest and the files that it names.
///
/// # Errors
/// Never: JSON can express all that a site is called.
pub fn files(site: &Site) -> serde_json::Result<Vec<File>> {
    let icons = || ICONS.iter().map(icon).collect::<Vec<_>>();
    let shortcut = |name, url| Shortcut { name, url, icons: icons() };
    let manifest = Manifest {
        name: &site.title,
        description: site.description.as_deref(),
        lang: &site.language,
        start_url: "./",
        scope: "./",
        display: "standalone",
        theme_color: PAPER.light,
        background_color: PAPER.light,
        icons: icons(),
        shortcuts: vec![shortcut(site.strings.saved, address::SAVED), shortcut(site.strings.library, "./")],
        screenshots: SCREENSHOTS.iter().map(screenshot).collect(),
    };
    let text = serde_json::to_vec(&manifest)?;
    let pictures = ICONS.iter().chain([&TOUCH_ICON]).chain(&SCREENSHOTS);
    let mut files: Vec<File> = pictures.map(file).collect();
    files.push(File { turn: Turn::Feed, path: MANIFEST.to_owned(), content: Content::Bytes(text) });
    Ok(files)
}

fn file(picture: &Picture) -> File {
    File { turn: Turn::Asset, path: picture.path.clone(), content: Content::Bytes(picture.bytes.to_vec()) }
}

fn icon(picture: &'static Picture) -> Image {
    Image { purpose: Some(picture.purpose), form_factor: None, ..image(picture) }
}

fn screenshot(picture: &'static Picture) -> Image {
    Image { form_factor: Some(picture.purpose), ..image(picture) }
}

fn image(picture: &'static Picture) -> Image {
    let (width, height) = picture.size;
    Image {
        src: &picture.path,
        sizes: format!("{width}x{height}"),
        media_type: picture.media_type,
        purpose: None,
        form_factor: None,
    }
}
