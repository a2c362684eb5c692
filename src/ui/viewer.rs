//! The frame of a picture on the whole screen: what can be done with it stands in a corner, and nothing else.

use handscroll_core::strings::Strings;
use leptos::html::{Dialog, Div};
use leptos::prelude::*;

/// The dialog, not open yet. The picture is put into `sheet`, which `view` scrolls.
#[component]
pub fn Viewer(
    /// What the picture shows, in words.
    label: String,
    /// The original's address.
    original: String,
    /// Whether the original can be saved at once, or only opened.
    is_own: bool,
    words: &'static Strings,
    close: UnsyncCallback<()>,
    dialog: NodeRef<Dialog>,
    view: NodeRef<Div>,
    sheet: NodeRef<Div>,
) -> impl IntoView {
    let label = if label.is_empty() { words.view_picture.to_owned() } else { label };
    let ways = if is_own { words.save_original } else { words.open_original };
    view! {
        <dialog class="viewer" node_ref=dialog aria-label=label lang=words.language>
            <div class="viewer__view" node_ref=view tabindex="0" role="group" aria-label=words.view_picture>
                <div class="viewer__sheet" node_ref=sheet></div>
            </div>
            <div class="viewer__tools">
                <a
                    class="viewer__tool"
                    href=original
                    download=is_own.then_some("")
                    rel="noopener noreferrer external"
                    target="_blank"
                    aria-label=ways
                    title=ways
                >{if is_own { "↓" } else { "↗" }}</a>
                <button type="button" class="viewer__tool" aria-label=words.close title=words.close on:click=move |_| close.run(())>{"✕"}</button>
            </div>
        </dialog>
    }
}
