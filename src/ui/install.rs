//! How to install the site here: a button where the browser offers it, and else the words for where to look. It is shown to
//! who looks for it, and never by itself.

use handscroll_core::strings::Strings;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::install;
use crate::state::install::Way;

/// The part of the settings that is about installing.
#[component]
pub fn Install(words: &'static Strings) -> impl IntoView {
    let way = RwSignal::new(Way::of(install::signs()));
    let watched = install::watch(move |was_installed| {
        let mut signs = install::signs();
        signs.was_installed = was_installed;
        way.try_set(Way::of(signs));
    });
    on_cleanup({
        let watched = StoredValue::new_local(watched);
        move || watched.dispose()
    });
    let ask = move |_| {
        spawn_local(async move {
            install::ask().await;
            // Where it was installed, the browser has said so meanwhile or will.
            if way.try_get_untracked() == Some(Way::Button) {
                way.try_set(Way::of(install::signs()));
            }
        });
    };
    let text = move || match way.get() {
        Way::Inside => words.install_inside,
        Way::Installed => words.install_done,
        Way::Button => words.install_text,
        Way::ShareMenu => words.install_share_menu,
        Way::OwnMenu => words.install_own_menu,
    };
    view! {
        <div class="install">
            <p class="install__text" role="status">{text}</p>
            <Show when=move || way.get() == Way::Button>
                <button class="button" type="button" on:click=ask>{words.install_button}</button>
            </Show>
        </div>
    }
}
