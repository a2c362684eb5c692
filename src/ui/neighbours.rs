//! The articles before and after one. The press writes the same markup (its write/article.rs).

use handscroll_core::strings::Strings;
use leptos::prelude::*;

use crate::state::article::Neighbour;

/// Links to the newer and the older article, where there are any.
#[component]
pub fn Neighbours(newer: Option<Neighbour>, older: Option<Neighbour>, words: &'static Strings) -> impl IntoView {
    let link = |neighbour: Neighbour, relation: &'static str, label: &'static str| {
        view! {
            <a class=format!("neighbours__link neighbours__link--{relation}") rel=relation href=neighbour.href>
                <span class="neighbours__label">{label}</span>
                <span class="neighbours__title" lang=neighbour.language>{neighbour.title}</span>
            </a>
        }
    };
    view! {
        <nav class="neighbours" lang=words.language aria-label=words.neighbours>
            {newer.map(|neighbour| link(neighbour, "prev", words.newer))}
            {older.map(|neighbour| link(neighbour, "next", words.older))}
        </nav>
    }
}
