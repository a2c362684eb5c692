//! What the page of settings is made of: its parts, each under its heading, and what is the matter with what is kept.

use leptos::prelude::*;

/// A part of the page.
#[component]
pub fn Part(id: &'static str, title: &'static str, children: Children) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <section class="settings__part" id=id aria-labelledby=heading.clone()>
            <h2 class="settings__heading" id=heading.clone()>{title}</h2>
            {children()}
        </section>
    }
}

/// What is the matter, if anything is.
#[component]
pub fn KeepingTold(told: Signal<Vec<String>>) -> impl IntoView {
    let lines = move || told.get().into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    let is_well = move || told.with(Vec::is_empty);
    view! { <div class="settings__told" role="status" hidden=is_well>{lines}</div> }
}
