//! The place in a body that one wants to be at, sought while the body still grows. Knows heights, not what is in them.

use web_sys::{Element, ScrollBehavior, ScrollIntoViewOptions};

use super::document::{self, window};
use super::history::{self, Arrival};

/// What is sought.
enum Target {
    /// So many CSS pixels from the top of the page.
    Top(u32),
    /// The element that the address's fragment names.
    Fragment,
}

/// Seeks a place once. A reader who scrolls on their own meanwhile has found a better one.
pub struct Seeking {
    target: Option<Target>,
    /// How far the page was scrolled when the search began.
    from: u32,
}

impl Seeking {
    /// Begins where the page is now.
    pub fn new(arrival: Arrival) -> Self {
        let target = match arrival {
            Arrival::Return(place) => Some(Target::Top(place.top)),
            Arrival::Link if document::fragment().is_some() => Some(Target::Fragment),
            Arrival::Link => None,
        };
        if target.is_none() {
            history::settle();
        }
        Self { target, from: document::scroll_top() }
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
        };
        let end = document::top_of(body) + body.get_bounding_client_rect().height();
        let screen = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        if end >= top + screen {
            self.reach();
        }
    }

    /// Goes to the place, or as near as one gets: the body is whole.
    pub fn reach(&mut self) {
        match &self.target {
            None => return,
            Some(_) if document::scroll_top() != self.from => {}
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
    }

    fn settle(&mut self) {
        self.target = None;
        history::settle();
    }
}
