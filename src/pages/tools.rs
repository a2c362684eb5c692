//! What a person can do with the article they read: save it, link to where they are, print it.

use std::rc::Rc;

use handscroll_core::contract::times::{DOWNLOAD_NOTE_SHOWN_MS, NOTE_SHOWN_MS};
use handscroll_core::records::kinds::{self, PLACE, READ};
use handscroll_core::strings::fill;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::body::Life;
use super::storage;
use crate::app::App;
use crate::browser::document;
use crate::browser::listen::{Listener, Timer};
use crate::browser::{caches, history, printing, sharing};
use crate::route::Route;
use crate::state::saving::{State, in_words};
use crate::ui::reading_tools::{Note, ReadingTools};
use crate::ui::save_tool::{SaveMessage, SaveTool, Wish};

/// CSS pixels that one scrolls back until the tools come.
const BACK_PX: u32 = 24;

/// Offers the tools as long as `life`. `share` is how much of the article has been read, in thousandths.
pub fn attend(life: &Life, app: &App, share: RwSignal<u32>) {
    let Some(article) = document::find("article.article") else { return };
    let words = app.page.strings;
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
    let is_telling = RwSignal::new(false);
    let is_shown = Signal::derive(move || is_back.get() || is_telling.get() || share.get() >= 1_000);
    let timer = StoredValue::new_local(None::<Timer>);
    let say = move |said: Note| {
        note.try_set(said);
        timer.try_set_value(Some(Timer::after_ms(NOTE_SHOWN_MS, move || {
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
    let route = history::here().filter(|route| matches!(route, Route::Article(_)) && caches::are_there());
    let (path, app) = (route.map(|route| route.address()), app.clone());
    let (is_finished, finish) = finished(&app);
    let tools = mount_to(article, move || {
        let save = path.map(|path| save_tools(&app, path, is_telling, say));
        view! { <ReadingTools is_shown note words copy print save is_finished finish /> }
    });
    life.borrow_mut().extend([Box::new(listener) as Box<dyn std::any::Any>, Box::new(tools)]);
}

/// What is done about saving the article at `path`, relative to the root, and what is said of it. When it has come to
/// something, `say` tells it, or `is_telling` has the tools come.
fn save_tools(app: &App, path: String, is_telling: RwSignal<bool>, say: impl Fn(Note) + 'static) -> (AnyView, AnyView) {
    let (words, saving) = (app.page.strings, app.saving);
    let list = app.page.absolute(&Route::Saved { missing: None }.address());
    let storage = storage::address(app);
    let state = {
        let (saving, path) = (saving, path.clone());
        Signal::derive(move || saving.state(&path))
    };
    let timer = StoredValue::new_local(None::<Timer>);
    let article = path.clone();
    Effect::new(move |before: Option<State>| {
        let now = state.get();
        let was_on_its_way = before.is_some_and(|before| before.is_on_its_way());
        if was_on_its_way && matches!(now, State::Whole { .. }) {
            let done = fill(words.save_done, in_words(saving.bytes(&article)));
            let lacks = now.message(words).map(|lacks| format!(" {lacks}")).unwrap_or_default();
            say(Note::Said(format!("{done}{lacks}")));
        } else if was_on_its_way && now.may_be_tried() {
            is_telling.try_set(true);
            timer.try_set_value(Some(Timer::after_ms(DOWNLOAD_NOTE_SHOWN_MS, move || {
                is_telling.try_set(false);
            })));
        }
        now
    });
    let wish = UnsyncCallback::new(move |wish| match wish {
        Wish::Save => {
            let (title, lang) = document::article_title().unwrap_or_default();
            saving.save(&path, &title, &lang);
        }
        Wish::Cancel => saving.cancel(&path),
    });
    (view! { <SaveTool state wish list words /> }.into_any(), view! { <SaveMessage state storage words /> }.into_any())
}

/// Whether the article that is shown counts as read, and what says that it does, or does not.
fn finished(app: &App) -> (Signal<bool>, UnsyncCallback<bool>) {
    let (article, records) = (history::article(), app.records.clone());
    let there = article.clone();
    let is_finished = Signal::derive(move || {
        records.track(READ);
        records.get(READ, &there).as_ref().is_some_and(kinds::is_finished)
    });
    let records = app.records.clone();
    let finish = UnsyncCallback::new(move |is_finished| {
        records.put(READ, &article, kinds::read(is_finished));
        if is_finished {
            records.remove(PLACE, &article);
        }
    });
    (is_finished, finish)
}
