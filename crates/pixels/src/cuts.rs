//! Where a tall picture is cut: at quiet rows, so that no line of text is cut through. Knows pixels alone.

use crate::pixels::Pixels;

/// The height of a strip that is aimed at, in pixels of the wide strips.
const AIM: u32 = 1024;
/// The least height of a strip that another follows.
pub(crate) const LEAST: u32 = 768;
/// The greatest height of a strip.
const MOST: u32 = 1280;
/// The last strip is at least so high, where the picture allows.
const LEAST_LAST: u32 = 256;
/// Rows on either side of a cut that are to be quiet, in pixels of the wide strips.
const AROUND: f64 = 3.0;
/// A step in brightness (0 to 255) that an eye takes for an edge, above the noise of a JPEG.
const EDGE: u8 = 24;
/// What the farthest cut in reach costs more than the one aimed at: less than one edge, more than noise.
const FARTHEST: f64 = 0.5;

/// The heights of the strips of a picture, from the top, in pixels of a picture `height` high. Where
/// `even`, cuts are at even rows only, so that strips of half the width are exactly half as high.
pub(crate) fn heights(pixels: &Pixels, height: u32, even: bool) -> Vec<u32> {
    let scale = f64::from(pixels.height) / f64::from(height);
    let mut heights = Vec::new();
    let mut top = 0;
    while height - top > MOST {
        let strip = cut(pixels, scale, top, height - top, even);
        heights.push(strip);
        top += strip;
    }
    heights.push(height - top);
    heights
}

/// The height of the strip that begins at `top`, with `left` rows to come, more than `MOST`.
fn cut(pixels: &Pixels, scale: f64, top: u32, left: u32, even: bool) -> u32 {
    let most = MOST.min(left - LEAST_LAST).max(LEAST);
    let aim = AIM.min(left / 2).clamp(LEAST, most);
    let source_row = |row: f64| (row * scale).clamp(0.0, f64::from(pixels.height)) as u32;
    let first = source_row(f64::from(top + LEAST) - AROUND);
    let last = source_row(f64::from(top + most) + AROUND + 1.0);
    let busy = busyness(pixels, first, last);
    let cost = |height: u32| {
        let at = f64::from(top + height);
        let range = (source_row(at - AROUND) - first) as usize..(source_row(at + AROUND) - first) as usize;
        let rows = busy.get(range).unwrap_or_default();
        let rows_cost = rows.iter().sum::<f64>() / rows.len().max(1) as f64;
        rows_cost + FARTHEST * f64::from(height.abs_diff(aim)) / f64::from(MOST - LEAST)
    };
    let heights = (LEAST..=most).filter(|height| !even || (top + height).is_multiple_of(2));
    let costs = heights.map(|height| (height, cost(height)));
    costs.min_by(|one, other| one.1.total_cmp(&other.1)).map_or(aim, |(height, _)| height)
}

/// How much is to be seen in each of these rows of the picture, and between it and the next: the number of edges, and
/// what is below an edge by its mean.
fn busyness(pixels: &Pixels, first: u32, last: u32) -> Vec<f64> {
    let last = last.min(pixels.height);
    let mut row = brightness(pixels, first.min(pixels.height - 1));
    (first..last)
        .map(|at| {
            let next = brightness(pixels, (at + 1).min(pixels.height - 1));
            let busy = edges(&row, &row[1..]) + edges(&row, &next);
            row = next;
            busy
        })
        .collect()
}

fn edges(one: &[u8], other: &[u8]) -> f64 {
    let (mut edges, mut sum) = (0u32, 0u32);
    for (one, other) in one.iter().zip(other) {
        let step = one.abs_diff(*other);
        edges += u32::from(step > EDGE);
        sum += u32::from(step);
    }
    f64::from(edges) + f64::from(sum) / one.len().max(1) as f64
}

/// The brightness of each pixel of a row, on white where the picture is transparent.
fn brightness(pixels: &Pixels, row: u32) -> Vec<u8> {
    let weigh = |red: u8, green: u8, blue: u8| {
        ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8
    };
    if !pixels.has_alpha {
        return pixels.row(row).as_chunks::<3>().0.iter().map(|&[red, green, blue]| weigh(red, green, blue)).collect();
    }
    let on_white = |&[red, green, blue, alpha]: &[u8; 4]| {
        let alpha = u32::from(alpha);
        ((u32::from(weigh(red, green, blue)) * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    pixels.row(row).as_chunks::<4>().0.iter().map(on_white).collect()
}
