//! How much of an article has been read: a thin line at the top of the page.

use leptos::prelude::*;

/// The line. `share` runs from 0 to 1.
#[component]
pub fn Progress(#[prop(into)] share: Signal<f64>, label: &'static str) -> impl IntoView {
    let percent = move || format!("{:.0}", share.get() * 100.0);
    view! {
        <div class="progress" role="progressbar" aria-label=label aria-valuemin="0" aria-valuemax="100" aria-valuenow=percent>
            <div class="progress__line" style:transform=move || format!("scaleX({:.4})", share.get())></div>
        </div>
    }
}
