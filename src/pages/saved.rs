//! What can be read without a network: what was saved, what was lately read and is still there, and what could not be had.

use handscroll_core::records::kinds;
use handscroll_core::saved::Saved;
use handscroll_core::strings::fill;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::storage;
use crate::app::App;
use crate::browser::{caches, clock, document};
use crate::state::keeping::Keeping;
use crate::state::saving::in_words;
use crate::ui::saved_row::{SavedRow, Wish};

/// Articles at most that are listed as lately read: each is opened for its title.
const LATELY_READ: usize = 40;

/// The page. `missing` is the address, relative to the root, that could not be had.
pub fn page(app: &App, missing: Option<String>) -> AnyView {
    let words = app.page.strings;
    document::describe(&format!("{} · {}", words.saved, app.page.site_title), &app.page.language);
    let saving = app.saving;
    spawn_local(async move { saving.look_over().await });
    let lately = RwSignal::new(Vec::new());
    let saving = app.saving;
    spawn_local(async move {
        let read = saving.lately_read(LATELY_READ).await;
        lately.try_set(read);
    });
    let (listed, counted, emptied) = (app.saving, app.saving, app.saving);
    let articles = move || {
        let mut articles = listed.all();
        articles.sort_by_key(|(_, saved)| std::cmp::Reverse(saved.saved_at));
        articles
    };
    let count = move || {
        let articles = counted.all();
        let bytes = articles.iter().map(|(_, saved)| saved.bytes).sum();
        (!articles.is_empty()).then(|| format!("{} · {} · ", words.articles(articles.len()), in_words(bytes)))
    };
    let is_empty = Memo::new(move |_| emptied.all().is_empty());
    let health = app.records.health();
    let empty = move || {
        let text = match health.with(|health| health.keeping.clone()) {
            _ if !is_empty.get() => return None,
            _ if !caches::are_there() => words.error_not_kept,
            // What was saved may be there, and nobody knows it yet.
            Keeping::Opening => return None,
            Keeping::Silent => words.keeping_silent,
            _ => words.saved_empty,
        };
        Some(view! { <p class="status">{text}</p> })
    };
    let (rows, root) = (app.clone(), app.page.root.clone());
    let storage = storage::address(app);
    view! {
        <section class="saved">
            {missing.and_then(|path| notice(app, &path))}
            <header class="library__head">
                <h1 class="library__title">{words.saved}</h1>
                <p class="library__count">{count}<a class="saved__storage" href=storage>{words.storage}</a></p>
            </header>
            <ol class="rows" role="list">
                <For each=articles key=|(path, saved)| (path.clone(), saved.title.clone(), saved.can_be_read()) let((path, saved))>
                    {row(&rows, path, saved)}
                </For>
            </ol>
            {empty}
            {move || {
                // Which are saved may be known later than which were read.
                let saved = listed.all();
                let mut read = lately.get();
                read.retain(|(path, ..)| !saved.iter().any(|(other, _)| other == path));
                (!read.is_empty()).then(|| view! {
                    <h2 class="saved__heading">{words.lately_read}</h2>
                    <ul class="saved__read" role="list">
                        {read.into_iter().map(|(path, title, lang)| {
                            let title = if title.is_empty() { words.untitled.to_owned() } else { title };
                            view! { <li><a href=format!("{root}{path}") lang=lang>{title}</a></li> }
                        }).collect_view()}
                    </ul>
                })
            }}
        </section>
    }
    .into_any()
}

/// Says that an address of the site could not be had.
fn notice(app: &App, path: &str) -> Option<AnyView> {
    let words = app.page.strings;
    let address = document::resolve(path, &app.page.root).filter(|address| address.starts_with(&app.page.root))?;
    let (saving, path) = (app.saving, path.to_owned());
    let title = RwSignal::new(saving.title(&path));
    let name = document::readable(&path);
    if title.with_untracked(Option::is_none) {
        // The worker may have kept the manifest.
        spawn_local(async move {
            if saving.fetch_list().await {
                title.try_set(saving.title(&path));
            }
        });
    }
    let title = move || fill(words.missing_title, title.get().unwrap_or_else(|| name.clone()));
    // Another document is asked for, so that the whole way is tried again.
    Some(
        view! {
            <section class="status status--failed" role="alert">
                <p class="status__title">{title}</p>
                <p>{words.missing_text}</p>
                <p class="status__ways"><a class="button" rel="external" href=address>{words.retry}</a></p>
            </section>
        }
        .into_any(),
    )
}

/// One saved article: what is said of it, and what can be done.
pub(super) fn row(app: &App, path: String, saved: Saved) -> AnyView {
    let words = app.page.strings;
    let href = saved.can_be_read().then(|| app.page.absolute(&path));
    let state = {
        let (saving, path) = (app.saving, path.clone());
        Signal::derive(move || saving.state(&path))
    };
    let facts = {
        let (app, path) = (app.clone(), path.clone());
        Signal::derive(move || facts(&app, &path))
    };
    let saving = app.saving;
    let Saved { title, lang, .. } = saved;
    let of_article = (title.clone(), lang.clone());
    let wish = UnsyncCallback::new(move |wish| match wish {
        Wish::Retry | Wish::Keep => saving.save(&path, &of_article.0, &of_article.1),
        Wish::Cancel => saving.cancel(&path),
        Wish::Remove => saving.remove(&path),
    });
    view! { <SavedRow title lang href facts state wish words /> }.into_any()
}

/// What is said of a saved article in short.
fn facts(app: &App, path: &str) -> Vec<String> {
    let (words, records) = (app.page.strings, &app.records);
    for kind in [kinds::SAVED, kinds::READ, kinds::PLACE] {
        records.track(kind);
    }
    let Some(saved) = records.get(kinds::SAVED, path).and_then(|value| Saved::of_value(&value)) else {
        return Vec::new();
    };
    let day = clock::day(saved.saved_at).filter(|_| saved.saved_at > 0);
    let is_finished = records.get(kinds::READ, path).is_some_and(|value| kinds::is_finished(&value));
    let place = records.get(kinds::PLACE, path).and_then(|value| kinds::Place::read(&value));
    let percent = place.map(|place| (place.share * 100.0) as u32).filter(|percent| *percent > 0);
    [
        day.map(|day| fill(words.saved_on, day.in_words(words.language))),
        saved.can_be_read().then(|| in_words(saved.bytes)),
        (saved.can_be_read() && !saved.is_whole()).then(|| words.saved_part.to_owned()),
        saved.auto.then(|| words.saved_auto.to_owned()),
        match (percent, is_finished) {
            (_, true) => Some(words.finished.to_owned()),
            (Some(percent), false) => Some(fill(words.row_begun, percent)),
            (None, false) => None,
        },
    ]
    .into_iter()
    .flatten()
    .collect()
}
