//! Strips pixel by pixel: together they are the picture, and nobody sees where it was cut.

use std::fmt::{self, Write as _};

use anyhow::{Context as _, bail, ensure};
use e2e::{BASE, Browser, Engine, Post, Screen, Server, Site, at_each_engine};
use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};
use serde_json::json;

at_each_engine!(
    strips_are_the_picture,
    no_width_shows_a_seam,
    no_pixel_ratio_shows_a_seam,
    with_scripts_off_no_seam_is_seen,
);

/// Of 255, how far a colour may be from what it should be: WebP keeps colours at half the resolution, and in whole steps.
const TOLERANCE: i32 = 4;

/// The colour of a picture of one colour, and a colour that would show through a seam.
const FLAT: u8 = 96;
const BEHIND: [u8; 3] = [255, 0, 0];

/// Widths of pictures, in pixels, and whether a part of them can be seen through: each is cut in another way.
const KINDS: &[(u32, bool)] = &[(1_080, false), (800, false), (540, false), (300, false), (800, true)];
/// Rows of each of them.
const HEIGHT: u32 = 5_000;

/// Everything on the screen is there.
const IS_SHOWN: &str = "[...document.querySelectorAll('.tall > .strip')].every((strip) => {
      const { top, bottom } = strip.getBoundingClientRect();
      return top >= innerHeight || bottom <= 0 || (strip.querySelector('img') ?? strip).naturalWidth > 0;
    })";

/// The rows and the middle column of the picture on the screen, in pixels of the device.
async fn area(browser: &Browser) -> anyhow::Result<(f64, f64, u32)> {
    let area = browser
        .value(
            "(({ top, bottom, left, width }) => [top, Math.min(bottom, innerHeight), left + width / 2]\
               .map((length) => length * devicePixelRatio))(document.querySelector('.tall').getBoundingClientRect())",
        )
        .await?;
    let number = |at: usize| area[at].as_f64().context("no number");
    Ok((number(0)?, number(1)?, number(2)? as u32))
}

/// Scrolls so that the picture's strip of that number begins near the middle of the screen. The tools would lie over it.
async fn go_to_seam(browser: &Browser, number: usize) -> anyhow::Result<()> {
    browser.value("document.querySelector('.reading-tools')?.remove()").await?;
    let seam = format!("document.querySelectorAll('.tall > .strip')[{number}].getBoundingClientRect().top + scrollY");
    let top = browser.number(&seam).await? - browser.number("innerHeight").await? / 2.0;
    browser.scroll_to(top).await?;
    browser.wait("the strips on the screen", IS_SHOWN).await
}

/// So many rows at the top of the screen the line of progress may lie over.
const PROGRESS_ROWS: u32 = 12;

/// The screen, and where the picture was on it. A page whose width has changed keeps the place one reads at, a frame later.
async fn seen_at_rest(browser: &Browser) -> anyhow::Result<(RgbImage, (f64, f64, u32))> {
    for _ in 0..5 {
        let before = area(browser).await?;
        let seen = browser.screenshot().await?;
        if area(browser).await? == before {
            return Ok((seen, before));
        }
    }
    bail!("the picture does not stand still");
}

/// Every row of the picture on the screen has its colour. The first and the last may be mixed with what is around them.
async fn is_flat(browser: &Browser) -> anyhow::Result<()> {
    let (seen, (top, bottom, column)) = seen_at_rest(browser).await?;
    let rows = PROGRESS_ROWS.max(top.max(0.0).ceil() as u32 + 1)..(bottom.floor() as u32 - 1).min(seen.height());
    ensure!(rows.len() > 200, "too little of the picture is on the screen: {rows:?}");
    for row in rows {
        let colour = seen.get_pixel(column, row).0;
        let is_flat = colour.iter().all(|channel| (i32::from(*channel) - i32::from(FLAT)).abs() <= TOLERANCE);
        ensure!(is_flat, "row {row} of {top}..{bottom} is {colour:?}");
    }
    Ok(())
}

/// An article for each kind of picture, whose colours are these.
fn site(colour: fn(u32, u32) -> [u8; 3]) -> anyhow::Result<Site> {
    let post = |at: usize| {
        let body = format!("<p>A picture.</p><p><img src=\"pictures/{at}.png\" alt=\"A picture\"></p>");
        Post::new(&format!("kind-{at}"), "A picture", body)
    };
    let posts: Vec<Post> = (0..KINDS.len()).map(post).collect();
    Site::beside(&posts, |content| {
        std::fs::create_dir_all(content.join("pictures"))?;
        for (at, (width, with_alpha)) in KINDS.iter().enumerate() {
            let picture: DynamicImage = match with_alpha {
                false => RgbImage::from_fn(*width, HEIGHT, |x, y| Rgb(colour(x, y))).into(),
                true => RgbaImage::from_fn(*width, HEIGHT, |x, y| {
                    let [red, green, blue] = colour(x, y);
                    Rgba([red, green, blue, alpha(x)])
                })
                .into(),
            };
            picture.save(content.join(format!("pictures/{at}.png")))?;
        }
        Ok(())
    })
}

/// Of what can be seen through: the left quarter of 800 columns.
fn alpha(x: u32) -> u8 {
    if x < 200 { 128 } else { 255 }
}

/// The rows at which a strip of the article's picture begins that another is above of.
async fn seams(browser: &Browser) -> anyhow::Result<Vec<u32>> {
    let strips = browser.text("document.querySelector('.tall').dataset.strips").await?;
    let heights = strips.split(' ').skip(1).filter_map(|strip| strip.split('.').next()?.parse::<u32>().ok());
    let mut tops: Vec<u32> = heights.scan(0, |top, height| Some(std::mem::replace(top, *top + height))).collect();
    ensure!(tops.len() >= 4, "{strips} are few strips");
    tops.remove(0);
    Ok(tops)
}

/// What is behind the strips is of a colour that they do not have, and nothing else is there.
async fn show_behind(browser: &Browser) -> anyhow::Result<()> {
    let [red, green, blue] = BEHIND;
    set_style(browser, "background", &format!("rgb({red}, {green}, {blue})")).await?;
    let hide = "new MutationObserver(() => document.querySelector('.thumb')?.style.setProperty('display', 'none'))\
        .observe(document.querySelector('.tall'), { childList: true }), document.querySelector('.thumb')?.style.setProperty('display', 'none')";
    browser.value(hide).await.map(drop)
}

async fn set_style(browser: &Browser, name: &str, value: &str) -> anyhow::Result<()> {
    let set = format!("document.querySelector('.tall').style.setProperty({}, {})", json!(name), json!(value));
    browser.value(&set).await.map(drop)
}

/// Pixels of a side of the squares that are looked at one by one.
const SIDE: u32 = 8;

/// A colour for each square of a picture, unlike those around it in each of its three channels.
fn square(x: u32, y: u32) -> [u8; 3] {
    let at = (x / SIDE).wrapping_mul(0x9e37_79b1) ^ (y / SIDE).wrapping_mul(0x85eb_ca6b);
    let mixed = (at ^ (at >> 15)).wrapping_mul(0x2c1b_3c6d);
    [mixed >> 8, mixed >> 16, mixed >> 24].map(|channel| 48 + (channel % 5 * 40) as u8)
}

/// How far what is seen is from what should be, in steps of 255: on the whole, in the worst row, and in the worst square.
struct Strangeness {
    whole: f64,
    row: f64,
    square: f64,
    /// Where that is.
    at: (u32, u32),
}

impl fmt::Display for Strangeness {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { whole, row, square, at } = self;
        write!(formatter, "{whole:.2} on the whole, {row:.2} in a row, {square:.2} in the square at {at:?}")
    }
}

fn strangeness(seen: &RgbImage, (width, height): (u32, u32), expected: impl Fn(u32, u32) -> [u8; 3]) -> Strangeness {
    let across = width.div_ceil(SIDE);
    let mut rows = vec![0_u32; height as usize];
    let mut squares = vec![0_u32; (across * height.div_ceil(SIDE)) as usize];
    for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        let (is, should) = (seen.get_pixel(x, y).0, expected(x, y));
        let off: u32 = is.iter().zip(should).map(|(is, should)| u32::from(is.abs_diff(should))).sum();
        rows[y as usize] += off;
        squares[(y / SIDE * across + x / SIDE) as usize] += off;
    }
    let worst =
        |sums: &[u32], pixels: u32| f64::from(sums.iter().copied().max().unwrap_or(u32::MAX)) / f64::from(3 * pixels);
    let whole = rows.iter().map(|sum| f64::from(*sum)).sum::<f64>() / f64::from(3 * width * height);
    let at = (0_u32..).zip(&squares).max_by_key(|(_, off)| **off).map_or(0, |(at, _)| at);
    let at = (at % across * SIDE, at / across * SIDE);
    Strangeness { whole, row: worst(&rows, width), square: worst(&squares, SIDE * SIDE), at }
}

/// What WebP of quality 80 takes from such squares is less: at most 9.0, 23.9 and 25.8 were seen. What a strip out of its place
/// would add is more: two such squares are 64 apart on the mean.
const MOST: Strangeness = Strangeness { whole: 12.0, row: 32.0, square: 40.0, at: (0, 0) };

async fn strips_are_the_picture(engine: Engine) -> anyhow::Result<()> {
    let site = site(square)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    let mut found = String::new();
    for (at, (width, with_alpha)) in KINDS.iter().enumerate() {
        browser.read(&server.address(&format!("a/kind-{at}/"))).await?;
        // The ways past a picture and into it lie over it, once they have come.
        browser.wait("the ways past the picture", "document.querySelector('.prose .aid')").await?;
        browser.value("document.querySelectorAll('.reading-tools, .aid').forEach((over) => over.remove())").await?;
        show_behind(&browser).await?;
        // A pixel of the picture for each of the screen, beginning at a whole one.
        let own = format!("{width}px");
        for (name, value) in [("max-width", "none"), ("position", "fixed"), ("left", "0px"), ("width", &own)] {
            set_style(&browser, name, value).await?;
        }
        for seam in [vec![0], seams(&browser).await?].concat() {
            let above = seam.saturating_sub(300);
            set_style(&browser, "top", &format!("-{above}px")).await?;
            browser.value("window.dispatchEvent(new Event('scroll'))").await?;
            browser.wait("the strips on the screen", IS_SHOWN).await?;
            let seen = browser.screenshot().await?;
            let should_be = |x: u32, y: u32| {
                let part = if *with_alpha { f64::from(alpha(x)) / 255.0 } else { 1.0 };
                let mut colour = square(x, above + PROGRESS_ROWS + y);
                for (channel, behind) in colour.iter_mut().zip(BEHIND) {
                    *channel = (f64::from(*channel) * part + f64::from(behind) * (1.0 - part)).round() as u8;
                }
                colour
            };
            let rows = (seen.height().min(HEIGHT - above) - PROGRESS_ROWS).min(600);
            let seen = image::imageops::crop_imm(&seen, 0, PROGRESS_ROWS, *width, rows).to_image();
            let is = strangeness(&seen, (*width, rows), should_be);
            writeln!(found, "{width} wide, {with_alpha}, below {above}: {is}")?;
            let is_it = is.whole <= MOST.whole && is.row <= MOST.row && is.square <= MOST.square;
            ensure!(is_it, "what is seen is another picture:\n{found}");
        }
    }
    browser.close().await
}

async fn no_width_shows_a_seam(engine: Engine) -> anyhow::Result<()> {
    let site = site(|_, _| [FLAT; 3])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    for (at, kind) in KINDS.iter().enumerate() {
        browser.read(&server.address(&format!("a/kind-{at}/"))).await?;
        show_behind(&browser).await?;
        for width in ["390px", "389.5px", "371.3px", "333.33px", "361px"] {
            set_style(&browser, "width", width).await?;
            for seam in [1, 3] {
                go_to_seam(&browser, seam).await?;
                is_flat(&browser).await.with_context(|| format!("{kind:?}, {width} wide, at strip {seam}"))?;
            }
        }
    }
    browser.close().await
}

async fn with_scripts_off_no_seam_is_seen(engine: Engine) -> anyhow::Result<()> {
    let site = site(|_, _| [FLAT; 3])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.stop_scripts().await?;
    for (at, kind) in KINDS.iter().enumerate().take(3) {
        browser.go(&server.address(&format!("a/kind-{at}/"))).await?;
        browser.wait("the picture", "document.querySelector('.tall > canvas.strip:last-child img')").await?;
        show_behind(&browser).await?;
        for (width, seam) in [("389.5px", 1), ("333.33px", 3)] {
            set_style(&browser, "width", width).await?;
            go_to_seam(&browser, seam).await?;
            is_flat(&browser).await.with_context(|| format!("{kind:?}, {width} wide, at strip {seam}"))?;
        }
        let ratio = "(({ width, height }) => height / width)(document.querySelector('.tall').getBoundingClientRect())";
        let (is, should) = (browser.number(ratio).await?, f64::from(HEIGHT) / f64::from(kind.0));
        ensure!((is / should - 1.0).abs() < 0.001, "{kind:?}: {is} times as high as wide in place of {should}");
    }
    browser.close().await
}

async fn no_pixel_ratio_shows_a_seam(engine: Engine) -> anyhow::Result<()> {
    let site = site(|_, _| [FLAT; 3])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    for (width, ratio) in
        [(390, 1.0), (411, 1.25), (413, 1.5), (390, 2.0), (412, 2.625), (393, 2.75), (360, 3.0), (1_281, 1.1)]
    {
        browser.show_at(width, 800, ratio).await?;
        for (at, kind) in KINDS.iter().enumerate() {
            browser.read(&server.address(&format!("a/kind-{at}/"))).await?;
            show_behind(&browser).await?;
            for seam in if at == 0 { 1..5 } else { 1..3 } {
                go_to_seam(&browser, seam).await?;
                let here = || format!("{kind:?}, {width} wide, ratio {ratio}, at strip {seam}");
                is_flat(&browser).await.with_context(here)?;
            }
        }
    }
    browser.close().await
}
