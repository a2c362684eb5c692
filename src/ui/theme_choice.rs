//! The choice of colours with all of them in sight, for the page of settings.

use handscroll_core::strings::Strings;
use leptos::prelude::*;

use crate::state::theme::Theme;

/// The choice.
#[component]
pub fn ThemeChoice(chosen: Signal<Theme>, choose: UnsyncCallback<Theme>, words: &'static Strings) -> impl IntoView {
    let option = move |theme: Theme| {
        view! {
            <label class="theme-choice__option">
                <input
                    type="radio"
                    name="theme"
                    class="theme-choice__input"
                    value=theme.name()
                    prop:checked=move || chosen.get() == theme
                    on:change=move |_| choose.run(theme)
                />
                <span class="theme-choice__sample" data-colours=theme.name() aria-hidden="true">{words.theme_sample}</span>
                <span class="theme-choice__name">{theme.label(words)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="theme-choice">
            <legend class="visually-hidden">{words.theme}</legend>
            {Theme::ALL.into_iter().map(option).collect_view()}
        </fieldset>
    }
}
