//! The place in a body that one wants to be at, sought while the body still grows. Knows heights, not what is in them.

use handscroll_core::position::{BLOCKS, Blocks, Position, READING_LINE, Span};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, ScrollBehavior, ScrollIntoViewOptions};

use super::document::{self, window};
use super::history::{self, Arrival};
use super::records;

/// CSS pixels within which one is at a place.
const NEAR: f64 = 1.0;

/// The place one reads at now; `None` above the first block of the body.
pub fn current(body: &Element) -> Option<Position> {
    if body.get_bounding_client_rect().top() > READING_LINE {
        // Seeking among all blocks of a long body takes a while on a phone.
        return None;
    }
    blocks(body)?.at(READING_LINE)
}

/// Goes to a place, at once. `false` where the body has no such block.
pub fn go_to(body: &Element, position: Position) -> bool {
    go_near(body, position, 0.0)
}

/// As [`go_to`], to so many CSS pixels below the place.
pub fn go_near(body: &Element, position: Position, below: f64) -> bool {
    let Some(line) = blocks(body).and_then(|blocks| blocks.find(position)) else { return false };
    let step = line - READING_LINE + below;
    // Engines round where a page can be scrolled to, and a reader who is there already is not to see a twitch.
    if step.abs() > NEAR {
        document::scroll_to_exact(document::exact_scroll_top() + step);
    }
    true
}

/// Goes to the place that the address's fragment says, if it says one.
pub fn follow_fragment() {
    if let (Some(position), Some(body)) = (position_of_fragment(), document::body_of_article()) {
        go_to(&body, position);
    }
}

fn position_of_fragment() -> Option<Position> {
    document::fragment()?.parse().ok()
}

/// The blocks of a body, with their edges on the screen.
fn blocks(body: &Element) -> Option<Blocks<impl Fn(u32) -> Option<Span>>> {
    let list = body.query_selector_all(BLOCKS).ok()?;
    let (count, end) = (list.length(), body.get_bounding_client_rect().bottom());
    let span = move |block| {
        let area = list.get(block)?.dyn_into::<Element>().ok()?.get_bounding_client_rect();
        let is_shown = area.height() > 0.0 || area.width() > 0.0;
        is_shown.then(|| Span { top: area.top(), bottom: area.bottom() })
    };
    Some(Blocks { count, end, span })
}

/// What is sought.
enum Target {
    /// So many CSS pixels from the top of the page.
    Top(u32),
    /// The element that the address's fragment names.
    Fragment,
    /// A place in the body.
    Position(Position),
}

/// A place that was found, and how far the page was scrolled then, in CSS pixels.
pub type Found = (Position, f64);

/// Seeks a place once. A reader who scrolls on their own meanwhile has found a better one.
pub struct Seeking {
    target: Option<Target>,
    /// How far the page was scrolled when the search began.
    from: u32,
    found: Option<Found>,
}

impl Seeking {
    /// Begins where the page is now.
    pub fn new(arrival: Arrival) -> Self {
        let target = match arrival {
            Arrival::Return(place) => Some(place.position.map_or(Target::Top(place.top), Target::Position)),
            Arrival::Link => match (position_of_fragment(), document::fragment()) {
                (Some(position), _) => Some(Target::Position(position)),
                (None, Some(_)) => Some(Target::Fragment),
                (None, None) => records::place(&history::article()).map(Target::Position),
            },
        };
        if target.is_none() {
            history::settle();
        }
        Self { target, from: document::scroll_top(), found: None }
    }

    /// Goes to the place as soon as `body` reaches a screen beyond it, so that nothing that comes later moves it.
    /// To be asked when the page has just been painted: asking earlier makes the browser set it for that alone.
    pub fn try_reach(&mut self, body: &Element) {
        let top = match &self.target {
            None => return,
            Some(_) if document::scroll_top() != self.from => return self.settle(),
            Some(Target::Top(top)) => f64::from(*top),
            Some(Target::Fragment) => match document::fragment_element() {
                Some(element) => document::top_of(&element),
                None => return,
            },
            Some(Target::Position(position)) => match blocks(body).and_then(|blocks| blocks.find(*position)) {
                Some(line) => f64::from(self.from) + line,
                None => return,
            },
        };
        let end = document::top_of(body) + body.get_bounding_client_rect().height();
        let screen = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        if end >= top + screen {
            self.reach(body);
        }
    }

    /// Goes to the place, or as near as one gets: the body is whole. Gives the position that was sought and found.
    pub fn reach(&mut self, body: &Element) -> Option<Found> {
        match &self.target {
            None => return self.found,
            Some(_) if document::scroll_top() != self.from => {}
            Some(Target::Position(position)) => {
                if go_to(body, *position) {
                    self.found = Some((*position, document::exact_scroll_top()));
                }
            }
            Some(Target::Top(top)) => document::scroll_to(*top),
            Some(Target::Fragment) => {
                if let Some(element) = document::fragment_element() {
                    let options = ScrollIntoViewOptions::new();
                    // Smoothly, it would be on its way through a long body for seconds.
                    options.set_behavior(ScrollBehavior::Instant);
                    element.scroll_into_view_with_scroll_into_view_options(&options);
                }
            }
        }
        self.settle();
        self.found
    }

    fn settle(&mut self) {
        self.target = None;
        history::settle();
    }
}
