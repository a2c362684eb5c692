//! Offers a new version of the program. It waits until somebody agrees, and goes away when they would rather not.

use handscroll_core::strings::Strings;
use leptos::prelude::*;

/// The notice, while `is_offered`.
#[component]
pub fn UpdateNotice(is_offered: RwSignal<bool>, words: &'static Strings, agree: UnsyncCallback<()>) -> impl IntoView {
    let agree = move |_| {
        is_offered.set(false);
        agree.run(());
    };
    let notice = move || {
        is_offered.get().then(|| {
            view! {
                <div class="update-notice__card">
                    <span class="update-notice__text">{words.update_ready}</span>
                    <button type="button" class="update-notice__button" on:click=agree>{words.update_now}</button>
                    <button
                        type="button"
                        class="update-notice__button update-notice__button--close"
                        aria-label=words.close
                        on:click=move |_| is_offered.set(false)
                    >
                        {"×"}
                    </button>
                </div>
            }
        })
    };
    view! { <div class="update-notice" role="status" lang=words.language>{notice}</div> }
}
