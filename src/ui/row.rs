//! One article in the list. The press writes the same markup for the first rows (its write/library.rs).

use handscroll_core::dates::Day;
use handscroll_core::display::plain_line;
use handscroll_core::feed::Item;
use handscroll_core::strings::{Strings, fill};
use leptos::prelude::*;

/// Characters of an excerpt.
const EXCERPT: usize = 200;

/// A row. `href` is where the article is read, absolute; `image` its small picture, as it is to be loaded.
#[component]
pub fn Row(item: Item, href: String, image: Option<String>, words: &'static Strings) -> impl IntoView {
    let language = item.language.clone();
    let title = if item.title.is_empty() { words.untitled.to_owned() } else { item.title.clone() };
    // In feeds of others this may be a whole article; two lines of it are shown.
    let beginning = |text: &String| plain_line(&text.chars().take(EXCERPT).collect::<String>());
    let excerpt = item.content_text.as_ref().or(item.summary.as_ref()).map(beginning);
    let categories = item.extension.as_ref().map(|extension| extension.categories.clone()).unwrap_or_default();
    let category = categories.into_iter().find(|category| item.authors.iter().all(|author| author.name != *category));
    let minutes = item.extension.as_ref().map(|extension| extension.minutes).filter(|minutes| *minutes > 0);
    view! {
        <li class="row" data-id=item.id.clone()>
            <a class="row__link" href=href>
                <h2 class="row__title" lang=language.clone()>{title}</h2>
                {excerpt.map(|text| view! { <p class="row__excerpt" lang=language.clone()>{text}</p> })}
                <p class="row__meta">
                    {item.authors.iter().take(2).map(|author| view! { <span>{author.name.clone()}</span> }).collect_view()}
                    {category.map(|category| view! { <span>{category}</span> })}
                    <Published date=item.date_published.clone() words=words />
                    {minutes.map(|minutes| view! { <span>{fill(words.minutes, minutes)}</span> })}
                </p>
                {image.map(|image| view! {
                    <img class="row__thumb" src=image alt="" width="128" height="96" loading="lazy" decoding="async" referrerpolicy="no-referrer" />
                })}
            </a>
        </li>
    }
}

/// The day of an article, or that it has none.
#[component]
pub fn Published(date: Option<String>, words: &'static Strings) -> impl IntoView {
    match date.as_deref().and_then(Day::of_rfc3339) {
        Some(day) => view! { <time datetime=date>{day.in_words(words.language)}</time> }.into_any(),
        None => view! { <span>{words.undated}</span> }.into_any(),
    }
}
