//! All that a person did, taken away as a file and brought back: a part of the page of settings.

use handscroll_core::dates::Day;
use handscroll_core::records::backup::{self, Backup, BackupError};
use handscroll_core::strings::{Strings, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::browser::clock;
use crate::browser::files::{self, FileError};
use crate::state::backup::{Offer, Stage};
use crate::ui::backup::BackupTools;

/// The part.
pub fn section(app: &App) -> AnyView {
    let words = app.page.strings;
    let stage = RwSignal::new(Stage::Idle);
    let export = {
        let app = app.clone();
        UnsyncCallback::new(move |()| {
            let app = app.clone();
            stage.set(Stage::Busy);
            spawn_local(async move {
                let is_whole = app.records.are_whole().await;
                // The page may have been left meanwhile, and nobody waits for a file.
                if !stage.is_disposed() {
                    let partial = || Stage::Refused(words.export_partial.to_owned());
                    stage.set(if is_whole { hand_out(&app) } else { partial() });
                }
            });
        })
    };
    let choose = {
        let app = app.clone();
        UnsyncCallback::new(move |event| {
            let app = app.clone();
            spawn_local(async move {
                let Some(read) = files::chosen(event, backup::MOST_BYTES).await else { return };
                stage.try_set(Stage::Busy);
                // What is in the database belongs to what is known here.
                app.records.ready().await;
                stage.try_set(
                    read.map_or_else(|error| Stage::Refused(why_unread(error, words)), |text| offer(&app, &text)),
                );
            });
        })
    };
    let apply = {
        let app = app.clone();
        UnsyncCallback::new(move |offer: Offer| {
            let app = app.clone();
            stage.set(Stage::Busy);
            spawn_local(async move {
                let count = offer.preview.new + offer.preview.newer;
                let taken = app.records.take_in(offer.backup).await;
                stage.try_set(match taken {
                    Ok(()) => Stage::Imported(count),
                    Err(_) => Stage::Refused(words.import_not_written.to_owned()),
                });
            });
        })
    };
    view! { <BackupTools stage words export choose apply /> }.into_any()
}

fn hand_out(app: &App) -> Stage {
    let backup = app.records.backup(&app.page.root);
    let name = format!("handscroll-{}.json", files::day_of(backup.made));
    if files::offer(&name, &backup.text()) {
        Stage::Exported(backup.records.len())
    } else {
        Stage::Refused(app.page.strings.export_failed.to_owned())
    }
}

fn offer(app: &App, text: &str) -> Stage {
    let words = app.page.strings;
    match Backup::parse(text, clock::now()) {
        Err(error) => Stage::Refused(why_refused(&error, words)),
        Ok(backup) => {
            let preview = app.records.preview(&backup);
            let day = files::day_of(backup.made);
            let day = Day::of_rfc3339(&day).map_or(day, |day| day.in_words(words.language));
            let elsewhere = Some(backup.site.clone()).filter(|site| *site != app.page.root);
            Stage::Offered(Box::new(Offer { backup, preview, day, elsewhere }))
        }
    }
}

fn too_large(bytes: u64, words: &Strings) -> String {
    fill(words.error_too_large, format_args!("{} MB", bytes / 1_000_000))
}

fn why_unread(error: FileError, words: &Strings) -> String {
    match error {
        FileError::TooLarge(bytes) => too_large(bytes, words),
        FileError::Unreadable => words.import_unreadable.to_owned(),
    }
}

fn why_refused(error: &BackupError, words: &Strings) -> String {
    match error {
        BackupError::TooLarge(bytes) => too_large(*bytes, words),
        BackupError::Damaged(what) => fill(words.error_malformed, what),
        BackupError::Record(..) => fill(words.error_malformed, error),
        BackupError::Foreign => words.import_foreign.to_owned(),
        BackupError::Future(version) => fill(words.import_future, version),
    }
}
