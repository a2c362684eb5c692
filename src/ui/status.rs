//! A place that waits, or that could not be filled: what is the matter, why, and what one can do.

use handscroll_core::strings::Strings;
use leptos::prelude::*;

use crate::state::failure::Failure;

/// Something is being fetched.
#[component]
pub fn Waiting(text: &'static str, words: &'static Strings) -> impl IntoView {
    view! { <p class="status status--waiting" role="status" lang=words.language>{text}</p> }
}

/// The beginning is there, the rest is on its way. It is an element of its own, since one that moved away from under the
/// head would be seen to jump.
#[component]
pub fn Rest(text: &'static str, words: &'static Strings) -> impl IntoView {
    view! { <div class="status status--waiting"><p role="status" lang=words.language>{text}</p></div> }
}

/// Something could not be had. `what` is in bold, the reason under it, then the ways on.
#[component]
pub fn FailureNote(
    what: &'static str,
    failure: Failure,
    words: &'static Strings,
    retry: UnsyncCallback<()>,
    /// Where the library is, if the way on may also lead back there.
    #[prop(optional, into)]
    home: Option<String>,
    /// Where it stands what can be read without a network, if that may help.
    #[prop(optional_no_strip)]
    offline: Option<String>,
) -> impl IntoView {
    view! {
        <div class="status status--failed" role="alert" lang=words.language>
            <p class="status__title">{what}</p>
            <p>{failure.words(words)}</p>
            <p class="status__ways">
                <button type="button" class="button" on:click=move |_| retry.run(())>{words.retry}</button>
                {offline.map(|list| view! { <a class="button button--quiet" href=list>{words.offline_way}</a> })}
                {home.map(|home| view! { <a class="button button--quiet" href=home>{words.back_to_library}</a> })}
            </p>
        </div>
    }
}

/// There is no such article, or not yet: a site may be in the middle of being published.
#[component]
pub fn Missing(words: &'static Strings, retry: UnsyncCallback<()>, home: String) -> impl IntoView {
    view! {
        <section class="status" role="alert" lang=words.language>
            <h1 class="status__title">{words.not_found_title}</h1>
            <p>{words.not_found_text}</p>
            <p class="status__ways">
                <a class="button" href=home>{words.back_to_library}</a>
                <button type="button" class="button button--quiet" on:click=move |_| retry.run(())>{words.retry}</button>
            </p>
        </section>
    }
}
