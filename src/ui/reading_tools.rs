//! What one can do with an article while one reads it: quiet buttons that come when one scrolls back, at the article's end,
//! and by the keyboard.

use handscroll_core::strings::Strings;
use leptos::html::Input;
use leptos::prelude::*;

/// What the tools have to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Note {
    /// Nothing.
    #[default]
    None,
    /// Something was done, or is being done.
    Said(String),
    /// An address that a person must copy on their own.
    Address(String),
}

/// The tools.
#[component]
pub fn ReadingTools(
    #[prop(into)] is_shown: Signal<bool>,
    note: RwSignal<Note>,
    words: &'static Strings,
    copy: UnsyncCallback<()>,
    print: UnsyncCallback<()>,
    /// What goes before the other tools, and what is said above all of them.
    save: Option<(AnyView, AnyView)>,
    /// Whether the article counts as read, and what says otherwise.
    #[prop(into)]
    is_finished: Signal<bool>,
    finish: UnsyncCallback<bool>,
) -> impl IntoView {
    let input: NodeRef<Input> = NodeRef::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            input.select();
        }
    });
    // A word covers the buttons for a while, so that nothing grows.
    let (said, is_hidden) = (
        move || match note.get() {
            Note::Said(text) => text,
            Note::Address(_) => words.place_address.to_owned(),
            Note::None => String::new(),
        },
        move || matches!(note.get(), Note::Address(_)),
    );
    let address = move || match note.get() {
        Note::Address(address) => Some(view! {
            <input
                class="reading-tools__address"
                node_ref=input
                readonly
                prop:value=address
                aria-label=words.place_address
                title=words.place_address
                on:blur=move |_| note.set(Note::None)
            />
        }),
        _ => None,
    };
    let (save, message) = save.unzip();
    let stays = move || is_shown.get() || note.get() != Note::None;
    view! {
        <div class="reading-tools" class:reading-tools--shown=stays lang=words.language>
            <div class="reading-tools__card">
                {message}
                {save}
                <button type="button" class="reading-tools__button" on:click=move |_| copy.run(())>{words.copy_place}</button>
                <button type="button" class="reading-tools__button" on:click=move |_| print.run(())>{words.print}</button>
                <button
                    type="button"
                    class="reading-tools__button reading-tools__finished"
                    aria-pressed=move || is_finished.get().to_string()
                    on:click=move |_| finish.run(!is_finished.get_untracked())
                >
                    {words.mark_read}
                </button>
                <p class="reading-tools__note" class:visually-hidden=is_hidden role="status">{said}</p>
                {address}
            </div>
        </div>
    }
}
