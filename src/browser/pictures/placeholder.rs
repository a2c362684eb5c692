//! What is seen of a picture before it is there: its thumbhash, some 32 pixels wide, stretched over its box by the style.
//! Must not know when it is wanted.

use wasm_bindgen::{Clamped, JsCast as _};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData};

use crate::browser::document::{document, window};

/// Draws the thumbhash on a canvas, which gets its few pixels. `None` where there is none, or the browser refuses.
pub(super) fn draw(canvas: &Element, thumb: &str) -> Option<()> {
    let canvas = canvas.dyn_ref::<HtmlCanvasElement>()?;
    let text = window().atob(&thumb.replace('-', "+").replace('_', "/")).ok()?;
    // Each character stands for one byte.
    let hash: Vec<u8> = text.chars().map(|character| character as u8).collect();
    let (width, height, pixels) = thumbhash::thumb_hash_to_rgba(&hash).ok()?;
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), width as u32, height as u32).ok()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()
}

/// A canvas of its own for a tall picture, to lie behind its strips.
pub(super) fn behind(thumb: &str) -> Option<Element> {
    let canvas = document().create_element("canvas").ok()?;
    canvas.set_attribute("class", "thumb").ok()?;
    canvas.set_attribute("aria-hidden", "true").ok()?;
    draw(&canvas, thumb)?;
    Some(canvas)
}
