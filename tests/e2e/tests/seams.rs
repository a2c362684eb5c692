//! Strips pixel by pixel: together they are the picture, and nobody sees where it was cut.

use anyhow::{Context as _, ensure};
use e2e::{BASES, Browser, Engine, Post, Screen, Server, Site, at_each_engine, shade};
use image::RgbImage;
use serde_json::json;

at_each_engine!(strips_are_the_picture, no_width_shows_a_seam, no_pixel_ratio_shows_a_seam);

/// Of 255, how far a colour may be from what it should be: WebP keeps colours at half the resolution, and in whole steps.
const TOLERANCE: i32 = 4;

/// The colour of a picture of one colour, and a colour that would show through a seam.
const FLAT: u8 = 96;
const BEHIND: &str = "rgb(255, 0, 0)";

/// Everything on the screen is there.
const IS_SHOWN: &str = "[...document.querySelectorAll('.strip')].every((strip) => {
      const { top, bottom } = strip.getBoundingClientRect();
      return top >= innerHeight || bottom <= 0 || strip.naturalWidth > 0;
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
    let seam = format!("document.querySelectorAll('.strip')[{number}].getBoundingClientRect().top + scrollY");
    let top = browser.number(&seam).await? - browser.number("innerHeight").await? / 2.0;
    browser.scroll_to(top).await?;
    browser.wait("the strips on the screen", IS_SHOWN).await
}

/// So many rows at the top of the screen the line of progress may lie over.
const PROGRESS_ROWS: u32 = 12;

/// Every row of the picture on the screen has its colour. The first and the last may be mixed with what is around them.
async fn is_flat(browser: &Browser) -> anyhow::Result<()> {
    let (top, bottom, column) = area(browser).await?;
    let seen = browser.screenshot().await?;
    let rows = PROGRESS_ROWS.max(top.max(0.0).ceil() as u32 + 1)..(bottom.floor() as u32 - 1).min(seen.height());
    ensure!(rows.len() > 200, "too little of the picture is on the screen: {rows:?}");
    for row in rows {
        let colour = seen.get_pixel(column, row).0;
        let is_flat = colour.iter().all(|channel| (i32::from(*channel) - i32::from(FLAT)).abs() <= TOLERANCE);
        ensure!(is_flat, "row {row} of {top}..{bottom} is {colour:?}");
    }
    Ok(())
}

/// A picture of one colour, five strips high, over a colour that is none of its own.
async fn flat(engine: Engine) -> anyhow::Result<(Server, Browser, Site)> {
    let site = Site::beside(&[Post::scroll("scroll", 1)], |content| {
        std::fs::create_dir_all(content.join("pictures"))?;
        let flat = RgbImage::from_pixel(1_080, 5_000, image::Rgb([FLAT; 3]));
        Ok(flat.save(content.join("pictures/1.png"))?)
    })?;
    let server = Server::start(site.folder(), BASES[1]).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    Ok((server, browser, site))
}

/// What is behind the strips is of a colour that they do not have, and nothing else is there.
async fn show_behind(browser: &Browser) -> anyhow::Result<()> {
    set_style(browser, "background", BEHIND).await?;
    let hide = "new MutationObserver(() => document.querySelector('.thumb')?.style.setProperty('display', 'none'))\
        .observe(document.querySelector('.tall'), { childList: true }), document.querySelector('.thumb')?.style.setProperty('display', 'none')";
    browser.value(hide).await.map(drop)
}

async fn set_style(browser: &Browser, name: &str, value: &str) -> anyhow::Result<()> {
    let set = format!("document.querySelector('.tall').style.setProperty({}, {})", json!(name), json!(value));
    browser.value(&set).await.map(drop)
}

async fn strips_are_the_picture(engine: Engine) -> anyhow::Result<()> {
    let site = Site::with_pictures(&[Post::scroll("scroll", 1)], &[(1_080, 5_000)])?;
    let server = Server::start(site.folder(), BASES[1]).await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.value("document.querySelector('.reading-tools').remove()").await?;
    // A pixel of the picture for each of the screen, beginning at a whole one.
    for (name, value) in [("max-width", "none"), ("position", "fixed"), ("left", "0px"), ("width", "1080px")] {
        set_style(&browser, name, value).await?;
    }
    for above in [0_u32, 700, 1_800, 4_100] {
        set_style(&browser, "top", &format!("-{above}px")).await?;
        browser.value("window.dispatchEvent(new Event('scroll'))").await?;
        browser.wait("the strips on the screen", IS_SHOWN).await?;
        let seen = browser.screenshot().await?;
        let rows = seen.height().min(5_000 - above);
        let off = |row: u32| (i32::from(seen.get_pixel(540, row).0[1]) - i32::from(shade(1, above + row))).abs();
        let most = (0..rows).map(off).max().context("no rows")?;
        // Each band is 8 rows high and one step lighter than the last, but where they begin anew.
        let far = (0..rows).filter(|row| off(*row) > TOLERANCE).count();
        ensure!(far <= rows as usize / 50, "{far} of {rows} rows below {above} are off, by {most} at most");
    }
    browser.close().await
}

async fn no_width_shows_a_seam(engine: Engine) -> anyhow::Result<()> {
    let (_server, browser, _site) = flat(engine).await?;
    show_behind(&browser).await?;
    for width in ["390px", "389.5px", "371.3px", "333.33px", "361px"] {
        set_style(&browser, "width", width).await?;
        for seam in [1, 3] {
            go_to_seam(&browser, seam).await?;
            is_flat(&browser).await.with_context(|| format!("{width} wide, at strip {seam}"))?;
        }
    }
    browser.close().await
}

async fn no_pixel_ratio_shows_a_seam(engine: Engine) -> anyhow::Result<()> {
    let (_server, browser, _site) = flat(engine).await?;
    for (width, ratio) in
        [(390, 1.0), (411, 1.25), (413, 1.5), (390, 2.0), (412, 2.625), (393, 2.75), (360, 3.0), (1_281, 1.1)]
    {
        browser.show_at(width, 800, ratio).await?;
        browser.reload().await?;
        browser.reader_runs().await?;
        show_behind(&browser).await?;
        for seam in 1..5 {
            go_to_seam(&browser, seam).await?;
            is_flat(&browser).await.with_context(|| format!("{width} wide, ratio {ratio}, at strip {seam}"))?;
        }
    }
    browser.close().await
}
