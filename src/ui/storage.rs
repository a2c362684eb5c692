//! How much is kept on the device, and whether it stays. Must not know what it is.

use handscroll_core::strings::{Strings, fill};
use leptos::prelude::*;

use crate::state::saving::in_words;

/// What is known of the room there is; each is `None` where the browser does not say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Bytes that are used, and that may be.
    pub used: Option<(u64, u64)>,
    /// Bytes of it that are saved articles.
    pub saved: u64,
    /// Whether it stays until a person removes it.
    pub is_persistent: Option<bool>,
    /// Whether the browser was asked for that just now.
    pub was_asked: bool,
}

/// The room, in words and as a bar.
#[component]
pub fn RoomUsed(
    #[prop(into)] room: Signal<Room>,
    words: &'static Strings,
    persist: UnsyncCallback<()>,
) -> impl IntoView {
    let used = move || match room.get().used {
        None => view! { <p>{words.storage_unknown}</p> }.into_any(),
        Some((used, quota)) => {
            let Room { saved, .. } = room.get();
            let share = |bytes: u64| format!("{}%", (bytes as f64 / (quota as f64).max(1.0) * 100.0).min(100.0));
            let text = format!(
                "{}{} · {}",
                fill(words.storage_used, in_words(used)),
                fill(words.storage_of, in_words(quota)),
                fill(words.storage_saved, in_words(saved))
            );
            view! {
                <p>{text}</p>
                <div class="storage__bar" aria-hidden="true">
                    <div class="storage__used" style:width=share(used)></div>
                    <div class="storage__saved" style:width=share(saved.min(used))></div>
                </div>
            }
            .into_any()
        }
    };
    let stays = move || {
        match room.get() {
        Room { is_persistent: None, .. } => view! { <p>{words.persist_unknown}</p> }.into_any(),
        Room { is_persistent: Some(true), .. } => view! { <p>{words.persistent}</p> }.into_any(),
        Room { was_asked, .. } => view! {
            <p>
                {words.not_persistent} " "
                {match was_asked {
                    true => words.persist_refused.into_any(),
                    false => view! {
                        <button type="button" class="storage__button" on:click=move |_| persist.run(())>{words.persist}</button>
                    }.into_any(),
                }}
            </p>
        }
        .into_any(),
    }
    };
    view! { <div class="storage__room" role="status">{used} {stays}</div> }
}

/// A choice among a few, with its name.
#[component]
pub fn Choice<T: Clone + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    /// What is offered, and how it is called.
    options: Vec<(T, String)>,
    #[prop(into)] chosen: Signal<T>,
    choose: UnsyncCallback<T>,
) -> impl IntoView {
    let values: Vec<T> = options.iter().map(|(value, _)| value.clone()).collect();
    let react = move |at: String| {
        if let Some(value) = at.parse::<usize>().ok().and_then(|at| values.get(at)) {
            choose.run(value.clone());
        }
    };
    let options = options.into_iter().enumerate().map(|(at, (value, name))| {
        view! { <option value=at.to_string() prop:selected=move || chosen.get() == value>{name}</option> }
    });
    view! {
        <div class="storage__choice">
            <label>
                <span class="storage__label">{label}</span>
                <select class="storage__select" on:change:target=move |event| react(event.target().value())>
                    {options.collect_view()}
                </select>
            </label>
            {hint.map(|hint| view! { <p class="storage__hint">{hint}</p> })}
        </div>
    }
}
