//! Draws tall pictures for the press's bench: `scrolls DIR COUNT`. Panels of text in many colours, a photograph between
//! them, as JPEGs of 1080 x 5500 pixels; always the same ones.

#[path = "../tests/drawn/mod.rs"]
mod drawn;

use std::path::PathBuf;
use std::{env, fs, thread};

use anyhow::Context;
use image::{GenericImage as _, RgbImage};

const WIDTH: u32 = 1080;
const HEIGHT: u32 = 5500;
/// Rows of a photograph between two panels of text.
const PHOTOGRAPH: u32 = 700;

fn main() -> anyhow::Result<()> {
    let mut arguments = env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().context("name a folder")?);
    let count: u64 = arguments.next().and_then(|count| count.to_str()?.parse().ok()).context("say how many")?;
    fs::create_dir_all(&folder)?;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let draw = |first: usize| {
            let folder = &folder;
            move || -> anyhow::Result<()> {
                for number in (first as u64..count).step_by(threads) {
                    fs::write(folder.join(format!("{number}.jpg")), drawn::jpeg(&scroll(number)?))?;
                }
                Ok(())
            }
        };
        let threads: Vec<_> = (0..threads).map(|first| scope.spawn(draw(first))).collect();
        let ended =
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| anyhow::bail!("it cannot be drawn")));
        ended.collect::<anyhow::Result<Vec<()>>>().map(drop)
    })
}

fn scroll(number: u64) -> anyhow::Result<RgbImage> {
    let size = 28 + u32::try_from(number % 5)? * 6;
    let (mut scroll, _) = drawn::page_of_text(WIDTH, HEIGHT, size, number);
    for (panel, rows) in scroll.clone().rows().enumerate() {
        // Each stretch of the page has its own paper.
        let shade = u8::try_from(panel / 900 * 37 % 90)?;
        for (column, pixel) in rows.enumerate() {
            let tinted = pixel.0.map(|light| light.saturating_sub(shade));
            scroll.put_pixel(u32::try_from(column)?, u32::try_from(panel)?, image::Rgb(tinted));
        }
    }
    for top in [1200, 3600] {
        scroll.copy_from(&drawn::photograph(WIDTH, PHOTOGRAPH, number), 0, top)?;
    }
    Ok(scroll)
}
