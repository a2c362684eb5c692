//! The choice of colours. A native select: it is small, and works by touch, keyboard and voice as people expect.

use handscroll_core::strings::Strings;
use leptos::prelude::*;

use crate::state::theme::Theme;

/// The select.
#[component]
pub fn ThemeSwitch(chosen: Signal<Theme>, choose: UnsyncCallback<Theme>, words: &'static Strings) -> impl IntoView {
    let option = move |theme: Theme| {
        view! { <option value=theme.name() selected=move || chosen.get() == theme>{theme.label(words)}</option> }
    };
    view! {
        <label class="theme-switch">
            <span class="visually-hidden">{words.theme}</span>
            <span class="theme-switch__sign" aria-hidden="true">{"◐"}</span>
            <select
                class="theme-switch__select"
                prop:value=move || chosen.get().name()
                on:change:target=move |event| choose.run(Theme::of_name(&event.target().value()))
            >
                {Theme::ALL.into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}
