//! The ways to the reader's own pages, in the bar. Must not know what stands on them.

use handscroll_core::address;
use handscroll_core::strings::Strings;
use leptos::prelude::*;

/// The links. `root` is the site's root, absolute.
#[component]
pub fn SiteLinks(root: String, words: &'static Strings) -> impl IntoView {
    let link = |path: &str, text: &'static str| {
        view! { <a class="site-links__link" href=format!("{root}{path}")>{text}</a> }
    };
    view! {
        <nav class="site-links" aria-label=words.places>
            {link(address::SAVED, words.saved)} {link(address::SETTINGS, words.settings)}
        </nav>
    }
}
