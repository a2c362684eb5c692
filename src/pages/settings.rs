//! How the reader is set up.

use leptos::prelude::*;

use super::storage;
use crate::app::App;
use crate::browser::document;
use crate::ui::install::Install;

/// The page.
pub fn page(app: &App) -> AnyView {
    let words = app.page.strings;
    document::describe(&format!("{} · {}", words.settings, app.page.site_title), &app.page.language);
    view! {
        <section class="settings">
            <h1 class="library__title">{words.settings}</h1>
            <Install words />
            {storage::section(app)}
        </section>
    }
    .into_any()
}
