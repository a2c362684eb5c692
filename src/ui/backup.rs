//! A file of what one did, taken away or brought: what is in it is shown before anything changes. Must not know files.

use handscroll_core::strings::{Strings, fill};
use leptos::ev::Event;
use leptos::prelude::*;

use crate::state::backup::{Offer, Stage};

/// The tools.
#[component]
pub fn BackupTools(
    stage: RwSignal<Stage>,
    words: &'static Strings,
    export: UnsyncCallback<()>,
    /// A file was chosen in the field of this event.
    choose: UnsyncCallback<Event>,
    apply: UnsyncCallback<Offer>,
) -> impl IntoView {
    let shown = move || match stage.get() {
        Stage::Idle => ().into_any(),
        Stage::Busy => said(words.import_busy.to_owned()),
        Stage::Exported(count) => said(fill(words.exported, count)),
        Stage::Imported(count) => said(fill(words.imported, count)),
        Stage::Refused(reason) => view! {
            <div class="status status--failed" role="alert">
                <p class="status__title">{words.import_refused}</p>
                <p>{reason}</p>
            </div>
        }
        .into_any(),
        Stage::Offered(offer) => offered(*offer, stage, words, apply),
    };
    let is_busy = move || stage.with(|stage| *stage == Stage::Busy);
    view! {
        <p class="backup__hint">{words.backup_hint}</p>
        <p class="backup__ways">
            <button type="button" class="button button--quiet" disabled=is_busy on:click=move |_| export.run(())>{words.export}</button>
            <label class="button button--quiet backup__file">
                {words.import}
                <input
                    type="file"
                    class="visually-hidden"
                    accept=".json,application/json"
                    disabled=is_busy
                    on:change=move |event| choose.run(event)
                />
            </label>
        </p>
        <div class="backup__outcome" role="status">{shown}</div>
    }
}

fn said(text: String) -> AnyView {
    view! { <p class="backup__said">{text}</p> }.into_any()
}

/// What a file holds, beside what is known.
fn offered(offer: Offer, stage: RwSignal<Stage>, words: &'static Strings, apply: UnsyncCallback<Offer>) -> AnyView {
    let preview = offer.preview;
    let line =
        |name: &'static str, count: usize| (count > 0).then(|| view! { <dt>{name}</dt><dd>{count.to_string()}</dd> });
    let lines = [
        line(words.import_new, preview.new),
        line(words.import_newer, preview.newer),
        line(words.import_older, preview.older),
        line(words.import_same, preview.same),
        line(words.import_unknown, preview.unknown),
    ];
    let told = |text: &'static str, count: usize| (count > 0).then(|| view! { <p>{fill(text, count)}</p> });
    let told = [told(words.import_removes, preview.removed), told(words.import_saves, preview.saved)];
    let title = fill(words.import_made, &offer.day);
    let elsewhere = offer
        .elsewhere
        .clone()
        .map(|site| view! { <p class="backup__warning">{fill(words.import_elsewhere, site)}</p> });
    let nothing = (!preview.changes_anything()).then(|| view! { <p>{words.import_nothing}</p> });
    let agree = preview.changes_anything().then(|| {
        let text = fill(words.import_apply, preview.new + preview.newer);
        view! { <button type="button" class="button" on:click=move |_| apply.run(offer.clone())>{text}</button> }
    });
    view! {
        <div class="backup__offer">
            <h3 class="backup__title">{title}</h3>
            {elsewhere}
            <dl class="backup__counts">{lines}</dl>
            {told}
            {nothing}
            <p class="backup__ways">
                {agree}
                <button type="button" class="button button--quiet" on:click=move |_| stage.set(Stage::Idle)>{words.import_cancel}</button>
            </p>
        </div>
    }
    .into_any()
}
