//! How the reader is set up, and what it keeps on this device.

use handscroll_core::records::kinds::{self, PLACE, READ};
use handscroll_core::strings::fill;
use leptos::prelude::*;

use super::{appearance, backup, storage};
use crate::app::App;
use crate::browser::document;
use crate::ui::install::Install;
use crate::ui::settings::{KeepingTold, Part};
use crate::ui::theme_choice::ThemeChoice;

/// The page.
pub fn page(app: &App) -> AnyView {
    let words = app.page.strings;
    document::describe(&format!("{} · {}", words.settings, app.page.site_title), &app.page.language);
    let health = app.records.health();
    let told = move || health.with(|health| health.told(words));
    let (chosen, choose) = appearance::theme(&app.records);
    // The part that the address names is in the page once this view is.
    request_animation_frame(|| {
        if let Some(part) = document::fragment_element() {
            document::scroll_to_exact(document::top_of(&part));
        }
    });
    let (reading, storage, backup) = (reading(app), storage::section(app), backup::section(app));
    view! {
        <section class="settings">
            <h1 class="library__title">{words.settings}</h1>
            <KeepingTold told=Signal::derive(told) />
            <Part id="appearance" title=words.appearance>
                <ThemeChoice chosen choose words />
            </Part>
            <Part id="reading" title=words.reading>{reading}</Part>
            {storage}
            <Part id="backup" title=words.backup>{backup}</Part>
            <Part id="install" title=words.install>
                <Install words />
            </Part>
            <Part id="about" title=words.about>
                <p>{fill(words.about_text, env!("CARGO_PKG_VERSION"))}</p>
            </Part>
        </section>
    }
    .into_any()
}

/// How much was read, in numbers.
fn reading(app: &App) -> AnyView {
    let (words, records) = (app.page.strings, app.records.clone());
    let counts = move || {
        records.track(READ);
        records.track(PLACE);
        let finished = records.all(READ).iter().filter(|entry| kinds::is_finished(&entry.value)).count();
        let begun = records.all(PLACE).len();
        match (finished, begun) {
            (0, 0) => words.nothing_read.to_owned(),
            _ => format!("{} · {}", fill(words.finished_count, finished), fill(words.begun_count, begun)),
        }
    };
    view! {
        <p class="settings__counts">{counts}</p>
        <p class="settings__hint">{words.reading_hint}</p>
    }
    .into_any()
}
