//! One saved article in a list: what it is, how much of it is there, and what can be done about it.

use handscroll_core::strings::Strings;
use leptos::prelude::*;

use crate::state::saving::State;

/// What a person may want of a saved article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Save what is missing.
    Retry,
    /// End the saving.
    Cancel,
    /// Keep what was saved without being asked for.
    Keep,
    /// Take it away.
    Remove,
}

/// The row. `facts` are short; `href` is where it is read, absolute, and missing while its page is.
#[component]
pub fn SavedRow(
    title: String,
    lang: String,
    href: Option<String>,
    #[prop(into)] facts: Signal<Vec<String>>,
    #[prop(into)] state: Signal<State>,
    wish: UnsyncCallback<Wish>,
    words: &'static Strings,
) -> impl IntoView {
    let title = if title.is_empty() { words.untitled.to_owned() } else { title };
    let lang = Some(lang).filter(|lang| !lang.is_empty());
    let (name, title_of_remove) = (title.clone(), title.clone());
    let heading = match href {
        Some(href) => view! { <a class="saved-row__link" href=href lang=lang>{title}</a> }.into_any(),
        None => view! { <span class="saved-row__link" lang=lang>{title}</span> }.into_any(),
    };
    let facts = move || {
        let progress = match state.get() {
            State::Running(progress) => Some(progress.words(words)),
            State::Waiting => Some(words.save_waiting.to_owned()),
            _ => None,
        };
        progress.into_iter().chain(facts.get()).map(|fact| view! { <span>{fact}</span> }).collect_view()
    };
    let is_asked = RwSignal::new(false);
    let button = move |text: &'static str, what: Wish| {
        let label = format!("{text}: {name}");
        view! { <button type="button" class="saved-row__button" aria-label=label on:click=move |_| wish.run(what)>{text}</button> }
    };
    // One touch would be too little to lose what may not be had again. The button stays the same, and keeps the focus.
    let press = move || match is_asked.get_untracked() {
        true => wish.run(Wish::Remove),
        false => is_asked.set(true),
    };
    let remove = {
        let name = title_of_remove;
        move || {
            let text = move || if is_asked.get() { words.remove_really } else { words.remove };
            let label = format!(": {name}");
            view! {
                <button type="button" class="saved-row__button" class:saved-row__button--asked=move || is_asked.get()
                    on:click=move |_| press() on:blur=move |_| is_asked.set(false)>
                    {text}<span class="visually-hidden">{label}</span>
                </button>
            }
        }
    };
    let kind = Memo::new(move |_| {
        state.with(|state| {
            (state.is_on_its_way(), state.may_be_tried(), matches!(state, State::Whole { auto: true, .. }))
        })
    });
    let ways = move || {
        let (is_on_its_way, may_be_tried, is_auto) = kind.get();
        view! {
            {may_be_tried.then(|| button(words.retry, Wish::Retry))}
            {is_auto.then(|| button(words.save_keep, Wish::Keep))}
            {match is_on_its_way {
                true => button(words.cancel, Wish::Cancel).into_any(),
                false => remove().into_any(),
            }}
        }
    };
    view! {
        <li class="saved-row">
            <h2 class="saved-row__title">{heading}</h2>
            <p class="row__meta saved-row__meta">{facts}</p>
            <div class="saved-row__ways">{ways}</div>
            {move || state.with(|state| state.message(words)).map(|message| view! { <p class="saved-row__message" role="status">{message}</p> })}
        </li>
    }
}
