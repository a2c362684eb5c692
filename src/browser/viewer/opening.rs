//! The wish to see a picture on the whole screen: which one, and which point of it where. Must not know how it is shown.

use handscroll_core::strips::Strips;
use handscroll_core::zoom::Pair;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, HtmlImageElement, MouseEvent};

use crate::browser::aids::picture_of;
use crate::browser::document::{self, window};
use crate::browser::listen::Listener;
use crate::browser::tall;

/// A picture of the page that is to be opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The picture, or what stands for it.
    picture: Element,
    /// What has the focus again when the viewer closes.
    pub(super) focus: HtmlElement,
    /// Which point of the picture, as shares of its sides, …
    pub(super) point: Pair,
    /// … is where on the screen, in CSS pixels.
    pub(super) place: Pair,
    /// What it shows, in words.
    pub label: String,
    /// The address of the original.
    pub original: String,
    /// Whether the original is a file of the site's own host, so that it can be saved at once.
    pub is_own: bool,
}

/// Calls `open` for each picture of a body that is clicked, tapped or entered. Those in links of the author's lead where
/// the author wants, and a click with a key held down does what it does everywhere.
pub fn watch(body: &Element, open: impl Fn(Opening) + 'static) -> Listener {
    Listener::new(body, "click", move |event| {
        let Some(mouse) = event.dyn_ref::<MouseEvent>() else { return };
        let has_keys = mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() || mouse.alt_key();
        if mouse.button() != 0 || has_keys || event.default_prevented() {
            return;
        }
        if let Some(opening) = Opening::of(mouse) {
            event.prevent_default();
            open(opening);
        }
    })
}

impl Opening {
    fn of(mouse: &MouseEvent) -> Option<Self> {
        let target = mouse.target()?.dyn_into::<Element>().ok()?;
        let closest = |selector: &str| target.closest(selector).ok().flatten();
        // A card in the place of a picture has links and buttons of its own.
        if closest("button:not(.aid *), .picture-failure").is_some() {
            return None;
        }
        let by_button = || picture_of(&closest(".aid__view")?.closest("figure").ok()??);
        let picture = closest("a.tall, figure > img, figure > canvas").or_else(by_button)?;
        let focus = if picture.local_name() == "a" { picture.clone() } else { target };
        let area = picture.get_bounding_client_rect();
        let screen = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        let is_inside = mouse.detail() > 0 && (area.top()..=area.bottom()).contains(&f64::from(mouse.client_y()));
        let place = if is_inside {
            Pair::new(f64::from(mouse.client_x()), f64::from(mouse.client_y()))
        } else {
            // By the keyboard: what is in the middle of its part that is on the screen stays there.
            let (top, bottom) = (area.top().clamp(0.0, screen), area.bottom().clamp(0.0, screen));
            Pair::new(area.left() + area.width() / 2.0, f64::midpoint(top, bottom))
        };
        let point =
            Pair::new((place.x - area.left()) / area.width().max(1.0), (place.y - area.top()) / area.height().max(1.0));
        let from = picture.get_attribute("data-from").or_else(|| picture.get_attribute("src")).unwrap_or_default();
        let original = document::openable(from.split_ascii_whitespace().next()?);
        let label = picture.get_attribute("aria-label").or_else(|| picture.get_attribute("alt")).unwrap_or_default();
        Some(Self {
            focus: focus.dyn_into().ok()?,
            point,
            place,
            label,
            is_own: document::is_own(&original),
            original,
            picture,
        })
    }

    /// The picture once more, as empty boxes, and its size in the pixels that are there to be seen: a tall one's are those
    /// of its widest strips, though its original may have more.
    pub(super) fn copy(&self) -> (Option<Element>, Pair) {
        let number =
            |name: &str| self.picture.get_attribute(name).and_then(|value| value.parse::<u32>().ok()).map(f64::from);
        let strips = self.picture.get_attribute("data-strips").and_then(|text| text.parse::<Strips>().ok());
        if let Some(strips) = strips {
            let natural = Pair::new(f64::from(strips.width), f64::from(strips.height()));
            return (tall::copy(&self.picture), natural);
        }
        let copy = document::document().create_element("canvas").ok();
        let copy = copy.inspect(|copy| {
            for name in ["data-from", "data-thumb", "aria-label", "width", "height"] {
                let value = self.picture.get_attribute(name);
                let value = value.or_else(|| (name == "aria-label").then(|| self.label.clone()));
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    let _ = copy.set_attribute(name, &value);
                }
            }
        });
        let shown = self.picture.dyn_ref::<HtmlImageElement>().filter(|image| image.natural_width() > 0);
        let natural = shown.map(|image| Pair::new(f64::from(image.natural_width()), f64::from(image.natural_height())));
        let written = number("width").zip(number("height")).map(|(width, height)| Pair::new(width, height));
        let area = self.picture.get_bounding_client_rect();
        (copy, natural.or(written).unwrap_or_else(|| Pair::new(area.width(), area.height())))
    }
}
