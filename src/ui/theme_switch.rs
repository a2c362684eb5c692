//! The choice of colours. A native select: it is small, and works by touch, keyboard and voice as people expect.

use leptos::prelude::*;

use crate::browser::document::{self, Page};
use crate::browser::storage;
use crate::state::theme::Theme;

/// boot.js reads what is kept under this name.
const KEY: &str = "theme";

/// The select.
#[component]
pub fn ThemeSwitch(page: Page) -> impl IntoView {
    let words = page.strings;
    let chosen = storage::kept(&page, KEY).map(|name| Theme::of_name(&name)).unwrap_or_default();
    document::set_theme(chosen);
    let choose = move |name: String| {
        let theme = Theme::of_name(&name);
        document::set_theme(theme);
        storage::keep(&page, KEY, theme.name());
    };
    let label = move |theme: Theme| match theme {
        Theme::System => words.theme_system,
        Theme::Light => words.theme_light,
        Theme::Sepia => words.theme_sepia,
        Theme::Dark => words.theme_dark,
    };
    view! {
        <label class="theme-switch">
            <span class="visually-hidden">{words.theme}</span>
            <span class="theme-switch__sign" aria-hidden="true">{"◐"}</span>
            <select class="theme-switch__select" on:change:target=move |event| choose(event.target().value())>
                {Theme::ALL
                    .into_iter()
                    .map(|theme| view! { <option value=theme.name() selected={theme == chosen}>{label(theme)}</option> })
                    .collect_view()}
            </select>
        </label>
    }
}
