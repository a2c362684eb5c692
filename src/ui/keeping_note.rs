//! A word that what one does is not kept as it should be, wherever one is; the page of settings says more. It goes away
//! when one has read it.

use handscroll_core::strings::Strings;
use leptos::prelude::*;

/// The note, while it is needed.
#[component]
pub fn KeepingNote(is_needed: Signal<bool>, words: &'static Strings, settings: String) -> impl IntoView {
    let is_read = RwSignal::new(false);
    let note = move || {
        (is_needed.get() && !is_read.get()).then(|| {
            view! {
                <span class="keeping-note__card">
                    <span>{words.keeping_note}" "<a href=settings.clone()>{words.settings}</a></span>
                    <button
                        type="button"
                        class="keeping-note__close"
                        aria-label=words.close
                        on:click=move |_| is_read.set(true)
                    >
                        {"×"}
                    </button>
                </span>
            }
        })
    };
    view! { <div class="keeping-note" role="status">{note}</div> }
}
