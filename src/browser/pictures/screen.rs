//! What pictures are seen through: the page's own screen or a box that scrolls, and the line they come over. Must not know
//! pictures.

use web_sys::Element;

use crate::browser::document::window;
use crate::browser::line;

/// The page, or an element that scrolls.
pub(super) struct Screen {
    /// `None` for the page.
    pub(super) element: Option<Element>,
}

/// What a screen is like at one moment. Lengths in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// From the top of the page's screen to the top of this one.
    pub(super) top: f64,
    pub(super) height: f64,
    /// How far it is scrolled.
    pub(super) scrolled: f64,
    /// Pixels of the device for one of CSS.
    pub(super) ratio: f64,
    pub(super) now_ms: f64,
    /// Whether the line is slow, or a byte costs.
    pub(super) is_sparing: bool,
}

impl Screen {
    pub(super) fn measure(&self) -> Moment {
        let window = window();
        let (top, height, scrolled) = match &self.element {
            None => {
                let height = window.inner_height().ok().and_then(|height| height.as_f64());
                (0.0, height.unwrap_or_default(), window.scroll_y().unwrap_or_default())
            }
            Some(element) => {
                let area = element.get_bounding_client_rect();
                (area.top(), area.height(), f64::from(element.scroll_top()))
            }
        };
        let now_ms = window.performance().map(|clock| clock.now()).unwrap_or_default();
        Moment { top, height, scrolled, ratio: window.device_pixel_ratio(), now_ms, is_sparing: line::is_sparing() }
    }
}
