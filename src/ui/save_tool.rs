//! What one can do about saving the article one reads: a button among the reading tools, and a line on how it goes. Must not
//! know how anything is saved.

use handscroll_core::strings::{Strings, fill};
use leptos::prelude::*;

use crate::state::saving::State;

/// What a person may want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Save it, or what is missing; keep what was saved without being asked for.
    Save,
    /// End the saving, and take away what it brought.
    Cancel,
}

/// The button. `list` is the page of what is saved.
#[component]
pub fn SaveTool(
    #[prop(into)] state: Signal<State>,
    wish: UnsyncCallback<Wish>,
    list: String,
    words: &'static Strings,
) -> impl IntoView {
    let button = move |text: &'static str, what: Wish| {
        view! { <button type="button" class="reading-tools__button save-tool" on:click=move |_| wish.run(what)>{text}</button> }
    };
    let tool = move || match state.get() {
        State::Not => button(words.save, Wish::Save).into_any(),
        State::Waiting | State::Running(_) => {
            let progress = move || match state.get() {
                State::Running(progress) => progress.words(words),
                _ => words.save_waiting.to_owned(),
            };
            let label = move || fill(words.save_progress, progress());
            view! {
                <span class="save-tool__progress" role="img" aria-label=label>{progress}</span>
                {button(words.cancel, Wish::Cancel)}
            }
            .into_any()
        }
        State::Paused(..) => {
            view! { {button(words.retry, Wish::Save)} {button(words.cancel, Wish::Cancel)} }.into_any()
        }
        State::Whole { auto: true, .. } => button(words.save_keep, Wish::Save).into_any(),
        State::Whole { .. } => {
            view! { <a class="reading-tools__button save-tool save-tool--saved" href=list.clone()>{words.saved}</a> }
                .into_any()
        }
        State::Part { .. } | State::Failed(_) | State::Full(_) => button(words.retry, Wish::Save).into_any(),
    };
    // While it runs, only the numbers change; the buttons stay the same elements, and keep the focus.
    let kind = Memo::new(move |_| std::mem::discriminant(&state.get()));
    view! {
        {move || {
            let _ = kind.get();
            untrack(tool.clone())
        }}
    }
}

/// The line on what is the matter, if anything is that one could change. `storage` is where room is made.
#[component]
pub fn SaveMessage(#[prop(into)] state: Signal<State>, storage: String, words: &'static Strings) -> impl IntoView {
    let message = move || {
        state.with(|state| state.message(words).filter(|_| state.may_be_tried())).map(|message| {
            let way = state.with(|state| matches!(state, State::Full(_))).then(|| {
                view! { " " <a href=storage.clone()>{words.storage}</a> }
            });
            view! { <p class="save-message">{message} {way}</p> }
        })
    };
    view! { <div class="save-message__place" role="status">{message}</div> }
}
