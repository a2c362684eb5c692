//! What can be read without a network, and what could not be had.

use leptos::prelude::*;

use crate::app::App;
use crate::browser::document;

/// The page. `missing` is the address, relative to the root, that could not be had.
pub fn page(app: &App, missing: Option<String>) -> AnyView {
    let words = app.page.strings;
    document::describe(&format!("{} · {}", words.saved, app.page.site_title), &app.page.language);
    let retry = missing.map(|path| app.page.absolute(&path));
    view! {
        <section class="saved">
            <h1 class="library__title">{words.saved}</h1>
            {retry.map(|address| view! {
                <p class="status"><a class="button" rel="external" href=address>{words.retry}</a></p>
            })}
        </section>
    }
    .into_any()
}
