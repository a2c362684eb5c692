//! What a person can do with the article they read: link to where they are, print it.

use std::rc::Rc;

use handscroll_core::strings::fill;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::body::Life;
use crate::browser::document::{self, Page};
use crate::browser::listen::{Listener, Timer};
use crate::browser::{printing, sharing};
use crate::ui::reading_tools::{Note, ReadingTools};

/// CSS pixels that one scrolls back until the tools come.
const BACK_PX: u32 = 24;

/// Milliseconds that it is said what was done.
const SAID_MS: i32 = 4_000;

/// Offers the tools as long as `life`. `share` is how much of the article has been read, in thousandths.
pub fn attend(life: &Life, page: &Page, share: RwSignal<u32>) {
    let Some(article) = document::find("article.article") else { return };
    let words = page.strings;
    let note = RwSignal::new(Note::None);
    let is_back = RwSignal::new(false);
    let mut turned_at = document::scroll_top();
    let listener = Listener::on_window("scroll", move || {
        let top = document::scroll_top();
        let was_back = is_back.try_get_untracked().unwrap_or_default();
        if top > turned_at || (was_back && top < turned_at) {
            is_back.try_set(was_back && top <= turned_at);
            turned_at = top;
        } else if turned_at - top > BACK_PX {
            is_back.try_set(top > 0);
            turned_at = top;
        }
    });
    let is_shown = Signal::derive(move || is_back.get() || share.get() >= 1_000);
    let timer = StoredValue::new_local(None::<Timer>);
    let say = move |said: Note| {
        note.try_set(said);
        timer.try_set_value(Some(Timer::new(SAID_MS, move || {
            note.try_set(Note::None);
        })));
    };
    let copy = UnsyncCallback::new(move |()| {
        let address = sharing::address_of_here();
        spawn_local(async move {
            if sharing::copy(&address).await {
                say(Note::Said(words.place_copied.to_owned()));
            } else {
                timer.try_set_value(None);
                note.try_set(Note::Address(address));
            }
        });
    });
    let print = UnsyncCallback::new(move |()| {
        timer.try_set_value(None);
        spawn_local(async move {
            let told = move |done: usize, all: usize| {
                note.try_set(Note::Said(fill(words.print_waiting, format!("{done} / {all}"))));
            };
            match printing::prepare(Rc::new(told)).await {
                0 => note.try_set(Note::None),
                missing => {
                    say(Note::Said(fill(words.print_missing, missing)));
                    None
                }
            };
            printing::print();
        });
    });
    let tools = mount_to(article, move || view! { <ReadingTools is_shown note words copy print /> });
    life.borrow_mut().extend([Box::new(listener) as Box<dyn std::any::Any>, Box::new(tools)]);
}
