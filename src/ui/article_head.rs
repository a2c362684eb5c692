//! What stands above an article's text. The press writes the same markup (its write/article.rs).

use handscroll_core::strings::{Strings, fill};
use leptos::prelude::*;

use super::row::Published;
use crate::state::article::Head;

/// The head.
#[component]
pub fn ArticleHead(head: Head, words: &'static Strings) -> impl IntoView {
    let title = if head.title.is_empty() { words.untitled.to_owned() } else { head.title };
    let categories = (!head.categories.is_empty()).then(|| {
        let spans = head.categories.into_iter().map(|category| view! { <span>{category}</span> }).collect_view();
        view! { <p class="article__kicker">{spans}</p> }
    });
    view! {
        <header class="article__head">
            {categories}
            <h1 class="article__title">{title}</h1>
            <p class="article__meta" lang=words.language>
                {head.authors.into_iter().map(|author| view! { <span class="article__author">{author}</span> }).collect_view()}
                <Published date=head.date words=words />
                {head.minutes.map(|minutes| view! { <span class="article__minutes">{fill(words.minutes, minutes)}</span> })}
                {head.original.map(|href| view! {
                    <span><a class="article__original" href=href rel="noopener noreferrer external" target="_blank">{words.original}</a></span>
                })}
            </p>
        </header>
    }
}
