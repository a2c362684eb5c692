//! Stands in the place of a picture that could not be had: what it shows, where it is, and Retry.

use handscroll_core::strings::Strings;
use leptos::prelude::*;

use crate::state::failure;

/// The card.
#[component]
pub fn PictureFailure(
    label: String,
    /// Of the article, and so of the label.
    language: String,
    address: String,
    reason: failure::PictureFailure,
    words: &'static Strings,
    retry: UnsyncCallback<()>,
) -> impl IntoView {
    // The protocol says nothing to a person, and the end of a long address is cut by the style.
    let shown = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest).to_owned();
    // It may stand in a picture that is a link, and is none itself.
    let again = move |click: leptos::ev::MouseEvent| {
        click.prevent_default();
        click.stop_propagation();
        retry.run(());
    };
    view! {
        <span class="picture-failure" role="group" aria-label=words.picture_failed lang=words.language>
            <span class="picture-failure__title">{words.picture_failed}</span>
            <span class="picture-failure__label" lang=language>{label}</span>
            <span class="picture-failure__reason">{reason.words(words)}</span>
            <a class="picture-failure__address" href=address rel="noopener noreferrer external" target="_blank" title=words.open_picture>{shown}</a>
            <button type="button" class="button" on:click=again>{words.retry}</button>
        </span>
    }
}
