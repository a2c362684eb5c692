//! Tells in the bar that there is no network. Quiet: what can be read is read as ever.

use handscroll_core::strings::Strings;
use leptos::prelude::*;

/// The mark; nothing while the network is there.
#[component]
pub fn OfflineMark(is_offline: Signal<bool>, words: &'static Strings) -> impl IntoView {
    let mark = move || {
        is_offline.get().then(|| {
            view! { <span class="offline-mark__word" title=words.offline_means>{words.offline}</span> }
        })
    };
    view! { <span class="offline-mark" role="status">{mark}</span> }
}
