//! Pages without content of their own: those that the reader fills (articles of other feeds, what is kept for reading
//! without a network, settings), and 404.html.

use handscroll_core::strings::Strings;
use maud::{Markup, html};

use super::frame::{self, Page, Site};

/// Names of the pages that the reader fills, as `data-page` has them; each is the folder its page lies in.
pub const FILLED: [&str; 3] = ["read", "saved", "settings"];

/// A page that the reader fills. All are one level below the root.
pub fn filled(site: &Site, kind: &str) -> String {
    let words = site.strings;
    let main = html! {
        div.status role="status" {
            noscript { p { (words.needs_scripts) } p { a href="../" { (words.back_to_library) } } }
        }
    };
    let page =
        Page { kind, root: "../", title: &site.title, language: &site.language, unlisted: true, ..Page::default() };
    frame::page(site, &page, &main)
}

/// 404.html. It is shown at any depth, so it can name no other file relatively: it is whole in itself.
pub fn not_found(site: &Site) -> String {
    let words = site.strings;
    let home = site.base_url.as_deref();
    let title = format!("{} · {}", words.not_found_title, site.title);
    let page = Page { title: &title, language: &site.language, unlisted: true, ..Page::default() };
    frame::page(site, &page, &not_found_text(words, home))
}

fn not_found_text(words: &Strings, home: Option<&str>) -> Markup {
    html! {
        section.status {
            h1.status__title { (words.not_found_title) }
            p { (words.not_found_text) }
            @if let Some(home) = home { p { a.button href=(home) { (words.back_to_library) } } }
        }
    }
}
