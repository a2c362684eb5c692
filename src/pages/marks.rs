//! How far one is with the articles of a list, and which are saved, shown on its rows.

use handscroll_core::records::kinds::{PLACE, READ, SAVED};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::browser::{rows, turn};
use crate::state::mark::{Mark, SavedMark};

/// Marks the rows of the page as long as the owner lives: now, when something was read or saved here or in another tab, and when
/// `rows` has told of more of them.
pub fn attend(app: &App, rows: impl Fn() + 'static) {
    let app = app.clone();
    Effect::new(move || {
        rows();
        for kind in [READ, PLACE, SAVED] {
            app.records.track(kind);
        }
        let app = app.clone();
        spawn_local(async move {
            // New rows are in the page by then.
            turn::painted().await;
            let mark = |article: &str| {
                let known = |kind| app.records.get(kind, article);
                let mark = Mark::of(known(READ).as_ref(), known(PLACE).as_ref());
                (mark, SavedMark::of(known(SAVED).as_ref()))
            };
            rows::mark(&app.page.root, app.page.strings, mark);
        });
    });
}
