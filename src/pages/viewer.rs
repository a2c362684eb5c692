//! A picture of the article on the whole screen: opened from the body, closed by whatever a person does to close it.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::html::{Dialog, Div};
use leptos::mount::mount_to;
use leptos::prelude::*;

use super::body::{Life, tell_failure};
use crate::app::Alive;
use crate::browser::document::{self, Element, Page};
use crate::browser::history;
use crate::browser::viewer::{self as screen, Opening};
use crate::ui::viewer::Viewer;

/// Lets the pictures of a body be opened as long as `life`.
pub fn attend(life: &Life, prose: &Element, page: &Page) {
    let shown: Rc<RefCell<Alive>> = Rc::default();
    let (page, there) = (page.clone(), shown.clone());
    let watch = screen::watch(prose, move |opening| open(opening, &page, &there));
    life.borrow_mut().extend([Box::new(watch) as Box<dyn std::any::Any>, Box::new(shown)]);
}

fn open(opening: Opening, page: &Page, shown: &Rc<RefCell<Alive>>) {
    let Some(around) = document::find("body").filter(|_| shown.borrow().is_empty()) else { return };
    let (dialog, view, sheet): (NodeRef<Dialog>, NodeRef<Div>, NodeRef<Div>) = Default::default();
    let words = page.strings;
    let (label, original, is_own) = (opening.label.clone(), opening.original.clone(), opening.is_own);
    let close = UnsyncCallback::new(|()| history::close_layer());
    let frame = mount_to(around, move || {
        view! { <Viewer label original is_own words close dialog view sheet /> }
    });
    let (Some(dialog), Some(view), Some(sheet)) = (dialog.get_untracked(), view.get_untracked(), sheet.get_untracked())
    else {
        return;
    };
    let cards: Rc<RefCell<Alive>> = Rc::default();
    let (of_cards, closed) = (cards.clone(), Rc::downgrade(shown));
    let failed = move |failed| of_cards.borrow_mut().push(Box::new(tell_failure(failed, words)));
    let nodes = (dialog.into(), view.into(), sheet.into());
    let viewer = screen::Viewer::open(nodes, opening, &page.root, failed, move || {
        if let Some(shown) = closed.upgrade() {
            let ended = shown.take();
            drop(ended);
        }
    });
    // In this order: it closes while its nodes are in the page.
    shown.borrow_mut().extend([Box::new(viewer) as Box<dyn std::any::Any>, Box::new(cards), Box::new(frame)]);
}
