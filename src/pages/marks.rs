//! How far one is with the articles of a list, shown on its rows.

use handscroll_core::records::kinds::{PLACE, READ};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::browser::{rows, turn};
use crate::state::mark::Mark;

/// Marks the rows of the page as long as the owner lives: now, when something was read here or in another tab, and when
/// `rows` has told of more of them.
pub fn attend(app: &App, rows: impl Fn() + 'static) {
    let app = app.clone();
    Effect::new(move || {
        rows();
        app.records.track(READ);
        app.records.track(PLACE);
        let app = app.clone();
        spawn_local(async move {
            // New rows are in the page by then.
            turn::painted().await;
            let mark = |article: &str| {
                Mark::of(app.records.get(READ, article).as_ref(), app.records.get(PLACE, article).as_ref())
            };
            rows::mark(&app.page.root, app.page.strings, mark);
        });
    });
}
