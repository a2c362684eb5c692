//! An article's body in the page, whichever way it came: its pictures, its progress, its place.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::mount::mount_to;
use leptos::prelude::*;

use crate::app::{Alive, App};
use crate::browser::document::{self, Element};
use crate::browser::history::{self, Arrival};
use crate::browser::listen::Listener;
use crate::browser::picture::{self, Failed};
use crate::ui::picture_failure::PictureFailure;
use crate::ui::progress::Progress;

/// Brings a body to life. What is returned keeps it alive; dropping it ends all waits of its pictures.
pub fn enliven(app: &App, prose: &Element) -> Alive {
    let words = app.page.strings;
    let cards: Rc<RefCell<Alive>> = Rc::default();
    let kept = cards.clone();
    let failed: Rc<dyn Fn(Failed)> = Rc::new(move |failed: Failed| {
        let Some(place) = picture::empty_place(&failed.place) else { return };
        let there = place.clone();
        let again = failed.retry;
        let retry = UnsyncCallback::new(move |()| again(&there));
        let (label, address) = (failed.label, failed.address);
        let card = mount_to(place, move || view! { <PictureFailure label address words retry /> });
        kept.borrow_mut().push(Box::new(card));
    });
    let mut alive: Alive = vec![Box::new(cards)];
    for picture in picture::unroll(prose, &failed) {
        alive.push(Box::new(picture));
    }
    alive.push(Box::new(picture::unroll_posters(prose)));
    if let Some(bar) = document::find(".bar") {
        let share = RwSignal::new(document::read_share(prose));
        let prose = prose.clone();
        alive.push(Box::new(Listener::on_window("scroll", move || {
            share.try_set(document::read_share(&prose));
        })));
        let label = words.reading_progress;
        alive.push(Box::new(mount_to(bar, move || view! { <Progress share label /> })));
    }
    alive
}

/// Goes to where one was, or where the address's fragment points.
pub fn find_place(arrival: Arrival) {
    match arrival {
        Arrival::Return(place) => document::scroll_to(place.top),
        Arrival::Link => {
            document::scroll_to_fragment();
        }
    }
    history::settle();
}
