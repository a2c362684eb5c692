//! How much of an article has been read: a thin line at the top of the page.

use leptos::prelude::*;

/// The line. `share` is in thousandths.
#[component]
pub fn Progress(#[prop(into)] share: Signal<u32>, label: &'static str) -> impl IntoView {
    let percent = move || (share.get() / 10).to_string();
    view! {
        <div class="progress" role="progressbar" aria-label=label aria-valuemin="0" aria-valuemax="100" aria-valuenow=percent>
            <div class="progress__line" style:transform=move || format!("scaleX({}.{:03})", share.get() / 1_000, share.get() % 1_000)></div>
        </div>
    }
}
