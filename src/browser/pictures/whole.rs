//! All pictures of a body at once, beyond what the window would have in memory: for paper. Must not know paper.

use std::rc::Rc;

use handscroll_core::contract::times::{PRINT_POLL_MS, Wait};
use handscroll_core::window::{Action, DECODES, FETCHES, Stage};

use super::{Pictures, Window};
use crate::browser::times::ms;
use crate::browser::{document, turn};

impl Pictures {
    /// Brings all into the page, as far as the limit allows, and tells how many pieces of how many are there. Gives how many
    /// are not. They stay until [`Pictures::show_near`].
    pub async fn show_all(&self, limit: Wait, tell: &dyn Fn(usize, usize)) -> usize {
        let now = || document::window().performance().map_or(f64::INFINITY, |clock| clock.now());
        let until = now() + f64::from(ms(limit));
        self.0.wants_all.set(true);
        loop {
            self.0.look_soon();
            let (shown, failed, all) = self.0.count();
            tell(shown, all);
            if shown + failed == all || now() > until {
                return all - shown;
            }
            turn::pause(PRINT_POLL_MS).await;
        }
    }

    /// Goes back to what is near.
    pub fn show_near(&self) {
        self.0.wants_all.set(false);
        self.0.look_soon();
    }
}

impl Window {
    /// How many pieces are in the page, how many cannot be had, and how many there are.
    fn count(&self) -> (usize, usize, usize) {
        let pictures = self.pictures.borrow();
        let stages: Vec<Stage> =
            pictures.iter().flatten().flat_map(|picture| picture.parts.iter().map(|part| part.stage)).collect();
        let of = |stage: Stage| stages.iter().filter(|known| **known == stage).count();
        (of(Stage::Mounted), of(Stage::Failed), stages.len())
    }

    /// Goes on with all that is not there, a few at a time, from the first.
    pub(super) fn look_at_all(self: &Rc<Self>) {
        let mut pictures = self.pictures.borrow_mut();
        let mut units = Vec::new();
        for (number, picture) in pictures.iter_mut().enumerate() {
            let Some(picture) = picture else { continue };
            picture.is_narrow = false;
            units.extend(picture.parts.iter().enumerate().map(|(at, part)| (number, at, part.stage)));
        }
        drop(pictures);
        let busy = |of: Stage| units.iter().filter(|(_, _, stage)| *stage == of).count();
        let (fetches, decodes) =
            (FETCHES.saturating_sub(busy(Stage::Fetching)), DECODES.saturating_sub(busy(Stage::Decoding)));
        let next = |of: Stage, count: usize| units.iter().filter(move |(_, _, stage)| *stage == of).take(count);
        for (number, at, _) in next(Stage::Waiting, fetches) {
            self.act(*number, *at, Action::Fetch, false);
        }
        for (number, at, _) in next(Stage::Fetched, decodes) {
            self.act(*number, *at, Action::Mount, false);
        }
    }
}
