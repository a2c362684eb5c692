//! What is kept on the device, and how much of it: a part of the page of settings.

use handscroll_core::records::kinds;
use handscroll_core::strings::fill;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::saved;
use crate::app::App;
use crate::browser::quota;
use crate::route::Route;
use crate::saving::{NUMBERS, READ_LIMITS};
use crate::state::saving::in_words;
use crate::ui::storage::{Choice, Room, RoomUsed};

/// What the articles are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Size,
    Date,
    Title,
}

/// The part's name in the page's address.
const ID: &str = "storage";

/// Where it stands, absolute.
pub(super) fn address(app: &App) -> String {
    format!("{}#{ID}", app.page.absolute(&Route::Settings.address()))
}

/// The part.
pub fn section(app: &App) -> AnyView {
    let (words, saving) = (app.page.strings, app.saving);
    let newest = NUMBERS.map(|number| match number {
        0 => (0, words.keep_none.to_owned()),
        number => (number, number.to_string()),
    });
    let limits = READ_LIMITS.map(|bytes| (bytes, in_words(bytes).replace(".0", "")));
    let newest_kept = Signal::derive(move || saving.newest_kept());
    let keep_so_many = UnsyncCallback::new(move |number| saving.keep_so_many(number));
    let read_limit = Signal::derive(move || saving.read_limit());
    let set_limit = UnsyncCallback::new(move |bytes| saving.set_read_limit(bytes));
    let said = RwSignal::new("");
    let (room, count) = room(app);
    let clear = move |_| {
        spawn_local(async move {
            let is_clear = saving.clear_read().await;
            said.try_set(if is_clear { words.cleared } else { words.not_cleared });
            count();
        });
    };
    let persist = UnsyncCallback::new(move |()| {
        spawn_local(async move {
            quota::ask_to_persist().await;
            room.try_update(|room| room.was_asked = true);
            count();
        });
    });
    view! {
        <section class="settings__part storage" id=ID aria-labelledby="storage-title">
            <h2 class="settings__heading" id="storage-title">{words.storage}</h2>
            <RoomUsed room words persist />
            <Choice label=words.keep_newest hint=words.keep_hint options=newest.to_vec() chosen=newest_kept choose=keep_so_many />
            <Choice label=words.read_limit options=limits.to_vec() chosen=read_limit choose=set_limit />
            <p class="storage__ways">
                <button type="button" class="button button--quiet" on:click=clear>{words.clear_read}</button>
                <span class="storage__said" role="status">{said}</span>
            </p>
            {articles(app)}
        </section>
    }
    .into_any()
}

/// The room, and what counts it anew. It is counted when something was saved or removed, too.
fn room(app: &App) -> (RwSignal<Room>, impl Fn() + Copy + Send + 'static) {
    let saving = app.saving;
    let room = RwSignal::new(Room::default());
    let count = move || {
        let saved = untrack(|| saving.all()).iter().map(|(_, saved)| saved.bytes).sum();
        spawn_local(async move {
            let used = quota::room().await.map(|room| (room.used, room.quota));
            let is_persistent = quota::is_persistent().await;
            room.try_update(|room| (room.used, room.saved, room.is_persistent) = (used, saved, is_persistent));
        });
    };
    Effect::new(move || {
        let _ = saving.all();
        count();
    });
    (room, count)
}

/// Each saved article, and how to be rid of it.
fn articles(app: &App) -> AnyView {
    let (words, saving) = (app.page.strings, app.saving);
    let order = RwSignal::new(Order::Size);
    let orders = [
        (Order::Size, words.sort_size.to_owned()),
        (Order::Date, words.sort_date.to_owned()),
        (Order::Title, words.sort_title.to_owned()),
    ];
    let choose = UnsyncCallback::new(move |chosen| order.set(chosen));
    let sorted = move || {
        let mut articles = saving.all();
        let order = order.get();
        // One sort for all: each would be a copy of its own in the program.
        articles.sort_by(|(_, one), (_, other)| match order {
            Order::Size => other.bytes.cmp(&one.bytes),
            Order::Date => other.saved_at.cmp(&one.saved_at),
            Order::Title => one.title.cmp(&other.title),
        });
        articles
    };
    let finished = {
        let app = app.clone();
        move || {
            app.records.track(kinds::READ);
            let is_finished =
                |path: &String| app.records.get(kinds::READ, path).is_some_and(|value| kinds::is_finished(&value));
            saving.all().into_iter().map(|(path, _)| path).filter(is_finished).collect::<Vec<_>>()
        }
    };
    let rows = app.clone();
    let is_empty = Memo::new(move |_| saving.all().is_empty());
    let remove_finished = move || {
        let finished = finished();
        (!finished.is_empty()).then(|| {
            let text = fill(words.remove_finished, finished.len());
            view! {
                <button type="button" class="button button--quiet" on:click=move |_| saving.remove_all(finished.clone())>{text}</button>
            }
        })
    };
    view! {
        <div class="storage__articles" hidden=move || is_empty.get()>
            <h3 class="storage__title">{words.by_article}</h3>
            <Choice label=words.sort_by options=orders.to_vec() chosen=order choose=choose />
            <p class="storage__ways">{remove_finished}</p>
            <ol class="rows" role="list">
                <For each=sorted key=|(path, saved)| (path.clone(), saved.title.clone(), saved.can_be_read()) let((path, article))>
                    {saved::row(&rows, path, article)}
                </For>
            </ol>
        </div>
    }
    .into_any()
}
